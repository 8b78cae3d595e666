"""«¿Qué sabes de mí?»: everything stored about a person, as JSON and in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.cases.history import who
from casefiles.models import Base, CaseFile, Participant, Person
from spanish.dates.moments import CHANNELS, count, spell_day

_PERSONAL = ("consent", "reminder", "notice", "seen_alert")
_OF_THE_CASE = (
    "case_answer",
    "skipped_question",
    "case_task",
    "key_date",
    "document",
    "assessment",
    "change",
    "case_code",
)
# The keys that open things are of no use to anybody and are left out.
_LEFT_OUT = frozenset({"code_hash", "case_id", "claimed_until"})


def what_is_known(session: Session, person_id: str) -> dict[str, Any]:
    """All that is stored about a person, as plain JSON: keys and dates in Spanish order, rows as they are.

    Case files shared with others are included whole, because the person can read them; who else wrote in them is not.
    """
    person = session.get(Person, person_id)
    if person is None:
        return {"persona": None, "expedientes": []}
    places = session.scalars(
        select(Participant).where(Participant.person_id == person_id).order_by(Participant.joined_at)
    )
    return {
        "persona": {
            "canal": person.channel,
            "identificador": person.sender_hash,
            "desde": person.created_at.isoformat(),
            "ultima_vez": person.last_seen.isoformat(),
        },
        **{name: _rows(session, name, "person_id", person_id, person_id) for name in _PERSONAL},
        "expedientes": [_case(session, place, person_id) for place in places],
    }


def _case(session: Session, place: Participant, person_id: str) -> dict[str, Any]:
    case = session.get(CaseFile, place.case_id)
    return {
        **_plain(case, CaseFile.__table__, person_id),
        "participacion": _plain(place, Participant.__table__, person_id),
        **{name: _rows(session, name, "case_id", place.case_id, person_id) for name in _OF_THE_CASE},
    }


def _rows(session: Session, name: str, column: str, value: str, viewer: str) -> list[dict[str, Any]]:
    table = Base.metadata.tables[name]
    statement = select(table).where(table.c[column] == value).order_by(*table.primary_key.columns)
    return [_plain(row, table, viewer) for row in session.execute(statement)]


def _plain(row: Any, table: Any, viewer: str) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for column in table.columns:
        value = getattr(row, column.name)
        if any(key.column.table.name == "person" for key in column.foreign_keys):
            plain[column.name] = who(value, viewer) if value else None
        elif column.name not in _LEFT_OUT:
            plain[column.name] = value.isoformat() if isinstance(value, (datetime, date)) else value
    return plain


def describe_known(known: dict[str, Any]) -> str:
    """What `what_is_known` found, in a few lines for a phone."""
    if known["persona"] is None:
        return "No tienes expedientes ni recordatorios conmigo."
    person = known["persona"]
    since = spell_day(datetime.fromisoformat(person["desde"]))
    lines = [
        f"Te conozco desde el {since} por {CHANNELS.get(person['canal'], person['canal'])}, con una clave que no dice "
        "quién eres. No tengo tu nombre, teléfono ni correo."
    ]
    given = [row for row in known["consent"] if not row["withdrawn_at"]]
    if given:
        lines.append(f"Aceptaste el aviso de privacidad el {spell_day(datetime.fromisoformat(given[-1]['given_at']))}.")
    for case in known["expedientes"]:
        answers = count(len(case["case_answer"]), "respuesta", "respuestas")
        mine = sum(row["person_id"] == "tú" for row in case["case_answer"])
        tasks = count(sum(not row["dropped_at"] for row in case["case_task"]), "tarea", "tareas")
        documents = count(len(case["document"]), "documento anotado", "documentos anotados")
        lines.append(f"- «{case['title']}»: {answers} ({mine} de ti), {tasks}, {documents}.")
    if not known["expedientes"]:
        lines.append("No tienes expedientes.")
    pending = [row for row in known["reminder"] if not row["delivered_at"] and not row["cancelled_at"]]
    if pending:
        lines.append(f"También guardo {count(len(pending), 'recordatorio pendiente', 'recordatorios pendientes')}.")
    return "\n".join(lines)
