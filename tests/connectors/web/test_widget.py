"""The widget's two files: small, whole, and never two things at one address."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import httpx

from connectors.web.assets import BUTTON, HERE, PANEL, Shelf, panel, tag, widget
from tests.connectors.web.serving import ScriptedServer

MOST = 8_000  # bytes as they travel, before it is opened
MOST_OPENED = 12_000  # and when it is
SOURCE = widget().content.decode() + panel().content.decode()


def test_it_is_small() -> None:
    size, rest = (len(gzip.compress(file.content, 9)) for file in (widget(), panel()))
    assert size <= MOST, size
    assert rest <= MOST_OPENED, rest


def test_nothing_in_it_can_turn_text_into_markup_or_code() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|DOMParser"
    assert re.findall(forbidden, SOURCE) == []


def test_it_names_no_other_server() -> None:
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", SOURCE))
    assert addresses <= {"http://www.w3.org/2000/svg"} | {one for one in addresses if one.startswith("https:\\/\\/")}


def test_every_source_of_it_is_in_it() -> None:
    names = {path.name for path in (HERE / "widget").iterdir()}
    assert names == {*BUTTON, *PANEL, "button.css", "panel.css"}


def test_the_button_names_the_one_conversation_that_it_fetches() -> None:
    assert panel().path in widget().content.decode() and panel().integrity in widget().content.decode()


def test_it_is_served_for_ever_with_the_digest_that_its_tag_says(scripted: ScriptedServer) -> None:
    told = httpx.get(scripted.url + "/w/etiqueta").text
    address = re.search(r'src="([^"]+)"', told)
    integrity = re.search(r'integrity="sha384-([^"]+)"', told)
    assert address and integrity
    answer = httpx.get(address[1])
    assert base64.b64decode(integrity[1]) == hashlib.sha384(answer.content).digest()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert int(answer.headers["content-length"]) <= MOST


def test_a_version_that_never_was_is_not_served(scripted: ScriptedServer) -> None:
    for path in ("/w/000000000000/enlace.js", "/w/x/enlace.js", "/w/..%2f..%2fx/enlace.js", "/w/000000000000/otro.js"):
        assert httpx.get(scripted.url + path).status_code == 404, path


def test_a_widget_of_yesterday_is_still_served(tmp_path: Path) -> None:
    (tmp_path / "0123456789ab-enlace.js").write_bytes(b"yesterday")
    shelf = Shelf(tmp_path)
    former, today = shelf.find("0123456789ab", "enlace.js"), shelf.find(widget().version, "enlace.js")
    assert former is not None and former.content == b"yesterday"
    assert today == widget()
    assert shelf.find(panel().version, "conversacion.js") == panel()
    (tmp_path / "0123456789ab-conversacion.js").write_bytes(b"its conversation")
    rest = shelf.find("0123456789ab", "conversacion.js")
    assert rest is not None and rest.content == b"its conversation"
    assert shelf.find("0123456789ab", "web.key") is None


def test_the_tag_has_what_a_page_needs() -> None:
    told = tag("https://enlace.mx", widget())
    assert f'src="https://enlace.mx/w/{widget().version}/enlace.js"' in told
    assert 'crossorigin="anonymous"' in told
    assert '<noscript><a href="https://enlace.mx/chat">' in told
