"""Reads a typed message as the answer to a question, by the question's kind."""

from __future__ import annotations

from datetime import date

from bot.understanding.answers import doubt
from bot.understanding.answers.dates import read_date
from bot.understanding.answers.free_text import read_text
from bot.understanding.answers.numbers import read_number
from bot.understanding.answers.options import names_an_option, read_options
from bot.understanding.answers.own_words import read_own_words
from bot.understanding.answers.result import Parsed, nothing
from bot.understanding.answers.yes_no import echoes, read_yes_no, says_plainly
from knowledge.guide.model.guide import Question
from spanish import personal_data
from spanish.cleaning import LOOKED_AT, clean, spelled_out

NOTE = 300  # characters of a note that are kept
SHORT = 300  # characters that are looked at when the answer is not free text
# What to say where «no aplica» cannot stand for the answer, by the question's kind.
_INSTEAD = {
    "si_no": "Si en tu caso no lo hay, dime «no»; si no lo sabes",
    "opcion": "Escoge la opción que más se parezca a tu caso; si no lo sabes",
    "opciones": "Escoge lo que más se parezca a tu caso; si no lo sabes",
}


def parse(question: Question, text: str, today: date) -> Parsed:
    """How `text` answers `question` on the day `today`.

    Never raises and never returns a personal datum: a message that holds one yields «nada» with cause
    «dato_personal». A message that is only a question yields «nada» with cause «pregunta».
    """
    whole = clean(text, LOOKED_AT)
    if not whole:
        return nothing("vacia", "No me llegó texto. Contesta con tus palabras o con los botones.")
    if datum := personal_data.personal_datum(whole):
        return nothing("dato_personal", personal_data.refusal(datum))
    message = clean(whole) if question.kind == "texto" else spelled_out(clean(whole, SHORT))
    if question.kind in ("opcion", "opciones") and names_an_option(question, message):
        return read_options(question, message)
    if doubt.asks_back(message):
        return _asked_back()
    answer, aside = doubt.split_aside(message)
    if not aside:
        return _read_unmarked(question, message, today)
    read = _read(question, answer, today) if answer else _asked_back()
    if read.kind == "nada" and len(aside.split()) <= 2 and not answer:
        return _read(question, aside.strip("¿? "), today)  # «sí?»
    return _asked_back() if read.kind == "nada" else _replace_aside(read, aside)


def _read_unmarked(question: Question, message: str, today: date) -> Parsed:
    # Free text may well say «y cómo se hace».
    answer, aside = (message, "") if question.kind == "texto" else doubt.split_unmarked_aside(message)
    read = _read(question, answer, today)
    if not aside or read.kind == "nada":
        return _read(question, message, today) if aside else read
    return _replace_aside(read, aside)


def _asked_back() -> Parsed:
    return nothing("pregunta", "Me preguntas algo; te contesto y seguimos donde íbamos.")


def _replace_aside(read: Parsed, aside: str) -> Parsed:
    return Parsed(read.kind, read.value, read.note, read.reason, read.cause, read.sure, read.numbers, aside)


def _read(question: Question, message: str, today: date) -> Parsed:
    if question.kind == "texto":
        return _doubted(question, message) or read_text(message)
    if doubtful := _doubted(question, message):
        return doubtful
    read = _read_value(question, message, today)
    if read.cause != "no_entendida":
        return read
    if doubt.mentions_doubt(message):
        return Parsed("no_se")
    if question.kind == "si_no" and echoes(question.text, message):
        return Parsed("valor", value=True, sure=False)
    return read


def _read_value(question: Question, message: str, today: date) -> Parsed:
    if question.kind == "si_no":
        own = None if says_plainly(message) else read_own_words(question, message)
        usual = read_yes_no(message)
        return own if own and own.value != usual.value else usual
    if question.kind == "numero":
        return read_number(question, message)
    if question.kind == "fecha":
        return read_date(question, message, today)
    return read_options(question, message)


def not_admitted(question: Question) -> Parsed:
    """What is said to a «no aplica» where something depends on the answer."""
    instead = _INSTEAD.get(question.kind, "Si no lo sabes")
    return nothing("no_admitida", f"De esta respuesta depende lo que sigue. {instead}, dime «no sé».")


def _doubted(question: Question, message: str) -> Parsed | None:
    why = doubt.not_applicable(message)
    if why is not None:
        if not question.allows_na:
            return not_admitted(question)
        if len(why) < 4:
            return Parsed("no_aplica", cause="falta_motivo", reason="¿Por qué no aplica? Escribe «no aplica porque…».")
        return Parsed("no_aplica", note=why[:NOTE])
    if question.kind in ("numero", "opcion", "opciones") and doubt.undecided(message):
        return Parsed("no_se", note=message[:NOTE])
    if doubt.unknown(message, whole=question.kind == "texto"):
        return Parsed("no_se", note=message[:NOTE] if len(message.split()) > 4 else "")
    return None
