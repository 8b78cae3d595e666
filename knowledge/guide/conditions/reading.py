"""Turns the content's `{pregunta: …, es: …}` into conditions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from knowledge.guide.conditions import expressions as ex

_YES = ("si", "sí")  # YAML reads «no» as a boolean, but «si» as a word


def parse_condition(raw: object) -> ex.Condition:
    """The condition written as a mapping.

    Raises:
        ValueError: in Spanish; it is not in the language, or has words that it does not know.
    """
    if not isinstance(raw, dict):
        raise ValueError("una condición es un mapa, como {pregunta: E1.3, es: si}")
    build = _FORMS.get(frozenset(raw))
    if build is None:
        raise ValueError("condición desconocida: " + ", ".join(f"«{word}»" for word in raw))
    return build(raw)


def _value(raw: object) -> ex.Literal_:
    if raw in _YES:
        return True
    if isinstance(raw, (str, int)) and not isinstance(raw, date):
        return raw
    raise ValueError(f"«{raw}» no puede ser el valor de una condición")


def _values(raw: object) -> tuple[ex.Literal_, ...]:
    return tuple(_value(item) for item in _sequence(raw))


def _sequence(raw: object, length: int | None = None) -> list[Any]:
    if not isinstance(raw, list) or not raw or (length and len(raw) != length):
        raise ValueError(f"se esperaba una lista de {length}" if length else "se esperaba una lista con algo")
    return raw


def _name(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError(f"«{raw}» no es una clave")
    return raw


def _names(raw: object, length: int | None = None) -> tuple[str, ...]:
    return tuple(_name(item) for item in _sequence(raw, length))


def _number(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError(f"«{raw}» no es un número entero")
    return raw


def _less(raw: dict[str, Any]) -> ex.Condition:
    left, right = _sequence(raw["menor"], 2)
    return ex.Less(_name(left), right if isinstance(right, str) else _number(right))


def _percent(raw: dict[str, Any]) -> ex.Condition:
    part, whole = _names(raw["porcentaje"], 2)
    return ex.PercentLess(part, whole, _number(raw["menor_que"]))


def _all(raw: object) -> tuple[ex.Condition, ...]:
    return tuple(parse_condition(part) for part in _sequence(raw))


_FORMS: dict[frozenset[str], Callable[[dict[str, Any]], ex.Condition]] = {
    frozenset({"pregunta", "es"}): lambda raw: ex.Is(_name(raw["pregunta"]), _value(raw["es"])),
    frozenset({"pregunta", "en"}): lambda raw: ex.In(_name(raw["pregunta"]), _values(raw["en"])),
    frozenset({"respondida"}): lambda raw: ex.Answered(_name(raw["respondida"])),
    frozenset({"no_aplica"}): lambda raw: ex.DoesNotApply(_name(raw["no_aplica"])),
    frozenset({"menor"}): _less,
    frozenset({"iguales"}): lambda raw: ex.Equal(*_names(raw["iguales"], 2)),
    frozenset({"suma", "menor_que"}): lambda raw: ex.SumLess(_names(raw["suma"]), _number(raw["menor_que"])),
    frozenset({"porcentaje", "menor_que"}): _percent,
    frozenset({"meses_hasta", "menor_que"}): lambda raw: ex.MonthsUntil(
        _name(raw["meses_hasta"]), _number(raw["menor_que"])
    ),
    frozenset({"dias_desde", "mayor_que"}): lambda raw: ex.DaysSince(
        _name(raw["dias_desde"]), _number(raw["mayor_que"])
    ),
    frozenset({"etapa", "en"}): lambda raw: ex.StageIn(_name(raw["etapa"]), _names(raw["en"])),
    frozenset({"todas"}): lambda raw: ex.All(_all(raw["todas"])),
    frozenset({"alguna"}): lambda raw: ex.AnyOf(_all(raw["alguna"])),
    frozenset({"no"}): lambda raw: ex.Not(parse_condition(raw["no"])),
    # YAML 1.1 reads an unquoted `no:` as the key False.
    frozenset({False}): lambda raw: ex.Not(parse_condition(raw[False])),  # type: ignore[index, arg-type]
}
