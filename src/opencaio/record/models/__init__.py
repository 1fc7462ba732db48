"""Which tables hold the record? One file a concept."""

from opencaio.record.models.facts import Assessment, Duty, Evidence, Fact
from opencaio.record.models.imports import ImportBatch, ImportedRow, OpenMatch
from opencaio.record.models.ledger import LedgerEntry, LedgerHead, LedgerPayload, LedgerSubject, Past
from opencaio.record.models.notes import Comment, CustomField, SavedView, Snapshot, Tag
from opencaio.record.models.organisation import Department, LegalEntity, Organisation
from opencaio.record.models.parts import AISystem, Dataset, Deployment, Model, Vendor
from opencaio.record.models.people import Person, RoleGrant, User
from opencaio.record.models.plumbing import ApiToken, Job, SecurityEvent
from opencaio.record.models.portfolio import Initiative, UseCase

__all__ = [
    "AISystem",
    "ApiToken",
    "Assessment",
    "Comment",
    "CustomField",
    "Dataset",
    "Department",
    "Deployment",
    "Duty",
    "Evidence",
    "Fact",
    "ImportBatch",
    "ImportedRow",
    "Initiative",
    "Job",
    "LedgerEntry",
    "LedgerHead",
    "LedgerPayload",
    "LedgerSubject",
    "LegalEntity",
    "Model",
    "OpenMatch",
    "Organisation",
    "Past",
    "Person",
    "RoleGrant",
    "SavedView",
    "SecurityEvent",
    "Snapshot",
    "Tag",
    "UseCase",
    "User",
    "Vendor",
]
