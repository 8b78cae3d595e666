"""A yes or a no and nothing else: what may complete an order that cannot be taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.understanding.answers.yes_no import read_yes_no
from spanish.text import words

REFUSED = "rechazo"  # in the slot of the guide: the notice was refused, and the id of the code that was given back

_SQUEEZED = re.compile(r"(.)\1{2,}")
_YES = frozenset(
    "si sii sip sipi simon claro acepto confirmo confirmado afirmativo adelante hazlo procede borralo borrala borralos "
    "borrelo borrela eliminalo".split()
)
_LIGHT_YES = frozenset("ok okey okay va sale vale dale bueno obvio exacto correcto".split())  # also said in passing
_WITH_YES = frozenset(
    "que de acuerdo por favor porfa porfis porfavor pf plis gracias ya estoy muy seguro segura lo la los las todo toda "
    "todos borra borrar borre borren borrame elimina eliminar elimine mis mi los datos expediente expedientes "
    "conversacion quiero desde luego supuesto pues asi es y me a".split()
)
_NO = frozenset(
    "no nop nel nones negativo nunca cancela cancelar dejalo asi mejor gracias ya todavia aun borres nada".split()
)


def says_only_yes(text: str) -> bool:
    """«Sí», «sí, borra todo», «claro que sí, por favor»; not «sí, pero…» nor «sigo con lo mío»."""
    said = _words(text)
    return "?" not in text and bool(_YES & set(said)) and set(said) <= _YES | _WITH_YES


def says_only_no(text: str) -> bool:
    """«No», «no, gracias», «mejor no»."""
    said = _words(text)
    return bool(said) and set(said) <= _NO


def takes_back_refusal(text: str, remembered: Mapping[str, Any] | None) -> bool:
    """«Sí, acepto» after the privacy notice was refused; a bare «sí» may be to something else."""
    said = _words(text)
    return REFUSED in (remembered or {}) and "acepto" in said and "no" not in said and "?" not in text


def begins_with_yes(text: str) -> bool:
    """Whether a message says yes in its way: with a doubt, a condition or something more."""
    said = _words(text)[:1]
    return bool(said) and said[0] in _YES | _LIGHT_YES and read_yes_no(text).value is True


def _words(text: str) -> list[str]:
    return words(_SQUEEZED.sub(r"\1", text))
