"""Puts the assistant together: knowledge base, model, in-process actions."""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import settings
from bot.rasa.patches.lean_imports import spare
from knowledge.errors import KnowledgeError

# NumPy reads it when it is first imported. The vectors of a turn are short: shared among threads they take longer, and
# the threads spin on for some time after it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Rasa reads these when it is first imported.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


class NotReady(Exception):
    """The assistant cannot start; the message says why, in Spanish."""


class Assistant:
    """Rasa's agent with what a door needs of it."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand `text`: intent, ranking, answer key, entities."""
        result: dict[str, Any] = await self._agent.parse_message(text)
        return result

    async def handle_message(self, message: Any) -> None:
        """Run one turn; the replies go to the message's output channel."""
        await self._agent.handle_message(message)


def start(report: Callable[[str], None] = lambda line: None) -> Assistant:
    """Load the knowledge base if it changed, train if needed, and load the model.

    Args:
        report: Told of each long step, in Spanish.

    Raises:
        NotReady: with the reason.
    """
    quiet_libraries()
    with uncollected():
        return _start(settings.load(), report)


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare the garbage collector what is made inside, now and afterwards.

    What is made at the start stays. Looking through it takes half a second of the start, and a tenth of a second of
    whatever turn it falls on.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _start(current: settings.Settings, report: Callable[[str], None]) -> Assistant:
    from casefiles.database import migrate
    from knowledge.database import open_engine
    from knowledge.loading import load_all

    try:
        engine = open_engine(current.database_url)
        loaded = load_all(engine)
        migrate(engine)
        engine.dispose()
        if loaded:
            report("Base de conocimiento cargada.")
    except KnowledgeError as error:
        raise NotReady(str(error)) from error
    return load(current, report)


def load(current: settings.Settings, report: Callable[[str], None]) -> Assistant:
    """Train if needed and load the model; a damaged model is trained again, once.

    Raises:
        NotReady: the model can be neither trained nor read.
    """
    from bot.rasa.training import TrainingFailed, model_path, train_if_needed

    try:
        path = train_if_needed(current, report)
        if current.lean:
            spare(path)
        try:
            return Assistant(_agent(str(path), current.lean))
        except UnreadableModel:
            report("El modelo guardado está dañado: lo entreno de nuevo.")
            _remove(path)
            return Assistant(_agent(str(train_if_needed(current, report)), current.lean))
    except (UnreadableModel, TrainingFailed, KnowledgeError) as error:
        raise NotReady(f"{error} (modelo {model_path(current).name})") from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:  # a service often may not write where its code is
        raise NotReady(
            f"El modelo {path} está dañado y no tengo permiso de reemplazarlo. Bórralo y haz otro con: "
            "scripts/maintenance preparar"
        ) from error


class UnreadableModel(Exception):
    """A model file that Rasa cannot load."""


def _agent(path: str, lean: bool) -> Any:
    with warnings.catch_warnings():
        # Rasa's dependencies warn about one another while they are imported.
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent

        from bot.rasa.action_endpoint import InProcessActions
        from bot.rasa.locks import ConversationLocks
        from bot.rasa.patches.idle_work import spare_idle_work
        from bot.rasa.patches.known_order import run_in_known_order
        from bot.rasa.patches.prepared_results import read_prepared
        from bot.rasa.tracking.store import WindowTrackerStore

        if lean:
            read_prepared()
            run_in_known_order()
            spare_idle_work()
        actions = InProcessActions()
        try:
            agent = Agent.load(path, action_endpoint=actions, lock_store=ConversationLocks())
        except KnowledgeError:
            raise
        except Exception as error:  # a truncated archive, a missing file, a component that changed: all mean the same
            raise UnreadableModel("No se pudo leer el modelo.") from error
    if agent.processor is None:
        raise UnreadableModel("No se pudo leer el modelo.")
    # Not through Agent.load, which wraps it: a turn that cannot be saved would seem to have been.
    agent.tracker_store = agent.processor.tracker_store = WindowTrackerStore(agent.domain)
    return agent


def quiet_libraries() -> None:
    """Only warnings of our own reach the terminal; never a message's text."""
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    for name in ("rasa", "rasa_sdk", "matplotlib", "asyncio", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    import structlog

    # Rasa's own set-up prints the local variables of every error, the message and the slots among them.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        processors=[_without_data, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_data(_logger: Any, level: str, event: Any) -> Any:
    """Only what happened and, of an error, its kind: values may hold what a person wrote."""
    kept = {"event": event.get("event", ""), "level": level}
    error = event.get("exc_info")
    if isinstance(error, tuple) and error[0]:
        kept["error"] = error[0].__name__
    elif isinstance(error, BaseException) or (error and sys.exc_info()[0]):
        kept["error"] = (type(error) if isinstance(error, BaseException) else sys.exc_info()[0]).__name__  # type: ignore[union-attr]
    return kept
