"""The architecture that the document shows is the one there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_pointers import is_there

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/arquitectura.md").read_text(encoding="utf-8")
LONGEST_WAY = 10  # names, so that a stranger keeps them in mind
WAYS = {title: text for title, text in re.findall(r"## El camino de ([^\n]+)\n(.*?)(?=\n## |\Z)", TEXT, re.DOTALL)}


def tree() -> dict[str, list[str]]:
    """Room → the folders that the document shows in it."""
    shown: dict[str, list[str]] = {}
    for indent, name in re.findall(r"(?m)^( *)(\w+)/ ", TEXT.split("```")[1]):
        if indent:
            shown[list(shown)[-1]].append(name)
        else:
            shown[name] = []
    return shown


@pytest.mark.parametrize("room", tree())
def test_the_rooms_and_folders_are_those_shown(room: str) -> None:
    folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
    data = {"data"} if room == "bot" else set()
    assert set(tree()[room]) == folders | data


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_short_and_its_names_are_there(way: str) -> None:
    steps = re.findall(r"(?m)^\d+\. (.+)$", WAYS[way])
    names = [name for step in steps for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", step)]
    assert 0 < len(steps) <= LONGEST_WAY
    assert len(names) >= len(steps) and [name for name in names if not is_there(name)] == []


def test_the_five_ways_are_shown() -> None:
    assert len(WAYS) == 5
