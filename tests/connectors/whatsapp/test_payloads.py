"""Every part is something that Meta takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.messages.rendering import render
from connectors.messages.reply import WHATSAPP, Choice, Part, Reply
from connectors.whatsapp.payloads import content, file_type, plain, recipient
from tests.doubles.whatsapp.contract import refusals

TO = recipient("523312345678", "")


def choices(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(title, token=f"b:{n}") for n, title in enumerate(titles))


def test_a_text() -> None:
    assert content(Part("texto", "La *Ley*")) == {"type": "text", "text": {"body": "La _Ley_", "preview_url": False}}


def test_three_choices_are_buttons() -> None:
    made = content(Part("texto", "¿Sigo?", choices("Sí", "No", "Después")))
    assert made["interactive"] == {
        "type": "button",
        "body": {"text": "¿Sigo?"},
        "action": {"buttons": [
            {"type": "reply", "reply": {"id": "b:0", "title": "Sí"}},
            {"type": "reply", "reply": {"id": "b:1", "title": "No"}},
            {"type": "reply", "reply": {"id": "b:2", "title": "Después"}},
        ]},
    }  # fmt: skip


def test_more_are_a_list_whose_long_titles_go_on_below() -> None:
    made = content(Part("texto", "¿Cuál?", choices("Uno", "Dos", "Tres", "Acuerdos de hermanamiento con Japón")))
    rows = made["interactive"]["action"]["sections"][0]["rows"]
    assert rows[0] == {"id": "b:0", "title": "Uno"}
    assert f"{rows[3]['title']} {rows[3]['description']}" == "Acuerdos de hermanamiento con Japón"
    assert refusals({**TO, **made}) == []


def test_numbered_choices_stay_in_the_text() -> None:
    made = content(Part("texto", "¿Cuál?\n\n1. Uno\n2. Dos", choices("Uno", "Dos"), numbered=True))
    assert made["text"]["body"] == "¿Cuál?\n\n1. Uno\n2. Dos"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part("imagen", "Por año", path="/x/a.png"), {"type": "image", "image": {"id": "7", "caption": "Por año"}}),
        (Part("imagen", path="/x/a.png"), {"type": "image", "image": {"id": "7"}}),
        (Part("documento", "Aquí está", path="/x/acta.docx"),
         {"type": "document", "document": {"id": "7", "filename": "acta.docx", "caption": "Aquí está"}}),
        (Part("documento", path="/x/mis-datos.json"),
         {"type": "document", "document": {"id": "7", "filename": "mis-datos.txt"}}),
    ],
)  # fmt: skip
def test_files(part: Part, expected: dict[str, Any]) -> None:
    assert content(part, "7") == expected
    assert refusals({**TO, **expected}) == []


@pytest.mark.parametrize("kind", ["imagen", "documento"])
def test_a_file_with_buttons_is_their_header(kind: Any) -> None:
    made = content(Part(kind, "Por año", choices("Ver más"), path="/x/a.png"), "7")
    assert made["interactive"]["header"]["type"] == {"imagen": "image", "documento": "document"}[kind]
    assert refusals({**TO, **made}) == []


def test_files_of_ours_that_meta_does_not_know_are_text() -> None:
    assert file_type("/x/a.png") == ("a.png", "image/png")
    assert file_type("/x/mis-datos.json") == ("mis-datos.txt", "text/plain")


def test_said_plainly_nothing_is_missing() -> None:
    part = Part("imagen", "Por año", choices("Ver más", "Otra"), path="/x/a.png", alt="12 acuerdos desde 1990")
    assert plain(part)["text"]["body"] == "Por año\n\n12 acuerdos desde 1990\n\n• Ver más\n• Otra"
    assert "Pídemelo otra vez" in plain(Part("documento", path="/x/a.docx"))["text"]["body"]
    assert refusals({**TO, **plain(Part("imagen", path="/x/a.png"))}) == []


def test_who_hides_their_phone_is_written_to_by_user_id() -> None:
    assert recipient("", "MX.1") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient": "MX.1",
    }
    assert "recipient" not in recipient("523312345678", "MX.1")


WORDS = st.text(alphabet=st.sampled_from("aé ñ😀*_~`.\n1"), max_size=200).map(str.strip)  # as `reply_of` does
REPLIES = st.builds(
    Reply,
    text=st.one_of(WORDS, st.integers(0, 500).map(lambda n: "palabra larga. " * n)),
    choices=st.lists(
        st.text(alphabet="abñ 😀", min_size=1, max_size=120).filter(str.strip), max_size=12, unique=True
    ).map(lambda titles: tuple(Choice(title.strip(), "/x") for title in titles)),
    image=st.sampled_from(["", "/x/a.png"]),
    document=st.sampled_from(["", "/x/a.docx"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(REPLIES, min_size=1, max_size=3))
def test_whatever_an_action_says_meta_takes_it(replies: list[Reply]) -> None:
    for part in render(replies, WHATSAPP):
        titled = tuple(Choice(one.title, token=f"b:{n}") for n, one in enumerate(part.choices))
        sent = {**TO, **content(Part(part.kind, part.text, titled, part.numbered, path=part.path), "7")}
        assert refusals(sent) == []
        assert refusals({**TO, **plain(part)}) == []
