"""May this use move on, and if not, exactly what is missing, why, and where is it put right?"""

from datetime import date
from typing import Literal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.gates import Missing, Passage, passage, stands_rightly
from opencaio.errors import NotFound
from opencaio.packs.gates import load_gates
from opencaio.record.actions.registry import Asked
from opencaio.record.gating import cases_of, out_of_place
from opencaio.record.models import GateOverride, UseCase
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.duties import kind_words
from opencaio.record.queries.registry import query, visible
from opencaio.record.scopes import readable


class ShowGate(Asked):
    """A use, and the stage to which it would move (default: the next one; the last one is asked again)."""

    use_case: str
    to: Stage | None = None


class MissingRow(BaseModel):
    """One thing that is missing. ``wants``: fact, owner, settled, evidence, begun, done or review; says where to go.

    ``binds_from``: from when the law asks for it, where the gate asks before; ``duty`` its number, if it is one.
    """

    code: str
    wants: str
    title: str
    why: str
    citation: str
    regime: str
    kinds: list[str]
    kind_words: list[str]
    duty: int | None
    state: str
    binds_from: date | None


class OverrideRow(BaseModel):
    """A decision to let a use pass; ``state``: ``counts``, ``lapsed`` (its day has come), or ``ended``."""

    id: int
    use_case: str
    use_case_name: str
    to: str
    by: str
    reason: str
    missing: list[str]
    decided_on: date
    expires_on: date
    state: Literal["counts", "lapsed", "ended"]
    version: int


class GatePage(BaseModel):
    """How a use stands before one gate.

    ``passes``: it may move there now. ``forbidden``: it never may, and why. ``missing``: what is not there and not
    let pass; ``waived``: what an override lets pass. ``stages``: where it could be moved at all.
    """

    use_case: str
    use_case_name: str
    stage: str
    to: str
    stages: list[str]
    passes: bool
    forbidden: str
    citation: str
    missing: list[MissingRow]
    waived: list[MissingRow]
    overrides: list[OverrideRow]
    may_move: bool
    may_override: bool


class ListOverrides(Asked):
    """Overrides: those that count or have lapsed, or also the ended ones."""

    use_case: str = ""
    ended: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class OverrideList(BaseModel):
    """One page of overrides, the first to end first."""

    rows: list[OverrideRow]
    total: int
    page: int


class ListPassed(Asked):
    """Uses that stand beyond a gate that they would not pass; ``department`` by its code."""

    department: str = ""
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class PassedRow(BaseModel):
    """A use that passed no gate: reported, found at that stage, or changed since."""

    use_case: str
    use_case_name: str
    department: str
    stage: str
    forbidden: str
    missing: list[str]


class PassedList(BaseModel):
    """One page of them, by code."""

    rows: list[PassedRow]
    total: int
    page: int


@query("gates.show", words="Show what a gate still asks of a use")
def show(given: ShowGate, actor: Actor) -> GatePage:
    """Exactly what is missing before this use may move on, or what its present gate would ask today."""
    row = visible(UseCase.objects.filter(retired_at=None), actor).filter(code__iexact=given.use_case).first()
    if row is None:
        raise NotFound("There is no such use of AI here, or you may not see it.")
    today, gates = timezone.localdate(), load_gates()
    to = given.to.value if given.to else next_stage(row.stage)
    case = cases_of([row], on=today)[row.pk]
    stays = to == row.stage
    found = stands_rightly(case, gates=gates, on=today) if stays else passage(case, to=to, gates=gates, on=today)
    held = GateOverride.objects.filter(use_case=row, retired_at=None).select_related("use_case", "by")
    return GatePage(
        use_case=row.code,
        use_case_name=row.name,
        stage=row.stage,
        to=to,
        stages=[one for one in (*gates.stages, *gates.ends) if one != row.stage],
        overrides=[_override(one, today) for one in held.order_by("expires_on")],
        may_move=actor.may(Right.EDIT, row.department_id),
        may_override=actor.may(Right.DECIDE, row.department_id),
        **_answer(found),
    )


@query("gates.overrides", words="List who let which use pass a gate")
def overrides(given: ListOverrides, actor: Actor) -> OverrideList:
    """The decisions on uses that the asker may see."""
    rows = visible(GateOverride.objects.select_related("use_case", "by"), actor, by="use_case__department_id")
    rows = rows if given.ended else rows.filter(retired_at=None, use_case__retired_at=None)
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    start, today = (given.page - 1) * given.size, timezone.localdate()
    shown = rows.order_by("expires_on", "pk")[start : start + given.size]
    return OverrideList(rows=[_override(one, today) for one in shown], total=rows.count(), page=given.page)


@query("gates.passed", words="List uses that stand beyond a gate that they would not pass")
def passed(given: ListPassed, actor: Actor) -> PassedList:
    """What was reported or found at its stage passed no gate; this is what its gate would ask today."""
    rows = visible(UseCase.objects.filter(retired_at=None), actor).exclude(stage="retired")
    if given.department and (scope := readable(given.department, actor)) is not None:
        rows = rows.filter(department_id__in=scope)
    uses = list(rows.select_related("department").order_by("code"))
    found = out_of_place(uses, on=timezone.localdate())
    lines = [_passed(use, found[use.pk]) for use in uses if use.pk in found]
    start = (given.page - 1) * given.size
    return PassedList(rows=lines[start : start + given.size], total=len(lines), page=given.page)


def next_stage(stage: str) -> str:
    """The stage after this one; the first for a use whose stage is not known."""
    stages = load_gates().stages
    place = stages.index(stage) + 1 if stage in stages else 0
    return stages[min(place, len(stages) - 1)]


def _answer(found: Passage) -> dict[str, object]:
    return {
        "passes": found.passes,
        "forbidden": found.forbidden.words if found.forbidden else "",
        "citation": found.forbidden.citation if found.forbidden else "",
        "missing": [_missing(one) for one in found.missing],
        "waived": [_missing(one) for one in found.waived],
    }


def _missing(one: Missing) -> MissingRow:
    named = {"kinds", "kind_words"}
    plain = {name: getattr(one, name) for name in MissingRow.model_fields if name not in named}
    return MissingRow(**plain, kinds=list(one.kinds), kind_words=kind_words(one.kinds))


def _override(row: GateOverride, today: date) -> OverrideRow:
    return OverrideRow(
        id=row.pk,
        use_case=row.use_case.code,
        use_case_name=row.use_case.name,
        to=row.to_stage,
        by=row.by.name if row.by else "",
        reason=row.reason,
        missing=[one["title"] for one in row.missing],
        decided_on=timezone.localdate(row.created_at),
        expires_on=row.expires_on,
        state="ended" if row.retired_at else "lapsed" if row.expires_on < today else "counts",
        version=row.version,
    )


def _passed(use: UseCase, found: Passage) -> PassedRow:
    return PassedRow(
        use_case=use.code,
        use_case_name=use.name,
        department=use.department.name,
        stage=use.stage,
        forbidden=found.forbidden.words if found.forbidden else "",
        missing=[one.title for one in found.missing],
    )
