"""Checks that a guide holds together: references, kinds, numbers, and that every route can be finished."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from knowledge.guide.conditions.checks import broken_conditions, cycles
from knowledge.guide.conditions.reachability import stages_out_of_reach
from knowledge.guide.content.schema import DETAIL_LENGTH, OPTION_LENGTH, QUESTION_LENGTH
from knowledge.guide.content.sources import shipped_sources
from knowledge.guide.model.guide import Citation, Effect, Guide, Question
from spanish.text import fold

QUESTIONS_PER_STAGE = {"E1": 9, "E2": 7} | {f"E{number}": 8 for number in range(3, 11)}  # the dossier's 80
GATE_QUESTIONS = 5
ASSESSMENT_QUESTIONS = 18
POINTS = (0, 1, 2, 3)

# A municipality's case file needs offices and charges, never who the person is.
_PERSONAL = re.compile(
    r"\b(?:CURP|INE|RFC|clave de elector|correo personal|domicilio particular|nombre completo)\b"
    r"|\b(?:tu|su|número de) (?:teléfono|celular)|¿(?:cómo te llamas|cuál es tu nombre)",
    re.IGNORECASE,
)


def problems(guide: Guide, sources: Collection[str] | None = None) -> list[str]:
    """Everything wrong with `guide`, one Spanish line each; empty when it is sound.

    Args:
        sources: Keys of the sources that may be cited; those of `sources.yml` unless given.
    """
    found = [
        *_version(guide),
        *_numbers(guide),
        *_repeated(guide),
        *(line for question in _questions(guide) for line in _question(question)),
        *_assessment(guide),
        *_gate(guide),
        *_references(guide, shipped_sources() if sources is None else sources),
        *broken_conditions(guide),
    ]
    # The searches below take for granted that every reference leads somewhere.
    if not found:
        found += cycles(guide)
    if not found:
        found += _reach(guide)
    return found


def _questions(guide: Guide) -> list[Question]:
    return [*guide.questions().values(), *guide.assessment.questions]


def _version(guide: Guide) -> Iterator[str]:
    if guide.version not in dict(guide.changes):
        yield f"guide.yml: «cambios» no dice qué cambió en la versión {guide.version}"
    if guide.changes and max(version for version, _ in guide.changes) > guide.version:
        yield "guide.yml: «cambios» habla de una versión que todavía no es; sube «version»"


def _numbers(guide: Guide) -> Iterator[str]:
    expected = {f"{stage}.{n}" for stage, count in QUESTIONS_PER_STAGE.items() for n in range(1, count + 1)}
    expected |= {f"P{n}" for n in range(1, GATE_QUESTIONS + 1)} | {f"M{n}" for n in range(1, ASSESSMENT_QUESTIONS + 1)}
    present = {question.number for question in _questions(guide)} - {"propia"}
    yield from (f"falta la pregunta {number}" for number in sorted(expected - present))
    yield from (f"el número {number} no es del modelo; usa «propia»" for number in sorted(present - expected))
    if [stage.key for stage in guide.stages] != list(QUESTIONS_PER_STAGE):
        yield "las etapas deben ser E1 a E10, en orden"
    for stage in guide.stages:
        if stage.key != f"E{stage.number}":
            yield f"{stage.key}: su número es {stage.number}"
        yield from (
            f"{question.key}: no es de la etapa {stage.key}"
            for question in stage.questions
            if not question.key.startswith(stage.key + ".")
        )


def _repeated(guide: Guide) -> Iterator[str]:
    keys = [question.key for stage in guide.stages for question in stage.questions]
    keys += [question.key for question in (*guide.gate.questions, *guide.assessment.questions)]
    keys += [effect.key for question in _questions(guide) for effect in question.effects]
    keys += [rule.key for rule in guide.assessment.rules]
    titles = Counter(fold(question.title) for question in _questions(guide))
    yield from (f"{times} preguntas se titulan «{title}»" for title, times in titles.items() if times > 1)
    yield from (f"la clave «{key}» aparece {times} veces" for key, times in Counter(keys).items() if times > 1)


def _question(question: Question) -> Iterator[str]:
    has_options = question.kind in ("opcion", "opciones")
    if has_options != (len(question.options) >= 2):
        yield f"{question.key}: las preguntas de opción llevan dos o más opciones, y las demás ninguna"
    names = [name for option in question.options for name in {fold(name) for name in (option.text, *option.aliases)}]
    keys = [option.key for option in question.options]
    if len(set(names)) < len(names) or len(set(keys)) < len(keys):
        yield f"{question.key}: dos opciones se llaman igual"
    if question.kind != "fecha" and (question.allows_not_yet or question.tense != "cualquiera"):
        yield f"{question.key}: «admite_aun_no» y «cuando» son para fechas"
    if question.kind != "si_no" and (question.means_yes or question.means_no):
        yield f"{question.key}: «dicen_si» y «dicen_no» son para preguntas de sí o no"
    if {fold(said) for said in question.means_yes} & {fold(said) for said in question.means_no}:
        yield f"{question.key}: lo mismo no puede decir que sí y que no"
    if question.kind != "numero" and (question.minimum is not None or question.maximum is not None):
        yield f"{question.key}: «minimo» y «maximo» son para números"
    if not question.number.startswith("M") and question.unknown_task is None:
        yield f"{question.key}: falta «si_no_se», la tarea en que se convierte un «no sé»"
    if len(question.text) > QUESTION_LENGTH:
        yield f"{question.key}: la pregunta pasa de {QUESTION_LENGTH} caracteres"
    if any(len(option.text) > OPTION_LENGTH or len(option.detail) > DETAIL_LENGTH for option in question.options):
        yield f"{question.key}: una opción no cabe en un botón"
    if _PERSONAL.search(question.text) or _PERSONAL.search(question.rephrased):
        yield f"{question.key}: pide un dato personal; pide el cargo"


def _assessment(guide: Guide) -> Iterator[str]:
    assessment = guide.assessment
    for question in assessment.questions:
        if question.kind != "opcion" or tuple(option.points for option in question.options) != POINTS:
            yield f"{question.key}: lleva cuatro opciones de 0 a 3 puntos, en orden"
    grouped = [key for dimension in assessment.dimensions for key in dimension.questions]
    if sorted(grouped) != sorted(question.key for question in assessment.questions):
        yield "assessment.yml: cada pregunta está en una dimensión, y en una sola"
    reach = [point for level in assessment.levels for point in range(level.minimum, level.maximum + 1)]
    if reach != list(range(POINTS[-1] * len(assessment.questions) + 1)):
        yield "assessment.yml: los niveles deben cubrir todos los puntajes, sin huecos ni traslapes"


def _gate(guide: Guide) -> Iterator[str]:
    routes = {route.key for route in guide.gate.routes}
    for decision in guide.gate.decisions:
        if decision.route and decision.route not in routes:
            yield f"gate.yml · {decision.key}: no existe la ruta «{decision.route}»"
    open_ended = [decision.key for decision in guide.gate.decisions if decision.when is None]
    if open_ended != [decision.key for decision in guide.gate.decisions[-1:]]:
        yield "gate.yml: la última decisión, y solo ella, va sin condición"


def _references(guide: Guide, sources: Collection[str]) -> Iterator[str]:
    stages = {stage.key for stage in guide.stages}
    routes = {route.key for route in guide.gate.routes}
    people = {key for key, _ in guide.responsibles}
    for question in _questions(guide):
        for effect in question.effects:
            yield from _effect(effect, stages, routes)
    for who in sorted(set(_responsibles(guide)) - people):
        yield f"no existe el responsable «{who}»"
    for route in guide.gate.routes:
        yield from (f"ruta {route.key}: no existe la etapa {key}" for key in route.stages if key not in stages)
    for rule in guide.assessment.rules:
        if rule.blocks and rule.blocks not in stages:
            yield f"{rule.key}: no existe la etapa {rule.blocks}"
    for source in sorted({citation.source for citation in _citations(guide)} - set(sources)):
        yield f"sources.yml: falta la fuente «{source}», que la guía cita"


def _effect(effect: Effect, stages: set[str], routes: set[str]) -> Iterator[str]:
    allowed = {"bloquea": stages, "desvia": stages | routes}.get(effect.kind, {""})
    if effect.target not in allowed:
        yield f"{effect.key}: no existe el destino «{effect.target}»"


def _responsibles(guide: Guide) -> Iterator[str]:
    for question in _questions(guide):
        yield from (effect.responsible for effect in question.effects if effect.kind == "tarea")
        if question.unknown_task:
            yield question.unknown_task.responsible
    for stage in guide.stages:
        yield from (task.responsible for task in stage.tasks)
    for route in guide.gate.routes:
        yield from (task.responsible for task in route.tasks)


def _citations(guide: Guide) -> Iterator[Citation]:
    for stage in guide.stages:
        yield from stage.citations
        for tool in stage.tools:
            yield from tool.citations
    yield from (citation for decision in guide.gate.decisions for citation in decision.citations)
    yield from (citation for route in guide.gate.routes for citation in route.citations)
    yield from (citation for rule in guide.assessment.rules for citation in rule.citations)
    yield from (citation for category in guide.toolbox.categories for citation in category.citations)
    yield from (*guide.assessment.citations, *guide.toolbox.citations)


def _reach(guide: Guide) -> Iterator[str]:
    for route in guide.gate.routes:
        lost = stages_out_of_reach(guide, route)
        if lost:
            yield f"ruta {route.key}: ninguna respuesta completa " + ", ".join(lost)
