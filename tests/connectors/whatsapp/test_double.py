"""The double of Meta's Graph API refuses what Meta refuses."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.doubles.whatsapp import GraphDouble
from tests.doubles.whatsapp.contract import document, examples, refusals

WHO = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "523312345678"}


def text(body: str) -> dict[str, Any]:
    return {**WHO, "type": "text", "text": {"body": body, "preview_url": False}}


def buttons(*titles: str, body: str = "¿Qué prefieres?", token: str = "b:{}") -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": token.format(n), "title": title}} for n, title in enumerate(titles)]
    inner = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return {**WHO, "type": "interactive", "interactive": inner}


def rows(number: int, *, title: str = "Título", description: str = "", button: str = "Ver", body: str = "¿Cuál?",
         token: str = "b:{}") -> dict[str, Any]:  # fmt: skip
    lines = [{"id": token.format(n), "title": f"{n}"[:2] + title[len(f"{n}"[:2]) :], "description": description}
             for n in range(number)]  # fmt: skip
    action = {"button": button, "sections": [{"title": "Opciones", "rows": lines}]}
    return {**WHO, "type": "interactive", "interactive": {"type": "list", "body": {"text": body}, "action": action}}


def media(kind: str, **content: str) -> dict[str, Any]:
    return {**WHO, "type": kind, kind: content}


GOOD = {
    "text": text("ñ" * 4096),
    "emoji": text("😀" * 2048),
    "to a user id": {**{k: v for k, v in text("hola").items() if k != "to"}, "recipient": "MX.1349"},
    "reply": {**text("hola"), "context": {"message_id": "wamid.A"}},
    "buttons": buttons("Sí", "No", "Á" * 20, body="b" * 1024),
    "list": rows(10, title="t" * 24, description="d" * 72, button="v" * 20),
    "image": media("image", id="1", caption="c" * 1024),
    "document": media("document", id="1", filename="acta.docx", caption="c" * 1024),
}
BAD = {
    "text of 4097": text("a" * 4097),
    "emoji of 4098": text("😀" * 2049),
    "empty text": text(""),
    "blank text": text("   "),
    "nobody": {k: v for k, v in text("hola").items() if k != "to"},
    "another product": {**text("hola"), "messaging_product": "sms"},
    "unknown field": {**text("hola"), "buttons": []},
    "unknown type": {**WHO, "type": "saludo", "saludo": {}},
    "four buttons": buttons("1", "2", "3", "4"),
    "no buttons": buttons(),
    "button title of 21": buttons("t" * 21),
    "empty button title": buttons(""),
    "repeated button title": buttons("Sí", "Sí"),
    "repeated button id": buttons("Sí", "No", token="b"),
    "button id with a space": buttons("Sí", token=" b:{}"),
    "button id of 257": buttons("Sí", token="b" * 257),
    "body of 1025": buttons("Sí", body="b" * 1025),
    "no body": buttons("Sí", body=""),
    "eleven rows": rows(11),
    "row title of 25": rows(1, title="t" * 25),
    "row description of 73": rows(1, description="d" * 73),
    "row id of 201": rows(1, token="b" * 201),
    "list button of 21": rows(1, button="v" * 21),
    "caption of 1025": media("image", id="1", caption="c" * 1025),
    "neither id nor link": media("image", caption="c"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_meta_takes_is_taken(name: str) -> None:
    assert refusals(GOOD[name]) == []


@pytest.mark.parametrize("name", BAD)
def test_what_meta_refuses_is_refused(name: str) -> None:
    assert refusals(BAD[name]) != []


@pytest.mark.skipif(not document(), reason="Meta's OpenAPI file is not at hand")
def test_meta_s_own_examples_are_taken() -> None:
    kinds = ("text", "image", "document", "audio", "video", "sticker", "reaction")
    # Those of interactive kinds that we never send (catalogues, flows, orders) are left out.
    sending = examples("/{Version}/{Phone-Number-ID}/messages")
    typed = {name: message for name, message in sending.items() if "type" in message}
    tried = {name: message for name, message in typed.items()
             if message["type"] in kinds or "Reply Button" in name or "List" in name}  # fmt: skip
    assert len(tried) >= 25
    assert {name: refused for name, message in tried.items() if (refused := refusals(message))} == {}


def ask(graph: GraphDouble, path: str, **more: Any) -> httpx.Response:
    headers = more.pop("headers", {"Authorization": f"Bearer {graph.token}"})
    return httpx.post(f"{graph.url}/{path}", headers=headers, **more)


def test_it_answers_as_meta(graph: GraphDouble) -> None:
    path = f"v25.0/{graph.number}"
    assert ask(graph, f"{path}/messages", json=text("hola")).json() == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "523312345678", "wa_id": "523312345678"}],
        "messages": [{"id": "wamid.SALE0000000001=="}],
    }
    refused = ask(graph, f"{path}/messages", json=text(""))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 131009)
    assert ask(graph, f"{path}/messages", json=text("hola"), headers={}).json()["error"]["code"] == 190
    assert ask(graph, f"{path}/otra", json={}).status_code == 400
    assert ask(graph, "v25.0/999/messages", json=text("hola")).json()["error"]["error_subcode"] == 33
    assert ask(graph, f"{path}/messages", json=media("image", id="nadie")).json()["error"]["code"] == 100
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
    assert ask(graph, f"{path}/messages", json=read).json() == {"success": True}
    assert [message["type"] for message in graph.sent] == ["text"]


def test_uploads_need_a_real_png(graph: GraphDouble) -> None:
    path = f"v25.0/{graph.number}/media"
    form = {"messaging_product": "whatsapp"}
    good = ask(graph, path, data=form, files={"file": ("a.png", b"\x89PNG\r\n\x1a\nresto", "image/png")})
    assert good.json()["id"] in graph.media
    bad = ask(graph, path, data=form, files={"file": ("a.png", b"no es", "image/png")})
    assert bad.json()["error"]["code"] == 131053


def test_faults_are_used_up_in_order(graph: GraphDouble) -> None:
    graph.fail(131056, retry_after="6")
    graph.fail(-1)
    path = f"v25.0/{graph.number}/messages"
    first = ask(graph, path, json=text("hola"))
    assert (first.status_code, first.json()["error"]["code"], first.headers["Retry-After"]) == (429, 131056, "6")
    assert ask(graph, path, json=text("hola")).status_code == 500
    assert ask(graph, path, json=text("hola")).status_code == 200
    graph.fail(131000, lost=True)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(graph, path, json=text("hola"))
    assert len(graph.sent) == 2
