"""What the shipped guide says and decides: the law's stops, the order of the steps, the voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from knowledge.answers.lookup import describe_guide_sources, get_answer
from knowledge.guide.conditions.evaluation import holds
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import NOT_YET, Answer, Effect, Question, Stage, Value

GUIDE = shipped_guide()
QUESTIONS = GUIDE.questions()
TODAY = date(2026, 11, 23)
DONE = {f"E{number}": "completa" for number in range(1, 11)} | {"autoevaluacion": "completa"}


def answers(values: Mapping[str, Value]) -> dict[str, Answer]:
    return {key: Answer(kind="no_se") if value == "no_se" else Answer(value) for key, value in values.items()}


def decision(**values: Value) -> str:
    given = answers(values)
    taken = next(d for d in GUIDE.gate.decisions if d.when is None or holds(d.when, given, TODAY, {}))
    return taken.route or taken.key


def happening(values: Mapping[str, Value], statuses: Mapping[str, str] | None = None) -> dict[str, Effect]:
    given = answers(values)
    return {
        effect.key: effect
        for question in QUESTIONS.values()
        for effect in question.effects
        if effect.when and holds(effect.when, given, TODAY, statuses or {})
    }


def asked(key: str, values: Mapping[str, Value], statuses: Mapping[str, str] | None = None) -> bool:
    condition = QUESTIONS[key].only_if
    return condition is None or holds(condition, answers(values), TODAY, statuses or {})


def entered(stage: str, values: Mapping[str, Value], **statuses: str) -> bool:
    condition = GUIDE.stage(stage).entry
    return condition is None or holds(condition, answers(values), TODAY, statuses)


GATE = {"P2": True, "P3": True, "P4": False, "P5": False}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"P1": "gobierno_extranjero"}, "completa"),
        ({"P1": "organismo_internacional"}, "completa"),
        ({"P1": "privada"}, "privada"),
        ({"P1": "municipio_mexicano"}, "municipio_mexicano"),
        ({"P1": "gobierno_extranjero", "P4": True, "P4.deuda": True}, "alto_deuda"),
        ({"P1": "privada", "P4": True, "P4.deuda": True}, "alto_deuda"),
        # A fee or a hotel abroad is not debt: the treasury says (Disciplina Financiera, 2-XXIX and 22).
        ({"P1": "gobierno_extranjero", "P4": True, "P4.deuda": False}, "completa"),
        ({"P1": "gobierno_extranjero", "P3": False}, "alto_materia"),
        ({"P1": "organismo_internacional", "P2": False, "P5": True}, "red"),
        ({"P1": "privada", "P5": True}, "red"),
        ({"P1": "organismo_internacional", "P2": True, "P5": True}, "completa"),
        ({"P1": "gobierno_extranjero", "P2": False}, "completa"),
        ({"P1": "no_se", "P2": "no_se", "P3": "no_se", "P4": "no_se", "P5": "no_se"}, "completa"),
        # What is found out about the counterpart in stage 4 corrects what was thought at the gate.
        ({"P1": "gobierno_extranjero", "E4.2": "privada"}, "privada"),
        ({"P1": "privada", "E4.2": "gobierno_extranjero"}, "completa"),
    ],
)
def test_the_gate_leads_where_the_law_says(changes: dict[str, Value], expected: str) -> None:
    assert decision(**{**GATE, **changes}) == expected


def test_only_the_full_route_goes_through_the_ministry_and_the_council() -> None:
    stages = {route.key: route.stages for route in GUIDE.gate.routes}
    assert stages["completa"] == tuple(stage.key for stage in GUIDE.stages)
    for key in ("privada", "red", "municipio_mexicano"):
        assert not set(stages[key]) & {"E5", "E6", "E7", "E8"}


def test_old_agreements_without_registration_are_an_alert_and_stay_pending() -> None:
    old = {"E1.3": True, "E1.4.firmados": 5, "E1.4.registrados": 2}
    assert happening(old)["alerta_regularizacion"].critical
    assert asked("E1.4.consulta", old)
    pending = GUIDE.stage("E1").pending_if
    assert pending and holds(pending, answers(old), TODAY, {})
    assert holds(pending, answers({**old, "E1.4.registrados": "no_se"}), TODAY, {})
    assert not holds(pending, answers({**old, "E1.4.registrados": 5}), TODAY, {})


def test_signing_again_waits_until_the_ministry_was_asked_about_the_old_ones() -> None:
    [rule] = [rule for rule in GUIDE.assessment.rules if rule.key == "regla_regularizacion"]
    old = {"M9": "ninguno", "E1.3": True, "E1.4.firmados": 3, "E1.4.registrados": "no_se"}
    assert rule.blocks == "E8"
    assert holds(rule.when, answers(old), TODAY, {})
    assert asked("E1.4.consulta", old)  # so it can always be lifted
    assert not holds(rule.when, answers({**old, "E1.4.consulta": date(2026, 11, 1)}), TODAY, {})


@pytest.mark.parametrize(("end", "warned"), [(date(2027, 9, 30), True), (date(2027, 12, 31), False)])
def test_less_than_a_year_left_is_an_alert(end: date, warned: bool) -> None:
    assert ("alerta_menos_de_doce_meses" in happening({"E1.9": end})) is warned


def test_debt_stops_at_the_gate_and_in_the_text() -> None:
    assert happening({"P4": True, "P4.deuda": True})["alerta_deuda"].critical
    found = happening({"E5.3": True, "E5.3.deuda": True})
    assert found["alerta_deuda_en_texto"].critical
    assert [effect.target for effect in found.values() if effect.kind == "bloquea"] == ["E5"]


@pytest.mark.parametrize("key", ["P4", "E5.3"])
def test_a_payment_abroad_that_is_no_debt_is_a_task_of_the_treasury(key: str) -> None:
    assert asked(f"{key}.deuda", {key: True})
    assert not asked(f"{key}.deuda", {key: False})
    found = happening({key: True, f"{key}.deuda": False}).values()
    assert [(effect.kind, effect.responsible) for effect in found] == [("tarea", "tesoreria")]


def test_police_abroad_is_warned_of_where_safety_is_a_subject() -> None:
    warned = happening({"E3.2": ("turismo", "seguridad")})["alerta_agentes_extranjeros"]
    assert "arts. 6-VI y 70" in warned.text
    assert "alerta_agentes_extranjeros" not in happening({"E3.2": ("turismo",)})
    assert "lsn" in {citation.source for citation in GUIDE.stage("E3").citations}


def test_an_agreement_longer_than_the_council_may_need_two_thirds() -> None:
    longer = {"E1.9": date(2027, 9, 30), "E5.4.vigencia": date(2030, 1, 1)}
    assert "alerta_mayoria_posible" in happening(longer)
    assert asked("E7.3", {"E7.2": True})
    assert not asked("E7.3", {"E7.2": False})
    failed = happening({"E7.2": True, "E7.3": "no_alcanzada"})
    assert failed["alerta_sin_mayoria"].critical
    assert "E7" in {effect.target for effect in failed.values() if effect.kind == "bloquea"}


@pytest.mark.parametrize("order", ["cabildo_despues", "cabildo_antes", "ambas", "no_se"])
def test_the_ruling_and_the_council_come_in_the_local_order(order: str) -> None:
    local = {"E5.orden_local": order}
    first = order in ("cabildo_antes", "ambas")
    assert entered("E6", local, E5="completa") is not first
    assert entered("E7", local, E5="completa") is first
    assert asked("E7.autorizacion_inicial", local) is first
    assert entered("E7", local, E5="completa", E6="completa")
    if first:
        assert entered("E6", {**local, "E7.autorizacion_inicial": TODAY}, E5="completa")
        assert not entered("E6", {**local, "E7.autorizacion_inicial": NOT_YET}, E5="completa")


def test_the_signature_needs_the_ruling_and_the_vote_on_the_same_text() -> None:
    both = {"E6": "completa", "E7": "completa_con_pendientes"}
    assert entered("E8", {"E7.7": True}, **both)
    assert not entered("E8", {"E7.7": False}, **both)
    assert not entered("E8", {}, **both)
    assert not entered("E8", {"E7.7": True}, E6="completa", E7="en_curso")
    assert not entered("E8", {"E7.7": True}, E6="bloqueada", E7="completa")


def test_the_identity_of_the_texts_is_asked_when_there_are_two_to_compare() -> None:
    voted = {"E7.5.fecha": date(2026, 10, 1)}
    assert not asked("E7.7", voted)
    assert not asked("E7.7", {}, DONE)
    assert asked("E7.7", voted, DONE)


def test_who_signs_is_asked_of_a_vote_in_favour() -> None:
    assert asked("E7.6", {"E7.5.sentido": "mayoria"})
    assert not asked("E7.6", {"E7.5.sentido": "rechazado"})
    assert not asked("E7.6", {"E7.5.fecha": NOT_YET})


@pytest.mark.parametrize("key", ["E8.6", "E8.7.constancia", "E8.8"])
def test_what_follows_the_signature_is_asked_once_it_is_signed(key: str) -> None:
    assert asked(key, {"E8.4": TODAY})
    assert not asked(key, {"E8.4": TODAY + timedelta(days=1)})
    assert not asked(key, {"E8.4": NOT_YET})


def test_the_campaign_is_asked_about_a_day() -> None:
    assert asked("E8.5", {"E8.4": TODAY + timedelta(days=90)})
    assert not asked("E8.5", {"E8.4": NOT_YET})


def test_where_something_is_counted_there_may_be_none() -> None:
    counts = [question for question in GUIDE.questions().values() if question.kind == "numero"]
    assert {question.key: question.minimum for question in counts if question.minimum != 0} == {}


def test_a_text_that_changed_after_the_vote_goes_back() -> None:
    changed = {"E6.4": "fondo", "E7.5.fecha": date(2026, 10, 1)}
    assert happening(changed)["alerta_texto_cambio_tras_voto"].critical
    assert "alerta_texto_cambio_tras_voto" not in happening({**changed, "E7.7": True})
    other = happening({"E7.7": False})
    assert {(effect.kind, effect.target) for effect in other.values()} == {
        ("alerta", ""), ("bloquea", "E8"), ("desvia", "E6")
    }  # fmt: skip


def closes(stage: str, values: Mapping[str, Value], statuses: Mapping[str, str] | None = None) -> bool:
    return holds(GUIDE.stage(stage).closing, answers(values), TODAY, statuses or {})


RULING: dict[str, Value] = {
    "E6.1": date(2026, 9, 1), "E6.3.acuse": True, "E6.4": "forma", "E6.5.recibidas": 4, "E6.5.atendidas": 4,
    "E6.6": "favorable", "E6.7": date(2026, 10, 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "closed"),
    [
        ({}, True),
        ({"E6.4": "ninguna", "E6.5.recibidas": None, "E6.5.atendidas": None}, True),
        ({"E6.5.atendidas": 3}, False),
        ({"E6.6": "pendiente"}, False),
        ({"E6.6": "condicionado"}, False),
        ({"E6.3.acuse": False}, False),
        ({"E6.7": "no_se"}, False),
    ],
)
def test_only_a_favourable_ruling_with_everything_answered_closes_stage_six(
    changes: dict[str, Value], closed: bool
) -> None:
    assert closes("E6", {**RULING, **changes}) is closed


def test_a_conditional_ruling_with_observations_left_blocks() -> None:
    values = {**RULING, "E6.6": "condicionado", "E6.5.atendidas": 3}
    assert "E6" in {effect.target for effect in happening(values).values() if effect.kind == "bloquea"}


def test_an_announced_or_past_signature_without_a_ruling_is_a_critical_alert() -> None:
    assert happening({"E6.8": True})["alerta_firma_anunciada"].critical
    assert "alerta_firma_anunciada" not in happening({"E6.8": True, "E6.6": "favorable"})
    assert happening({"E8.4": TODAY})["alerta_firmado_sin_dictamen"].critical
    assert "alerta_firmado_sin_dictamen" in happening({"E8.4": date(2026, 1, 1), "E6.7": TODAY, "E6.6": "favorable"})
    assert "alerta_firmado_sin_dictamen" not in happening({"E8.4": date(2027, 1, 1)})


def test_the_first_stage_needs_the_self_assessment() -> None:
    values: dict[str, Value] = {
        "E1.1": "los jóvenes se van", "E1.3": False, "E1.5": "enlace", "E1.7": "n1", "E1.9": date(2027, 9, 30)
    }  # fmt: skip
    assert not closes("E1", values)
    assert closes("E1", values, {"autoevaluacion": "completa"})
    assert not closes("E1", {**values, "E1.7": "no_se"}, {"autoevaluacion": "completa"})


def test_the_light_route_reaches_the_strategy_without_the_second_stage() -> None:
    assert entered("E3", {}, E1="completa", E2="completa")
    assert not entered("E3", {}, E1="completa")
    assert entered("E3", {"E1.ruta_ligera": True}, E1="completa_con_pendientes")


def test_texts_in_the_same_language_need_no_collation() -> None:
    ready: dict[str, Value] = {"E5.2": True, "E5.3": False, "E5.8": TODAY}
    assert not asked("E5.7", {"E4.7.idioma": "espanol"})
    assert asked("E5.7", {})
    assert closes("E5", {**ready, "E4.7.idioma": "espanol"})
    assert not closes("E5", {**ready, "E4.7.idioma": "ingles"})
    assert closes("E5", {**ready, "E4.7.idioma": "ingles", "E5.7": True})


@pytest.mark.parametrize(("done", "agreed", "closed"), [(7, None, True), (6, None, False), (6, True, True)])
def test_the_year_closes_at_seventy_percent_or_rescheduled(done: int, agreed: bool | None, closed: bool) -> None:
    values: dict[str, Value] = {
        "E9.1": TODAY, "E9.2.actividades": 10, "E9.3.hechas": done, "E9.8": "informe", "E9.3.reprogramada": agreed
    }  # fmt: skip
    assert closes("E9", values) is closed


def test_handing_over_counts_only_when_the_end_is_near() -> None:
    values: dict[str, Value] = {
        "E10.1": TODAY, "E10.5.decision": "renovar", "E10.5.fecha": TODAY, "E10.7": 18, "E1.9": date(2029, 9, 30)
    }  # fmt: skip
    assert closes("E10", values)
    assert not closes("E10", {**values, "E10.7": 17})
    assert closes("E10", {**values, "E10.7": 9}, {"E8": "no_aplica"})
    soon = {**values, "E1.9": date(2027, 3, 1), "E10.8": False}
    assert not closes("E10", soon)
    assert "alerta_entrega" in happening(soon)
    assert closes("E10", {**soon, "E10.8": True})


def test_the_critical_alerts_are_those_that_must_stay_in_sight() -> None:
    critical = {effect.key for question in QUESTIONS.values() for effect in question.effects if effect.critical}
    assert critical == {
        "alerta_firma_anunciada", "alerta_firmado_sin_registro", "alerta_firmado_sin_dictamen", "alerta_regularizacion",
        "alerta_deuda", "alerta_deuda_en_texto", "alerta_privada", "alerta_sin_mayoria", "alerta_sin_sustituto",
        "alerta_campana", "alerta_textos_distintos", "alerta_texto_cambio_tras_voto", "alerta_entrega",
    }  # fmt: skip


def test_a_whole_self_assessment_adds_up_to_fifty_four() -> None:
    assert sum(max(option.points or 0 for option in q.options) for q in GUIDE.assessment.questions) == 54
    assert {dimension.key: len(dimension.questions) * 3 for dimension in GUIDE.assessment.dimensions} == {
        "racionalidad": 12, "institucionalidad": 12, "legalidad_transparencia": 9, "funcionalidad_visibilidad": 6,
        "tic_seguridad": 15,
    }  # fmt: skip


TYPED_OR_CONDITION = frozenset(
    "aliases means_yes means_no when only_if entry closing pending_if".split()  # what people type, and conditions
)


def texts(thing: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the guide that a person may read, and where it stands."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from texts(item, where)
    elif isinstance(thing, str) and " " in thing:
        yield where, thing
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in (
                "aliases",
                "means_yes",
                "means_no",
                "said",
                "when",
                "only_if",
                "entry",
                "closing",
                "pending_if",
            ):
                yield from texts(getattr(thing, field.name), where or getattr(thing, "key", ""))


UNSAID = re.compile(
    r"lamentablemente|de conformidad con|como modelo|\busted\b|\bsus? municipio\b"
    r"|\b(?:ya )?(?:está|quedó) (?:registrad|inscrit)[oa]\b",
    re.IGNORECASE,
)


def test_nobody_is_spoken_to_as_the_law_speaks() -> None:
    assert [text for _, text in texts(GUIDE) if UNSAID.search(text)] == []


def test_no_text_gives_a_deadline_or_a_contact_of_the_ministry() -> None:
    ruling: Stage = GUIDE.stage("E6")
    assert "no fija un plazo" in ruling.duration
    assert not [text for _, text in texts(ruling) if re.search(r"\d+ (?:días|semanas|meses)", text)]
    contact = re.compile(r"\b\d{2}[ -]?\d{4}[ -]?\d{4}\b|@sre\.gob|https?://")
    assert not [text for _, text in texts(GUIDE) if contact.search(text)]


def test_the_notices_say_what_is_ours() -> None:
    assert "No es el texto original de la tesis" in GUIDE.notice
    assert "sin validación estadística" in GUIDE.assessment.notice
    assert all(stage.own_design for stage in GUIDE.stages)
    assert len(GUIDE.file_items) == 20
    assert {level.key for level in GUIDE.toolbox.levels} == {"N0", "N1", "N2", "N3"}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_a_question_is_one_question(question: Question) -> None:
    assert "¿" in question.text
    assert question.rephrased != question.text
    assert question.why.endswith((".", "?"))


def test_every_question_that_a_decision_raises_has_its_answer(loaded: Session) -> None:
    doubts = [doubt for decision in GUIDE.gate.decisions for doubt in decision.doubts]
    assert doubts and all(get_answer(loaded, doubt.answer) for doubt in doubts)


def test_what_a_decision_cites_is_described(loaded: Session) -> None:
    for decision in GUIDE.gate.decisions:
        assert len(describe_guide_sources(loaded, decision.citations)) == len(decision.citations)
