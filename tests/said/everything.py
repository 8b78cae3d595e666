"""The fixture with all that Enlace can say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.rasa.tracking.tables import create_tables
from casefiles.database import migrate, writing
from connectors.messages.reply import Reply, reply_of
from knowledge.database import open_engine
from tests.said import code, guide, knowledge
from tests.said.knowledge import Message


@pytest.fixture(scope="session")
def everything(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Reply]:
    """Every reply that there is, each once, as the actions hand them to the channels."""
    folder = tmp_path_factory.mktemp("said")
    shutil.copy(loaded_house, folder / "enlace.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENLACE_VAR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        engine = open_engine(f"sqlite:///{folder / 'enlace.db'}")
        migrate(engine)
        create_tables(engine)
        with writing(engine) as session:
            session.info["writes"] = True
            replies = {repr(reply): reply for reply in map(reply_of, _messages(session))}
        engine.dispose()
    return [reply for reply in replies.values() if reply.text or reply.choices or reply.sources]


def _messages(session: Session) -> Iterator[Message]:
    yield from knowledge.responses()
    yield from knowledge.replies(session)
    yield from knowledge.bare_actions(session)
    yield from guide.replies(session)
    yield from ({"text": text} for text in code.sentences())
