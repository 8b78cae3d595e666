"""Refuses a request whose head does not say plainly where its body ends, before a byte of the body is waited for.

Sanic 21.12 takes for a length whatever `int()` takes. «Content-Length: -1» makes its loop over the body turn for ever
without giving way to anybody (`sanic.http.Http.read`); «+5», «1_0» or two lengths are read as one length here and as
another by a proxy, which is how requests are smuggled (RFC 9112 §11.2). Chunks it reads as loosely («0x5», «-1»,
trailers that become the next request), and nobody who writes to us sends any: browsers, Telegram, Meta and nginx all
say the length. So a body has one length, in digits, or there is none.
"""

from __future__ import annotations

import re
from typing import Any

from httptools import HttpParserInvalidURLError
from sanic import Sanic
from sanic.exceptions import InvalidUsage, PayloadTooLarge, SanicException
from sanic.request import Request

READ = "21.12.2"  # the version of Sanic whose `sanic/http.py` was read; a test holds the installed one to it
USUAL_BODY = 32 * 1024  # bytes: a message of the page is half of it; nginx has the same limit
# A field line is a name of token characters, a colon with nothing before it, and no control character: neither an
# ended line nor a folded one can hide in it (RFC 9112 §5, RFC 9110 §5.5).
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)")
_LENGTH = re.compile(rb"[0-9]{1,15}")


class FramedRequest(Request):
    """A request of which it is known how long it is."""

    __slots__ = ()

    def __init__(self, url_bytes: bytes, headers: Any, *, app: Sanic, head: bytes = b"", **others: Any) -> None:
        """Check the head that was received; without one, this is Sanic's stand-in for a request that was refused.

        Raises:
            SanicException: 400, 411 or 413, as RFC 9110 and 9112 name them.
        """
        if head:
            check(head, largest_body(head, app.ctx.bodies))
        try:
            super().__init__(url_bytes if head else b"*", headers, app=app, head=head, **others)
        except HttpParserInvalidURLError as error:
            raise InvalidUsage("Bad Request") from error


def largest_body(head: bytes, doors: dict[str, int]) -> int:
    """Bytes that the body of a request may have: none but in a POST, more only where a door asks for it.

    Args:
        doors: Beginning of an address → bytes.
    """
    method, _, rest = head.partition(b" ")
    if method != b"POST":
        return 0
    path = rest.partition(b" ")[0].decode("latin-1")
    return max((most for beginning, most in doors.items() if path.startswith(beginning)), default=USUAL_BODY)


def check(head: bytes, largest: int) -> None:
    """Refuse what does not say one plain length for its body.

    Args:
        head: The request's line and its header fields, without the empty line after them.
        largest: Bytes that a body may have.

    Raises:
        SanicException: 400 for what cannot be read one way only, 411 for a body in chunks, 413 for one too large.
    """
    lengths = []
    for line in head.split(b"\r\n")[1:]:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise InvalidUsage("Bad Request")
        name = field[1].lower()
        if name == b"transfer-encoding":
            raise SanicException("Length Required", status_code=411)
        if name == b"content-length":
            lengths.append(field[2].strip(b" \t"))
    if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise InvalidUsage("Bad Request")
    if lengths and int(lengths[0]) > largest:
        raise PayloadTooLarge("Request body exceeds the size limit")
