"""Reads what browsers send, and refuses in Spanish what cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Dict

from connectors.web import words
from connectors.web.chat_service import Sent

LARGEST = 16 * 1024  # bytes of a request
LONGEST = 4000  # characters of a message; the widget's own limit too
_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


class Refusal(Exception):
    """A request that is not served.

    Attributes:
        status: HTTP status.
        seconds: When to try again, if that helps.
    """

    def __init__(self, status: int, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.seconds = seconds

    @property
    def headers(self) -> dict[str, str]:
        """For the answer."""
        return {} if self.seconds is None else {"Retry-After": str(max(1, round(self.seconds)))}


def read_json(content_type: str, body: bytes) -> dict[str, Any]:
    """The object in a request; an empty body is an empty one.

    Raises:
        Refusal: it is too large, says that it is something else, or is no object. A form of another page cannot say
            that it is JSON without asking first (Fetch standard, CORS preflight).
    """
    if len(body) > LARGEST:
        raise Refusal(413, words.TOO_LONG)
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, words.NOT_JSON)
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refusal(400, words.MALFORMED) from error
    if not isinstance(value, dict):
        raise Refusal(400, words.MALFORMED)
    return value


def read_message(fields: Mapping[str, Any]) -> Sent:
    """A message from its fields: `id`, and `texto` or `boton`.

    Raises:
        Refusal: something is missing or malformed.
    """
    message_id, text, token = fields.get("id"), fields.get("texto", ""), fields.get("boton", "")
    if not all(isinstance(value, str) for value in (message_id, text, token)):
        raise Refusal(400, words.MALFORMED)
    if not _ID.fullmatch(str(message_id)) or len(token) > 80:
        raise Refusal(400, words.MALFORMED)
    if len(text) > LONGEST:
        raise Refusal(413, words.TOO_LONG)
    if not token and not text.strip():
        raise Refusal(400, words.NOTHING)
    return Sent(str(message_id).replace("-", "").lower(), "" if token else text, token)


def bearer(header: str) -> str:
    """The token in an «Authorization» header (RFC 6750 §2.1), or an empty text."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookie(header: str, name: str) -> str:
    """A cookie's value, or an empty text; Sanic's own reader raises on malformed ones."""
    try:
        jar: Dict[str, Any] = SimpleCookie(header)
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""
