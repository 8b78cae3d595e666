"""Context rules: which names are meant, what each stands for, and which of several that bear the name."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from bot.understanding.places import lexicon
from bot.understanding.places.context_features import is_language, is_vouched, look_around, names_something_else
from bot.understanding.places.matcher import Candidate, Message
from bot.understanding.places.mentions import FOREIGN, MEXICAN, Reading, is_inside, likelier_abroad, longest, read_as

# Which kinds each cue asks for, best first; «gobierno de León» is no state, so others follow.
_ASKED = {
    "municipio": ("municipio",),
    "alcaldia": ("municipio",),
    "estado": ("estado", "region_extranjera", "pais"),
    "pais": ("pais", "gentilicio"),
    "region": ("region_extranjera", "ciudad_extranjera"),
    "condado": ("region_extranjera", "ciudad_extranjera"),
}
_CAPITAL = "09"  # Mexico City, the only one with boroughs
_CONTAINERS = ("estado", "region_extranjera", "pais", "gentilicio", "municipio", "ciudad_extranjera")
_HERE = ("estado", "municipio")
_ABROAD = ("pais", "gentilicio", "ciudad_extranjera", "region_extranjera")
_ABROAD_WITH_REGION = ("region_extranjera", "pais", "gentilicio", "ciudad_extranjera")


@Language.component("enlace_context")
def decide(doc: Doc) -> Doc:
    """Pipeline component: turns the candidates of the message into readings."""
    message: Message = doc.user_data["message"]
    readings: list[Reading] = []
    places: list[Candidate] = []
    for candidate in longest(message, doc.user_data["candidates"]):
        kinds = {entry.kind for entry in candidate.entries}
        if kinds & (MEXICAN | FOREIGN):
            places.append(candidate)
        for kind in sorted(kinds - MEXICAN - FOREIGN):
            readings.append(read_as(candidate, [kind]))
    readings += _Places(message, places).readings()
    doc.user_data["readings"] = sorted(readings, key=lambda reading: (reading.start, reading.end))
    return doc


class _Places:
    """The places of one message, decided together."""

    def __init__(self, message: Message, candidates: list[Candidate]) -> None:
        self._message = message
        self._candidates = candidates
        self._kinds = [frozenset(entry.kind for entry in candidate.entries) for candidate in candidates]
        self._around = [look_around(message, candidate) for candidate in candidates]
        self._decided: dict[int, Reading | None] = {}

    def readings(self) -> list[Reading]:
        """What each place is; the names that are no place here are left out."""
        for position in range(len(self._candidates) - 1):
            self._join(position)
        for position in range(len(self._candidates)):
            if position not in self._decided:
                self._decided[position] = self._decide(position)
        return self._choose_homonyms([found for _, found in sorted(self._decided.items()) if found])

    def _join(self, position: int) -> None:
        """«Mérida, Yucatán», «Colima, Colima», «León, Nicaragua»: the second says where the first is."""
        first, second = self._candidates[position], self._candidates[position + 1]
        gap = self._message.words[first.end : second.start]
        if (
            position in self._decided
            or gap not in lexicon.INSIDE
            or self._message.broken(first.end - 1, second.start + 1)
        ):
            return
        if gap and first.entries[0].phrase in lexicon.COMMON:
            return  # «el centro de Jalisco»
        for container in sorted(second.entries, key=lambda entry: _CONTAINERS.index(entry.kind)):
            here = tuple(entry for entry in first.entries if is_inside(entry, container))
            if here and not (gap == ("en",) and container.kind != "estado"):
                self._decided[position] = Reading(first.start, first.end, here, first.similarity)
                self._decided[position + 1] = read_as(second, [container.kind])
                return

    def _decide(self, position: int) -> Reading | None:
        candidate, around, kinds = self._candidates[position], self._around[position], self._kinds[position]
        phrase = candidate.entries[0].phrase
        if phrase in lexicon.WEAK_STATES or names_something_else(around):
            return None
        if kinds == {"gentilicio"} and is_language(self._message, candidate, around):
            return None
        if around.cue == "condado" and not kinds & FOREIGN:
            return None  # «Guadalupe County» is none of the municipalities
        needs_more = phrase in lexicon.COMMON or phrase in lexicon.SHORT_COUNTRIES
        alone = len(self._candidates) == 1
        if needs_more and not is_vouched(self._message, candidate, around, kinds, alone=alone):
            return None
        boroughs = tuple(
            entry for entry in candidate.entries if entry.kind == "municipio" and entry.key[:2] == _CAPITAL
        )
        if around.cue == "alcaldia" and boroughs:
            return Reading(candidate.start, candidate.end, boroughs, candidate.similarity)
        for kind in _ASKED.get(around.cue, ()):
            if kind in kinds:
                return read_as(candidate, [kind])
        abroad = _ABROAD_WITH_REGION if "pais" in kinds else _ABROAD
        if not kinds & MEXICAN or (kinds & FOREIGN and self._is_abroad(position)):
            return read_as(candidate, (*abroad, *_HERE))
        if around.cue == "ciudad":
            return read_as(candidate, ("municipio", *_HERE))
        if "estado" in kinds:
            own = [entry for entry in candidate.entries if entry.kind == "municipio"]
            state = next(entry.key for entry in candidate.entries if entry.kind == "estado")
            return read_as(candidate, _HERE, [entry for entry in own if entry.key.startswith(state)])
        return read_as(candidate, _HERE)

    def _is_abroad(self, position: int) -> bool:
        """Which side of an agreement a name is on that exists in Mexico and abroad."""
        kinds, around = self._kinds[position], self._around[position]
        if "pais" in kinds:
            return True
        previous = self._decided.get(position - 1)
        if self._message.has_word_like(lexicon.COMPARING):
            return False  # «compara Zapopan con León»
        if around.lead in lexicon.WITH:
            # «¿Qué tiene España con Guadalajara?»: the other side is already abroad.
            return not any(
                kinds <= FOREIGN and other.lead not in lexicon.WITH | {"en"} and number != position + 1
                for number, (kinds, other) in enumerate(zip(self._kinds, self._around, strict=True))
            )
        if around.lead in lexicon.AND and previous:
            before = self._around[position - 1]
            side = previous.entries[0].kind in FOREIGN
            return side if before.lead in lexicon.WITH else not side and before.lead == "entre"
        if (
            around.cue not in ("", "ciudad")
            or "estado" in kinds
            or (around.of and not around.elliptic and not around.cue)
            or around.lead in ("en", "tiene")
        ):
            return False
        return likelier_abroad(self._candidates[position])

    @staticmethod
    def _choose_homonyms(readings: list[Reading]) -> list[Reading]:
        """Among municipalities of one name, those that the message names otherwise, or whose state it names."""
        named = {reading.entries[0].key for reading in readings if len(reading.entries) == 1}
        states = {reading.entries[0].key for reading in readings if reading.entries[0].kind == "estado"}
        chosen = []
        for reading in readings:
            here = tuple(
                entry
                for entry in reading.entries
                if entry.kind == "municipio" and (entry.key in named or entry.key[:2] in states)
            )
            if here:
                reading = Reading(reading.start, reading.end, here, reading.similarity, reading.undecided)
            chosen.append(reading)
        return chosen
