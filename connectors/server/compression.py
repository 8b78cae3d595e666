"""Sends text compressed to whoever takes it so: a conversation that is shown again is a quarter of itself."""

from __future__ import annotations

import asyncio
import gzip

from sanic.request import Request
from sanic.response import BaseHTTPResponse

LEAST = 1024  # bytes; less fits into one packet anyway
LEVEL = 5
_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


async def compress(request: Request, response: BaseHTTPResponse) -> None:
    """Compress an answer (RFC 9110 §8.4.1.3); what comes line by line has no body yet and stays as it is."""
    body, kind = response.body or b"", str(response.content_type or "")
    if not body or not kind.startswith(_TEXT) or "content-encoding" in response.headers:
        return
    vary = response.headers.get("vary", "")
    if "accept-encoding" not in vary.lower():
        response.headers["vary"] = ", ".join(filter(None, (vary, "Accept-Encoding")))
    if len(body) >= LEAST and takes_gzip(request.headers.get("accept-encoding", "")):
        # Not on the loop: a long conversation takes a few milliseconds.
        response.body = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
        response.headers["content-encoding"] = "gzip"


def takes_gzip(accepted: str) -> bool:
    """Whether a header «Accept-Encoding» takes gzip, and does not refuse it with «q=0»."""
    for coding in accepted.lower().split(","):
        name, _, quality = coding.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
