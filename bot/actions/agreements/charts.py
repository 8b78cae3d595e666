"""Bar charts as PNG files."""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path
from typing import Any

import settings
from knowledge.agreements.queries import Tally

INK, BAR = "#1f2933", "#2b6cb0"


def bar_chart(title: str, tallies: list[Tally]) -> Path:
    """A horizontal bar chart of `tallies`; the same chart is drawn once and kept under `var/charts`."""
    digest = hashlib.sha256(repr((title, tallies)).encode()).hexdigest()[:16]
    path = settings.load().var / "charts" / f"{digest}.png"
    if not path.exists():
        _draw(path, title, tallies)
    return path


def as_data(title: str, tallies: list[Tally]) -> dict[str, Any]:
    """The same chart for a channel that draws it itself (see `bot.reply.send`)."""
    return {"barras": {"titulo": title, "filas": [{"nombre": one.name, "valor": one.count} for one in tallies]}}


def _draw(path: Path, title: str, tallies: list[Tally]) -> None:
    # Half a second to import: only when somebody asks for the first chart.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 0.8 + 0.42 * len(tallies)), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    names = [textwrap.shorten(tally.name, 26, placeholder="…") for tally in reversed(tallies)]
    bars = axes.barh(range(len(tallies)), [tally.count for tally in reversed(tallies)], color=BAR)
    axes.set_yticks(range(len(tallies)), names, color=INK)
    axes.bar_label(bars, padding=3, color=INK)
    axes.set_title(textwrap.fill(title, 48), color=INK, fontsize=11, loc="left")
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    figure.text(
        0.99, 0.01, "Reportados por fuentes públicas; no es el registro oficial", ha="right", fontsize=7, color=INK
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part.png")
    figure.savefig(partial)
    partial.replace(path)  # a reader never sees half a picture
