"""Reading of typed answers: `parse(question, text, today)`. Knows the question's kind, not the guide's procedure."""

from bot.understanding.answers.parse import not_admitted, parse
from bot.understanding.answers.result import Cause, Parsed, ParsedKind

__all__ = ["Cause", "Parsed", "ParsedKind", "not_admitted", "parse"]
