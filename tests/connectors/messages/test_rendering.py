"""The replies of a turn within the limits of each channel, with nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.messages.rendering import as_buttons, as_rows, render, row
from connectors.messages.reply import TELEGRAM, WEB, WHATSAPP, Choice, Limits, Part, Reply
from connectors.messages.splitting import length, split

CHANNELS = {"telegram": TELEGRAM, "whatsapp": WHATSAPP, "web": WEB}

words = st.text(st.sampled_from("aeñó🙂.,\n "), max_size=60)
long_texts = st.one_of(
    words,
    st.builds(lambda word, times: word * times, words, st.integers(1, 150)),
    st.builds(lambda times: "🙂" * times, st.integers(1, 6000)),
)
titles = st.text(st.sampled_from("abcñ🙂 "), min_size=1, max_size=120).map(str.strip).filter(bool)
choices = st.lists(st.builds(Choice, titles, st.just("/x")), max_size=14).map(tuple)
sources = st.lists(st.fixed_dictionaries({"titulo": st.sampled_from(["Ley", "Guía"]), "cita": titles}), max_size=3)
replies = st.lists(
    st.builds(
        Reply, long_texts.map(str.strip), choices, sources.map(tuple), st.sampled_from(["", "a.png"]), st.just("Mapa"),
        st.sampled_from(["", "b.docx"]), st.booleans(),
    ),
    max_size=4,
)  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(long_texts, st.integers(2, 300))
@settings(deadline=None)
def test_splitting_loses_nothing_and_fits(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert bare("".join(pieces)) == bare(text)
    assert all(piece and length(piece) <= limit for piece in pieces)
    assert all(piece == piece.strip() for piece in pieces)


def test_it_is_cut_where_a_person_would() -> None:
    assert split("Uno dos.\n\nTres cuatro.", 15) == ["Uno dos.", "Tres cuatro."]
    assert split("Uno dos. Tres cuatro.", 15) == ["Uno dos.", "Tres cuatro."]
    assert split("Uno dos tres cuatro", 15) == ["Uno dos tres", "cuatro"]
    assert split("ññññ🙂🙂", 6) == ["ññññ🙂", "🙂"]
    assert split("🙂🙂", 3) == ["🙂", "🙂"]  # never half a character


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
@given(replies)
@settings(max_examples=40, deadline=None)
def test_no_part_is_over_a_limit(limits: Limits, said: list[Reply]) -> None:
    for part in render(said, limits):
        assert length(part.text) <= (limits.text if part.kind == "texto" else limits.caption)
        assert bool(part.path) == (part.kind != "texto")
        assert part.text or part.path or part.choices or part.sources
        if part.choices and not part.numbered:
            assert length(part.text) <= limits.text_with_choices
            assert part.text or limits.sources_apart
            assert as_buttons(part.choices, limits) or (part.kind == "texto" and as_rows(part.choices, limits))


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
@given(replies)
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost(limits: Limits, said: list[Reply]) -> None:
    parts = render(said, limits)
    everything = bare("".join(part.text for part in parts))
    for reply in said:
        assert bare(reply.text) in everything
        for source in reply.sources:
            assert source in [one for part in parts for one in part.sources] or bare(source["cita"]) in everything
    pressed = [choice for part in parts for choice in part.choices]
    assert pressed == [choice for reply in said for choice in reply.choices]
    paths = [part.path for part in parts if part.path]
    assert sorted(paths) == sorted(path for reply in said for path in (reply.image, reply.document) if path)
    assert all(part.alt == "Mapa" for part in parts if part.kind == "imagen")
    numbers = [choice for part in parts if part.numbered for choice in part.choices]
    for number, choice in enumerate(numbers, 1):
        assert bare(f"{number}. {choice.title}") in everything
    if parts:
        assert parts[-1].forget == any(reply.forget for reply in said)


def ask(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, "/x") for name in names)


def test_whatsapp_says_a_turn_in_one_message() -> None:
    said = [Reply("Hola.", sources=({"titulo": "Ley", "cita": "art. 7"},)), Reply("¿Seguimos?", ask("Sí", "No"))]
    assert render(said, WHATSAPP) == [Part("texto", "Hola.\n\nFuente: Ley, art. 7.\n\n¿Seguimos?", ask("Sí", "No"))]
    assert [part.text for part in render(said, TELEGRAM)] == ["Hola.\n\nFuente: Ley, art. 7.", "¿Seguimos?"]


def test_many_choices_become_a_list_and_more_become_numbers() -> None:
    (part,) = render([Reply("¿Cuál?", ask(*(f"Opción {n}" for n in range(10))))], WHATSAPP)
    assert not part.numbered and as_rows(part.choices, WHATSAPP) and not as_buttons(part.choices, WHATSAPP)
    (part,) = render([Reply("¿Cuál?", ask(*(f"Opción {n}" for n in range(11))))], WHATSAPP)
    assert part.numbered and part.text.endswith("11. Opción 10")


def test_a_title_too_long_for_a_button_goes_on_below_in_a_list() -> None:
    (part,) = render([Reply("¿Cuál?", ask("Convenio de hermanamiento con otra ciudad", "Otro"))], WHATSAPP)
    assert not part.numbered
    assert row(part.choices[0], WHATSAPP) == ("Convenio de", "hermanamiento con otra ciudad")


def test_a_caption_that_fits_goes_with_its_image_and_a_longer_one_after_it() -> None:
    assert [part.kind for part in render([Reply("Mira.", image="a.png")], TELEGRAM)] == ["imagen"]
    assert [part.kind for part in render([Reply("Mira. " * 300, image="a.png")], TELEGRAM)] == ["imagen", "texto"]
    listed = render([Reply("Mira.", ask(*(f"Opción {n}" for n in range(5))), image="a.png")], WHATSAPP)
    assert [(part.kind, len(part.choices)) for part in listed] == [("imagen", 0), ("texto", 5)]


def test_buttons_never_go_without_a_text() -> None:
    assert render([Reply(choices=ask("Sí", "No"))], TELEGRAM) == [Part("texto", "Elige una opción:", ask("Sí", "No"))]


def test_a_part_is_stored_and_read_back() -> None:
    part = Part("imagen", "Mira", ask("Sí"), True, ({"titulo": "Ley"},), "a.png", "Mapa", True)
    assert Part.from_dict(part.as_dict()) == part
