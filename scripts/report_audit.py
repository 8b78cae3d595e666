"""Says in Spanish what pip-audit found; it says «no known vulnerabilities» also of what it could not look up.

Ends with 0 if all was looked up and nothing found, 1 if something was found, 2 if not all could be looked up.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, List


def report(written: str) -> int:
    """Print the findings; the exit code.

    Args:
        written: What pip-audit wrote, as JSON; empty if it could not.
    """
    try:
        libraries: List[Dict[str, Any]] = json.loads(written)["dependencies"]
    except (ValueError, KeyError, TypeError):
        libraries = []
    looked_up = [one for one in libraries if "vulns" in one]
    found = [(one, fault) for one in looked_up for fault in one["vulns"]]
    for one, fault in found:
        names = ", ".join([fault["id"], *fault.get("aliases", ())])
        mended = ", ".join(fault.get("fix_versions", ())) or "ninguna todavía"
        print(f"✗ {one['name']} {one['version']}: {names}. Corregida en: {mended}.")
    missing = len(libraries) - len(looked_up)
    if not looked_up:
        print("No se pudo consultar la lista de vulnerabilidades (¿hay internet?): no se revisó ninguna biblioteca.")
    elif missing:
        print(f"No se pudieron revisar {missing} de {len(libraries)} bibliotecas; vuelve a intentarlo más tarde.")
    if found:
        print(f"{len(found)} vulnerabilidades publicadas en {len({one['name'] for one, _ in found})} bibliotecas.")
        print("Lee cada una: muchas no tocan lo que Enlace usa. Qué protege mientras tanto: docs/operacion.md.")
    elif looked_up and not missing:
        print(f"Las {len(looked_up)} bibliotecas fijadas están sin vulnerabilidades publicadas.")
    return 1 if found else 2 if missing or not looked_up else 0


if __name__ == "__main__":
    sys.exit(report(Path(sys.argv[1]).read_text(encoding="utf-8")))
