"""Somebody with a browser who talks to Enlace on the page of a town, and minds whatever goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.browser.reading import SEEN
from tests.visits.engines import Browser

PATIENCE = 60.0  # seconds for one answer on a busy machine
ROOT = "const root = document.querySelector('enlace-chat').shadowRoot; "
BOX = ROOT + "return root.querySelector('#texto')"
APPEARS = "return Boolean(document.querySelector('enlace-chat')?.shadowRoot)"
OPENER = ROOT + "return root.querySelector('.abrir:not([hidden])')"
# The last one that says so, wherever it is.
BUTTON = (
    ROOT
    + """
return [...root.querySelectorAll("button")].filter((one) => one.offsetParent &&
  (one.textContent === arguments[0] || one.getAttribute("aria-label") === arguments[0])).pop()"""
)
DOWNLOAD = (
    ROOT
    + """
return [...root.querySelectorAll(".m button")].filter((one) => one.textContent.startsWith(arguments[0])).pop()"""
)
FETCHED = """
const fetched = performance.getEntriesByType("resource").filter((one) => one.name.includes("/archivos/"));
return fetched.filter((one) => one.responseEnd).length"""
# How things stand: what is being done, what has no answer, and whether the person sees the answer and can go on.
STANDS = (
    ROOT
    + """
const log = root.querySelector(".log"), there = log.getBoundingClientRect();
const messages = [...log.querySelectorAll(".m")], mine = messages.map((one) => one.matches(".yo"));
const said = messages.slice(mine.lastIndexOf(true) + 1), box = root.querySelector("#texto").getBoundingClientRect();
// An answer is read from its beginning, or from the question at its end where a key stands before it.
const seen = said.some((one) => one.querySelector(".recordar")) ? [said[0], said[said.length - 1]] : said.slice(0, 1);
const tops = seen.map((one) => one.getBoundingClientRect().top);
return {
  // Between two messages of one answer nothing on the screen says that there is more to come.
  busy: document.querySelector("enlace-chat").panel.busy || Boolean(root.querySelector(".estado").textContent),
  number: messages.length,
  unanswered: messages.filter((one, place) => mine[place] && mine[place + 1] !== false).map((one) => one.textContent),
  answer: mine.lastIndexOf(true),
  inView: !said.length || tops.some((top) => top > there.top - 4 && top < there.bottom - 16),
  mayWrite: box.top >= 0 && box.bottom <= innerHeight + 1,
}"""
)
# Kept by the page itself from its first line on: no engine tells of them as the others do.
HOOK = """
window.faults = [];
addEventListener("error", (event) => faults.push(String(event.message || event.target.src)), true);
addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
for (const level of ["error", "warn"]) {
  const say = console[level];
  console[level] = (...said) => { faults.push(said.map(String).join(" ")); say.apply(console, said); };
}"""


class Visitor:
    """One visit; whatever is said is waited for, and minded.

    Attributes:
        answers: How many messages of the house the last one brought.
    """

    def __init__(self, browser: Browser, page: str) -> None:
        """Open the conversation.

        Args:
            page: Address of the town's page.
        """
        self._browser = browser
        self._page = page
        self.comes_in()

    def comes_in(self) -> None:
        """Load the page and open the conversation; after the first time it is open by itself, as it was."""
        self._browser.open(self._page)
        self._waits(lambda: self._browser.run(APPEARS))
        if self._browser.run(OPENER):
            self._browser.click(OPENER)
        self._waits(lambda: "Antes de empezar." in self.reads())

    def says(self, text: str) -> str:
        """Write a message; the answer to it."""
        before = self._browser.run(STANDS)["number"]
        self._browser.write(BOX, text)
        return self._hears(before)

    def presses(self, title: str) -> str:
        """Press the last button with that title; the answer."""
        before = self._browser.run(STANDS)["number"]
        self._browser.click(BUTTON, title)
        return self._hears(before)

    def erases(self, title: str) -> str:
        """Press the button that erases everything; what is on the screen once nothing else is left there."""
        self._browser.click(BUTTON, title)
        self._waits(lambda: "Folio" in self.reads())
        assert self._browser.run(STANDS)["answer"] < 0, "what was erased is still on the screen"
        return self.reads()

    def asks_to_be_remembered(self) -> None:
        """Let this browser remember the conversation."""
        self._browser.click(BUTTON, "Recordar en este equipo")
        self._waits(lambda: "Este equipo te recuerda" in self.reads())

    def closes_the_tab(self) -> None:
        """Close it and come in again in another one, which knows nothing of the first."""
        self._browser.run("sessionStorage.clear()")
        self.comes_in()

    def begins_again(self) -> None:
        """Leave this conversation behind."""
        self._browser.click(BUTTON, "Nueva conversación")
        self._browser.click(BUTTON, "Empezar otra")
        self._waits(lambda: self._browser.run(STANDS)["number"] == 1)

    def saves(self, name: str) -> None:
        """Download the last picture or document whose name begins so."""
        before = self._browser.run(FETCHED)
        self._browser.click(DOWNLOAD, f"Descargar {name}")
        self._waits(lambda: self._browser.run(FETCHED) > before)
        assert "No se pudo descargar" not in self.reads()

    def buttons(self) -> list[str]:
        """What can be pressed under the last message."""
        return list(self._browser.run(f"return ({SEEN})()")[-1]["buttons"])

    def reads(self) -> str:
        """All that is on the screen."""
        return str(self._browser.run(ROOT + "return root.querySelector('.panel')?.textContent || ''"))

    def faults(self) -> list[str]:
        """Errors of scripts and complaints in the console since the page was loaded."""
        return list(self._browser.run("return window.faults"))

    def _hears(self, before: int) -> str:
        self._waits(lambda: self._is_answered(before))
        stands = self._browser.run(STANDS)
        assert stands["unanswered"] == []
        assert stands["mayWrite"], "the box to write in is out of the screen"
        assert stands["inView"], "the answer is out of sight"
        assert self.faults() == []
        answers = self._browser.run(f"return ({SEEN})()")[stands["answer"] - stands["number"] + 1 :]
        assert all(one["lines"] and one["height"] > 20 for one in answers), answers
        return "\n".join(line for one in answers for line in one["lines"])

    def _is_answered(self, before: int) -> bool:
        stands = self._browser.run(STANDS)
        return not stands["busy"] and stands["number"] > before + 1

    def _waits(self, comes: Callable[[], Any]) -> None:
        until = time.monotonic() + PATIENCE
        while not comes():
            assert time.monotonic() < until, f"in vain; on the screen: {self._browser.run('return document.title')}"
            time.sleep(0.03)
