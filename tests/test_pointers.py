"""What one file says of another is true: every module, file, decision and name that is pointed at is there."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bench", "bot", "casefiles", "connectors", "knowledge", "maintenance", "spanish", "tests")
FOLDERS = (*ROOMS, "deploy", "docs", "requirements", "scripts")
MADE = frozenset({"deploy/.env", "deploy/enlace.env", "deploy/certificados"})  # by whoever installs it
READ = (".py", ".md", ".yml", ".yaml", ".toml", ".conf", ".ini", ".js", ".css", ".service", ".timer", ".in", "")

_MODULE = re.compile(rf"(?<![\w./@-])((?:{'|'.join(ROOMS)})(?:\.[A-Za-z_]\w*)+)(?![\w-])")
_FILE = re.compile(rf"(?<![\w./-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w)(?![\w*<>{{}}$…-])")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_DECISION = re.compile(r"(?:\bADR[ -]?|decisions/)(\d{4})(-[\w.-]+)?")


def tracked() -> Iterator[Path]:
    """The files of the repository that people read."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in listed.split("\0"):
        path = ROOT / name
        if name and path.suffix in READ and path.is_file() and path != Path(__file__):
            yield path


def said(path: Path) -> str:
    """The words of a file: of a program, its comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    comments = [line[line.index("#") :] for line in text.splitlines() if re.search(r"(^|\s)#", line)]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, documented)]
    return "\n".join([*comments, *docstrings])


def is_there(dotted: str) -> bool:
    """Whether a module, or a name in one, exists."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        folder = ROOT.joinpath(*parts[:cut])
        module = folder.with_suffix(".py") if folder.with_suffix(".py").is_file() else folder / "__init__.py"
        if not (module.is_file() or folder.is_dir()):
            continue
        if cut == len(parts):
            return True
        return module.is_file() and bool(re.search(rf"\b{parts[cut]}\b", module.read_text(encoding="utf-8")))
    return False


def test_every_module_that_is_named_exists() -> None:
    # A file name is no module: «knowledge.md».
    stale = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        for name in _MODULE.findall(said(path))
        if not is_there(name) and f".{name.rpartition('.')[2]}" not in READ
    ]
    assert stale == []


def test_every_file_that_is_named_exists() -> None:
    stale = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        for name in _FILE.findall(said(path))
        if not (ROOT / name).exists() and not (path.parent / name).exists() and name not in MADE
    ]
    assert stale == []


def test_every_link_between_documents_leads_somewhere() -> None:
    stale = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in _LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert stale == []


def test_a_decision_is_named_in_full_and_exists() -> None:
    """A number alone says nothing when it is the wrong one."""
    stale = []
    for path in tracked():
        for number, rest in _DECISION.findall(said(path)):
            name = f"{number}{rest}".rstrip(".").removesuffix(".md")
            if not rest or not (ROOT / "docs" / "decisions" / f"{name}.md").is_file():
                stale.append(f"{path.relative_to(ROOT)}: {number}{rest}")
    assert stale == []


def test_every_name_of_the_domain_is_used() -> None:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    used = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("bot", "connectors", "knowledge", "casefiles")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".yml") and "content" not in path.parts
    )
    declared = [*domain["intents"], *domain["entities"], *domain["slots"], *domain["actions"], *domain["responses"]]
    names = [next(iter(one)) if isinstance(one, dict) else one for one in declared]
    assert [name for name in names if not re.search(rf"\b{name.removeprefix('utter_')}\b", used)] == []
