"""Which uses of AI are there, filtered, sorted and paged, and which are like one that someone describes?"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import JSONObject
from django.utils import timezone
from pydantic import BaseModel, Field
from rapidfuzz import fuzz, process, utils

from opencaio.packs.law import load_law
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Assessment, Department, Duty, Fact, OpenMatch, UseCase
from opencaio.record.models.portfolio import Stage
from opencaio.record.models.reviews import Verdict
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible
from opencaio.record.reviewing import in_force, no_longer_holds, standing_reviews

HEAVIEST_FIRST = (
    ("prohibited",),
    ("high_risk_annex_i_a", "high_risk_annex_iii", "high_impact", "aedt", "covered_admt", "ca_admt", "gpai_systemic"),
    ("needs_review",),
    ("high_risk_annex_i_b", "annex_iii_derogated", "high_impact_pilot_exempt"),
    ("transparency", "gpai", "gpai_open"),
)
ALIKE_ENOUGH = 78


class ListUseCases(Asked):
    """Filters over the inventory; an empty one lets everything through.

    ``klass`` is a regime and a class, ``EU:high_risk_annex_iii``; ``declared`` a declared class as it was
    stated, ``any`` or ``none``; ``review`` how some answer stands with its reviewers: waiting, sent_back, signed,
    overridden, stale (ended ones too) or none (nobody has looked); ``owner`` a person's number, ``me`` or ``none``;
    ``stage`` or ``unknown``.
    """

    q: str = Field("", max_length=200)
    department: str = ""
    stage: str = ""
    klass: str = ""
    declared: str = ""
    review: str = Field("", pattern="^(waiting|sent_back|signed|overridden|stale|none|)$")
    vendor: int | None = None
    owner: str = ""
    tag: str = ""
    needs_facts: bool = False
    open_match: bool = False
    codes: list[str] = Field([], max_length=1000)
    sort: str = Field("class", pattern="^-?(name|code|department|stage|class|people|due|updated)$")
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=20_000)


class ClassLine(BaseModel):
    """What one regime says of a use, in one line; ``review`` is how it stands with its reviewers (empty: unasked).

    ``overridden`` is the class that counts instead while an override is in force, until and with that day.
    """

    regime: str
    klass: str
    certainty: str
    missing: int
    review: str = ""
    overridden: str = ""
    overridden_until: date | None = None


class UseCaseLine(BaseModel):
    """One use of AI as a row of a list."""

    id: int
    code: str
    name: str
    purpose: str
    department_code: str
    department: str
    owner: str
    stage: str
    stage_reported: str
    people_affected: int | None
    classes: list[ClassLine]
    declared: dict[str, str]
    duty: str
    due_on: date | None
    open_facts: int
    open_match: bool
    is_suspended: bool = False


class UseCaseList(BaseModel):
    """One page of the inventory, with the number of all rows that the filters let through."""

    rows: list[UseCaseLine]
    total: int
    page: int
    pages: int
    size: int

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from one."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


class DescribeUseCase(Asked):
    """What someone is about to put on record."""

    name: str = Field(max_length=500)
    purpose: str = ""
    but: str = ""


class AlikeUse(BaseModel):
    """A use on record that resembles the description; ``score`` is out of 100."""

    code: str
    name: str
    department: str
    stage: str
    score: int


class AlikeUses(BaseModel):
    """The most alike first."""

    rows: list[AlikeUse]


@query("use_cases.list", words="List uses of AI")
def list_use_cases(given: ListUseCases, actor: Actor) -> UseCaseList:
    """One page of the uses that the asker may see and the filters let through."""
    found = sorted_by(given.sort, filtered(given, actor))
    start = (given.page - 1) * given.size
    counted = found.annotate(found=Window(Count("pk"))).values_list("pk", "found")
    keys = list(counted[start : start + given.size])
    total = keys[0][1] if keys else (found.count() if given.page > 1 else 0)
    pages = max(1, -(-total // given.size))
    return UseCaseList(
        rows=_lines([key for key, _ in keys]), total=total, page=given.page, pages=pages, size=given.size
    )


@query("use_cases.alike", words="Find uses of AI like a description")
def alike(given: DescribeUseCase, actor: Actor) -> AlikeUses:
    """Up to five uses whose name (or name and purpose) resembles what is described, by token-set ratio."""
    rows = visible(UseCase.objects.filter(retired_at=None), actor).exclude(code=given.but)
    known = dict(rows.values_list("pk", "name"))
    if not utils.default_process(given.name):
        return AlikeUses(rows=[])
    near = process.extract(
        given.name,
        known,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        limit=5,
        score_cutoff=ALIKE_ENOUGH,
    )
    scores = {key: round(score) for _, score, key in near}
    found = UseCase.objects.filter(pk__in=scores).select_related("department")
    lines = [
        AlikeUse(
            code=row.code,
            name=row.name,
            department=row.department.name,
            stage=row.stage,
            score=scores[row.pk],
        )
        for row in found
    ]
    return AlikeUses(rows=sorted(lines, key=lambda line: (-line.score, line.code)))


def filtered(given: ListUseCases, actor: Actor) -> QuerySet[UseCase]:
    """The uses on record that the asker may see and every filter lets through."""
    rows = visible(UseCase.objects.filter(retired_at=None), actor)
    for word in given.q.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(purpose__icontains=word)
            | Q(code__icontains=word)
            | Q(external_id__icontains=word)
        )
    if given.codes:
        rows = rows.filter(code__in=given.codes)
    if given.department:
        rows = rows.filter(department__in=_subtree(given.department))
    if given.stage:
        rows = rows.filter(stage="" if given.stage == "unknown" else given.stage)
    if given.vendor:
        bought = UseCase.vendors.through.objects.filter(vendor=given.vendor)
        rows = rows.filter(pk__in=bought.values("usecase"))
    if given.tag:
        tagged = UseCase.tags.through.objects.filter(tag__name=given.tag)
        rows = rows.filter(pk__in=tagged.values("usecase"))
    return _by_law(_owned(rows, given.owner, actor), given)


def sorted_by(sort: str, rows: QuerySet[UseCase]) -> QuerySet[UseCase]:
    """The rows in the asked order; ties by code, so that pages never overlap."""
    down, key = sort.startswith("-"), sort.lstrip("-")
    column = {
        "name": F("name"),
        "code": F("code"),
        "department": F("department__name"),
        "stage": _stage_rank(),
        "class": _class_rank(),
        "people": F("people_affected"),
        "due": _next_due("due_on"),
        "updated": F("updated_at"),
    }[key]
    rows = rows.annotate(rank=column)
    order = F("rank").desc(nulls_last=True) if down else F("rank").asc(nulls_last=True)
    return rows.order_by(order, "code")


def regimes() -> tuple[str, ...]:
    """The regimes that answer with a class, of our packs and of the workspace's own, by their codes."""
    return tuple(sorted({pack.regime for pack in load_law().packs if pack.classes}))


def standing_answers() -> QuerySet[Assessment]:
    """The answers that hold now."""
    return Assessment.objects.filter(superseded_at=None)


def _owned(rows: QuerySet[UseCase], owner: str, actor: Actor) -> QuerySet[UseCase]:
    if not owner:
        return rows
    if owner == "none":
        return rows.filter(owner=None)
    key = actor.person_id if owner == "me" else int(owner) if owner.isdigit() else -1
    return rows.filter(owner=key)


def _by_law(rows: QuerySet[UseCase], given: ListUseCases) -> QuerySet[UseCase]:
    mine = standing_answers().filter(use_case=OuterRef("pk"))
    if given.klass:
        regime, _, klass = given.klass.partition(":")
        held = standing_answers().filter(regime=regime, klass=klass)
        rows = rows.filter(pk__in=held.values("use_case"))
    if given.needs_facts:
        rows = rows.filter(Exists(mine.filter(missing_count__gt=0)))
    if given.declared:
        rows = _declared(rows, given.declared)
    if given.open_match:
        rows = rows.filter(_in_open_match())
    return _by_review(rows, given.review) if given.review else rows


def _by_review(rows: QuerySet[UseCase], state: str) -> QuerySet[UseCase]:
    today = timezone.localdate()
    looked = standing_reviews().filter(use_case=OuterRef("pk"))
    if state == "none":
        return rows.filter(~Exists(looked))
    wanted = {
        "waiting": Q(verdict=Verdict.ASKED),
        "sent_back": Q(verdict=Verdict.SENT_BACK),
        "signed": Q(verdict=Verdict.SIGNED, stale_at=None),
        "overridden": in_force(today),
        "stale": no_longer_holds(today),
    }
    return rows.filter(Exists(looked.filter(wanted[state])))


def _declared_keys() -> list[str]:
    return [f"declared.{regime}" for regime in regimes()]


def _declared(rows: QuerySet[UseCase], wanted: str) -> QuerySet[UseCase]:
    stated = Fact.objects.filter(
        subject_kind="usecase", subject_id=OuterRef("pk"), superseded_at=None, key__in=_declared_keys()
    )
    if wanted in {"any", "none"}:
        return rows.filter(Exists(stated) if wanted == "any" else ~Exists(stated))
    return rows.filter(Exists(stated.filter(value=wanted)))


def _in_open_match() -> Exists:
    return Exists(OpenMatch.objects.filter(Q(use_case=OuterRef("pk")) | Q(other=OuterRef("pk")), answer=""))


def _subtree(code: str) -> QuerySet[Department]:
    home = Department.objects.filter(code__iexact=code).values("path")[:1]
    return Department.objects.filter(path__startswith=Subquery(home))


def _next_due(column: str) -> Subquery:
    ahead = Duty.objects.filter(
        use_case=OuterRef("pk"), status="open", retired_at=None, due_on__gte=timezone.localdate()
    )
    return Subquery(ahead.order_by("due_on", "code").values(column)[:1])


def _stage_rank() -> Case:
    whens = [When(stage=stage, then=Value(rank)) for rank, stage in enumerate(Stage.values)]
    return Case(*whens, default=None, output_field=IntegerField())


def _class_rank() -> Subquery:
    whens = [When(klass__in=classes, then=Value(rank)) for rank, classes in enumerate(HEAVIEST_FIRST)]
    rank = Case(*whens, default=Value(len(HEAVIEST_FIRST)), output_field=IntegerField())
    mine = standing_answers().filter(use_case=OuterRef("pk")).order_by().values("use_case")
    return Subquery(mine.annotate(heaviest=Min(rank)).values("heaviest"))


def _lines(keys: list[int]) -> list[UseCaseLine]:
    """The rows of these keys, in their order, in three queries."""
    if not keys:
        return []
    rows = UseCase.objects.filter(pk__in=keys).select_related("department", "owner")
    rows = rows.annotate(due_on=_next_due("due_on"), duty=_next_due("title"), is_matched=_in_open_match())
    classes, declared = _classes(keys), _declarations(keys)
    lines = {row.pk: _line(row, classes.get(row.pk, []), declared.get(row.pk, {})) for row in rows}
    return [lines[key] for key in keys if key in lines]


def _classes(keys: list[int]) -> dict[int, list[ClassLine]]:
    found: dict[int, list[ClassLine]] = {}
    answers = standing_answers().filter(use_case__in=keys).order_by("regime").annotate(round=_round())
    for key, regime, klass, certainty, missing, kept in answers.values_list(
        "use_case_id", "regime", "klass", "certainty", "missing_count", "round"
    ):
        line = ClassLine(regime=regime, klass=klass, certainty=certainty, missing=missing, **_reviewed(kept))
        found.setdefault(key, []).append(line)
    return found


def _round() -> Subquery:
    """The standing review of an answer, in the same query."""
    mine = standing_reviews().filter(use_case=OuterRef("use_case_id"), regime=OuterRef("regime"))
    kept = JSONObject(verdict="verdict", stale_at="stale_at", expires_on="expires_on", klass="given_class")
    return Subquery(mine.values(kept=kept)[:1], output_field=JSONField())


def _reviewed(kept: dict[str, str] | None) -> dict[str, Any]:
    if kept is None:
        return {}
    until = date.fromisoformat(kept["expires_on"]) if kept["expires_on"] else None
    if kept["verdict"] in {"signed", "overridden"} and (kept["stale_at"] or (until and until < timezone.localdate())):
        return {"review": "stale" if kept["stale_at"] else "expired"}
    if kept["verdict"] != "overridden":
        return {"review": "waiting" if kept["verdict"] == "asked" else kept["verdict"]}
    return {"review": "overridden", "overridden": kept["klass"], "overridden_until": until}


def _declarations(keys: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    stated = Fact.objects.filter(
        subject_kind="usecase", subject_id__in=keys, superseded_at=None, key__in=_declared_keys()
    )
    for subject, key, value in stated.values_list("subject_id", "key", "value"):
        found.setdefault(subject, {})[key.removeprefix("declared.")] = str(value)
    return found


def _line(row: UseCase, classes: list[ClassLine], declared: dict[str, str]) -> UseCaseLine:
    return UseCaseLine.model_construct(
        id=row.pk,
        code=row.code,
        name=row.name,
        purpose=row.purpose,
        department_code=row.department.code,
        department=row.department.name,
        owner=row.owner.name if row.owner else "",
        stage=row.stage,
        stage_reported=row.stage_reported,
        people_affected=row.people_affected,
        classes=classes,
        declared=declared,
        duty=getattr(row, "duty", None) or "",
        due_on=getattr(row, "due_on", None),
        open_facts=sum(line.missing for line in classes),
        open_match=bool(getattr(row, "is_matched", False)),
        is_suspended=row.suspended_at is not None,
    )
