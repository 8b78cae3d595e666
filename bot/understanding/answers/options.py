"""Reads a choice by its number, name, alias or with a typo; several at once where the question admits them."""

from __future__ import annotations

import re
from itertools import islice

from bot.understanding.answers.option_names import NONE_KEYS, Match, named, phrases
from bot.understanding.answers.result import Parsed, nothing
from bot.understanding.answers.weighing import weigh
from bot.understanding.answers.yes_no import in_progress, read_yes_no
from knowledge.guide.model.guide import Option, Question
from spanish import numerals
from spanish.text import STOPWORDS, fold, stem, words

# What may surround numbers when they stand for options: «la 1 y la 3», «opción 2 por favor», «1,3».
_AROUND = frozenset(
    "el al la las los y e o opcion opciones numero numeros num no inciso de un una por favor porfa seria serian creo "
    "que es son la seria elijo escojo pongo ponle solo nada mas tambien mas pues digo con eso esa esta ultima ultimo "
    "penultima primera primer tercera vamos va van a me nos nomas puro pura mejor".split()
)
_RANGE = re.compile(r"^(?:de )?(?:la |el )?(\d+) ?(?:a|al|-) ?(?:la |el )?(\d+)$|^del (\d+) al (\d+)$")
_ONLY = re.compile(r"\bnada m[aá]s\b", re.IGNORECASE)  # «turismo nada más» is not «nada»
_EVERY = re.compile(r"\b(?:tod[oa]s|ambos|ambas|las dos|los dos)\b")
_EXCEPT = re.compile(r"\b(?:menos|excepto|salvo|quitando)\b(.+)")
_OR = re.compile(r"\b[ou]\b", re.IGNORECASE)
_BUT = re.compile(r"\b(?:pero|aunque)\b(.+)", re.IGNORECASE)
_DENIED = re.compile(r"[\s,]*(?:todavia |aun )?(?:no|ni|sin|nada|nadie|faltan?|ningun[oa]?)\b")
_LONG = 4  # words; a message longer than this is weighed even if it names an option
_WHOLE = 3  # words; a name this long says more than one word of another option
_LISTED = re.compile(r"[,;/+]|\b[ye]\b", re.IGNORECASE)
_MOST_PIECES = 20  # of a list; no question has as many options
_UNDER_WAY = ("en_proceso", "borrador", "proyecto", "pendiente")  # keys of options for what is being done
_REST_KEYS = (*NONE_KEYS, "otro", "otra", "no_se")


def read_options(question: Question, text: str) -> Parsed:
    """One option's key, or a tuple of keys in the question's order when it admits several."""
    several = question.kind == "opciones"
    text = _ONLY.sub(" ", text)
    said = words(text)
    keys, sure, note = _chosen(question.options, said, text, several)
    if not keys and not several and (polar := _polar(question.options, text)):
        keys, sure = (polar,), False
    under_way = next((option.key for option in question.options if option.key in _UNDER_WAY), None)
    if not several and under_way and in_progress(text):
        keys, sure = (under_way,), False
    if not several and (len(keys) != 1 or not sure) and (better := _undivided(question, text)):
        keys, sure = (better,), False
    if not several and sure and len(said) > _LONG and (told := weigh(question, text)):
        keys, sure = (told,), told in keys  # «hay una compañera, pero no la han nombrado» is no «compañera»
    if not keys:
        return nothing("no_entendida", _menu(question))
    if not several:
        if len(keys) == 2 and (none := [key for key in keys if key in NONE_KEYS]):  # «no hay nadie encargado»
            return Parsed("valor", value=none[0], sure=False)
        if len(keys) > 1:
            names = " o ".join(f"«{option.text}»" for option in question.options if option.key in keys)
            return nothing("contradictoria", f"Elige solo una: {names}.")
        return Parsed("valor", value=keys[0], sure=sure, note=note)
    nones = [key for key in keys if key in NONE_KEYS]
    if nones and len(keys) > 1:
        return nothing("contradictoria", "Dijiste «ninguno» y además otra opción. ¿Cuál de las dos?")
    return Parsed("valor", value=keys, sure=sure, note=note)


def names_an_option(question: Question, text: str) -> bool:
    """Whether the message is, word for word, an option: a question may offer «no sé» or «no» itself."""
    said = words(text)
    return bool(said) and any(said == phrase for option in question.options for phrase in phrases(option))


def says_only_options(question: Question, text: str) -> bool:
    """Whether a message has no telling word beside those of the options: «una carta de intención nada más»."""
    known = {stem(word) for option in question.options for phrase in phrases(option) for word in phrase}
    return all(word in STOPWORDS or word in _AROUND or stem(word) in known for word in words(text))


def _chosen(
    options: tuple[Option, ...], said: list[str], text: str, several: bool
) -> tuple[tuple[str, ...], bool, str]:
    """The keys chosen, in the question's order, whether they are sure, and what was added to «otro»."""
    exact = [option.key for option in options if said in phrases(option)]
    if exact:
        return (exact[0],), True, ""
    if several and (span := _RANGE.match(fold(text).strip(" ."))):
        low, high = (int(number[:4]) for number in span.groups() if number)
        if 1 <= low < high <= len(options):
            return tuple(option.key for option in options[low - 1 : high]), True, ""
    if several and said[:1] in (["otro"], ["otra"]) and {"otro"} <= {option.key for option in options}:
        return ("otro",), True, _after_other(text)  # what follows says which
    if numbered := _by_number(options, said):
        return _ordered(options, numbered), True, ""
    if several and _EVERY.search(fold(text)):
        keys = {option.key for option in options if option.key not in _REST_KEYS}
        if left_out := _EXCEPT.search(fold(text)):
            keys -= {match.key for match in named(options, words(left_out[1]))}
        return _ordered(options, keys), True, ""
    matches = _named_in_pieces(options, text) if several else named(options, said)
    if not matches:
        return (), True, ""
    keys = {match.key for match in matches}
    whole = {match.key for match in matches if match.end - match.start >= _WHOLE}
    if len(keys) > 1 and not several and len(whole) == 1:  # «salió favorable con condiciones»
        return _ordered(options, whole), False, ""
    note = _after_other(text) if keys & {"otro", "otra"} else ""
    return _ordered(options, keys), all(match.sure for match in matches), note


def _undivided(question: Question, text: str) -> str | None:
    """The one option that is meant where several are named, or none is plainly; None if they are left to choose."""
    if _OR.search(text):
        return None
    if told := weigh(question, text):
        return told
    if but := _BUT.search(text):  # «lo aprobaron, pero con cambios», «hay una idea, pero nada escrito»
        denied = _DENIED.match(fold(but[1]))
        keys, _, _ = _chosen(question.options, words(text[: but.start()] if denied else but[1]), text, several=False)
        if len(keys) == 1:
            return keys[0]
    return None


def _named_in_pieces(options: tuple[Option, ...], text: str) -> list[Match]:
    """What the whole message names and what each part of a list names: «seguridad y medio anbiente»."""
    matches = named(options, words(text))
    said = {match.key for match in matches}
    pieces = dict.fromkeys(" ".join(words(piece)) for piece in _LISTED.split(text))
    for piece in islice(filter(None, pieces), _MOST_PIECES):
        found = named(options, piece.split())
        if not said & {match.key for match in found}:
            matches += [match for match in found if match.key not in NONE_KEYS]
    return matches


def _by_number(options: tuple[Option, ...], said: list[str]) -> set[str]:
    """Keys named by position, if the message says nothing but numbers. A number that is no position gives nothing."""
    numbers: list[int] = []
    for word in said:
        number = numerals.ORDINALS.get(word)
        if word.startswith("ultim"):
            number = len(options)
        if number is None and (word.isdigit() or word not in ("un", "una")):
            number = numerals.value(word)
        if number is not None:
            numbers.append(number)
        elif word not in _AROUND:
            return set()
    if not numbers or not all(1 <= number <= len(options) for number in numbers):
        return set()
    return {options[number - 1].key for number in numbers}


def _polar(options: tuple[Option, ...], text: str) -> str | None:
    """«simón» where options may also be called «sí» and «no»."""
    owners = {phrase[0]: option.key for option in options for phrase in phrases(option) if phrase in (["si"], ["no"])}
    read = read_yes_no(text) if owners else None
    return owners.get("si" if read.value else "no") if read and read.kind == "valor" else None


def _after_other(text: str) -> str:
    match = re.search(r"\botr[oa]s?\b[\s,:;.(—-]*(.+)", text, re.IGNORECASE)
    return match[1].strip(" .)")[:200] if match else ""


def _ordered(options: tuple[Option, ...], keys: set[str]) -> tuple[str, ...]:
    return tuple(option.key for option in options if option.key in keys)


def _menu(question: Question) -> str:
    listed = "; ".join(f"{position}) {option.text}" for position, option in enumerate(question.options, 1))
    how = "Puedes elegir varias" if question.kind == "opciones" else "Elige una"
    return f"{how}, con su número o su nombre: {listed}."
