"""What the guide's checks catch, each thing broken on purpose in the real guide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

import pytest

from knowledge.guide.conditions.expressions import (
    All,
    Answered,
    Equal,
    Is,
    Less,
    MonthsUntil,
    Not,
    PercentLess,
    StageIn,
)
from knowledge.guide.conditions.reachability import stages_out_of_reach
from knowledge.guide.content.checks import problems
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Citation, Decision, Effect, Guide, Option, Question, Task

GUIDE = shipped_guide()


def with_question(key: str, /, **changes: Any) -> Guide:
    """The guide with one of the stages' questions changed."""
    stages = []
    for stage in GUIDE.stages:
        asked = tuple(replace(q, **changes) if q.key == key else q for q in stage.questions)
        stages.append(replace(stage, questions=asked))
    return replace(GUIDE, stages=tuple(stages))


def with_stage(key: str, **changes: Any) -> Guide:
    stages = tuple(replace(stage, **changes) if stage.key == key else stage for stage in GUIDE.stages)
    return replace(GUIDE, stages=stages)


def without(key: str) -> Guide:
    stages = tuple(
        replace(stage, questions=tuple(q for q in stage.questions if q.key != key)) for stage in GUIDE.stages
    )
    return replace(GUIDE, stages=stages)


def effect(**changes: Any) -> tuple[Effect, ...]:
    return (replace(Effect("aviso", "uno", "Un aviso."), **changes),)


def assessed(**changes: Any) -> Guide:
    return replace(GUIDE, assessment=replace(GUIDE.assessment, **changes))


def gated(**changes: Any) -> Guide:
    return replace(GUIDE, gate=replace(GUIDE.gate, **changes))


def test_the_shipped_guide_is_sound() -> None:
    assert problems(GUIDE) == []


BROKEN: list[tuple[Callable[[], Guide], str]] = [
    (lambda: replace(GUIDE, version=GUIDE.version + 1), "no dice qué cambió en la versión"),
    (lambda: replace(GUIDE, changes=((GUIDE.version + 1, "Algo."), *GUIDE.changes)), "una versión que todavía no es"),
    (lambda: without("E2.3"), "falta la pregunta E2.3"),
    (lambda: with_question("E2.3", title="Suplente"), "2 preguntas se titulan «suplente»"),
    (lambda: with_question("E2.3", number="E2.8"), "el número E2.8 no es del modelo"),
    (lambda: with_question("E2.3", key="E3.9"), "E3.9: no es de la etapa E2"),
    (lambda: with_question("E2.3", key="E2.2"), "la clave «E2.2» aparece 2 veces"),
    (lambda: with_stage("E2", number=3), "E2: su número es 3"),
    (lambda: replace(GUIDE, stages=GUIDE.stages[:9]), "las etapas deben ser E1 a E10, en orden"),
    (lambda: with_question("E2.3", kind="opcion"), "E2.3: las preguntas de opción llevan dos o más"),
    (lambda: with_question("E2.3", options=(Option("a1", "Uno"), Option("a2", "Dos"))), "y las demás ninguna"),
    (
        lambda: with_question("E2.2", options=(Option("a1", "Sí"), Option("a2", "No", aliases=("si",)))),
        "E2.2: dos opciones se llaman igual",
    ),
    (lambda: with_question("E2.2", options=(Option("a1", "a" * 21), Option("a2", "No"))), "no cabe en un botón"),
    (lambda: with_question("E2.3", allows_not_yet=True), "«admite_aun_no» y «cuando» son para fechas"),
    (lambda: with_question("E2.3", minimum=1), "«minimo» y «maximo» son para números"),
    (lambda: with_question("E2.3", unknown_task=None), "E2.3: falta «si_no_se»"),
    (lambda: with_question("E2.3", text="¿" + "a" * 200), "la pregunta pasa de 200"),
    (lambda: with_question("E2.3", text="¿Cuál es tu CURP?"), "E2.3: pide un dato personal"),
    (lambda: with_question("E2.3", rephrased="¿Me das tu teléfono?"), "E2.3: pide un dato personal"),
    (lambda: with_question("E2.3", unknown_task=Task("Hacer", "el_compadre")), "no existe el responsable"),
    (lambda: with_question("E2.3", effects=effect(kind="bloquea", target="E11")), "no existe el destino «E11»"),
    (lambda: with_question("E2.3", effects=effect(kind="desvia", target="atajo")), "no existe el destino «atajo»"),
    (lambda: with_question("E2.3", effects=effect(when=Answered("E99"))), "habla de «E99», que no existe"),
    (lambda: with_question("E2.3", effects=effect(when=StageIn("E99", ("completa",)))), "habla de «E99»"),
    (lambda: with_question("E2.3", effects=effect(when=StageIn("E1", ("lista",)))), "«lista» no es un estado"),
    (lambda: with_question("E2.3", effects=effect(when=Is("E1.5", "ninguna"))), "no es una respuesta posible de E1.5"),
    (lambda: with_question("E2.3", effects=effect(when=Is("E1.3", "si"))), "no es una respuesta posible de E1.3"),
    (lambda: with_question("E2.3", effects=effect(when=Is("E1.9", "aun_no"))), "no es una respuesta posible de E1.9"),
    (lambda: with_question("E2.3", effects=effect(when=Is("E1.1", "algo"))), "no es una respuesta posible de E1.1"),
    (lambda: with_question("E2.3", effects=effect(when=Less("E1.9", 3))), "no son dos números o dos fechas"),
    (lambda: with_question("E2.3", effects=effect(when=Equal("E1.1", "E1.1"))), "no son dos números o dos fechas"),
    (lambda: with_question("E2.3", effects=effect(when=MonthsUntil("E1.1", 3))), "E1.1 no es una fecha"),
    (lambda: with_question("E2.3", effects=effect(when=PercentLess("E1.1", "E10.7", 3))), "E1.1 no es un número"),
    (lambda: with_stage("E2", citations=(Citation("wikipedia"),)), "falta la fuente «wikipedia»"),
    (lambda: with_stage("E2", entry=StageIn("E3", ("completa",))), "se esperan en círculo"),
    (lambda: with_question("E2.3", only_if=Answered("E2.3")), "se esperan en círculo: E2.3 → E2.3"),
    (lambda: assessed(dimensions=GUIDE.assessment.dimensions[1:]), "cada pregunta está en una dimensión"),
    (lambda: assessed(levels=GUIDE.assessment.levels[1:]), "los niveles deben cubrir todos los puntajes"),
    (lambda: assessed(questions=GUIDE.assessment.questions[1:]), "falta la pregunta M1"),
    (lambda: gated(decisions=GUIDE.gate.decisions[:-1]), "la última decisión, y solo ella"),
    (
        lambda: gated(decisions=(*GUIDE.gate.decisions[:-1], Decision("fin", "atajo", ""))),
        "no existe la ruta «atajo»",
    ),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_what_is_broken_is_told(broken: Callable[[], Guide], reason: str) -> None:
    assert reason in "\n".join(problems(broken()))


def test_only_the_sources_given_may_be_cited() -> None:
    assert "sources.yml: falta la fuente «lct», que la guía cita" in problems(GUIDE, sources=["cpeum"])


def test_points_out_of_order_are_told() -> None:
    first = GUIDE.assessment.questions[0]
    turned = replace(first, options=tuple(reversed(first.options)))
    assert problems(assessed(questions=(turned, *GUIDE.assessment.questions[1:]))) == [
        "M1: lleva cuatro opciones de 0 a 3 puntos, en orden"
    ]


@pytest.mark.parametrize(
    "closing",
    [
        All((Is("E2.6", True), Is("E2.6", False))),  # contradicts itself
        All((Is("E2.1.documento", "ninguno"), Answered("E2.1.fecha"))),  # the second is not asked then
        Not(Answered("E2.1.cargo")),  # a required question
    ],
)
def test_a_stage_that_no_answers_complete_is_told(closing: All) -> None:
    [found] = [line for line in problems(with_stage("E2", closing=closing)) if line.startswith("ruta completa")]
    assert found.startswith("ruta completa: ninguna respuesta completa E2")


def test_a_block_that_cannot_be_lifted_is_told() -> None:
    blocked = with_question("E2.6", effects=effect(kind="bloquea", target="E2", when=Is("E2.6", True)))
    assert "ninguna respuesta completa E2" in "\n".join(problems(blocked))


def test_a_route_that_no_answer_leads_to_is_told() -> None:
    kept = tuple(decision for decision in GUIDE.gate.decisions if decision.route != "red")
    guide = gated(decisions=kept)
    [red] = [route for route in guide.gate.routes if route.key == "red"]
    assert stages_out_of_reach(guide, red) == list(red.stages)


@pytest.mark.parametrize("route", GUIDE.gate.routes, ids=lambda route: route.key)
def test_every_route_can_be_walked_to_its_end(route: Any) -> None:
    assert stages_out_of_reach(GUIDE, route) == []


def test_every_question_can_be_skipped_over_with_a_task() -> None:
    questions: dict[str, Question] = GUIDE.questions()
    assert all(question.unknown_task for question in questions.values())
