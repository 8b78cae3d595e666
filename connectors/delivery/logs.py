"""What the doors write in the log: who (hashed), channel, kind, sizes and times; never a text, name or number."""

from __future__ import annotations

import logging
import traceback

from bot.rasa.assistant import quiet_libraries
from bot.services import person_of

# They write addresses that carry tokens, or what people say.
_TALKATIVE = ("httpx", "httpcore", "telegram", "sanic.access", "aiohttp.access", "urllib3", "apscheduler")


def quiet() -> None:
    """Keep the libraries from writing what must not be written; called before anything is sent or received."""
    quiet_libraries()  # also where Rasa's own server has set up its log, which tells what people say
    logging.getLogger("connectors").setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, _WithoutTraceback) for known in handler.filters):
            handler.addFilter(_WithoutTraceback())


class _WithoutTraceback(logging.Filter):
    """Of an error that a library logs, its kind and place: what it carries may be what a person wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = f"{record.getMessage()} ({where(error)})", ()
        record.exc_info = record.exc_text = None
        return True


def who(sender: str) -> str:
    """Ten characters that are always the same for one sender and lead nowhere without the installation's secret."""
    return person_of(sender)[:10]


def where(error: BaseException) -> str:
    """The kind of an error and the line it came from: its message may carry a text, a token or a number."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" en {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place
