"""How a source is written under a text."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.messages.reply import Source


def source_line(source: Source) -> str:
    """«Fuente: Ley sobre la Celebración de Tratados, art. 7 (reforma del 14 de noviembre de 2025).»."""
    line = ", ".join(source[key] for key in ("titulo", "cita") if key in source)
    if "fecha" in source:
        line += f" ({source['fecha']})"
    return line + "." if line.startswith("Reportado por:") else f"Fuente: {line}."


def cautions(sources: Iterable[Source]) -> list[str]:
    """What has to be said of the sources, each once."""
    return list(dict.fromkeys(source["cautela"] for source in sources if source.get("cautela")))
