"""Moments in words, at the hour of a Mexican town hall."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from spanish.dates.written import spell_date

CENTRAL = ZoneInfo("America/Mexico_City")

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": "la página web", "terminal": "la terminal"}


def spell_day(moment: datetime, zone: tzinfo = CENTRAL) -> str:
    """«14 de noviembre de 2026»."""
    return spell_date(moment.astimezone(zone).date().isoformat())


def spell_moment(moment: datetime, zone: tzinfo = CENTRAL) -> str:
    """«14 de noviembre de 2026, 9:05 h»."""
    local = moment.astimezone(zone)
    return f"{spell_day(moment, zone)}, {local.hour}:{local.minute:02d} h"


def count(number: int, one: str, many: str) -> str:
    """«1 persona», «2 478 personas»."""
    return f"{number:,}".replace(",", " ") + f" {one if number == 1 else many}"
