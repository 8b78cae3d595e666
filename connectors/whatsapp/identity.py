"""Who writes: the two names that WhatsApp gives a person, and the Mexican «1».

Sources: Meta, «Business-scoped user IDs» (the BSUID comes in every webhook since April 2026; the phone may be absent);
WhatsApp keeps older Mexican accounts as 521 + 10 digits although dialling dropped the 1 in 2019.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_PHONE = re.compile(r"\+?([0-9]{5,20})", re.ASCII)
_USER = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}", re.ASCII)
_MEXICAN = re.compile(r"52(1?)([0-9]{10})", re.ASCII)


@dataclass(frozen=True)
class Identity:
    """What a webhook says of a person; either may be missing.

    Attributes:
        user: Business-scoped user id (BSUID), the same while the person keeps their number.
        phone: Digits exactly as the webhook wrote them, which is how they are to be answered.
    """

    user: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        """Whether anybody is named at all."""
        return bool(self.user or self.phone)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which this person is remembered, the surest first."""
        return tuple(key for key in (self.user, canonical(self.phone)) if key)


def identity(*values: Any) -> Identity:
    """The identity in fields of a webhook: the first BSUID and the first phone among `values`, whatever their field.

    Sources disagree on whether `wa_id` and `from` are left out or carry the BSUID when the phone is hidden.
    """
    texts = [str(value) for value in values if isinstance(value, (str, int))]
    users = (match[0] for text in texts if (match := _USER.fullmatch(text)))
    phones = (match[1] for text in texts if (match := _PHONE.fullmatch(text)))
    return Identity(next(users, ""), next(phones, ""))


def canonical(phone: str) -> str:
    """One key for both ways to write a Mexican number; any other number stays as it is."""
    match = _MEXICAN.fullmatch(phone)
    return f"52{match[2]}" if match else phone


def other_form(phone: str) -> str:
    """The other way to write a Mexican number, with or without the 1; empty for any other number."""
    match = _MEXICAN.fullmatch(phone)
    if not match:
        return ""
    return f"52{match[2]}" if match[1] else f"521{match[2]}"
