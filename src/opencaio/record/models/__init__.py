"""Which tables hold the record? One file a concept."""

from opencaio.record.models.bills import AllocationRule, CostAlert, TokenPrice
from opencaio.record.models.cases import BusinessCase, CaseLine, PriorityScore
from opencaio.record.models.controls import Control, RequirementStance
from opencaio.record.models.decisions import Decision
from opencaio.record.models.documents import Document, DocumentVersion
from opencaio.record.models.facts import Assessment, Duty, Evidence, Fact
from opencaio.record.models.finance import (
    ApprovalLimit,
    AssumptionSet,
    Budget,
    ClosedPeriod,
    Commitment,
    CostBatch,
    CostLine,
    ExchangeRate,
)
from opencaio.record.models.gates import GateOverride
from opencaio.record.models.imports import ImportBatch, ImportedRow, OpenMatch
from opencaio.record.models.incidents import Clock, Incident, Telling
from opencaio.record.models.lake import LakeBatch, LakeFile, Retention, StreamPosition
from opencaio.record.models.ledger import LedgerEntry, LedgerHead, LedgerPayload, LedgerSubject, Past
from opencaio.record.models.measures import FairnessAudit, Metric, Monitor, MonitorReading
from opencaio.record.models.notes import Comment, CustomField, SavedView, Snapshot, Tag
from opencaio.record.models.opportunities import Idea, OpportunityStance, Workforce
from opencaio.record.models.organisation import Department, LegalEntity, Organisation
from opencaio.record.models.parts import AISystem, Dataset, Deployment, Model, Vendor
from opencaio.record.models.people import Person, RoleGrant, User
from opencaio.record.models.plans import (
    InitiativeDemand,
    InitiativeRelation,
    InitiativeSpend,
    Plan,
    PlanPolicy,
    Platform,
)
from opencaio.record.models.plumbing import ApiToken, Job, SecurityEvent
from opencaio.record.models.portfolio import Initiative, UseCase
from opencaio.record.models.reviews import Deputy, Letter, Review
from opencaio.record.models.risks import Appetite, Risk, RiskAcceptance, RiskControl
from opencaio.record.models.skills import (
    Allocation,
    Capacity,
    Opening,
    PersonSkill,
    Resource,
    RoleProfile,
    SalaryBand,
    Skill,
    Team,
)
from opencaio.record.models.strategy import (
    Alignment,
    KeyResult,
    MaturityAnswer,
    MaturityAssessment,
    Objective,
    Reading,
    StrategyText,
)
from opencaio.record.models.studies import Baseline, Benefit, BenefitEntry, Study, StudyEstimate
from opencaio.record.models.tasks import Absence, WorkTask

__all__ = [
    "AISystem",
    "Absence",
    "Alignment",
    "Allocation",
    "AllocationRule",
    "ApiToken",
    "Appetite",
    "ApprovalLimit",
    "Assessment",
    "AssumptionSet",
    "Baseline",
    "Benefit",
    "BenefitEntry",
    "Budget",
    "BusinessCase",
    "Capacity",
    "CaseLine",
    "Clock",
    "ClosedPeriod",
    "Comment",
    "Commitment",
    "Control",
    "CostAlert",
    "CostBatch",
    "CostLine",
    "CustomField",
    "Dataset",
    "Decision",
    "Department",
    "Deployment",
    "Deputy",
    "Document",
    "DocumentVersion",
    "Duty",
    "Evidence",
    "ExchangeRate",
    "Fact",
    "FairnessAudit",
    "GateOverride",
    "Idea",
    "ImportBatch",
    "ImportedRow",
    "Incident",
    "Initiative",
    "InitiativeDemand",
    "InitiativeRelation",
    "InitiativeSpend",
    "Job",
    "KeyResult",
    "LakeBatch",
    "LakeFile",
    "LedgerEntry",
    "LedgerHead",
    "LedgerPayload",
    "LedgerSubject",
    "LegalEntity",
    "Letter",
    "MaturityAnswer",
    "MaturityAssessment",
    "Metric",
    "Model",
    "Monitor",
    "MonitorReading",
    "Objective",
    "OpenMatch",
    "Opening",
    "OpportunityStance",
    "Organisation",
    "Past",
    "Person",
    "PersonSkill",
    "Plan",
    "PlanPolicy",
    "Platform",
    "PriorityScore",
    "Reading",
    "RequirementStance",
    "Resource",
    "Retention",
    "Review",
    "Risk",
    "RiskAcceptance",
    "RiskControl",
    "RoleGrant",
    "RoleProfile",
    "SalaryBand",
    "SavedView",
    "SecurityEvent",
    "Skill",
    "Snapshot",
    "StrategyText",
    "StreamPosition",
    "Study",
    "StudyEstimate",
    "Tag",
    "Team",
    "Telling",
    "TokenPrice",
    "UseCase",
    "User",
    "Vendor",
    "WorkTask",
    "Workforce",
]
