"""Which tables hold the record? One file a concept."""

from opencaio.record.models.controls import Control, RequirementStance
from opencaio.record.models.documents import Document, DocumentVersion
from opencaio.record.models.facts import Assessment, Duty, Evidence, Fact
from opencaio.record.models.gates import GateOverride
from opencaio.record.models.imports import ImportBatch, ImportedRow, OpenMatch
from opencaio.record.models.incidents import Clock, Incident, Telling
from opencaio.record.models.ledger import LedgerEntry, LedgerHead, LedgerPayload, LedgerSubject, Past
from opencaio.record.models.notes import Comment, CustomField, SavedView, Snapshot, Tag
from opencaio.record.models.organisation import Department, LegalEntity, Organisation
from opencaio.record.models.parts import AISystem, Dataset, Deployment, Model, Vendor
from opencaio.record.models.people import Person, RoleGrant, User
from opencaio.record.models.plumbing import ApiToken, Job, SecurityEvent
from opencaio.record.models.portfolio import Initiative, UseCase
from opencaio.record.models.reviews import Deputy, Letter, Review
from opencaio.record.models.risks import Appetite, Risk, RiskAcceptance, RiskControl

__all__ = [
    "AISystem",
    "ApiToken",
    "Appetite",
    "Assessment",
    "Clock",
    "Comment",
    "Control",
    "CustomField",
    "Dataset",
    "Department",
    "Deployment",
    "Deputy",
    "Document",
    "DocumentVersion",
    "Duty",
    "Evidence",
    "Fact",
    "GateOverride",
    "ImportBatch",
    "ImportedRow",
    "Incident",
    "Initiative",
    "Job",
    "LedgerEntry",
    "LedgerHead",
    "LedgerPayload",
    "LedgerSubject",
    "LegalEntity",
    "Letter",
    "Model",
    "OpenMatch",
    "Organisation",
    "Past",
    "Person",
    "RequirementStance",
    "Review",
    "Risk",
    "RiskAcceptance",
    "RiskControl",
    "RoleGrant",
    "SavedView",
    "SecurityEvent",
    "Snapshot",
    "Tag",
    "Telling",
    "UseCase",
    "User",
    "Vendor",
]
