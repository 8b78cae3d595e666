"""Only Meta gets in."""

import json

import pytest

from connectors.whatsapp.signature import refusal, signature

SECRET = "secreto"


@pytest.mark.parametrize("escaped", [True, False])
def test_the_raw_bytes_are_what_is_signed(escaped: bool) -> None:
    body = json.dumps({"texto": "¿Cuánto cuesta? 😀 ñ"}, ensure_ascii=escaped).encode()
    assert refusal(body, signature(body, SECRET), SECRET) == 0
    rewritten = json.dumps(json.loads(body), ensure_ascii=not escaped).encode()
    assert refusal(rewritten, signature(body, SECRET), SECRET) == 403


def test_a_known_vector() -> None:
    # printf '{"a":"ñ😀"}' | openssl dgst -sha256 -hmac secreto
    assert (
        signature('{"a":"ñ😀"}'.encode(), SECRET)
        == "sha256=be4ad736c9e1f43a8b5bd92689d09f195e925dc0c23088bddf085c1a783be3b0"
    )


@pytest.mark.parametrize("header", ["sha256=", "sha256=00", "sha1=abc", "ñ", "basura"])
def test_a_wrong_signature_is_refused(header: str) -> None:
    assert refusal(b"{}", header, SECRET) == 403
    assert refusal(b"{}", signature(b"{}", "otro secreto"), SECRET) == 403


@pytest.mark.parametrize("header", [None, ""])
def test_no_signature_is_refused(header: str | None) -> None:
    assert refusal(b"{}", header, SECRET) == 401
