"""Fifteen minutes of a stranger, from the first question to the erasure, in each browser and on small screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.visits.engines import Browser, chromium, firefox, webkit
from tests.visits.visitor import Visitor

SHOWN = Path(__file__).resolve().parents[2] / "docs/conversaciones.md"
Engine = Callable[[Path, int, int], AbstractContextManager[Browser]]
DESK, ZOOMED, LYING = (1280, 800), (640, 400), (844, 390)  # 200 % on a laptop; a phone on its side
LEFT_OUT = {"sí, vamos a mandar maestros cada año": "simón"}  # where the document leaves out a turn: what is said in it
_CODE = re.compile(r"código de expediente es (\S+?)\. ")
_BELOW = re.compile(r"^(?:Fuente:|Reportado por:|  \[\d)")  # the sources and buttons that it prints under a text
_MARK = re.compile(r"(?m)^(?:• |\d+\. )")


def transcript(title: str) -> list[tuple[str, list[str]]]:
    """The conversation under a title of the document: each message and the pieces of its answer."""
    block = SHOWN.read_text(encoding="utf-8").partition(f"## {title}\n")[2].split("```")[1]
    turns = []
    for turn in block.split("› ")[1:]:
        message, _, answer = turn.partition("\n")
        lines = answer.split("\n")
        said = lines[: next((place for place, line in enumerate(lines) if _BELOW.match(line)), len(lines))]
        turns.append((message, "\n".join(said).split("[…]")))
    return turns


def bare(text: str) -> str:
    return "".join(_MARK.sub("", text).split())


def repeats(visitor: Visitor, title: str) -> None:
    """Say what the document says, and hear what it says."""
    for message, pieces in transcript(title):
        heard = bare(visitor.says(message))
        assert all(bare(piece) in heard for piece in pieces), (message, pieces, heard)
        if message in LEFT_OUT:
            visitor.says(LEFT_OUT[message])


@pytest.mark.parametrize(
    ("engine", "screen"),
    [(chromium, DESK), (chromium, ZOOMED), (chromium, LYING), (firefox, DESK), (firefox, LYING), (webkit, DESK),
     (webkit, ZOOMED)],
)  # fmt: skip
def test_a_whole_visit(engine: Engine, screen: tuple[int, int], town: str, tmp_path: Path) -> None:
    with engine(tmp_path, *screen) as browser:
        visitor = Visitor(browser, town)
        repeats(visitor, "Una conversación real")
        opens_a_case_file(visitor)
        repeats(visitor, "La guía paso a paso")
        visitor.asks_to_be_remembered()
        assesses_the_town(visitor)
        code = looks_and_takes_along(visitor)
        leaves_and_comes_back(visitor, code)
        erases_everything(visitor)
        assert visitor.faults() == []


def opens_a_case_file(visitor: Visitor) -> None:
    assert "¿Aceptas?" in visitor.says("llévame paso a paso")
    assert "¿Cómo le ponemos a este expediente?" in visitor.presses("Acepto")


def assesses_the_town(visitor: Visitor) -> None:
    heard = visitor.says("hacer la autoevaluación")
    while "Autoevaluación ·" in heard:
        heard = visitor.presses(visitor.buttons()[2])
    assert "Nivel: " in heard
    visitor.saves("imagen")


def looks_and_takes_along(visitor: Visitor) -> str:
    """The progress, the document with all that is known, and the code to go on elsewhere."""
    assert "Etapa 1 de 10" in visitor.says("¿en qué voy?")
    visitor.says("qué sabes de mí")
    visitor.saves("mis-datos")
    heard = visitor.says("dame un código")
    found = _CODE.search(heard)
    assert found, heard
    return found[1]


def leaves_and_comes_back(visitor: Visitor, code: str) -> None:
    """To the same tab and to another one, where all of it still is; and as on another computer, with the code."""
    for come_back in (visitor.comes_in, visitor.closes_the_tab):
        assert visitor.faults() == []
        come_back()
        assert code in visitor.reads()
    assert "Pendientes" in visitor.says("¿qué me falta?")
    visitor.begins_again()
    assert "¿Aceptas?" in visitor.says(code)
    visitor.presses("Acepto")
    assert "«San Felipe con Laredo»" in visitor.says("mi expediente")


def erases_everything(visitor: Visitor) -> None:
    assert "¿Lo borro?" in visitor.says("borra mis datos")
    assert "San Felipe con Laredo" not in visitor.erases("Sí, borra todo")
