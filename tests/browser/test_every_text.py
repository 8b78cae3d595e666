"""Everything that Enlace can say, said by the server and drawn by the widget: nothing missing, nothing empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from playwright.sync_api import Browser, expect

from connectors.messages.rendering import render
from connectors.messages.reply import WEB, Reply
from connectors.web import words
from tests.browser.conftest import Screen
from tests.browser.reading import SEEN
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]
BATCH = 500  # replies to one message
PATIENCE = 60_000  # ms for one batch on a busy machine

_CURSIVE = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?!\w)")
_ITEM = re.compile(r"^\s*(?:[•–-]|(\d{1,3})[.)])\s+(?=\S)")


def to_be_seen(reply: Reply) -> dict[str, Any]:
    """What a person has to see of a reply."""
    lines = [_ITEM.sub(lambda mark: f"{mark[1]}. " if mark[1] else "• ", line, 1) for line in reply.text.split("\n")]
    sources = [
        [", ".join(filter(None, [one["titulo"], one.get("cita")])) + (f" ({one['fecha']})" if "fecha" in one else ""),
         "https:" if one.get("url", "").startswith("https:") else ""]
        for one in reply.sources
    ]  # fmt: skip
    return {
        "lines": [" ".join(_CURSIVE.sub(r"\1", line).split()) for line in lines if line.strip()],
        "cautions": list(dict.fromkeys(one["cautela"] for one in reply.sources if "cautela" in one)),
        "sources": sources,
        "buttons": [choice.title for choice in reply.choices],
    }


def texts(data: Any) -> Iterator[str]:
    """What is drawn of a reply besides its text: names in a table, steps in a list."""
    if isinstance(data, str):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts(one)


def test_every_text_is_drawn_as_it_was_said(scripted: ScriptedServer, screen: Show, everything: list[Reply]) -> None:
    one = screen(scripted, "/chat")
    page, messages = one.page, one.page.locator(".log > .m")
    wrong: list[tuple[dict[str, Any], dict[str, Any]]] = []
    complaints: list[str] = []
    page.on("console", lambda one: one.type in ("error", "warning") and complaints.append(one.text))
    for start in range(0, len(everything), BATCH):
        expect(messages).to_have_count(1)  # the greeting
        batch = [replace(reply, forget=False) for reply in everything[start : start + BATCH]]  # or all of them would go
        scripted.keep(page.evaluate("sessionStorage.enlace"), render(batch, WEB))
        page.reload()
        expect(messages).to_have_count(1 + len(batch), timeout=PATIENCE)
        wrong += _differences(batch, page.evaluate(SEEN))
        page.get_by_role("button", name="Nueva conversación").click()
        page.get_by_role("button", name="Empezar otra").click()
    assert (wrong, complaints) == ([], [])


def _differences(batch: list[Reply], drawn: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    assert len(drawn) == len(batch)
    wrong = []
    for reply, seen in zip(batch, drawn, strict=True):
        height, whole = seen.pop("height"), _bare(seen.pop("whole"))
        seen["lines"] = [" ".join(line.split()) for line in seen["lines"] if line.strip()]
        beside = all(_bare(text) in whole for text in texts(reply.data))
        if (expected := to_be_seen(reply)) != seen or height < 20 or not beside:
            wrong.append((expected, seen))
    return wrong


def test_why_a_message_is_refused_is_shown(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page, told = one.talk(), [""]
    page.route("**/mensajes", lambda route: route.fulfill(status=400, json={"error": told[-1]}))
    for refusal in sorted({text for text in vars(words).values() if isinstance(text, str) and " " in text}):
        told.append(refusal)
        one.say("hola")
        expect(page.get_by_text(refusal).last).to_be_visible()


def test_every_text_is_in_the_page_without_javascript(
    scripted: ScriptedServer, browser: Browser, everything: list[Reply]
) -> None:
    lost = []
    for start in range(0, len(everything), BATCH):
        context = browser.new_context(java_script_enabled=False)
        page, batch = context.new_page(), [replace(one, forget=False) for one in everything[start : start + BATCH]]
        page.goto(scripted.url + "/chat")
        page.get_by_label("Escribe tu mensaje").fill("hola")
        page.get_by_role("button", name="Enviar").click()
        page.get_by_text("Dijiste: hola").wait_for()
        (cookie,) = context.cookies()
        scripted.keep(cookie["value"], render(batch, WEB))
        page.reload()
        read = [_bare(text) for text in page.locator(".dicho.enlace").all_inner_texts()][1:]
        assert len(read) == len(batch)
        lost += [(one, text) for one, text in zip(batch, read, strict=True) if not _holds(text, one)]
        context.close()
    assert lost == []


def _holds(read: str, reply: Reply) -> bool:
    """Whether a message has its text and all that has to be said of its sources, in this order."""
    seen = to_be_seen(reply)
    wanted = [*(text for text, _ in seen["sources"]), *seen["cautions"]]
    return read.startswith(_bare(_CURSIVE.sub(r"\1", reply.text))) and all(_bare(text) in read for text in wanted)


def _bare(text: str) -> str:
    return "".join(text.split())
