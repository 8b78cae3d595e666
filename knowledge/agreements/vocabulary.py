"""Topics and kinds of agreement: the words people use and what the registry stores."""

from __future__ import annotations

import csv
from functools import cache
from types import MappingProxyType
from typing import Mapping, NamedTuple

from knowledge.places.loading_places import REGISTRY


class Topic(NamedTuple):
    """A topic people ask about.

    Attributes:
        members: Topics as the sources write them, lower case.
        aliases: Words that name it, in plain Spanish.
    """

    members: tuple[str, ...]
    aliases: tuple[str, ...]


@cache
def topics() -> Mapping[str, Topic]:
    """The topics by name, in the order of `topics.csv`."""
    with (REGISTRY / "topics.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {row["tema"]: Topic(_list(row["incluye"]), _list(row["alias"])) for row in csv.DictReader(file)}
        )


@cache
def kinds() -> Mapping[str, tuple[str, ...]]:
    """The kinds of agreement, as stored, with the words that name each."""
    found: dict[str, tuple[str, ...]] = {}
    with (REGISTRY / "kinds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["tipo"]] = (*found.get(row["tipo"], ()), row["alias"])
    return MappingProxyType(found)


def topic_members(topic: str) -> list[str]:
    """The stored topics that `topic` groups; a name that groups nothing stands for itself."""
    group = topics().get(topic)
    return list(group.members) if group else [topic]


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
