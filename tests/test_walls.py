"""Who may know whom: the walls of the house, and its sizes."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("spanish", "knowledge", "casefiles", "bot", "connectors", "maintenance")

# Room → what it must never import. `connectors` may start the assistant, and nothing else of the bot.
FORBIDDEN = {
    "spanish": (
        "rasa",
        "rasa_sdk",
        "sqlalchemy",
        "knowledge",
        "casefiles",
        "bot",
        "connectors",
        "maintenance",
        "settings",
    ),
    "knowledge": ("rasa", "rasa_sdk", "bot", "connectors", "casefiles", "maintenance", "settings"),
    "casefiles": ("rasa", "rasa_sdk", "bot", "connectors", "maintenance", "settings"),
    "bot": ("connectors", "maintenance"),
    "connectors": ("knowledge", "casefiles", "rasa_sdk", "bot.actions", "bot.understanding", "maintenance"),
    "maintenance": ("rasa", "rasa_sdk", "bot.actions", "bot.understanding"),
}
# Folder → what its modules must never import, inside the room too.
INNER = {
    "knowledge/guide": ("sqlalchemy", "knowledge.agreements", "knowledge.places", "knowledge.models"),
    "knowledge/agreements/index": ("knowledge.answers", "knowledge.guide", "knowledge.agreements.importing"),
    "casefiles/engine": (
        "sqlalchemy", "casefiles.models", "casefiles.cases", "casefiles.answers", "casefiles.agenda",
        "casefiles.privacy",
    ),
    "bot/understanding": ("bot.actions", "bot.guide", "bot.rasa"),
    "connectors/messages": (
        "sqlalchemy", "connectors.delivery", "connectors.server", "connectors.telegram", "connectors.whatsapp",
        "connectors.web",
    ),
    "connectors/delivery": (
        "connectors.server", "connectors.telegram", "connectors.whatsapp", "connectors.web", "connectors.terminal",
    ),
    "connectors/server": ("connectors.telegram", "connectors.whatsapp", "connectors.web", "connectors.terminal"),
}  # fmt: skip
LONGEST_MODULE = 300  # lines
MOST_MODULES = 14  # in a folder, so that its name can say what they are about


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
        and not (wall == "settings" and path.name in ("cli.py", "commands.py", "__main__.py"))
    ]
    assert broken == []


@pytest.mark.parametrize("folder", INNER)
def test_a_folder_imports_only_what_it_may_know(folder: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        for wall in INNER[folder]
        if name == wall or name.startswith(wall + ".")
    ]
    assert modules(folder) and broken == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_folder_holds_too_many_modules(room: str) -> None:
    held = Counter(str(path.parent.relative_to(ROOT)) for path in modules(room) if path.name != "__init__.py")
    assert {folder: count for folder, count in held.items() if count > MOST_MODULES} == {}


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
