"""The title of a button, written instead of pressed, does what the button does, also when it is not on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import yaml

from bot.rasa.assistant import Assistant
from settings import ROOT
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin

ANSWERS = [
    answer
    for path in sorted((ROOT / "knowledge" / "content" / "answers").glob("*.yml"))
    for answer in yaml.safe_load(path.read_text(encoding="utf-8"))
]
RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
FIXED = {
    button["title"]: button["payload"]
    for said in RESPONSES.values()
    for one in said
    for button in one.get("buttons", [])
}


def label(agent: Assistant, text: str) -> tuple[str, str | None]:
    parsed = asyncio.run(agent.parse(text))
    assert parsed["intent"]["confidence"] < 1.0  # nothing was pressed
    return parsed["intent"]["name"], parsed.get("answer_key")


@pytest.mark.parametrize("write", [str, str.lower, lambda title: title.strip("¿?"), lambda title: f"{title.upper()}!!"])
def test_the_title_of_an_answer_is_that_answer(agent: Assistant, write: Callable[[str], str]) -> None:
    own = {answer["boton"]: answer["clave"] for answer in reversed(ANSWERS)}  # a variant may share its answer's title
    told = {title: label(agent, write(title)) for title in own}
    assert {title: got for title, got in told.items() if got != ("preguntar", own[title])} == {}


def test_the_title_of_a_fixed_button_is_what_it_stands_for(agent: Assistant) -> None:
    told = {title: label(agent, title.strip("¿?").lower()) for title in FIXED}
    assert len(told) >= 8
    wrong = {
        title: got
        for title, got in told.items()
        if f"/{got[0]}" != FIXED[title].partition("{")[0] or (got[1] and f'"{got[1]}"' not in FIXED[title])
    }
    assert wrong == {}


@pytest.mark.parametrize("text", ["cuánto cuesta", "cuanto cuesta", "cuánto me cuesta", "sí, ¿y cuánto cuesta?"])
def test_what_it_costs_is_told(chat: Talk, text: str) -> None:
    assert "cuota" in chat.say(text)
    assert chat.intent == "preguntar/costo_tramite"


def test_while_the_guide_asks_an_option_wins_over_a_title(chat: Talk) -> None:
    begin(chat)
    said = chat.say("municipio mexicano")  # also the title of an answer
    assert asked(said) != "P1"


def test_while_the_guide_asks_a_title_is_a_question(chat: Talk) -> None:
    begin(chat)
    said = chat.say("cuánto cuesta")
    assert "Seguimos donde íbamos" in said and asked(said) == "P1"
