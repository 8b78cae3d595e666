"""What of a search nothing was made of: it is said back, so it must be found, and nothing else."""

from __future__ import annotations

import pytest
import yaml

from bot.rasa.training import DATA
from bot.understanding.places.entity_component import shared_extractor
from bot.understanding.places.unread import unread

SEARCHES = ("buscar_acuerdos", "contar_acuerdos", "ranking_acuerdos", "refinar_busqueda", "acuerdo_registrado")
# Places that Enlace cannot search by, in its own training sentences: said back too.
NOT_SEARCHED = 0.05


def missed(text: str) -> list[str]:
    entities = [entity.as_dict() for entity in shared_extractor().extract(text)]
    return [f"{one.kind} {one.text}" for one in unread(text, entities)]


@pytest.fixture(autouse=True)
def _knowledge(agent: object) -> None:
    """The extractor reads the knowledge base that the agent has loaded."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hermanamientos con Timbuktu", ["lugar Timbuktu"]),
        ("hermanamientos con la ciudad de timbuktu california", ["lugar o tema timbuktu"]),
        ("de zapopan con xochimilpa", ["lugar xochimilpa"]),
        ("acuerdos de guadalajra con San Chuchito del Nopal", ["lugar San Chuchito del Nopal"]),
        ("cuantos acuerdos tiene villa nueva del risco", ["lugar villa nueva del risco"]),
        ("y con Bikini Bottom", ["lugar Bikini Bottom"]),
        ("¿y Timbuktu?", ["lugar o tema Timbuktu"]),
        ("acuerdos con Japón y Timbuktu", ["lugar o tema Timbuktu"]),
        ("hermanamientos de jalisco con europa", ["lugar europa"]),
        ("hermanamientos de la huasteca potosina", ["lugar o tema huasteca potosina"]),
        ("hermanamientos de Puebla sobre astronomía", ["tema astronomía"]),
        ("acuerdos en materia de apicultura", ["tema apicultura"]),
        ("acuerdos de agua potable", ["lugar o tema agua potable"]),
        ("acuerdos de guadalajara en 1890", ["año 1890"]),
        ("qué municipio tiene más acuerdos con narnia", ["lugar narnia"]),
    ],
)
def test_what_is_not_known_is_found(text: str, expected: list[str]) -> None:
    assert missed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "acuerdos de Guadalajra con Japón",
        "¿qué acuerdos hay sobre turismo con ciudades de Texas?",
        "hermanamientos con Nueva York",
        "de leon con tokio",
        "y enséñame la lista de los mas recientes",
        "acuerdos de mi municipio con otros países",
        "dime los hermanamientos de Zapopan con China, por favor",
        "hermanamientos de los noventa con ciudades de España en orden de fecha",
        "Timbuktu",
    ],
)
def test_what_is_understood_or_every_search_says_is_not(text: str) -> None:
    assert missed(text) == []


def test_hardly_a_training_sentence_of_a_search_is_found_wanting() -> None:
    loaded = yaml.safe_load((DATA / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    sentences = [
        line.removeprefix("- ")
        for block in loaded
        if block["intent"] in SEARCHES
        for line in block["examples"].splitlines()
    ]
    wanting = {text: found for text in sentences if (found := missed(text))}
    assert len(wanting) <= NOT_SEARCHED * len(sentences), wanting
