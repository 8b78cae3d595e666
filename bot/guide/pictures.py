"""Pictures of the guide, as PNG files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import settings
from casefiles.engine import Progress
from casefiles.engine.assessment import Result

INK = "#1f2933"
LEVELS = "Preparación por dimensión (cortes propios, sin validar)"
_COLOUR = {
    "completa": "#2f855a", "completa_con_pendientes": "#b7791f", "en_curso": "#2b6cb0", "bloqueada": "#c53030",
    "no_iniciada": "#cbd5e0", "no_aplica": "#edf2f7",
}  # fmt: skip
_WORD = {
    "completa": "completa", "completa_con_pendientes": "con pendientes", "en_curso": "en curso",
    "bloqueada": "bloqueada", "no_iniciada": "", "no_aplica": "no aplica",
}  # fmt: skip


def stages(progress: Progress) -> Path:
    """The ten stages and how each one stands. The same picture is drawn once."""
    rows = [(f"{one.number}. {one.title}", 100, _COLOUR[one.status], _WORD[one.status]) for one in progress.stages]
    return _bars(_title(progress), rows)


def stages_as_data(progress: Progress) -> dict[str, Any]:
    """The same for a channel that draws it itself (see `bot.reply.send`)."""
    steps = [
        {"nombre": one.title, "estado": _WORD[one.status], **({"actual": True} if one.number == progress.stage else {})}
        for one in progress.stages
    ]
    return {"etapas": {"titulo": _title(progress), "pasos": steps}}


def levels(result: Result) -> Path:
    """The score of a self-assessment by dimension."""
    rows = [(one.title, one.percent, "#2b6cb0", f"{one.percent} %") for one in result.dimensions]
    return _bars(LEVELS, rows)


def levels_as_data(result: Result) -> dict[str, Any]:
    """The same for a channel that draws it itself."""
    rows = [{"nombre": one.title, "valor": one.percent} for one in result.dimensions]
    return {"barras": {"titulo": LEVELS, "filas": rows, "tope": 100, "unidad": " %"}}


def _title(progress: Progress) -> str:
    return progress.line().split(" ", 1)[-1]


def _bars(title: str, rows: list[tuple[str, int, str, str]]) -> Path:
    digest = hashlib.sha256(repr((title, rows)).encode()).hexdigest()[:16]
    path = settings.load().var / "charts" / f"{digest}.png"
    if not path.exists():
        # Half a second to import: only when somebody asks for the first picture.
        from matplotlib.figure import Figure

        figure = Figure(figsize=(6, 0.8 + 0.36 * len(rows)), dpi=150, layout="constrained")
        axes = figure.add_subplot()
        places = range(len(rows), 0, -1)
        axes.barh(list(places), [width for _, width, _, _ in rows], color=[colour for _, _, colour, _ in rows])
        axes.set_yticks(list(places), [name for name, _, _, _ in rows], color=INK)
        for place, (_, _, _, word) in zip(places, rows, strict=True):
            axes.text(2, place, word, va="center", color="white", fontsize=8)
        axes.set_title(title, color=INK, fontsize=10, loc="left")
        axes.set_xlim(0, 100)
        axes.set_xticks([])
        axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part.png")
        figure.savefig(partial)
        partial.replace(path)
    return path
