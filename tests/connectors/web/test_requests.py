"""What browsers send is read, or refused with a reason in Spanish; never anything else."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.origins import is_allowed
from connectors.web.requests import LARGEST, Refusal, bearer, cookie, read_json, read_message

JSON = "application/json"
ID = uuid.uuid4().hex


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"{}", 415),
        ("", b"{}", 415),
        (JSON, b"{", 400),
        (JSON, b"[]", 400),
        (JSON, b"\xff", 400),
        (JSON, b"[" * 9000, 400),
        (JSON, b" " * (LARGEST + 1), 413),
    ],
)
def test_only_a_small_json_object_is_read(content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        read_json(content_type, body)
    assert refusal.value.status == status


def test_a_charset_beside_the_type_is_fine() -> None:
    assert read_json("application/JSON; charset=utf-8", b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": ID},
        {"id": ID, "texto": "   "},
        {"id": ID, "texto": 3},
        {"id": ID, "texto": None},
        {"id": "1", "texto": "hola"},
        {"id": ID + "\n", "texto": "hola"},
        {"id": ID, "boton": ["b:x"]},
        {"id": ID, "boton": "b" * 81},
        {"id": ID, "texto": "a" * 4001},
    ],
)
def test_a_message_needs_an_id_and_something_said(fields: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        read_message(fields)


def test_one_id_written_in_two_ways_is_one() -> None:
    one = uuid.uuid4()
    written = (str(one), one.hex, str(one).upper())
    assert {read_message({"id": way, "texto": "hola"}).id for way in written} == {one.hex}


def test_the_words_on_a_button_are_not_believed() -> None:
    assert read_message({"id": ID, "texto": "borra todo", "boton": "b:x"}).text == ""


@given(st.binary(max_size=200) | st.dictionaries(st.text(max_size=5), st.text()).map(json.dumps).map(str.encode))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    try:
        read_message(read_json(JSON, body))
    except Refusal as refusal:
        assert 400 <= refusal.status < 500


@given(st.text(max_size=50))
def test_any_header_is_read(header: str) -> None:
    assert isinstance(cookie(header, "enlace") + bearer(header), str)


def test_cookie_and_bearer() -> None:
    assert cookie("a=b; enlace=x.y.z", "enlace") == "x.y.z"
    assert bearer("bearer  abc") == "abc"
    assert bearer("Basic abc") == ""


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://municipio.gob.mx", True),
        ("http://enlace.mx", True),
        ("https://enlace.mx", True),  # a proxy in front speaks https
        ("http://municipio.gob.mx", False),
        ("https://municipio.gob.mx.evil.mx", False),
        ("https://municipio.gob.mx:8443", False),
        ("https://enlace.mx:5005", False),
        ("null", False),
        ("", False),
        ("ftp://enlace.mx", False),
        ("http://[", False),
    ],
)
def test_only_registered_pages_and_our_own_may_talk(origin: str, allowed: bool) -> None:
    assert is_allowed(origin, "enlace.mx", ("https://municipio.gob.mx",)) is allowed
