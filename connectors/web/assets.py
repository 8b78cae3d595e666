"""The files that the browser gets: the widget, put together once, and the sheets and pictures of our own pages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
# With the page comes the button alone; the conversation comes when it is opened.
BUTTON = ("dom.js", "wire.js", "button.js")
PANEL = (
    "words.js",
    "text.js",
    "controls.js",
    "keeping.js",
    "figures.js",
    "attached.js",
    "log.js",
    "talk.js",
    "panel.js",
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
NAME, REST = "enlace.js", "conversacion.js"
# Comments stay behind, so that no tool is needed to read or change the widget.
_GAP = re.compile(r"\s*([{}])\s*|([;,:])\s+")  # of a style sheet; a space before a colon means something
_COMMENT = re.compile(r"^\s*/\*[\s\S]*?\*/$|(^|\s)\s*// .*$|^\s+", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """A file as it is served; its version is its own content, so an address never changes what it gives.

    Attributes:
        version: Twelve hexadecimal digits.
        integrity: As the `integrity` attribute wants it (W3C Subresource Integrity).
    """

    name: str
    content: bytes
    version: str
    integrity: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Asset:
        """An asset from its content."""
        digest = hashlib.sha384(content).digest()
        return cls(name, content, digest.hex()[:12], "sha384-" + base64.b64encode(digest).decode())

    @property
    def path(self) -> str:
        """Where it is served, from the root of the server and without a leading slash."""
        return f"w/{self.version}/{self.name}"

    @property
    def media_type(self) -> str:
        """Its Content-Type."""
        return f"{TYPES[Path(self.name).suffix]}; charset=utf-8"


@cache
def widget() -> Asset:
    """The button: one classic script, because a module has no `document.currentScript` to read its settings from."""
    rest = {"path": panel().path, "integrity": panel().integrity}
    return _script(
        NAME,
        "button.css",
        BUTTON,
        "const script = document.currentScript;",
        'const base = new URL("../../", script.src);',
        'const api = new URL("webhooks/web/", base);',
        f"const REST = {json.dumps(rest)};",
    )


@cache
def panel() -> Asset:
    """The conversation, which the button fetches; it gets from the button what both need."""
    return _script(
        REST,
        "panel.css",
        PANEL,
        'const element = customElements.get("enlace-chat");',
        "const { OPEN, dress, el, icon, store, unseen, wire } = element.kit;",
    )


def _script(name: str, sheet: str, sources: tuple[str, ...], *first: str) -> Asset:
    style = (HERE / "widget" / sheet).read_text(encoding="utf-8")
    lines = [
        "/* Enlace, licencia MIT */",
        "(() => {",
        '"use strict";',
        *first,
        f"const CSS = `{_GAP.sub(_closer, _lean(style))}`;",
        *(_lean((HERE / "widget" / source).read_text(encoding="utf-8")) for source in sources),
        "})();",
    ]
    return Asset.of(name, "\n".join(lines).encode() + b"\n")


@cache
def page_files() -> dict[str, Asset]:
    """Sheets, scripts and pictures of our own pages, by name."""
    found = sorted(path for path in (HERE / "pages").iterdir() if path.suffix in TYPES)
    return {path.name: Asset.of(path.name, path.read_bytes()) for path in found}


def _closer(gap: re.Match[str]) -> str:
    return gap[1] or gap[2]


def _lean(source: str) -> str:
    """Without comments, indentation and empty lines."""
    return "\n".join(line for line in _COMMENT.sub("", source).splitlines() if line)


def tag(base: str, script: Asset) -> str:
    """What a municipality copies into its page.

    Args:
        base: Public address of this server, without a final slash.
    """
    return (
        f'<script src="{base}/{script.path}"\n'
        f'        integrity="{script.integrity}"\n'
        '        crossorigin="anonymous" defer\n'
        '        data-municipio="Tu municipio" data-color="#155e63"></script>\n'
        f'<noscript><a href="{base}/chat">Pregúntale a Enlace</a></noscript>\n'
    )


class Shelf:
    """Every widget that this installation ever served, so that pages with an older tag go on working."""

    def __init__(self, folder: Path) -> None:
        """Put today's widget on the shelf.

        Args:
            folder: Where they are kept; made if it is missing.
        """
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for file in (widget(), panel()):
            (folder / f"{file.version}-{file.name}").write_bytes(file.content)

    def find(self, version: str, name: str) -> Asset | None:
        """The file of that version and name."""
        now = {NAME: widget, REST: panel}[name]() if name in (NAME, REST) else page_files().get(name)
        if now is not None and now.version == version:
            return now
        former = self._folder / f"{version}-{name}"
        if name not in (NAME, REST) or not re.fullmatch(r"[0-9a-f]{12}", version) or not former.is_file():
            return None
        return Asset.of(name, former.read_bytes())
