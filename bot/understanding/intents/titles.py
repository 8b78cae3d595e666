"""What the title of a button stands for when it is written instead of pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml
from sqlalchemy import select

import settings
from knowledge.database import open_engine, session_scope
from knowledge.models import Answer
from spanish.text import words

DOMAIN = settings.ROOT / "domain.yml"
_PAYLOAD = re.compile(r'/(?P<intent>\w+)(?:\{+"clave": "(?P<key>\w+)"\}+)?')


class Titles:
    """The titles of all answers and of the buttons under fixed responses, each with the label it stands for."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        """Titles as people read them → labels."""
        self._labels = {_plain(title): label for title, label in labels.items()}

    @classmethod
    def load(cls) -> Titles:
        """Those of this process's knowledge base and domain.

        Raises:
            KnowledgeUnavailable: the database cannot be read.
        """
        engine = open_engine(settings.load().database_url)
        try:
            with session_scope(engine) as session:
                rows = session.execute(select(Answer.button, Answer.key, Answer.variant_of)).all()
        finally:
            engine.dispose()
        variants_first = sorted(rows, key=lambda row: row.variant_of is None)  # a variant may share its answer's title
        return cls(_fixed() | {title: f"preguntar/{key}" for title, key, _ in variants_first})

    def label(self, text: str) -> str:
        """The label of the title that `text` is, but for accents, capitals and signs; empty if it is none."""
        return self._labels.get(_plain(text), "")


def _fixed() -> dict[str, str]:
    responses = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
    buttons = [button for said in responses.values() for one in said for button in one.get("buttons", ())]
    found = {button["title"]: _PAYLOAD.fullmatch(button["payload"]) for button in buttons}
    return {title: "/".join(filter(None, match.group("intent", "key"))) for title, match in found.items() if match}


def _plain(text: str) -> str:
    return " ".join(words(text))
