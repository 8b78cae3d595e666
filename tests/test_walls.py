"""Who may know whom: the walls of the house, and its sizes."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("knowledge", "casefiles", "bot", "connectors", "maintenance")

# Room → what it must never import. `connectors` may start the assistant, and nothing else of the bot.
FORBIDDEN = {
    "knowledge": ("rasa", "rasa_sdk", "bot", "connectors", "casefiles", "maintenance", "settings"),
    "casefiles": ("rasa", "rasa_sdk", "bot", "connectors", "maintenance", "settings"),
    "bot": ("connectors", "maintenance"),
    "connectors": ("knowledge", "casefiles", "rasa_sdk", "bot.actions", "bot.nlu", "maintenance"),
    "maintenance": ("rasa", "rasa_sdk", "bot.actions", "bot.nlu"),
}
LONGEST_MODULE = 300  # lines


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imports(path)
        for wall in FORBIDDEN[room]
        if (name == wall or name.startswith(wall + "."))
        # The command line is where the knowledge base is put to work, so it reads the settings.
        and not (wall == "settings" and path.name in ("cli.py", "__main__.py"))
    ]
    assert broken == []


def test_only_settings_reads_the_environment() -> None:
    reading = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in modules(room)
        if "os.environ.get(" in path.read_text(encoding="utf-8") or "os.getenv(" in path.read_text(encoding="utf-8")
    ]
    assert reading == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_too_long(room: str) -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in modules(room)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_what_it_is_for(room: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(room)
        if path.stat().st_size and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []
