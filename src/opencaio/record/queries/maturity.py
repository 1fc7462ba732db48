"""How ripe are we for AI, where, since when, and which gap does most value rest on?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.maturity import Maturity, judge
from opencaio.errors import NotFound
from opencaio.packs.maturity import load_maturity
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Initiative, MaturityAssessment, Organisation
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible, visible_or_shared
from opencaio.record.ripeness import stakes

WANTED = 4


class AskMaturity(Asked):
    """The latest closed assessments as on a day, against a wanted level."""

    on: date | None = None
    wanted: int = Field(WANTED, ge=1, le=5)


class ShowMaturity(Asked):
    """One assessment, by its number."""

    assessment: int
    wanted: int = Field(WANTED, ge=1, le=5)


class SideLine(BaseModel):
    """One side: level 0 to 5 (none: not known), steps missing, the value of work resting on it, and their product."""

    id: str
    title: str
    level: Decimal | None
    answered: int
    asked: int
    missing: Decimal | None
    stake: Decimal | None
    weight: Decimal | None
    weakest: list[str]


class MaturityLine(BaseModel):
    """One assessment in short; ``department`` blank: the whole organisation."""

    id: int
    department: str
    department_code: str
    held_on: date
    by: str
    status: str
    level: Decimal | None
    sides: list[SideLine]
    begin_with: str
    note: str


class MaturityOverview(BaseModel):
    """The latest of each department, earlier ones for the trend, and those still open; amounts in ``currency``."""

    currency: str
    wanted: int
    latest: list[MaturityLine]
    earlier: list[MaturityLine]
    open: list[MaturityLine]
    may_begin: bool


class GivenLevel(BaseModel):
    """One question with its steps, and what was answered; ``known`` false: nobody knows, or not asked yet."""

    id: str
    ask: str
    steps: list[str]
    is_asked: bool
    level: int | None
    because: str
    evidence_id: int | None
    evidence: str


class AskedSide(BaseModel):
    """A side with its questions."""

    id: str
    title: str
    about: str
    questions: list[GivenLevel]


class MaturityPage(MaturityLine):
    """One assessment with every question."""

    names: list[str]
    currency: str
    asked: list[AskedSide]
    left: int
    may_edit: bool


@query("maturity.overview", words="Show how ripe we are for AI")
def overview(given: AskMaturity, actor: Actor) -> MaturityOverview:
    """By department and over time, as far as the asker may see."""
    rows = visible_or_shared(MaturityAssessment.objects.filter(retired_at=None), actor)
    rows = rows.select_related("department", "by").prefetch_related("answers").order_by("-held_on", "-pk")
    on = given.on or timezone.localdate()
    values = _Stakes(actor)
    lines = [_line(row, values, wanted=given.wanted) for row in rows if row.held_on <= on]
    final = [one for one in lines if one.status == "final"]
    newest: dict[str, MaturityLine] = {}
    for one in final:
        newest.setdefault(one.department_code, one)
    latest = sorted(newest.values(), key=lambda one: (one.department_code != "", one.department))
    return MaturityOverview(
        currency=_currency(),
        wanted=given.wanted,
        latest=latest,
        earlier=[one for one in final if one not in latest],
        open=[one for one in lines if one.status == "draft"],
        may_begin=actor.may_anywhere(Right.EDIT),
    )


@query("maturity.show", words="Show one assessment of maturity")
def show(given: ShowMaturity, actor: Actor) -> MaturityPage:
    """Every question with its steps, the level that was given, and what shows it."""
    rows = visible_or_shared(MaturityAssessment.objects.filter(retired_at=None), actor)
    row = (
        rows.select_related("department", "by")
        .prefetch_related("answers__evidence__use_case")
        .filter(pk=given.assessment)
    )
    found = row.first()
    if found is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    may = actor.may(Right.EDIT, found.department_id) and found.status == "draft"
    asked = [_asked(found, side.id, actor) for side in load_maturity().dimensions]
    return MaturityPage(
        **_line(found, _Stakes(actor), wanted=given.wanted).model_dump(),
        names=list(load_maturity().names),
        currency=_currency(),
        asked=asked,
        left=sum(not one.is_asked for side in asked for one in side.questions),
        may_edit=may,
    )


class _Stakes:
    """What rests on each side, worked out once a department."""

    def __init__(self, actor: Actor) -> None:
        self.work = list(visible(Initiative.objects.filter(retired_at=None).select_related("department"), actor))
        self.is_all = actor.scope(Right.READ) is EVERYWHERE
        self.held: dict[str, dict[str, Decimal]] = {}

    def of(self, row: MaturityAssessment) -> dict[str, Decimal]:
        """Value by side; nothing for the whole organisation where the asker sees only a part of its work."""
        path = row.department.path if row.department else ""
        if not path and not self.is_all:
            return {}
        if path not in self.held:
            self.held[path] = dict(stakes(_below(self.work, path)))
        return self.held[path]


def _below(work: Iterable[Initiative], path: str) -> list[Initiative]:
    return [one for one in work if one.department.path.startswith(path)]


def _line(row: MaturityAssessment, values: _Stakes, *, wanted: int) -> MaturityLine:
    pack = load_maturity()
    answers = {one.question: one.level for one in row.answers.all()}
    sides = {side.id: [one.id for one in side.questions] for side in pack.dimensions}
    found = judge(answers, sides=sides, wanted=wanted, stakes=values.of(row))
    titles = {side.id: side.title for side in pack.dimensions}
    return MaturityLine(
        id=row.pk,
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        held_on=row.held_on,
        by=row.by.name if row.by else "",
        status=row.status,
        level=found.level,
        sides=_sides(found, titles),
        begin_with=titles.get(found.begin_with or "", ""),
        note=row.note,
    )


def _sides(found: Maturity, titles: dict[str, str]) -> list[SideLine]:
    asked = load_maturity().questions
    return [
        SideLine(
            id=one.id,
            title=titles[one.id],
            level=one.level,
            answered=one.answered,
            asked=one.asked,
            missing=one.missing,
            stake=one.stake,
            weight=one.weight,
            weakest=[asked[key].ask for key in one.weakest],
        )
        for one in found.sides
    ]


def _asked(row: MaturityAssessment, side: str, actor: Actor) -> AskedSide:
    held = {one.question: one for one in row.answers.all()}
    about = next(one for one in load_maturity().dimensions if one.id == side)
    questions = []
    for one in about.questions:
        said = held.get(one.id)
        proof = said.evidence if said else None
        is_seen = proof is not None and (proof.use_case is None or actor.may(Right.READ, proof.use_case.department_id))
        questions.append(
            GivenLevel(
                id=one.id,
                ask=one.ask,
                steps=list(one.levels),
                is_asked=said is not None,
                level=said.level if said else None,
                because=said.because if said else "",
                evidence_id=proof.pk if proof and is_seen else None,
                evidence=proof.title if proof and is_seen else "",
            )
        )
    return AskedSide(id=about.id, title=about.title, about=about.about, questions=questions)


def _currency() -> str:
    return Organisation.objects.values_list("currency", flat=True).first() or ""
