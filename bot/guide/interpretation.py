"""What a message means while the guide is asking: an answer, an order or a question of the person's own."""

from __future__ import annotations

import re
from datetime import date
from typing import List, Literal

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import SURE, Event, Turn
from bot.guide.dialogue_act import judge, read_before_question, says_something
from bot.guide.digressions import CLEAR, digress, is_clear_question, is_courtesy
from bot.guide.orders.commands import COMMANDS, Waits
from bot.guide.orders.plain_orders import cancels_codes, is_slip
from bot.guide.prompts import show_outcome
from bot.guide.record_answer import note_answer, press, say_not_understood
from bot.guide.session import Desk, gone_line
from bot.understanding.answers import parse
from bot.understanding.answers.doubt import holds_a_question, opens_like_a_question
from bot.understanding.answers.options import says_only_options
from bot.understanding.answers.own_words import read_own_words
from bot.understanding.answers.result import Parsed
from bot.understanding.answers.yes_no import says_plainly
from casefiles.engine import Prompt
from knowledge.guide.model.guide import Question
from spanish.text import fold

Meaning = Literal["respuesta", "orden", "pregunta", "nada"]

VERY_CLEAR = 0.75  # probability that outweighs what looks like an answer
SHORT_ANSWER = 5  # words; up to these, what looks like an answer is one
SHORT_ORDER, LONG_ORDER = 8, 16  # words; to an open question, a longer message is its answer
_FOREIGN = frozenset({"ciudad_extranjera", "region_extranjera", "pais"})
GOVERNMENT = "gobierno_extranjero"  # key of the option for a counterpart
MARGIN = 0.05  # by which an order must be more probable than a «no sé»
LIKELY_ASKED, CLEARLY_ASKED = 0.5, 0.65  # probabilities of the stance of a question
LIKELY = 0.3  # probability from which an order is better than not having understood
_ONWARD = frozenset(
    (
        "siguiente",
        "la siguiente",
        "siguiente pregunta",
        "sigue",
        "sigueme",
        "continua",
        "continuar",
        "sigamos",
        "seguir",
    )
)
_ENOUGH = frozenset(("salir", "salirme", "salte", "salir de aqui", "terminar", "cancelar", "cancela", "exit"))
_LEFT = frozenset(("que me falta", "q me falta", "k me falta", "mis pendientes", "pendientes", "ver pendientes"))
_SKIP = frozenset(("omitir", "omitela", "omitir esta", "saltar", "saltala", "saltar esta"))
_CODE = frozenset(("dame un codigo", "dame el codigo", "un codigo", "quiero un codigo", "necesito un codigo"))
# Orders by their very words.
_SAID_SO = {
    "guia_seguir": _ONWARD,
    "guia_pausar": _ENOUGH,
    "guia_pendientes": _LEFT,
    "guia_omitir": _SKIP,
    "guia_codigo": _CODE,
}
_STAGE = re.compile(r"(?:ver |ir a |vamos a |vete a |quiero |pasar a |regresame a )?(?:la )?etapa \w+")
_AGREEMENTS = re.compile(r"^(?:\w+ ){0,3}(?:acuerdos|hermanamientos|convenios) (?:de|con) ")
_WITH = re.compile(r"(?:pues |es |sera |seria |quiero |queremos |firmar )*con ")  # answers «¿Con quién…?»
_SEARCHES = frozenset({"buscar_acuerdos", "contar_acuerdos", "ranking_acuerdos"})
# What these mean while the guide asks; the last two only if nothing else was talked about just before.
_UNREAD = ("no_entendida", "pregunta", "dato_personal")  # causes of «nada» in which no answer was seen
_FAREWELL = {"despedirse": "guia_pausar"}
_OF_THE_GUIDE = _FAREWELL | {"ver_mas": "guia_seguir", "explicame_mas_facil": "guia_porque"}


def listen(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, waits: Waits) -> tuple[Waits, List[Event]]:
    """Take a message as what it is; returns what is waited for next and the events of a digression."""
    outcome = desk.outcome()
    if turn.entity("clave"):  # the button of a question
        return {"aparte": True}, digress(desk, turn, dispatcher)
    if turn.entity("valor"):
        question = outcome.question if isinstance(outcome, Prompt) else None
        return press(desk, turn, dispatcher, question), []
    if not isinstance(outcome, Prompt):
        if order := order_of(turn, after_aside=bool(waits.get("aparte"))):
            return COMMANDS[order](desk, turn, dispatcher), []
        return {"aparte": True}, digress(desk, turn, dispatcher)
    question = outcome.question
    read = read_answer(question, turn, desk.today)
    order = order_of(turn, after_aside=bool(waits.get("aparte")))
    if waits.get("fallos") and is_slip(turn.text):
        order = "guia_corregir"  # nothing was noted just before: which answer they mean is asked
    meaning = meant(question, read, turn, order)
    if meaning == "orden":
        return COMMANDS[order](desk, turn, dispatcher), []
    if meaning in ("respuesta", "nada") and (seen := waits.get("vista")) not in (None, question.key):
        show_outcome(desk, dispatcher, gone_line(desk, seen))
        return {}, []
    if meaning == "respuesta":
        return note_answer(desk, question, read, turn, dispatcher)
    if meaning == "pregunta":
        return {"aparte": True}, digress(desk, turn, dispatcher)
    return say_not_understood(desk, question, read, dispatcher, int(waits.get("fallos", 0)) + 1), []


def names_option(desk: Desk, turn: Turn) -> bool:
    """Whether a message is an option of the question: «se alcanzó» is no cry for help, whatever the model thinks."""
    outcome = desk.outcome() if desk.case else None
    if not isinstance(outcome, Prompt) or outcome.question.kind not in ("opcion", "opciones"):
        return False
    read = parse(outcome.question, turn.text, desk.today)
    return read.kind == "valor" and read.sure


def tells_of_something(desk: Desk, turn: Turn) -> bool:
    """Whether a cry for help may also be what was asked: «se nos va el agua por fugas», «sí, una ambulancia»."""
    outcome = desk.outcome() if desk.case else None
    if not isinstance(outcome, Prompt):
        return False
    if outcome.question.kind == "si_no":
        return says_plainly(turn.text)
    return outcome.question.kind == "texto" and len(turn.text.split()) > SHORT_ANSWER


def read_answer(question: Question, turn: Turn, today: date) -> Parsed:
    """How a message reads as the answer to `question`, with what only the model knows: a «yes», a place."""
    read = parse(question, turn.text, today)
    if not read.aside and (answered := read_before_question(question, turn.text, turn.stances, today)):
        return answered
    read = judge(
        question, turn.text, read, turn.stances, rival=turn.confidence if order_of(turn) or is_courtesy(turn) else 0.0
    )
    names_places = any(entity["entity"] in _FOREIGN for entity in turn.entities)
    if read.cause == "no_entendida" and names_places and GOVERNMENT in {option.key for option in question.options}:
        return Parsed("valor", value=GOVERNMENT, sure=False)  # «con Chicago»
    return read


def order_of(turn: Turn, *, after_aside: bool = False) -> str:
    """The order to the guide that a message would be, if it is one; empty if it could be none.

    Args:
        after_aside: A question of theirs was answered just before, so «ver más» is about that answer.
    """
    if order := _plain_order(turn.text):
        return order
    intent = turn.intent
    if turn.confidence >= SURE:
        intent = (_FAREWELL if after_aside else _OF_THE_GUIDE).get(intent, intent)
        if intent in COMMANDS:
            return intent
    if is_slip(turn.text):
        return "guia_deshacer"
    if turn.confidence >= SURE:
        return ""
    for best in turn.ranking[:1]:
        if best["name"] in COMMANDS and best["confidence"] >= LIKELY:
            return str(best["name"])
    return ""


def _plain_order(text: str) -> str:
    words = fold(text).strip(" .!¡¿?")
    if _STAGE.fullmatch(words):
        return "guia_etapa"
    if cancels_codes(text):
        return "guia_codigo"
    return next((order for order, said in _SAID_SO.items() if words in said), "")


def meant(question: Question, read: Parsed, turn: Turn, order: str) -> Meaning:
    """Whether a message answers `question`, is an order to the guide, asks something else, or none of these.

    Args:
        read: How it reads as an answer.
        order: The order that it could be, see `order_of`.
    """
    if order and (turn.confidence == 1.0 or _is_order(question, read, turn)):
        return "orden"
    if read.kind != "nada":
        return "pregunta" if _asks_rather(question, read, turn) else "respuesta"
    asked = read.cause == "pregunta" or opens_like_a_question(turn.text) or _asking(turn) >= CLEARLY_ASKED
    if read.cause not in _UNREAD and not asked:
        return "nada"  # it was read as an answer, only not as one that will do
    if read.cause != "dato_personal" and is_clear_question(turn, asked=asked):
        return "pregunta"
    return "nada"


def _is_order(question: Question, read: Parsed, turn: Turn) -> bool:
    """An order wins unless the message answers the question by its kind; to an open question, only a short one."""
    length = len(turn.text.split())
    if _plain_order(turn.text) or is_slip(turn.text):
        return True
    if read.kind in ("no_se", "no_aplica"):
        # «No sé» is an answer; the guide makes a task of it. «Pásala, eso lo ve tesorería» is not only that.
        return not read.sure and turn.confidence >= turn.stances[read.kind] + MARGIN
    if turn.confidence < SURE:
        orders = turn.stances.get("orden", 0.0) > says_something(question, turn.stances)
        return read.kind == "nada" and orders and not opens_like_a_question(turn.text)
    if turn.intent == "ver_mas" and read.kind == "valor" and question.kind != "texto":
        return False  # «más turistas»
    if question.kind == "texto":
        if says_something(question, turn.stances) > turn.confidence:
            return False
        return length <= SHORT_ORDER or (length <= LONG_ORDER and turn.confidence >= CLEAR)
    if (
        read.kind == "valor"
        and says_something(question, turn.stances) > (turn.confidence + turn.stances.get("orden", 0.0)) / 2
    ):
        return False  # «te pide el código en el celular»
    own_words = question.kind == "si_no" and read_own_words(question, turn.text) is not None
    if read.kind == "nada" or not (read.sure or own_words):
        return True
    if question.kind in ("opcion", "opciones") and not says_only_options(question, turn.text):
        return turn.confidence >= CLEAR
    # «No, no, quita lo que acabo de poner» begins like an answer.
    return length > SHORT_ANSWER and turn.confidence >= VERY_CLEAR


def _asks_rather(question: Question, read: Parsed, turn: Turn) -> bool:
    """Whether a long message that holds a word of an answer is, by far more likely, a known question."""
    if read.kind != "valor":
        return False
    is_counterpart = read.value == GOVERNMENT and _WITH.match(fold(turn.text)) and not holds_a_question(turn.text)
    if turn.intent in _SEARCHES and question.kind not in ("numero", "fecha") and not is_counterpart:
        plain = question.kind != "texto" or _AGREEMENTS.search(fold(turn.text))  # «Kioto, Japón» is an answer
        wanted = CLEAR if plain else VERY_CLEAR
        if turn.confidence >= wanted and (question.kind == "texto" or not read.sure):
            return True  # «otra cosa: acuerdos de Taxco»
    if not read.sure and is_courtesy(turn) and turn.stances.get("orden", 0.0) >= LIKELY_ASKED:
        return True  # «ya me cansé» begins like a «ya»
    if read.aside:  # «y si hay campañas, ¿se puede firmar?» only seems to answer before it asks
        return not read.sure and question.kind != "texto" and _asking(turn) >= VERY_CLEAR
    asking, saying = _asking(turn), says_something(question, turn.stances)
    if question.kind == "texto":
        asked = asking >= CLEARLY_ASKED and len(turn.text.split()) <= LONG_ORDER
        opened = opens_like_a_question(turn.text) and asking >= LIKELY_ASKED
        return (asked or opened) and is_clear_question(turn, asked=asked)
    if not read.sure and asking >= max(CLEARLY_ASKED, saying) and turn.intent not in COMMANDS:
        return True  # «y si uno de los dos no puede viajar qué se hace»
    if question.options and not read.sure and opens_like_a_question(turn.text):
        return asking >= max(saying, SURE)  # «pues cuál va primero» holds a word of an option
    if turn.intent != "preguntar":
        return False
    if question.kind in ("opcion", "opciones") and says_only_options(question, turn.text):
        return False
    if not holds_a_question(turn.text) and saying > (asking + turn.confidence) / 2:
        return False
    if opens_like_a_question(turn.text):
        return turn.confidence >= SURE
    if read.sure and not holds_a_question(turn.text):
        return False
    if asking >= LIKELY_ASKED and turn.confidence >= CLEAR:
        return True
    return turn.confidence >= VERY_CLEAR and len(turn.text.split()) > SHORT_ANSWER


def _asking(turn: Turn) -> float:
    return turn.stances.get("pregunta", 0.0)
