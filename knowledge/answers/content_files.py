"""Reads the content that people write and checks that it holds together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.answers.content_schema import AnswerItem, SourceItem, TermItem
from knowledge.errors import InvalidContent

CONTENT = Path(__file__).parents[1] / "content"

Item = TypeVar("Item", bound=BaseModel)

# A person would act on these as on a fact of the official registry, which no shipped row proves.
_REGISTERED_CLAIM = re.compile(
    r"(?<!\bno )\b(?:está|están|quedó|quedaron) (?:registrad|inscrit)[oa]s?\b", re.IGNORECASE
)
# What a first-hand reading is: the text of a law, or a page of the ministry. Anything else is «media» at most.
FIRST_HAND = frozenset({"ley", "sre"})
_REGISTERED_PROBLEM = "afirma que algo está registrado; di «reportado por» o cita el número de registro"


@dataclass(frozen=True)
class Content:
    """Everything written by editors, already checked."""

    sources: list[SourceItem]
    answers: list[tuple[str, AnswerItem]]  # topic (file name) and answer
    terms: list[TermItem]


def read_content(folder: Path = CONTENT) -> Content:
    """Read and check the content files.

    Raises:
        InvalidContent: with every problem found, not only the first.
    """
    problems: list[str] = []
    sources = [item for _, item in _read_items(folder / "sources.yml", SourceItem, problems)]
    answers: list[tuple[str, AnswerItem]] = []
    for path in sorted((folder / "answers").glob("*.yml")):
        answers.extend(_read_items(path, AnswerItem, problems))
    terms = [item for _, item in _read_items(folder / "glossary.yml", TermItem, problems)]
    content = Content(sources=sources, answers=answers, terms=terms)
    if not problems:  # an entry that could not be read would look like a broken link in all the others
        problems.extend(_problems_between(content))
    if problems:
        raise InvalidContent(problems)
    return content


def _read_items(path: Path, model: type[Item], problems: list[str]) -> list[tuple[str, Item]]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except FileNotFoundError:
        problems.append(f"{path.name}: falta el archivo")
        return []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", línea {mark.line + 1}" if mark else ""
        problems.append(f"{path.name}{line}: no es YAML válido")
        return []
    if not isinstance(entries, list):
        problems.append(f"{path.name}: debe ser una lista de entradas")
        return []
    items = []
    for position, entry in enumerate(entries, start=1):
        name = entry.get("clave", f"entrada {position}") if isinstance(entry, dict) else f"entrada {position}"
        try:
            items.append((path.stem, model.parse_obj(entry)))
        except ValidationError as error:
            problems.extend(f"{path.name} · {name}: {line}" for line in _in_spanish(error))
    return items


def _in_spanish(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        field = ".".join(str(part) for part in detail["loc"] if part != "__root__")
        yield f"«{field}» {_reason(detail)}" if field else _reason(detail)


def _reason(detail: Any) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error.missing":
        return "falta"
    if kind == "value_error.extra":
        return "no se conoce"
    if kind.endswith("max_length"):
        return f"pasa de {context['limit_value']} caracteres"
    if kind.endswith(("min_length", "min_items")):
        return "está vacío o es demasiado corto"
    if kind.endswith("max_items"):
        return f"tiene más de {context['limit_value']} elementos"
    if kind.endswith("str.regex"):
        return "no tiene la forma esperada"
    if kind.endswith("const"):
        return "debe ser uno de: " + ", ".join(context["permitted"])
    if kind.startswith("value_error.date") or kind == "type_error.date":
        return "debe ser una fecha AAAA-MM-DD"
    if kind == "value_error":
        return str(detail["msg"])
    return "no es del tipo esperado"


def _problems_between(content: Content) -> Iterator[str]:
    """Rules that no single entry can break on its own: links, orphans, repeated names, claims."""
    sources = {source.clave for source in content.sources}
    answers = {answer.clave: answer for _, answer in content.answers}
    yield from _repeated("fuente", [source.clave for source in content.sources])
    yield from _repeated("respuesta", [answer.clave for _, answer in content.answers])
    yield from _repeated("término", [term.clave for term in content.terms])
    yield from _repeated("botón", [answer.boton for _, answer in content.answers if not answer.variante_de])
    yield from _repeated("página", [_page(source.url) for source in content.sources if source.url])
    kinds = {source.clave: source.tipo for source in content.sources}
    cited = {citation.fuente for _, answer in content.answers for citation in answer.fuentes}
    cited |= {citation.fuente for term in content.terms for citation in term.fuentes}
    for unknown in sorted(cited - sources):
        yield f"sources.yml: falta la fuente «{unknown}», que alguien cita"
    for unused in sorted(sources - cited):
        yield f"sources.yml · {unused}: nadie cita esta fuente"
    linked = {key for answer in answers.values() for key in answer.relacionadas if key != answer.clave}
    linked |= {term.respuesta for term in content.terms if term.respuesta}
    for topic, answer in content.answers:
        where = f"{topic}.yml · {answer.clave}"
        for key in [*answer.relacionadas, *([answer.variante_de] if answer.variante_de else [])]:
            if key not in answers or key == answer.clave:
                yield f"{where}: remite a «{key}», que no existe o es ella misma"
        if answer.confianza == "alta" and not FIRST_HAND & {kinds.get(one.fuente) for one in answer.fuentes}:
            yield f"{where}: es de confianza alta y no cita una ley ni una página oficial"
        yield from (f"{where}: {line}" for line in _repeated("fuente", [one.fuente for one in answer.fuentes]))
        if answer.clave not in linked and not answer.variante_de:
            yield f"{where}: ninguna otra respuesta lleva a ella"
        for text in (answer.respuesta, answer.mas or ""):
            if _REGISTERED_CLAIM.search(text):
                yield f"{where}: {_REGISTERED_PROBLEM}"
    for term in content.terms:
        if _REGISTERED_CLAIM.search(term.definicion):
            yield f"glossary.yml · {term.clave}: {_REGISTERED_PROBLEM}"
        if not term.fuentes and not term.diseno_propio:
            yield f"glossary.yml · {term.clave}: falta la fuente, o marcarlo como «diseno_propio»"
        for key in [*term.relacionadas, *([term.respuesta] if term.respuesta else [])]:
            if key not in answers:
                yield f"glossary.yml · {term.clave}: remite a «{key}», que no existe"


def _page(url: str) -> str:
    """An address as the page that it opens: with or without «www», a final slash or encryption it is the same."""
    return url.casefold().partition("://")[2].removeprefix("www.").rstrip("/")


def _repeated(what: str, names: list[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{what} «{name}» aparece {times} veces"
