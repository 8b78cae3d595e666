"""Every sentence written in the code: what a module says is in it from the day it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "casefiles", "connectors")
FILLED = "7"  # stands for whatever is put into a sentence
_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]+")  # two words at least: a key or a name is never said
_PATTERN = re.compile(r"/\*|\(\?|\\[bwsd]|\[\^")  # of a regex or a script
_NOT_SAID = frozenset({"compile", "debug", "info", "warning", "error", "exception", "text"})  # regexes, logs, SQL


def sentences() -> list[str]:
    """The sentences of every module of the rooms that talk, each once; what is put into one is a number."""
    found: dict[str, None] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(_sentences(ast.parse(path.read_text(encoding="utf-8"))))
    return list(found)


def _sentences(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _NOT_SAID:
        return
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        text = _written(node)
        if _SENTENCE.search(text) and not _PATTERN.search(text):
            yield text
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):  # a docstring
            yield from _sentences(child)


def _written(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value.strip() if isinstance(node.value, str) else ""
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(str(part.value) if isinstance(part, ast.Constant) else FILLED for part in parts).strip()
