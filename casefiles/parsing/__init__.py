"""Reading of typed answers: `parse(question, text, today)`. Knows the question's kind, not the guide's procedure."""

from casefiles.parsing.parse import not_admitted, parse
from casefiles.parsing.result import Cause, Parsed, ParsedKind

__all__ = ["Cause", "Parsed", "ParsedKind", "not_admitted", "parse"]
