"""The endpoints: one turn per id, nothing of anybody else, and nothing lost when somebody hangs up."""

from __future__ import annotations

import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Any

import httpx
import jwt
import pytest

from connectors.delivery.store.history import Said
from connectors.messages.reply import Part
from connectors.web import words
from connectors.web.messages import Messages
from connectors.web.sessions import Sessions
from tests.connectors.web.serving import ScriptedServer, Visitor


@pytest.fixture
def visitor(scripted: ScriptedServer) -> Visitor:
    return Visitor(scripted)


def unique(word: str = "hola") -> str:
    return f"{word} {uuid.uuid4().hex}"


def test_a_message_is_answered_and_kept(visitor: Visitor) -> None:
    text = unique()
    reply = visitor.say(text)
    assert reply["texto"] == f"Dijiste: {text}"
    said = [(one["de"], one["texto"]) for one in visitor.history()]
    assert said == [("persona", text), ("enlace", f"Dijiste: {text}")]


def test_a_session_is_opened_again_with_its_token(scripted: ScriptedServer, visitor: Visitor) -> None:
    visitor.say(unique())
    again = visitor.client.post("sesion", json={}).json()
    assert len(again["historial"]) == 2
    visitor.client.headers["Authorization"] = f"Bearer {again['token']}"
    assert len(visitor.history()) == 2


def test_a_session_lasts_where_the_person_asks_for_it_and_until_they_no_longer_do(visitor: Visitor) -> None:
    for wish, lasts in (({"recordar": True}, True), ({}, True), ({"recordar": False}, False)):
        opened = visitor.client.post("sesion", json=wish).json()
        visitor.client.headers["Authorization"] = f"Bearer {opened['token']}"
        claims = jwt.decode(opened["token"], options={"verify_signature": False})
        assert (claims.get("lasting", False), claims["exp"] - claims["iat"] > 86_400) == (lasts, lasts)
    assert visitor.client.post("sesion", json={"recordar": "sí"}).status_code == 400


def test_one_id_ten_times_at_once_is_one_turn(scripted: ScriptedServer, visitor: Visitor) -> None:
    text, message_id = unique(), uuid.uuid4().hex
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visitor.say(text, message_id=message_id), range(10)))
    assert {answer["id"] for answer in answers} == {answers[0]["id"]}
    assert scripted.turns()[text] == 1


def test_a_known_id_is_answered_from_its_record(scripted: ScriptedServer, visitor: Visitor) -> None:
    text, message_id = unique(), uuid.uuid4().hex
    first = visitor.say(text, message_id=message_id)
    assert visitor.say("otra cosa", message_id=message_id) == first
    assert "otra cosa" not in scripted.turns()


def test_the_same_id_of_two_visitors_is_two_messages(scripted: ScriptedServer, visitor: Visitor) -> None:
    message_id, text = uuid.uuid4().hex, unique()
    visitor.say("secreto", message_id=message_id)
    assert Visitor(scripted).say(text, message_id=message_id)["texto"] == f"Dijiste: {text}"


def test_two_messages_at_once_are_answered_in_order(visitor: Visitor) -> None:
    texts = [unique(str(number)) for number in range(4)]
    for text in texts:
        threading.Thread(target=visitor.send, args=(text,)).start()
        deadline = time.monotonic() + 20
        while not any(one["texto"] == text for one in visitor.history()) and time.monotonic() < deadline:
            pass  # it came in before the next one leaves
    deadline = time.monotonic() + 20
    while len(visitor.history()) < 8 and time.monotonic() < deadline:
        pass
    said = [one["texto"] for one in visitor.history()]
    assert said == [words for text in texts for words in (text, f"Dijiste: {text}")]


def test_whoever_hangs_up_finds_the_answer_later(scripted: ScriptedServer, visitor: Visitor) -> None:
    text, message_id = unique("espera"), uuid.uuid4().hex
    with visitor.client.stream("POST", "mensajes", json={"id": message_id, "texto": text}) as answer:
        assert json.loads(next(answer.iter_lines()))["tipo"] == "escribiendo"
    pending = visitor.history()[-1]
    assert (pending["id"], pending["pendiente"]) == (message_id, True)
    scripted.release()
    assert visitor.say(text, message_id=message_id)["texto"] == f"Dijiste: {text}"
    assert scripted.turns()[text] == 1


def test_a_button_is_pressed_by_its_token(visitor: Visitor) -> None:
    reply = visitor.say("botones")
    assert [button["titulo"] for button in reply["botones"]] == ["Sí", "No", "No sé"]
    assert "elegir" not in json.dumps(reply)
    visitor.say(button=reply["botones"][1]["boton"])
    assert [one["texto"] for one in visitor.history() if one["de"] == "persona"] == ["botones", "No"]


def test_another_visitors_button_and_a_forged_one_are_refused_politely(
    scripted: ScriptedServer, visitor: Visitor
) -> None:
    token = visitor.say("botones")["botones"][0]["boton"]
    other, before = Visitor(scripted), scripted.turns()
    for tried in (token, "b:AAAAAAAAAAAAAAAA", "/restart", '/elegir{"cual": "x"}'):
        assert "ya no sirve" in other.say(button=tried)["texto"]
    assert scripted.turns() == before


@pytest.mark.parametrize("text", ["/restart", ' /elegir{"cual": "x"}', "\x1c/session_start", "／restart"])
def test_what_looks_like_an_order_is_only_text(visitor: Visitor, text: str) -> None:
    assert not visitor.say(text)["texto"].removeprefix("Dijiste: ").startswith("/")


def test_sources_travel_apart(visitor: Visitor) -> None:
    (source,) = visitor.say("botones")["fuentes"]
    assert source["url"].startswith("https://") and source["cautela"]


def test_only_a_web_address_of_a_source_becomes_a_link(visitor: Visitor) -> None:
    wrong = [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "",
    ]
    sources = [{"titulo": f"Fuente {url}", "url": url} for url in [*wrong, "https://sre.gob.mx/x", "HTTP://sre.gob.mx"]]
    said = visitor.say("json " + json.dumps({"text": "Mira", "custom": {"sources": sources}}))
    assert [source.get("url") for source in said["fuentes"]] == [
        *[None] * len(wrong), "https://sre.gob.mx/x", "HTTP://sre.gob.mx",
    ]  # fmt: skip
    # What an earlier version stored is shown by the same rule.
    part = Part("texto", "Mira", sources=({"titulo": "Fuente", "url": "javascript:alert(1)"},))
    sessions = Sessions("llave" * 10)
    shown = Messages(sessions, sessions.begin("https://x.mx")).ours(Said(datetime.now(timezone.utc), 1, part=part))
    assert shown["fuentes"] == [{"titulo": "Fuente"}]


@pytest.mark.parametrize(
    ("word", "key", "content"), [("imagen", "imagen", b"\x89PNG"), ("documento", "documento", b"Paso")]
)
def test_a_file_is_its_sessions_alone(
    scripted: ScriptedServer, visitor: Visitor, word: str, key: str, content: bytes
) -> None:
    name = visitor.say(word)[key]["archivo"]
    own = visitor.client.get(f"archivos/{name}")
    assert own.content.startswith(content)
    assert own.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in own.headers["content-security-policy"]
    other = Visitor(scripted)
    other.say(word)
    assert other.client.get(f"archivos/{name}").status_code == 404
    assert httpx.get(f"{scripted.url}/webhooks/web/archivos/{name}").status_code == 401


@pytest.mark.parametrize("name", ["1", "1.", "1.AAAAAAAAAAAAAAAA", "zz.x", "-1.x", "..%2f..%2fweb.key", "%00", "ñ.ñ"])
def test_no_other_name_opens_a_file(visitor: Visitor, name: str) -> None:
    visitor.say("documento")
    assert visitor.client.get(f"archivos/{name}").status_code == 404


def test_nothing_of_a_session_is_read_without_its_token(scripted: ScriptedServer, visitor: Visitor) -> None:
    visitor.say(unique("secreto"))
    stranger = Visitor(scripted).client
    del stranger.headers["Authorization"]
    for path in ("historial", "pendientes"):
        assert stranger.get(path).status_code == 401
        assert stranger.get(path, headers={"Authorization": "Bearer x.y.z"}).status_code == 401
    assert stranger.post("mensajes", json={"id": uuid.uuid4().hex, "texto": "hola"}).status_code == 401
    assert "secreto" not in json.dumps(Visitor(scripted).client.post("sesion", json={}).json())


def test_news_are_what_was_said_after_the_last_one_seen(visitor: Visitor) -> None:
    text = unique()
    first, second = visitor.say(unique()), visitor.say(text)
    assert visitor.client.get("pendientes").json() == {"mensajes": []}
    # Of both sides: another tab of the session may have asked.
    asked, late = visitor.client.get("pendientes", params={"desde": first["id"]}).json()["mensajes"]
    assert (asked["de"], asked["texto"], late["id"]) == ("persona", text, second["id"])
    visitor.say("json " + json.dumps({"text": "Listo.", "custom": {"forget": True}}))
    assert visitor.client.get("pendientes", params={"desde": first["id"]}).json() == {"mensajes": [], "borrado": True}


def test_a_reminder_is_news_until_the_person_writes_again(scripted: ScriptedServer, visitor: Visitor) -> None:
    last = visitor.say(unique())
    scripted.remind(visitor.token, "Me pediste recordarte: el dictamen.")
    for since in ({}, {"desde": last["id"]}, {"desde": "otra cosa"}):
        (news,) = visitor.client.get("pendientes", params=since).json()["mensajes"]
        assert news["texto"] == "Me pediste recordarte: el dictamen."
    assert visitor.client.get("pendientes", params={"desde": news["id"]}).json()["mensajes"] == []
    visitor.say(unique())
    assert visitor.client.get("pendientes").json()["mensajes"] == []


def test_only_registered_pages_may_talk(scripted: ScriptedServer) -> None:
    for origin, status in ((scripted.url, 200), (scripted.site, 200), ("https://otro.mx", 403), ("null", 403)):
        answer = httpx.post(scripted.url + "/webhooks/web/sesion", json={}, headers={"Origin": origin})
        assert (answer.status_code, origin) == (status, origin)
        assert answer.headers["vary"] == "Origin, Accept-Encoding"
        assert answer.headers.get("access-control-allow-origin") == (origin if status == 200 else None)
        assert "access-control-allow-credentials" not in answer.headers
    assert httpx.post(scripted.url + "/webhooks/web/sesion", json={}).status_code == 403


def test_a_session_of_one_page_does_not_serve_another(scripted: ScriptedServer, visitor: Visitor) -> None:
    assert visitor.client.get("historial", headers={"Origin": scripted.site}).status_code == 401


def test_a_preflight_lets_only_registered_pages_on(scripted: ScriptedServer) -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    for origin, allowed in ((scripted.site, scripted.site), ("https://otro.mx", None)):
        answer = httpx.options(scripted.url + "/webhooks/web/mensajes", headers={"Origin": origin, **ask})
        assert answer.status_code == 204
        assert answer.headers.get("access-control-allow-origin") == allowed


def test_whoever_asks_to_be_forgotten_is_told_so_and_nothing_stays(visitor: Visitor) -> None:
    visitor.say(unique("secreto"))
    gone = visitor.say("json " + json.dumps({"text": "Listo, borré lo tuyo.", "custom": {"forget": True}}))
    assert gone["texto"] == "Listo, borré lo tuyo." and gone["borrado"] is True
    assert visitor.history() == []


def test_the_receipt_of_an_erasure_is_given_again_and_the_erasure_is_not_run_again(
    scripted: ScriptedServer, visitor: Visitor
) -> None:
    visitor.say(unique("secreto"))
    order = "json " + json.dumps({"text": f"Listo. {unique('Folio')}", "custom": {"forget": True}})
    first = visitor.say(order, message_id="a" * 32)
    again = visitor.say(order, message_id="a" * 32)  # the line broke before the answer came
    assert again == first
    assert scripted.turns()[order] == 1
    assert visitor.history() == []
    visitor.say(unique("después"))
    assert len(visitor.history()) == 2


def test_the_receipt_is_told_whoever_delivers_it_and_whenever_it_is_asked_for(visitor: Visitor) -> None:
    for number in range(10):
        visitor.say(f"hola {number}")
        said = {
            "text": f"Listo. Folio {number}.",
            "custom": {"forget": True, "data": {"copiar": {"titulo": "Copiar folio", "texto": str(number)}}},
        }
        gone = visitor.say("json " + json.dumps(said))
        assert gone["texto"] == f"Listo. Folio {number}."
        assert gone["copiar"] == {"titulo": "Copiar folio", "texto": str(number)}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"id": 1, "texto": "x"}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * 17_000, "application/json", 413),
    ],
)
def test_bad_input_is_refused_in_spanish(visitor: Visitor, body: bytes, content_type: str, status: int) -> None:
    answer = visitor.client.post("mensajes", content=body, headers={"Content-Type": content_type})
    told: dict[str, Any] = answer.json()
    assert answer.status_code == status
    assert told["error"].endswith(".")


def test_the_plain_form_does_not_wait_for_an_answer_that_takes_long(scripted: ScriptedServer) -> None:
    with httpx.Client(base_url=scripted.url, headers={"Origin": scripted.url}, timeout=30) as client:
        late = client.post("/chat", data={"id": uuid.uuid4().hex, "texto": "espera un poco"})
        assert late.status_code == 200 and words.LATE in late.text
        scripted.release()
        shown = client.get("/chat").text
        until = time.monotonic() + 30
        while "Dijiste: espera un poco" not in shown:
            assert time.monotonic() < until
            shown = client.get("/chat").text
