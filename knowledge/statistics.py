"""How much the knowledge base holds."""

from __future__ import annotations

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from knowledge.models import Agreement, Answer, Country, Municipality, Source, State, Term, UnansweredQuestion


def count_tables(session: Session) -> dict[str, int]:
    """How many there are of each thing, by its Spanish name."""
    proved = or_(Agreement.registered != "", Agreement.registration_number != "")
    counts = {
        "respuestas": select(func.count()).select_from(Answer),
        "términos del glosario": select(func.count()).select_from(Term),
        "fuentes": select(func.count()).select_from(Source),
        "acuerdos reportados": select(func.count()).select_from(Agreement),
        "  con fecha o número de registro": select(func.count()).select_from(Agreement).where(proved),
        "  de fuente oficial": select(func.count()).select_from(Agreement).where(Agreement.confidence == "oficial"),
        "  municipios con acuerdos": select(func.count(distinct(Agreement.municipality_key))),
        "  países con acuerdos": select(func.count(distinct(Agreement.country_iso))),
        "estados": select(func.count()).select_from(State),
        "municipios": select(func.count()).select_from(Municipality),
        "países": select(func.count()).select_from(Country),
        "preguntas sin responder": select(func.count()).select_from(UnansweredQuestion),
    }
    return {name: int(session.execute(statement).scalar_one()) for name, statement in counts.items()}
