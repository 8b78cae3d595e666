"""A real browser, Debian's Chromium without a screen: one for each file, a clean profile for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.connectors.running_server import Server

# The last four keep it from calling its makers' servers.
FLAGS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"

Open = Callable[..., Page]


# Not for the session: while it is open an event loop runs here, and the other tests of this process need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Falta Chromium: scripts/system-packages lo instala."
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *root])
        yield opened
        opened.close()


class Screen:
    """A page, with what must never happen in it written down.

    Attributes:
        faults: Errors of scripts, and what the widget says that it could not draw.
        strange: Addresses asked for outside of `allowed`.
    """

    def __init__(self, context: BrowserContext, allowed: tuple[str, ...]) -> None:
        self.context = context
        self.faults: list[str] = []
        self.strange: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", lambda request: self._asked(request.url, allowed))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", lambda said: said.text.startswith("Enlace ") and self.faults.append(said.text))
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)

    def _asked(self, address: str, allowed: tuple[str, ...]) -> None:
        if not address.startswith((*allowed, "blob:")):
            self.strange.append(address)

    def talk(self) -> Page:
        """Open the widget, if it is not open as it was on the page before."""
        opener, notice = self.page.get_by_role("button", name="Pregúntale a Enlace"), "Antes de empezar."
        self.page.locator("enlace-chat").wait_for(state="attached")
        if not self.page.evaluate("sessionStorage['enlace-abierto']"):
            opener.click()
        self.page.get_by_text(notice, exact=True).first.wait_for()
        return self.page

    def say(self, text: str) -> None:
        """Type a message and send it."""
        box = self.page.get_by_label("Escribe tu mensaje")
        box.fill(text)
        box.press("Enter")

    def hears(self, text: str) -> None:
        """Wait until the house says so."""
        self.page.locator(".m:not(.yo)").filter(has_text=text).last.wait_for()

    def axe(self) -> list[str]:
        """What axe finds wrong, in its own words."""
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


@pytest.fixture
def screen(browser: Browser) -> Iterator[Callable[..., Screen]]:
    """Opens pages: `screen(server, "/demo", color_scheme="dark")`; at the end nothing forbidden may have happened."""
    opened: list[Screen] = []

    def show(server: Server, path: str = "/demo", origin: str = "", **settings: Any) -> Screen:
        context = browser.new_context(**{"reduced_motion": "reduce", "locale": "es-MX", **settings})
        one = Screen(context, (server.url, origin or server.url))
        opened.append(one)
        one.page.goto((origin or server.url) + path)
        return one

    yield show
    for one in opened:
        policy = one.page.evaluate("window.violations") if one.page.url.startswith("http") else []
        one.context.close()
        assert (one.faults, one.strange, policy) == ([], [], [])
