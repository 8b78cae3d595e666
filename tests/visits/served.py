"""The real server, for visitors who read faster than any person."""

from __future__ import annotations

from functools import partial

import connectors.__main__ as program
from connectors.delivery import intake
from connectors.delivery.limits import rates

if __name__ == "__main__":
    rates.NEW_SESSIONS = "100000/hour"
    intake.Rates = partial(rates.Rates, per_sender="1000/second")
    program.main()
