"""The guide's clock put forward, for what falls due or expires."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import pytest

from bot.guide import session


def go_by(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    """Let `time` go by, as the guide sees it."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(**time)

    monkeypatch.setattr(session, "datetime", Later)
