"""Spanish text made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanish.text import fold, index_text, search_terms, stem, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("¿Cómo FIRMO?", "¿como firmo?"),
        ("Ñoño", "nono"),
        ("pingüino", "pinguino"),
        ("TEXAS", "texas"),
        ("", ""),
        ("Ａ", "a"),
    ],
)
def test_folds_case_and_accents(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_is_folding_once_for_the_words(text):
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("acuerdos", "acuerdo"),
        ("naciones", "nacion"),
        ("leyes", "ley"),
        ("paises", "pais"),
        ("meses", "mes"),
        ("redes", "red"),
        ("clases", "clase"),
        ("bases", "base"),
        ("intereses", "interes"),
        ("japoneses", "japones"),
        ("sedes", "sede"),
        ("tesis", "tesis"),
        ("autoridades", "autoridad"),
        ("hermanamientos", "hermanamiento"),
    ],
)
def test_a_plural_has_the_stem_of_its_singular(plural, singular):
    assert stem(plural) == stem(singular)


def test_words_that_the_law_keeps_apart_stay_apart():
    assert len({stem(word) for word in ("firma", "firmeza", "registro", "registral", "pais", "paz")}) == 6


def test_search_terms_leave_out_what_says_nothing():
    assert search_terms("¿Qué es lo de los acuerdos con Japón, y los acuerdos?") == ["acuerdo", "japon"]


@given(st.text(max_size=2_000))
def test_search_terms_are_few_short_and_harmless(text):
    terms = search_terms(text)
    assert len(terms) <= 40
    assert len(set(terms)) == len(terms)
    assert all(2 <= len(term) <= 40 and term.isascii() and term.isalnum() for term in terms)


def test_index_text_joins_what_there_is():
    assert index_text("Leyes y países", None, "", "Más") == "ley y pais mas"
