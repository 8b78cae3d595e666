"""Shape of the file of how people answer: question → answer → messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from knowledge.guide.content.schema import QuestionItem

Said = dict[str, dict[str, list[str]]]


class SaidItem(BaseModel):
    """The whole file; an answer is «si», «no» or the key of an option."""

    __root__: Said


def strangers(said: SaidItem, questions: Iterable[QuestionItem]) -> Iterator[str]:
    """What the file says of a question or of an answer that the guide does not have, in Spanish."""
    answers: dict[str, set[str]] = {
        str(question.clave): {"si", "no"} if question.tipo == "si_no" else {str(one.clave) for one in question.opciones}
        for question in questions
    }
    for key, by_answer in said.__root__.items():
        if key not in answers:
            yield f"no existe la pregunta «{key}»"
        else:
            yield from (f"{key} no se contesta «{answer}»" for answer in sorted(by_answer.keys() - answers[key]))
