"""What does one row of each hand-written file of an example company look like?

Each class is one file (or one list in a file); the key that other files use to point at a row is `key`
(`code` for a use case). Money is in whole euros unless the name says otherwise; dates are ISO days.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Stage = Literal["idea", "assessed", "approved", "pilot", "building", "live", "retired"]
Role = Literal["officer", "lead", "reviewer", "contributor", "auditor", "staff"]
Review = Literal["legal", "privacy", "security", "finance"]
Practice = Literal["met", "planned", "missing", "not_applicable", "waived", "unclear"]
Facts = dict[str, Any]


class Row(BaseModel):
    """A row from YAML: types must be right as written, unknown keys are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Organisation(Row):
    name: str
    short_name: str
    about: str
    sector: str
    country: str
    employees: int
    currency: str
    time_zone: str
    languages: list[str]
    today: date


class LegalEntity(Row):
    key: str
    name: str
    country: str
    parent: str | None = None
    employees: int
    about: str
    facts: Facts = {}


class Site(Row):
    key: str
    name: str
    kind: Literal["office", "port", "warehouse", "depot"]
    legal_entity: str
    country: str


class Department(Row):
    key: str
    name: str
    parent: str | None = None
    lead: str
    legal_entity: str
    cost_centre: str
    about: str
    change_limit: int


class Person(Row):
    """`scope` lists the departments (and those below) that a lead or contributor sees."""

    key: str
    name: str
    title: str
    email: str
    department: str
    legal_entity: str
    role: Role
    reviews: list[Review] = []
    scope: list[str] = []
    occupation: str
    skills: dict[str, int] = {}
    joined_on: date
    left_on: date | None = None
    language: str = "en"


class Skill(Row):
    """`hire_lead` in quarters; `hire_cost`, `contract_cost` in euros a full-time person and quarter."""

    key: str
    name: str
    about: str
    planned: bool = False
    hire_lead: int | None = None
    hire_cost: int | None = None
    contract_cost: int | None = None


class Vendor(Row):
    key: str
    name: str
    country: str
    about: str
    contract_on: date | None = None
    contract_until: date | None = None
    notice_days: int | None = None
    processor_agreement_on: date | None = None
    transfer_ground: str = ""
    yearly_fee: int | None = None
    owner: str
    tags: list[str] = []
    facts: Facts = {}


class Model(Row):
    key: str
    name: str
    version: str
    vendor: str | None = None
    kind: str
    about: str
    released_on: date
    support_ends_on: date | None = None
    replaced_by: str | None = None
    facts: Facts = {}


class Dataset(Row):
    key: str
    name: str
    about: str
    owner: str
    department: str
    personal: bool
    special_categories: bool = False
    rows: int
    starts_on: date
    refreshed_on: date
    kept_months: int | None = None
    location: str


class System(Row):
    """`placed_on` is the day on which this system was put into service in the group."""

    key: str
    name: str
    version: str
    about: str
    vendor: str | None = None
    department: str | None = None
    owner: str
    placed_on: date | None = None
    retired_on: date | None = None
    models: list[str] = []
    datasets: list[str] = []
    logs_kept_months: int | None = None
    facts: Facts = {}


class Deployment(Row):
    key: str
    system: str
    legal_entity: str
    sites: list[str] = []
    environment: Literal["production", "pilot", "test"]
    hosting: str
    since: date
    until: date | None = None


class FactSet(Row):
    """Facts answered together once and shared by many uses: a screening form, a contract clause."""

    key: str
    title: str
    source: str
    by: str
    recorded_on: date
    facts: Facts


class UseCase(Row):
    """`facts` holds the facts of the named `fact_sets` too once the example is loaded; own answers win."""

    code: str
    name: str
    purpose: str
    benefit: str
    outputs: str
    stage: Stage
    department: str
    owner: str
    topic: str
    technique: str
    sourcing: Literal["built", "bought", "both", ""]
    started_on: date | None = None
    retired_on: date | None = None
    people_affected: int | None = None
    public: bool = False
    reviewed_on: date | None = None
    review_due_on: date | None = None
    legal_entity: str
    countries: list[str]
    tags: list[str] = []
    fact_sets: list[str] = []
    facts: Facts = {}
    facts_on: date
    unknown: list[str] = []
    declared: dict[str, str] = {}
    declared_on: date | None = None
    practices: dict[str, Practice] = {}
    systems: list[str] = []
    datasets: list[str] = []
    vendors: list[str] = []
    planned_value: int | None = None


class Estimate(Row):
    """Net present value 2027 to 2029 in euros: 50 % point, and 10 and 90 % where somebody gave them."""

    mid: int
    low: int | None = None
    high: int | None = None


class Spend(Row):
    line: Literal["capex", "opex"]
    year: int
    amount: int


class Initiative(Row):
    """`demand`: full-time people for each quarter of work, by skill; `earliest`, `deadline`: quarters."""

    key: str
    name: str
    about: str
    stage: Stage
    department: str
    lead: str
    uses: list[str] = []
    objectives: list[str] = []
    horizon: Literal["H1", "H2", "H3"]
    status: Literal["running", "proposed", "on_hold", "done"]
    started_on: date | None = None
    earliest: str
    quarters: int
    deadline: str | None = None
    mandatory: bool = False
    value: Estimate
    spend: list[Spend]
    demand: dict[str, list[float]] = {}
    load: int = 1
    risk: int = 0
    requires: list[str] = []
    excludes: list[str] = []
    tracker: str = ""


class KeyResult(Row):
    key: str
    text: str
    unit: str
    baseline: float
    target: float
    actual: float | None = None
    measured_on: date | None = None
    owner: str


class Objective(Row):
    key: str
    year: int
    text: str
    department: str | None = None
    owner: str
    status: Literal["met", "partly_met", "missed", "running", "proposed"]
    parent: str | None = None
    weight: int = 1
    graded: str = ""
    key_results: list[KeyResult]


class Evidence(Row):
    key: str
    use: str
    practice: str
    kind: str = ""
    title: str
    reference: str
    by: str
    held_on: date
    expires_on: date | None = None


class Task(Row):
    """What became of one duty: begun, given to somebody for a day, or done, shown by evidence."""

    use: str
    duty: str
    by: str
    owner: str | None = None
    due_on: date | None = None
    started_on: date | None = None
    done_on: date | None = None
    evidence: list[str] = []


class Override(Row):
    use: str
    to: str
    by: str
    reason: str
    decided_on: date
    expires_on: date


class ControlProof(Row):
    kind: str
    title: str
    reference: str
    held_on: date
    expires_on: date | None = None


class Control(Row):
    """A measure since a day; `requirements` are `framework:requirement`; without `uses` it is around all of them."""

    key: str
    name: str
    about: str
    department: str | None = None
    owner: str
    status: Literal["planned", "partly", "in_place"]
    requirements: list[str]
    uses: list[str] = []
    since: date
    review_due_on: date | None = None
    proofs: list[ControlProof] = []


class Stance(Row):
    """Whether a requirement (`*`: the whole framework) applies, and why."""

    framework: str
    requirement: str = "*"
    applies: bool
    reason: str


class Comment(Row):
    use: str
    by: str
    at: datetime
    text: str


class Told(Row):
    clock: str = ""
    who: str = ""
    how: str = ""
    at: datetime
    complete: bool = True


class Incident(Row):
    key: str
    use: str
    system: str | None = None
    title: str
    about: str
    severity: Literal["low", "medium", "high", "serious"]
    happened_at: datetime
    known_at: datetime
    contained_at: datetime | None = None
    closed_on: date | None = None
    personal_data: bool = False
    people_affected: int | None = None
    answers: dict[str, bool | str | list[str] | None] = {}
    told: list[Told] = []
    reported_by: str | None = None
    owner: str
    lesson: str = ""


class Meeting(Row):
    key: str
    title: str
    at: datetime
    place: str
    attendees: list[str]
    agenda: list[str]
    minutes: str = ""


class Decision(Row):
    key: str
    meeting: str
    title: str
    about: str
    uses: list[str] = []
    initiatives: list[str] = []
    outcome: Literal["approved", "refused", "deferred", "open"]
    decided_on: date | None = None
    expires_on: date | None = None
    owner: str
    recommendation: str = ""


class Stakeholder(Row):
    key: str
    name: str
    kind: str
    interest: str
    influence: Literal["low", "medium", "high"]
    stance: Literal["for", "neutral", "against", "unknown"]
    contact: str
    last_met_on: date | None = None


class Course(Row):
    key: str
    title: str
    about: str
    minutes: int
    audience: list[str]
    duty: str = ""
    valid_months: int | None = None
    offered_from: date
    owner: str


class Round(Row):
    """One round of review of one regime's answer; while it waits nobody has judged it."""

    use: str
    regime: str
    asked_on: date
    asked_by: str
    reviewer: str | None = None
    note: str = ""
    verdict: Literal["waiting", "signed", "sent_back", "overridden"] = "waiting"
    judged_on: date | None = None
    by: str | None = None
    reason: str = ""
    klass: str = ""
    expires_on: date | None = None


class Correction(Row):
    """A fact that was answered anew later."""

    use: str
    key: str
    value: Any
    stated_on: date
    by: str
    source: str


class StandIn(Row):
    """Who acts for whom."""

    person: str
    deputy: str
    from_on: date
    until_on: date | None = None
    reason: str = ""
