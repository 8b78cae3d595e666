"""The browser engines behind one small interface: Chromium by Playwright, Firefox and WebKit by WebDriver.

Firefox is asked in its own Marionette protocol, into which geckodriver (which Debian does not ship) would translate;
the commands and their fields are those of W3C WebDriver in both.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS
from tests.connectors.running_server import free_port

Found = TypeVar("Found")
STARTING = 60.0  # seconds for a browser to start on a busy machine
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # by which name WebDriver hands over an element (w3.org/TR/webdriver2)
ENTER = "\ue007"
# Nothing that calls home; one window, in the language of the visitors.
FIREFOX = {
    "marionette.port": 0,
    "intl.accept_languages": "es-MX",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
}  # fmt: skip


class Browser(Protocol):
    """One tab. A script is the body of a function; what finds an element is such a script."""

    def open(self, address: str) -> None:
        """Go there, or load it again."""

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page; what it returns."""

    def click(self, script: str, *arguments: Any) -> None:
        """Press what the script finds, as a mouse does."""

    def write(self, script: str, text: str) -> None:
        """Type a text into what the script finds, and press Enter."""


class Chromium:
    """Chromium by Playwright."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def open(self, address: str) -> None:
        self._page.goto(address)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate(_IN_PAGE, [script, arguments])

    def click(self, script: str, *arguments: Any) -> None:
        self._found(script, *arguments).click()

    def write(self, script: str, text: str) -> None:
        box = self._found(script)
        box.type(text)
        box.press("Enter")

    def _found(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate_handle(_IN_PAGE, [script, arguments]).as_element()


_IN_PAGE = "([script, given]) => new Function(script).apply(null, given)"


class WebDriver:
    """Any browser that obeys W3C WebDriver.

    Args:
        command: Sends a command by its name, such as `ElementClick`, with its fields; what it gives back.
    """

    def __init__(self, command: Callable[..., Any]) -> None:
        self._command = command

    def fit(self, width: int, height: int) -> None:
        """Make the page so large; a window has borders that no engine tells."""
        self._command("SetWindowRect", width=width, height=height)
        seen = self.run("return [innerWidth, innerHeight]")
        self._command("SetWindowRect", width=2 * width - seen[0], height=2 * height - seen[1])
        _awaited(lambda: self.run("return [innerWidth, innerHeight]") == [width, height])

    def open(self, address: str) -> None:
        self._command("Navigate", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._command("ExecuteScript", script=script, args=arguments)

    def click(self, script: str, *arguments: Any) -> None:
        # WebKit's driver does not look for what lies out of sight in a part of the page that scrolls by itself.
        shown = f"const found = (() => {{{script}}})(); found.scrollIntoView({{block: 'nearest'}}); return found"
        self._command("ElementClick", id=self.run(shown, *arguments)[ELEMENT])

    def write(self, script: str, text: str) -> None:
        self._command("ElementSendKeys", id=self.run(script)[ELEMENT], text=text + ENTER)


@contextmanager
def chromium(folder: Path, width: int, height: int) -> Iterator[Browser]:
    """Debian's Chromium."""
    program = _program("chromium", "chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *root])
        context = opened.new_context(viewport={"width": width, "height": height}, locale="es-MX")
        yield Chromium(context.new_page())
        opened.close()


@contextmanager
def firefox(folder: Path, width: int, height: int) -> Iterator[Browser]:
    """Debian's Firefox, by its Marionette protocol (firefox-source-docs.mozilla.org/testing/marionette)."""
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in FIREFOX.items())
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [_program("firefox-esr", "firefox-esr"), "--marionette", "--headless", "--no-remote", "--profile", folder]
    with _running(command, {"HOME": str(folder)}, folder / "firefox.log"):
        port = int(_awaited(lambda: (folder / "MarionetteActivePort").read_text(encoding="utf-8")))
        with socket.create_connection(("127.0.0.1", port), STARTING) as connection:
            command_of = Marionette(connection)
            command_of("NewSession", capabilities={"alwaysMatch": {}})
            driver = WebDriver(command_of)
            driver.fit(width, height)
            yield driver


class Marionette:
    """Commands over Firefox's own socket: each message is JSON behind its length in bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._stream = connection.makefile("rb")
        self._read()  # who it is

    def __call__(self, name: str, **fields: Any) -> Any:
        sent = json.dumps([0, 1, f"WebDriver:{name}", fields]).encode()
        self._socket.sendall(b"%d:%s" % (len(sent), sent))
        *_, error, result = self._read()
        assert not error, f"{name}: {error['error']}: {error['message']}"
        return result["value"] if isinstance(result, dict) and result.keys() == {"value"} else result

    def _read(self) -> Any:
        digits = b""
        while (one := self._stream.read(1)) != b":":
            assert one, "Firefox ended"
            digits += one
        return json.loads(self._stream.read(int(digits)))


@contextmanager
def webkit(folder: Path, width: int, height: int) -> Iterator[Browser]:
    """Debian's WebKitGTK in its own small browser, on a screen that nobody sees."""
    with _screen() as display:
        port = free_port()
        command = [_program("WebKitWebDriver", "webkit2gtk-driver"), f"--port={port}"]
        own = {"DISPLAY": display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", "LIBGL_ALWAYS_SOFTWARE": "1",
               "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "HOME": str(folder), "LANGUAGE": "es_MX"}  # fmt: skip
        with _running(command, own, folder / "webkit.log"):
            _awaited(lambda: httpx.get(f"http://127.0.0.1:{port}/status").text)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=STARTING) as client:
                begun = client.post("/session", json={"capabilities": {"alwaysMatch": {}}}).json()["value"]
                command_of = OverHttp(client, f"/session/{begun['sessionId']}")
                driver = WebDriver(command_of)
                try:
                    driver.fit(width, height)
                    yield driver
                finally:
                    command_of.end()


_PATHS = {
    "Navigate": "url",
    "ExecuteScript": "execute/sync",
    "ElementClick": "element/{id}/click",
    "ElementSendKeys": "element/{id}/value",
    "SetWindowRect": "window/rect",
}


class OverHttp:
    """Commands as W3C says that they travel."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client = client
        self._session = session

    def __call__(self, name: str, **fields: Any) -> Any:
        path = _PATHS[name].format(id=fields.get("id"))
        answer = self._client.post(f"{self._session}/{path}", json=fields)
        assert answer.status_code == 200, f"{name}: {answer.text[:500]}"
        return answer.json()["value"]

    def end(self) -> None:
        """Close the browser, also one that no longer answers."""
        with suppress(httpx.HTTPError):
            self._client.delete(self._session)


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    assert found, f"Falta {name} (paquete {package}): scripts/system-packages lo instala."
    return found


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; its name."""
    read, write = os.pipe()
    command = [_program("Xvfb", "xvfb"), "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as screen:
        os.close(write)
        try:
            with os.fdopen(read, encoding="ascii") as said:
                yield f":{said.readline().strip()}"
        finally:
            screen.terminate()


@contextmanager
def _running(command: list[Any], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        running = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)
        try:
            yield
        finally:
            running.terminate()
            with suppress(subprocess.TimeoutExpired):
                running.wait(20)
            running.kill()
            running.wait()


def _awaited(look: Callable[[], Found]) -> Found:
    """What `look` finds as soon as it is there."""
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with suppress(OSError, httpx.TransportError):
            if found := look():
                return found
        time.sleep(0.05)
    raise AssertionError("the browser does not come to it")
