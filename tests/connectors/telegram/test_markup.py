"""Our text in Telegram's HTML, and our choices as a keyboard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.messages.cursive import to_plain
from connectors.messages.reply import Choice
from connectors.telegram.markup import keyboard, to_html
from tests.doubles.telegram.limits import plain_text


def test_cursive_becomes_italic_and_the_rest_is_escaped() -> None:
    assert to_html("Es un *acuerdo <interinstitucional>* (arts. 1 & 2)") == (
        "Es un <i>acuerdo &lt;interinstitucional&gt;</i> (arts. 1 &amp; 2)"
    )
    assert to_html("2*3*4 y * suelto") == "2*3*4 y * suelto"


@given(st.text(alphabet=st.sampled_from("*<>&;ai/\"'\n ñ🌵_`[]()b#x1")) | st.text())
def test_any_text_is_valid_html_that_says_the_same(text: str) -> None:
    assert plain_text(to_html(text), "HTML") == to_plain(text)


def rows(*titles: str) -> list[list[str]]:
    made = keyboard([Choice(title, token=f"b:{number}") for number, title in enumerate(titles)])
    return [[button.text for button in row] for row in made.inline_keyboard] if made else []


def test_short_titles_share_a_row_and_long_ones_do_not() -> None:
    assert rows() == []
    assert rows("Sí", "No", "Ver más") == [["Sí", "No"], ["Ver más"]]
    forty = "Una etiqueta de exactamente 40 letras ñññ"
    assert rows("Sí", forty, "No", "No sé") == [["Sí"], [forty], ["No", "No sé"]]


@given(st.lists(st.text(min_size=1, max_size=64), max_size=100))
def test_no_choice_is_lost_or_reordered(titles: list[str]) -> None:
    made = rows(*titles)
    assert [title for row in made for title in row] == titles
    assert all(len(row) <= 8 for row in made)


def test_what_travels_is_the_token() -> None:
    made = keyboard([Choice("Sí", payload="/afirmar", token="b:abc")])
    assert made is not None
    assert made.inline_keyboard[0][0].callback_data == "b:abc"
