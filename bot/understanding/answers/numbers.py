"""Reads how many: «como unos quince», «ninguno», «dos de tres», «2 mil»."""

from __future__ import annotations

import re

from bot.understanding.answers.result import Parsed, nothing
from knowledge.guide.model.guide import Question
from spanish import numerals
from spanish.text import fold

MOST = 1_000_000_000  # no question of the guide counts further
_NONE = re.compile(
    r"\b(?:ningun[oa]?s?|nada(?! mas)|cero|nadie|todavia no|aun no|no tenemos|no hay|no hemos|no existe[n]?"
    r"|no contamos)\b|^no\b"
)
_ABOUT = re.compile(
    r"\b(?:como|mas de|menos de|al menos|unos|unas|aprox\w*|alrededor|mas o menos|casi|creo|cerca de|tal vez|quizas?)\b"
)
_ALL = re.compile(r"\b(?:tod[oa]s|ambos|ambas)\b")
_ALL_BUT = re.compile(r"\btod[oa]s (?:menos|excepto|salvo)\b")
_NONE_FIRST = re.compile(r"^(?:pues |la verdad )*(?:ningun[oa]?|ni un[oa]|nada(?! mas)|0)\b")
_DECIMAL = re.compile(r"(?<!\d)\d+[.,]\d{1,2}(?!\d)")
_CORRECTED = re.compile(
    r"\b(?:digo|perdon|o sea|mas bien|mejor dicho|quise decir|me equivoque|(?:ya|ahora) son)\b|, (?:bueno|no)\b"
)
_ONE = re.compile(
    r"^(?:pues |son |es |tenemos |hay )*(?:nada mas|solo|solamente|unicamente|puro) (?:el|la|ese|esa|un[oa]?)\b"
)
_RANGE = re.compile(r"^(?:(?:como|entre|unos|de|aprox\w*) )*(\d+) (?:a|o|y|-) (\d+)(?: \w+)?$")


def read_number(question: Question, text: str) -> Parsed:
    """A count within the question's bounds."""
    plain = re.sub(r"\bmedia docena\b", "6", fold(text))
    if _DECIMAL.search(plain) and not re.search(r"\d[.,]\d{3}", plain):
        return nothing("imprecisa", "Aquí va un número entero, sin decimales. Por ejemplo: 3.")
    digits = numerals.with_digits(re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", plain))
    if len(pieces := _CORRECTED.split(digits)) > 1 and _numbers(pieces[-1]):
        digits = pieces[-1].strip(" ,")  # «tres, digo cuatro»
    about = bool(_ABOUT.search(digits))
    found = tuple(_numbers(digits))
    if found and re.search(r"\bfaltan?\b", digits):
        return nothing("imprecisa", "¿Y cuántos hay ya? Dímelo con un número.")
    if found and _NONE_FIRST.match(digits):  # «ninguno de los tres»
        return _checked(question, (0, *(number for number in found if number)), sure=True)
    if _ALL_BUT.search(digits):
        return nothing("imprecisa", "¿Cuántos son? Dímelo con un número.")
    if re.search(r"\bni un[oa]?\b", digits):
        return _checked(question, (0,), sure=True)
    if len(found) > 2 and found[-1] == sum(found[:-1]):  # «dos con España y uno con Japón: tres»
        found = (found[-1], *found[:-1])
    if not found:
        if _ONE.match(digits):  # «nada más el de Texas»
            return _checked(question, (1,), sure=False)
        if _NONE.search(digits):
            return _checked(question, (0,), sure="no" not in digits.split()[:1])
        if _ALL.search(digits) and str(question.maximum) in question.text:  # «de los 20…»
            return _checked(question, (question.maximum or 0,), sure=False)
        if _ALL.search(digits):
            return nothing("imprecisa", "¿Cuántos son todos? Dímelo con un número.")
        return nothing("no_entendida", f"Necesito un número{_bounds(question)}. Por ejemplo: 3. Si no hay, escribe 0.")
    if re.search(r"(?:^|\s)- ?\d", digits) and not re.search(r"\d ?- ?\d", digits):
        return nothing("fuera_de_rango", f"No puede ser menos que cero{_bounds(question)}.")
    if len(found) == 2 and (ends := _RANGE.match(digits)) and ("entre" in digits or f"{ends[1]} y" not in digits):
        return nothing("imprecisa", f"¿{found[0]} o {found[1]}? Dime uno solo; después lo puedes corregir.")
    return _checked(question, found, sure=not about and len(found) == 1)


def _numbers(digits: str) -> list[int]:
    found = []
    words = re.findall(r"\d+|[a-z]+", digits)
    for position, word in enumerate(words):
        if word.isdigit():
            found.append(int(word[:12]))
        elif word in ("uno", "una", "un") or (word == "ninguno" and found):
            following = words[position + 1] if position + 1 < len(words) else ""
            if following in ("monton", "chorro", "buen", "resto") or following.isdigit():
                continue
            # «solo una», «una con registro», but not «en una carpeta hay 3».
            counts = len(words) <= 3 or position == 0 or following in ("con", "de", "registrado", "inscrito")
            counts = counts or (word != "un" and not following)  # «yo le pondría un uno»
            if counts or word == "ninguno":
                found.append(0 if word == "ninguno" else 1)
    return found


def _checked(question: Question, found: tuple[int, ...], sure: bool) -> Parsed:
    low = 0 if question.minimum is None else question.minimum
    high = MOST if question.maximum is None else question.maximum
    if not low <= found[0] <= high:
        return nothing("fuera_de_rango", f"Ese número no puede ser{_bounds(question)}. Revísalo y escríbelo otra vez.")
    return Parsed("valor", value=found[0], numbers=found, sure=sure)


def _bounds(question: Question) -> str:
    if question.minimum is not None and question.maximum is not None:
        return f" (va de {question.minimum} a {question.maximum})"
    if question.maximum is not None:
        return f" (máximo {question.maximum})"
    return f" (mínimo {question.minimum})" if question.minimum else ""
