"""Draws a conversation as a phone would show it; `scripts/picture` calls it."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from bot.rasa.assistant import start
from connectors.messages.sources import source_line
from connectors.terminal.conversation import Conversation

# Whether the person said it; its lines, each with its size in points; its buttons.
Bubble = tuple[bool, list[tuple[str, float]], list[str]]

QUESTIONS = ("cuanto tarda el dictamen", "que hermanamientos tiene guadalajra", "y zapopan?")
WIDTH, LINE, WRAP = 4.6, 0.155, 56  # inches, inches, characters
TEXT, SMALL = 7.0, 5.8  # points
MINE, YOURS, INK, LINK = "#d9f2e6", "#ffffff", "#1f2933", "#1a5fb4"


async def bubbles() -> list[Bubble]:
    """The conversation, one bubble for each message."""
    conversation = Conversation(start(report=print))
    said: list[Bubble] = []
    for question in QUESTIONS:
        said.append((True, [(question, TEXT)], []))
        for reply in (await conversation.say(question))["replies"]:
            paragraphs = reply["text"].replace("*", "").split("\n")
            lines = [(part, TEXT) for line in paragraphs for part in textwrap.wrap(line, WRAP) or [""]]
            for source in reply["sources"][:2]:
                lines += [(part, SMALL) for part in textwrap.wrap(source_line(source), WRAP + 8)]
            said.append((False, lines, [button["title"] for button in reply["buttons"]]))
    return said


def draw(path: Path, said: list[Bubble]) -> None:
    """Save the picture."""
    heights = [LINE * (len(lines) + 1 + (1.6 if buttons else 0)) + 0.12 for _, lines, buttons in said]
    total = sum(heights) + 0.2
    figure = Figure(figsize=(WIDTH, total), dpi=160, facecolor="#e8edf2")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(total, 0))
    axes.axis("off")
    top = 0.12
    for (mine, lines, buttons), height in zip(said, heights, strict=True):
        box = LINE * (len(lines) + 0.8)
        width = 0.3 + 0.0085 * max(len(line) * size for line, size in lines)
        left = WIDTH - width - 0.15 if mine else 0.15
        shape = FancyBboxPatch((left, top), width, box, boxstyle="round,pad=0.02,rounding_size=0.08", lw=0,
                               facecolor=MINE if mine else YOURS)  # fmt: skip
        axes.add_patch(shape)
        for number, (line, size) in enumerate(lines, start=1):
            axes.text(left + 0.1, top + LINE * number, line, fontsize=size, color=INK)
        axes.text(0.25, top + box + LINE * 1.4, "   ".join(f"[{title}]" for title in buttons), fontsize=6.5, color=LINK)
        top += height
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), asyncio.run(bubbles()))
