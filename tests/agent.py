"""The real trained agent with the real actions and knowledge base, loaded once for the whole suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rasa import assistant


@pytest.fixture(scope="session")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[assistant.Assistant]:
    """An assistant on a database of its own; the model is trained only if the data changed."""
    with pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("enlace")
        patch.setenv("ENLACE_VAR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        yield assistant.start()
