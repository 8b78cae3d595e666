"""«Mi expediente» in words."""

from __future__ import annotations

from datetime import date

import pytest

from casefiles.agenda.documents_and_dates import add_document, add_key_date
from casefiles.agenda.tasks import set_due, sync_tasks
from casefiles.cases.lifecycle import pause
from casefiles.cases.summary import summarize
from casefiles.database import reading, writing
from casefiles.engine.outcomes import CaseTask
from casefiles.engine.wording import answer_words
from casefiles.errors import CaseNotFound
from knowledge.guide.conditions.expressions import All
from knowledge.guide.model.guide import NOT_YET, Answer, Assessment, Gate, Guide, Option, Question, Stage
from tests.casefiles.conftest import NOW


def question(key, text, kind="si_no", **options):
    return Question(key, key, text, "porque", "otra", kind, **options)


WHO = question("E1.5", "¿Hay oficina, enlace o nadie?", "opcion", options=(Option("nadie", "Nadie"),))
AREAS = question("E3.4", "¿Qué áreas?", "opciones", options=(Option("p", "Presidencia"), Option("t", "Turismo")))
ENDS = question("E1.9", "¿Cuándo termina la administración?", "fecha")
GUIDE = Guide(
    version=1,
    notice="",
    stages=(
        Stage("E1", 1, "Diagnóstico", "", "", "", All(()), (question("E1.2", "¿Está en tu Plan?"), WHO, ENDS)),
        Stage("E2", 2, "Mandato", "", "", "", All(()), (AREAS,)),
    ),
    gate=Gate((question("P1", "¿Con quién?"),), (), ()),
    assessment=Assessment((), (), (), (), ""),
    responsibles=(("sindicatura", "Sindicatura"),),
)
STATUSES = {"E1": "en_curso", "E2": "no_iniciada"}


@pytest.mark.parametrize(
    ("answer", "asked", "words"),
    [
        (Answer(True), None, "Sí"),
        (Answer(0), None, "0"),
        (Answer(250_000), None, "250 000"),
        (Answer(date(2027, 9, 30)), ENDS, "30 de septiembre de 2027"),
        (Answer(NOT_YET), ENDS, "aún no"),
        (Answer("nadie"), WHO, "Nadie"),
        (Answer("ya_no_existe"), WHO, "ya_no_existe"),
        (Answer(("p", "t")), AREAS, "Presidencia, Turismo"),
        (Answer(None, "no_se"), WHO, "no lo sabes todavía"),
        (Answer(None, "no_aplica", "no hay oficina"), WHO, "no aplica (no hay oficina)"),
        # What a person wrote is never drawn as more than text.
        (Answer("*x* [SRE](https://evil.example)"), None, "∗x∗ [SRE](https:\u2060//evil.example)"),
        (Answer(None, "no_aplica", "http://a.mx"), WHO, "no aplica (http:\u2060//a.mx)"),
    ],
)
def test_answers_in_words(answer, asked, words):
    assert answer_words(answer, asked) == words


def test_an_empty_case_file_says_where_it_is(ana, case, engine):
    with reading(engine) as session:
        assert summarize(session, ana.id, case, GUIDE, NOW.date(), STATUSES) == (
            "«San Felipe con Laredo»\n"
            "Abierto el 23 de noviembre de 2026 · último cambio, 23 de noviembre de 2026\n\n"
            "Sin pendientes.\n\n"
            "1. Diagnóstico: en curso\n"
            "2. Mandato: sin empezar"
        )


def test_the_summary_begins_with_what_to_do(ana, beto, case, engine):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    ana.answers(case, "E1.5", "nadie")
    ana.answers(case, "E0.9", "de una guía anterior")
    wanted = [CaseTask(f"t{number}", f"Tarea {number}", "sindicatura", "", "", "ruta") for number in range(5)]
    with writing(engine) as session:
        sync_tasks(session, case, wanted, NOW)
        set_due(session, ana.id, case, "t3", date(2026, 12, 1), NOW.date(), NOW)
        add_key_date(session, ana.id, case, "Sesión de cabildo", date(2026, 12, 4), NOW)
        add_document(session, ana.id, case, "Acta", NOW, "oficio 12")
        pause(session, ana.id, case)
    with reading(engine) as session:
        short = summarize(session, ana.id, case, GUIDE, NOW.date(), STATUSES)
        whole = summarize(session, ana.id, case, GUIDE, NOW.date(), STATUSES, whole=True)
    assert short.split("\n\n") == [
        "«San Felipe con Laredo»\nAbierto el 23 de noviembre de 2026 · último cambio, 23 de noviembre de 2026"
        " · 2 personas · en pausa",
        "Pendientes (5)\n1. Tarea 3 — Sindicatura, para el 1 de diciembre de 2026\n2. Tarea 0 — Sindicatura\n"
        "3. Tarea 1 — Sindicatura\n… y 2 más.",
        "Fechas\n- 4 de diciembre de 2026: Sesión de cabildo",
        "1. Diagnóstico: en curso, 2 respuestas\n2. Mandato: sin empezar",
        "Documentos\n- Acta (oficio 12)",
    ]
    assert "- ¿Está en tu Plan? Sí\n- ¿Hay oficina, enlace o nadie? Nadie" in whole
    assert "Respuestas a preguntas que la guía ya no hace\n- E0.9: de una guía anterior" in whole
    assert "5. Tarea 4" in whole


def test_others_get_no_summary(beto, case, engine):
    with pytest.raises(CaseNotFound), reading(engine) as session:
        summarize(session, beto.id, case, GUIDE, NOW.date())
