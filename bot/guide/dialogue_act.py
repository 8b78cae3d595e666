"""What the trained stance of a message adds to how its words were parsed as an answer."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Dict

from bot.understanding.answers import not_admitted, parse
from bot.understanding.answers.doubt import opens_like_a_question, split_unmarked_aside
from bot.understanding.answers.options import read_options, says_only_options
from bot.understanding.answers.own_words import read_own_words
from bot.understanding.answers.result import Parsed, nothing
from bot.understanding.answers.weighing import log_odds_of_yes, weigh
from bot.understanding.answers.yes_no import not_yet, says_plainly
from knowledge.guide.model.guide import NOT_YET, Question
from spanish.text import words

LIKELY = 0.5  # probability from which a stance is taken where the words alone say nothing certain
DENIED = (
    0.4  # probability from which the likeliest stance is taken, «no sé» of what says nothing, «no» of a date to come
)
LEAST = 0.02  # probability that a stance has at least, so that no one word decides alone
LEANING = 0.6  # share of the likelier of yes and no from which it is taken
STRONG = 0.8  # the same where the words say the other
TELLING = 2.0  # log-odds, by what is said to the question alone, from which a remark is an answer to it
SURE = 0.65  # the same where the words do say something
NOTE = 300  # characters of a note that are kept
_EITHER = frozenset({"si", "no", "ni", "ninguno", "ninguna", "nada", "nadie"})  # at either end of a message
_OPEN = frozenset({"no_entendida", "contradictoria", "imprecisa", ""})  # causes that a stance may settle


def judge(question: Question, text: str, read: Parsed, stances: Dict[str, float], rival: float = 0.0) -> Parsed:
    """The reading of an answer, with the stance where it knows better; never sure, so that it is said back.

    Args:
        read: How the words were parsed by the question's kind.
        stances: See `Turn.stances`.
        rival: Probability that the message is an order to the guide or a courtesy; 0 if it could be neither.
    """
    if question.options and read.cause == "pregunta" and stances.get("dato", 0.0) >= SURE and not set("¿?") & set(text):
        read = read_options(question, text)  # «se puede pagar el predial»
    if not stances or read.kind in ("no_se", "no_aplica") or read.aside or read.cause not in _OPEN:
        return read
    if question.kind == "si_no" and read.cause == "contradictoria":
        return read  # «sí y no» is asked again
    wanted = LIKELY if read.kind == "nada" or not read.sure or question.kind == "texto" else SURE
    # Only a yes-or-no question is answered by yes or no.
    fitting = 1.0 if question.kind == "si_no" else 1.0 - stances["si"] - stances["no"]
    if question.allows_na and stances["no_aplica"] >= wanted * fitting:
        return Parsed("no_aplica", note=text[:NOTE], sure=False)
    if not question.allows_na and not read.sure and stances["no_aplica"] >= SURE * fitting:
        return not_admitted(question)
    unread = read.kind == "nada" and stances["no_se"] >= max(DENIED, *stances.values())
    if (unread or stances["no_se"] >= wanted) and not _says_a_value(question, text, read):
        return Parsed("no_se", note=text[:NOTE], sure=False)
    if question.kind == "si_no":
        return _yes_or_no(question, text, read, stances, rival)
    if question.allows_not_yet and read.kind == "nada" and stances["no"] >= max(DENIED, *stances.values()):
        return Parsed("valor", value=NOT_YET, sure=False)
    return read


def read_before_question(question: Question, text: str, stances: Dict[str, float], today: date) -> Parsed | None:
    """The answer at the beginning of a message that asks something after it; None if it has no such beginning."""
    if question.kind == "texto" or stances.get("pregunta", 0.0) < LIKELY or opens_like_a_question(text):
        return None
    answer, aside = split_unmarked_aside(text, asks=True)
    read = parse(question, answer, today)
    return replace(read, aside=aside) if aside and read.kind != "nada" else None


def says_something(question: Question, stances: Dict[str, float]) -> float:
    """How probable it is that a message answers `question`: the most that can be said for one kind of answer."""
    ways = ("no_se", "no_aplica", "dato") if question.kind == "texto" else ("si", "no", "no_se", "no_aplica", "dato")
    return max(stances.get(way, 0.0) for way in ways)


def _says_a_value(question: Question, text: str, read: Parsed) -> bool:
    """Whether the words hold a yes, a no, a number, a day or an option beyond doubt; a text is never that."""
    if question.kind == "si_no":
        return says_plainly(text)
    if question.kind == "opcion":
        return says_only_options(question, text) or weigh(question, text) is not None
    return read.kind == "valor" and read.value != NOT_YET and read.sure and question.kind != "texto"


def _yes_or_no(question: Question, text: str, read: Parsed, stances: Dict[str, float], rival: float) -> Parsed:
    """Yes or no, where the words alone do not say which: by what is said to this question, and to any other."""
    if read_own_words(question, text) is not None or says_plainly(text):
        return read
    said = stances["si"] + stances["no"]
    otherwise = max(LIKELY, stances["orden"] + stances["pregunta"])
    if read.kind == "nada" and (said < rival or said + stances["dato"] < otherwise):
        return read
    told = log_odds_of_yes(question, text)
    if abs(told) < TELLING and not _says_either(text, stances):
        return nothing("no_entendida", "No me quedó claro si es un sí o un no.")  # «es de cultura», «mm», «espera»
    odds = math.log((stances["si"] + LEAST) / (stances["no"] + LEAST)) + told
    yes = 1 / (1 + math.exp(-odds))
    # «No le tocaron nada» begins with a «no» that may well mean yes.
    wanted = STRONG if read.kind == "valor" and read.sure else LEANING
    if max(yes, 1 - yes) < wanted or (yes > 0.5) is read.value:
        return read
    return Parsed("valor", value=yes > 0.5, sure=False)


def _says_either(text: str, stances: Dict[str, float]) -> bool:
    """Whether a message says yes or no to whatever was asked, rather than something else about the town."""
    likelier, said = max(stances["si"], stances["no"]), words(text)
    plainly = not_yet(text) or not _EITHER.isdisjoint(said[:1] + said[-1:])
    return plainly or (likelier >= DENIED and likelier >= stances["dato"])
