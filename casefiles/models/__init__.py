"""Tables of the case files (SQLAlchemy 1.4 in 2.0 style)."""

from casefiles.models.base import Base, new_id
from casefiles.models.extras import Assessment, CaseCode, Document, KeyDate, Reminder
from casefiles.models.files import CaseAnswer, CaseFile, CaseTask, Change, Participant, SeenAlert, SkippedQuestion
from casefiles.models.people import Consent, DeletionReceipt, Notice, Person, WrongCode

__all__ = [
    "Assessment",
    "Base",
    "CaseAnswer",
    "CaseCode",
    "CaseFile",
    "CaseTask",
    "Change",
    "Consent",
    "DeletionReceipt",
    "Document",
    "KeyDate",
    "Notice",
    "Participant",
    "Person",
    "Reminder",
    "SeenAlert",
    "SkippedQuestion",
    "WrongCode",
    "new_id",
]
