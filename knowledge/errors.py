"""Errors whose message a person can read."""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(Exception):
    """Something about the knowledge base is wrong; its message is in Spanish, for the operator."""


class KnowledgeUnavailable(KnowledgeError):
    """The database cannot be reached, read or written."""


class InvalidContent(KnowledgeError):
    """A content file breaks its rules.

    Attributes:
        problems: One line per problem, «archivo · clave: qué está mal».
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnreadableFile(KnowledgeError):
    """A file given for import cannot be read at all."""


class UnwritableFile(KnowledgeError):
    """A file that a command makes cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"No se puede escribir {path}. Revisa que la carpeta exista y sus permisos.")
