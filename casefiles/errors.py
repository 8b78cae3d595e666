"""Errors whose message can be shown to the person, in Spanish."""

from __future__ import annotations

from knowledge.errors import KnowledgeUnavailable


class CaseFileError(Exception):
    """What was asked of a case file cannot be done; its message is for the person."""


class CaseFilesUnavailable(CaseFileError, KnowledgeUnavailable):
    """The database cannot be reached, read or written; its message is for the operator."""


class Occupied(CaseFilesUnavailable):
    """Somebody else is writing at this moment."""

    def __init__(self) -> None:
        super().__init__("La base de datos está ocupada en este momento.")


class CaseNotFound(CaseFileError):
    """There is no such case file, or this person does not take part in it: nobody is told which of the two."""

    def __init__(self) -> None:
        super().__init__("No encuentro ese expediente entre los tuyos. Dime «mis expedientes» y te digo cuáles tienes.")


class ConsentMissing(CaseFileError):
    """Something was about to be stored before the person agreed to it."""

    def __init__(self) -> None:
        super().__init__(
            "Antes de guardar algo necesito que aceptes el aviso de privacidad. Mientras, puedo resolver tus dudas."
        )


class OwnerOnly(CaseFileError):
    """Only whoever owns the case file may do this."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Solo quien abrió el expediente puede {what}.")


class PersonalDataRefused(CaseFileError):
    """The text carries personal data, which is never stored."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Eso parece {what} y no lo anoto: aquí no hacen falta datos personales. "
            "Escríbelo sin ese dato; si se trata de una persona, pon su cargo. Tu mensaje sigue en la conversación; si "
            "quieres que se vaya, dime «borra mis datos»."
        )


class InvalidText(CaseFileError):
    """A title, reminder or other short text is empty or too long."""


class InvalidDate(CaseFileError):
    """A date that cannot be used: in the past, or too far away."""


class LimitReached(CaseFileError):
    """There are too many of something already."""


class NothingToUndo(CaseFileError):
    """The person has made no change that can still be undone."""

    def __init__(self) -> None:
        super().__init__("No hay nada tuyo que deshacer en este expediente.")


class UndoBlocked(CaseFileError):
    """Somebody else changed the same answer afterwards."""

    def __init__(self) -> None:
        super().__init__(
            "No lo deshice: otra persona cambió después esa misma respuesta. Si quieres, corrígela tú directamente."
        )
