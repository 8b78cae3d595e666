"""`make doctor`: look at everything and say it; ends with 1 only if something that was set is wrong."""

from __future__ import annotations

import logging
import sys

import settings
from connectors.server.doctor import hosts, house
from connectors.server.doctor.finding import Finding


def examine(current: settings.Settings) -> list[Finding]:
    """Everything that was found."""
    return [
        house.database(current),
        house.model(current),
        house.public_address(current),
        *house.web(current),
        hosts.telegram(current),
        hosts.whatsapp(current),
        house.shared_limits(current),
    ]


def main() -> int:
    """Print the findings; the exit code."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes addresses, and Telegram's carry the token
    try:
        findings = examine(settings.load())
    except settings.Misconfigured as error:
        findings = [Finding("mal", "Configuración", str(error))]
    for finding in findings:
        print("\n".join(finding.lines()))
    wrong = sum(finding.state == "mal" for finding in findings)
    print(f"\nHay que corregir {wrong}." if wrong else "\nTodo lo que está encendido está bien.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
