"""«Mi expediente»: what a case file holds, to be read on a phone or pasted into a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from casefiles.agenda.documents_and_dates import list_documents, list_key_dates
from casefiles.agenda.tasks import TaskView, list_tasks
from casefiles.cases.access import CaseView, view
from casefiles.cases.loading import load_answers
from casefiles.engine.wording import answer_words
from knowledge.guide.model.guide import Answer, Guide, Question
from spanish.dates.moments import count, spell_day
from spanish.dates.written import spell_date

STATUS_WORDS = {
    "no_iniciada": "sin empezar",
    "en_curso": "en curso",
    "completa": "✓ completa",
    "completa_con_pendientes": "✓ completa, con pendientes",
    "bloqueada": "detenida",
    "no_aplica": "no aplica",
}
NEXT_TASKS = 3
TITLES = 5  # of the answers to complete, named at once


def summarize(
    session: Session,
    person_id: str,
    case_id: str,
    guide: Guide,
    today: date,
    statuses: Mapping[str, str] | None = None,
    whole: bool = False,
    answers_left: Sequence[str] = (),
) -> str:
    """The case file in words: what is next first, then stage by stage.

    Args:
        statuses: Stage key → status, from the engine.
        whole: Every answer; otherwise, how many of each stage.
        answers_left: See `describe_pending`.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case = view(session, person_id, case_id)
    answers = load_answers(session, case_id)
    parts = [
        _head(case),
        describe_pending(
            list_tasks(session, person_id, case_id), guide, answers_left, most=None if whole else NEXT_TASKS
        ),
        _list(
            "Fechas",
            (
                f"{spell_date(day.date.isoformat())}: {day.label}"
                for day in list_key_dates(session, person_id, case_id, None if whole else today)
            ),
        ),
        "\n".join(_stages(guide, answers, statuses or {}, whole)),
        _list(
            "Documentos",
            (
                f"{document.name}{_aside(document.reference)}"
                for document in list_documents(session, person_id, case_id)
            ),
        ),
        _forgotten(guide, answers) if whole else "",
    ]
    return "\n\n".join(part for part in parts if part)


def describe_pending(
    tasks: list[TaskView],
    guide: Guide,
    answers_left: Sequence[str] = (),
    *,
    after: int = 0,
    most: int | None = NEXT_TASKS,
) -> str:
    """What is pending: tasks, each with who and by when, and then the answers to complete.

    Args:
        answers_left: Titles of the questions to complete that have no task; they count too.
        after: How many tasks were told before.
        most: Tasks told now; None for all.
    """
    pending = [task for task in tasks if task.done_at is None]
    if not pending and not answers_left:
        return "Sin pendientes."
    names = dict(guide.responsibles)
    shown = pending[after : None if most is None else after + most]
    lines = [f"Pendientes ({len(pending) + len(answers_left)})"]
    for task in shown:
        about = [names.get(task.responsible, task.responsible)] if task.responsible else []
        about += [f"para el {spell_date(task.due.isoformat())}"] if task.due else []
        lines.append(f"{task.number}. {task.text}" + (f" — {', '.join(about)}" if about else ""))
    if (left := len(pending) - after - len(shown)) > 0:
        lines.append(f"… y {count(left, 'más', 'más')}.")
    if answers_left:
        more = f" y {len(answers_left) - TITLES} más" if len(answers_left) > TITLES else ""
        lines.append(f"Respuestas por completar: {', '.join(answers_left[:TITLES])}{more}.")
    return "\n".join(lines)


def _head(case: CaseView) -> str:
    about = [f"abierto el {spell_day(case.created_at)}", f"último cambio, {spell_day(case.updated_at)}"]
    if case.people > 1:
        about.append(count(case.people, "persona", "personas"))
    if case.closed:
        about.append("cerrado")
    elif case.paused:
        about.append("en pausa")
    return f"«{case.title}»\n" + " · ".join(about).capitalize()


def _stages(guide: Guide, answers: Mapping[str, Answer], statuses: Mapping[str, str], whole: bool) -> Iterable[str]:
    groups = [("Instrumento", "", guide.gate.questions)]
    groups += [(f"{stage.number}. {stage.title}", stage.key, stage.questions) for stage in guide.stages]
    for title, key, questions in groups:
        given = [question for question in questions if question.key in answers]
        about = [STATUS_WORDS.get(statuses[key], statuses[key])] if key in statuses else []
        about += [count(len(given), "respuesta", "respuestas")] if given else []
        if not about or (key not in statuses and not given):
            continue
        yield f"{title}: {', '.join(about)}"
        if whole:
            yield from (_line(question, answers[question.key]) for question in given)


def _line(question: Question, answer: Answer) -> str:
    return f"- {question.text} {answer_words(answer, question)}"


def _forgotten(guide: Guide, answers: Mapping[str, Answer]) -> str:
    # Answers to questions that the guide no longer asks are kept, and whoever gave them can still read them.
    known = {*guide.questions(), *(question.key for question in guide.assessment.questions)}
    lost = (f"{key}: {answer_words(answer)}" for key, answer in answers.items() if key not in known)
    return _list("Respuestas a preguntas que la guía ya no hace", lost)


def _list(title: str, lines: Iterable[str]) -> str:
    found = [f"- {line}" for line in lines]
    return "\n".join([title, *found]) if found else ""


def _aside(text: str) -> str:
    return f" ({text})" if text else ""
