"""Reads the guide's content files into an immutable `Guide`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.answers.content_files import CONTENT, _in_spanish
from knowledge.errors import InvalidContent
from knowledge.guide.content.building import build_guide
from knowledge.guide.content.schema import GateItem, StageItem
from knowledge.guide.content.schema_extras import AssessmentItem, GuideItem, ToolboxItem
from knowledge.guide.content.schema_said import SaidItem, strangers
from knowledge.guide.model.guide import Guide

GUIDE = CONTENT / "guide"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where libyaml is there

Item = TypeVar("Item", bound=BaseModel)


def read_guide(folder: Path = GUIDE) -> Guide:
    """Read the files of `folder` and check their shape; `checks.problems` checks that they hold together.

    Raises:
        InvalidContent: with every problem of shape found, «archivo: qué está mal».
    """
    problems: list[str] = []
    head = _read(folder / "guide.yml", GuideItem, {}, problems)
    names = {str(key): str(name) for key, name in head.nombres.items()} if head else {}
    head = _read(folder / "guide.yml", GuideItem, names, problems) if names else head
    gate = _read(folder / "gate.yml", GateItem, names, problems)
    assessment = _read(folder / "assessment.yml", AssessmentItem, names, problems)
    toolbox = _read(folder / "tools.yml", ToolboxItem, names, problems)
    said = _read(folder / "said.yml", SaidItem, {}, problems)
    stages = [_read(path, StageItem, names, problems) for path in sorted((folder / "stages").glob("*.yml"))]
    if problems or not (head and gate and assessment and toolbox and said):
        raise InvalidContent(problems)
    whole = [stage for stage in stages if stage]
    asked = [*gate.preguntas, *assessment.preguntas, *(question for stage in whole for question in stage.preguntas)]
    if strange := list(strangers(said, asked)):
        raise InvalidContent([f"said.yml: {line}" for line in strange])
    return build_guide(head, gate, whole, assessment, toolbox, said.__root__)


@lru_cache(maxsize=1)
def shipped_guide() -> Guide:
    """The guide that comes with the program, read once."""
    return read_guide()


def _read(path: Path, model: type[Item], names: dict[str, str], problems: list[str]) -> Item | None:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (both loaders are safe)
    except FileNotFoundError:
        problems.append(f"{path.name}: falta el archivo")
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", línea {mark.line + 1}" if mark else ""
        problems.append(f"{path.name}{line}: no es YAML válido")
        return None
    try:
        return model.parse_obj(_fill(raw, names))
    except ValidationError as error:
        problems.extend(f"{path.name}: {line}" for line in _in_spanish(error))
        return None


def _fill(raw: Any, names: dict[str, str]) -> Any:
    """`raw` with «{clave}» replaced by its name: an office that changes its name changes in one place."""
    if isinstance(raw, str):
        for key, name in names.items():
            raw = raw.replace("{" + key + "}", name)
        return raw
    if isinstance(raw, list):
        return [_fill(item, names) for item in raw]
    if isinstance(raw, dict):
        return {key: _fill(value, names) for key, value in raw.items()}
    return raw
