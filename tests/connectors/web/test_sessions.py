"""Sessions: only what this server signed opens one, and only for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import jwt
import pytest

from connectors.web.sessions import FRESH, LASTING, LIFE, InvalidSession, Sessions, WebSession

KEY, OTHER = "k" * 40, "o" * 40
SITE = "https://municipio.gob.mx"


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(KEY)


def forged(key: str = KEY, algorithm: str = "HS256", *, kid: str = "", **changes: object) -> str:
    now = datetime.now(timezone.utc)
    claims = {"iss": "enlace", "aud": SITE, "sub": "a", "iat": now, "exp": now + LIFE, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    own = jwt.get_unverified_header(Sessions(KEY).token(WebSession("a", SITE, now)))["kid"]
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid or own})


def test_a_token_gives_its_session_back(sessions: Sessions) -> None:
    session = sessions.begin(SITE)
    read = sessions.read(sessions.token(session), SITE)
    assert (read.id, read.site, read.sender) == (session.id, SITE, f"web:{session.id}")
    assert len(bytes.fromhex(session.id)) == 16


@pytest.mark.parametrize(("lasting", "life"), [(False, LIFE), (True, LASTING)])
def test_only_who_asks_to_be_remembered_is_for_longer(sessions: Sessions, lasting: bool, life: timedelta) -> None:
    token = sessions.token(replace(sessions.begin(SITE), lasting=lasting))
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == life.total_seconds()
    again = sessions.read(token, SITE)
    assert again.lasting is lasting
    assert sessions.read(sessions.token(again), SITE).lasting is lasting  # it stays so when it is renewed


def test_no_two_sessions_are_the_same(sessions: Sessions) -> None:
    assert len({sessions.begin(SITE).id for _ in range(100)}) == 100


def test_the_forged_token_is_otherwise_good(sessions: Sessions) -> None:
    assert sessions.read(forged(), SITE).id == "a"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ñ.ñ.ñ"])
def test_what_is_no_token_opens_none(sessions: Sessions, token: str) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(token, SITE)


# Made inside the test: a token carries its time of making, and the name of a test may not change from one
# collection to the next (the workers of one run collect each for itself).
@pytest.mark.parametrize(
    "forgery",
    [
        pytest.param(lambda: forged(OTHER), id="another key"),
        pytest.param(lambda: forged(kid="unknown"), id="an unknown key"),
        pytest.param(lambda: forged(iss="another"), id="another issuer"),
        pytest.param(lambda: forged(aud="https://otro.mx"), id="another site"),
        pytest.param(lambda: forged(aud=None), id="no site"),
        pytest.param(lambda: forged(sub=None), id="nobody"),
        pytest.param(lambda: forged(exp=None), id="no end"),
        pytest.param(lambda: forged(iat=None), id="no beginning"),
        pytest.param(lambda: forged(exp=datetime.now(timezone.utc) - timedelta(seconds=1)), id="expired"),
        pytest.param(lambda: forged("", "none"), id="unsigned"),
        pytest.param(lambda: forged() + "x", id="lengthened"),
    ],
)
def test_no_forgery_opens_one(sessions: Sessions, forgery: Callable[[], str]) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(forgery(), SITE)


def test_a_token_of_one_site_does_not_serve_another(sessions: Sessions) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(sessions.token(sessions.begin("https://otro.mx")), SITE)


def test_a_former_key_still_opens_and_no_longer_signs(sessions: Sessions) -> None:
    old = sessions.token(sessions.begin(SITE))
    renewed = Sessions(OTHER, KEY)
    session = renewed.read(old, SITE)
    with pytest.raises(InvalidSession):
        sessions.read(renewed.token(session), SITE)
    with pytest.raises(InvalidSession):
        Sessions(OTHER).read(old, SITE)


def test_an_old_token_is_exchanged_and_a_fresh_one_is_not(sessions: Sessions) -> None:
    now = datetime.now(timezone.utc)
    assert sessions.renewed(WebSession("a", SITE, now)) == ""
    later = sessions.read(sessions.renewed(WebSession("a", SITE, now - FRESH - timedelta(seconds=1))), SITE)
    assert later.id == "a"
    assert later.issued > now - timedelta(minutes=1)


def test_a_seal_holds_for_its_words_only(sessions: Sessions) -> None:
    seal = sessions.seal("a", "1")
    assert sessions.is_seal(seal, "a", "1")
    assert not any(
        sessions.is_seal(*tried) for tried in ((seal, "b", "1"), (seal, "a", "2"), ("", "a", "1"), ("ñ", "a", "1"))
    )


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="al menos 32"):
        Sessions("corta")


def test_a_token_of_a_machine_whose_clock_is_ahead_is_read(sessions: Sessions) -> None:
    assert sessions.read(forged(iat=datetime.now(timezone.utc) + timedelta(minutes=5)), SITE).id == "a"
