"""Topics and kinds: what people say and what the registry stores."""

import csv

import pytest

from knowledge.agreements.vocabulary import kinds, topic_members, topics
from knowledge.places.loading_places import REGISTRY


def stored(column: str) -> set[str]:
    with (REGISTRY / "agreements.csv").open(encoding="utf-8", newline="") as file:
        return {part.strip() for row in csv.DictReader(file) for part in row[column].split(";") if part.strip()}


def test_every_topic_of_the_registry_belongs_to_exactly_one_group() -> None:
    grouped = [member for topic in topics().values() for member in topic.members]
    assert sorted(grouped) == sorted(stored("temas"))


def test_every_kind_of_the_registry_has_a_name_people_use() -> None:
    assert set(kinds()) == stored("tipo")
    assert all(kinds().values())


@pytest.mark.parametrize(
    ("topic", "member"),
    [
        ("cultura", "artesanías"),
        ("educación", "intercambio de estudiantes"),
        ("economía y comercio", "negocios"),
        ("seguridad", "seguridad fronteriza"),
        ("medio ambiente", "acción climática"),
    ],
)
def test_a_topic_gathers_what_the_sources_write_in_other_words(topic: str, member: str) -> None:
    assert member in topic_members(topic)


def test_a_topic_that_groups_nothing_stands_for_itself() -> None:
    assert topic_members("pesca") == ["pesca"]


def test_no_word_names_two_topics_or_two_kinds() -> None:
    for groups in ([topic.aliases for topic in topics().values()], list(kinds().values())):
        aliases = [alias for group in groups for alias in group]
        assert len(aliases) == len(set(aliases))
