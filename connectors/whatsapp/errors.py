"""What each error code of Meta means for us.

Source: Meta, WhatsApp «Error codes»; decided by `error.code` alone, because titles and texts change.
"""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What to do about an error."""

    TRANSIENT = "pasajero"  # try again, a few times
    BUSY = "saturado"  # the number sends too much: everybody waits
    PAIR = "par"  # this person was sent too much in a row: they wait
    ACCESS = "permiso"  # the token or a permission: stop, tell the operator, keep everything
    WINDOW = "ventana"  # more than 24 hours since the person wrote
    UNDELIVERABLE = "inalcanzable"  # WhatsApp cannot reach this address
    RECIPIENT = "destinatario"  # the address is not one that this number may write to
    CONTENT = "contenido"  # it will not take this form: say it as plain text
    POLICY = "politica"  # quality, opt-out or a locked account: never again, tell the operator


_BY_CODE = {
    0: Verdict.ACCESS,
    1: Verdict.TRANSIENT,
    2: Verdict.TRANSIENT,
    4: Verdict.BUSY,
    10: Verdict.ACCESS,
    100: Verdict.CONTENT,
    190: Verdict.ACCESS,
    368: Verdict.POLICY,
    80007: Verdict.BUSY,
    130429: Verdict.BUSY,
    131000: Verdict.TRANSIENT,
    131005: Verdict.ACCESS,
    131008: Verdict.CONTENT,
    131009: Verdict.CONTENT,
    131016: Verdict.TRANSIENT,
    131026: Verdict.UNDELIVERABLE,
    131030: Verdict.RECIPIENT,
    131031: Verdict.POLICY,
    131047: Verdict.WINDOW,
    131048: Verdict.POLICY,
    131049: Verdict.POLICY,
    131050: Verdict.POLICY,
    131051: Verdict.CONTENT,
    131052: Verdict.CONTENT,
    131053: Verdict.CONTENT,
    131056: Verdict.PAIR,
    131064: Verdict.POLICY,
}

KNOWN_CODES = frozenset(_BY_CODE) | frozenset(range(132000, 132017))

UNKNOWN_NUMBER = 33  # subcode of 100: this phone number id is not one that the token can see

# Codes that may only mean that a Mexican number is written the other way.
OTHER_FORM = frozenset({100, 131026, 131030})


class GraphError(Exception):
    """Meta's answer to a request was not a yes; its text is never kept, only its code.

    Attributes:
        code: `error.code`; 0 is a code of Meta's own, so an answer without one has -1.
        status: HTTP status; 0 where there was no answer.
        wait: Seconds that Meta asks to wait, where it says so.
        subcode: `error.error_subcode`, or 0.
    """

    def __init__(self, code: int, status: int, wait: float | None = None, subcode: int = 0) -> None:
        super().__init__(f"código {code}, HTTP {status}")
        self.code = code
        self.status = status
        self.wait = wait
        self.subcode = subcode

    @property
    def verdict(self) -> Verdict:
        """What to do about it."""
        if self.subcode == UNKNOWN_NUMBER:
            return Verdict.ACCESS
        if known := _BY_CODE.get(self.code):
            return known
        if 200 <= self.code <= 299 or self.status in (401, 403):
            return Verdict.ACCESS
        if 132000 <= self.code <= 132016:
            return Verdict.CONTENT
        if self.status == 429:
            return Verdict.BUSY
        return Verdict.CONTENT if 400 <= self.status < 500 else Verdict.TRANSIENT
