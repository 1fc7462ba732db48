"""Which duties are there, whose are they, by when, and how does each stand?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.gates import begin_by
from opencaio.packs.evidence import load_kinds
from opencaio.record.actions.registry import Asked
from opencaio.record.duty_states import STATES, standing_duties, with_state
from opencaio.record.models import Person
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible
from opencaio.record.scopes import readable

Sort = Literal["", "due", "use", "department", "owner", "title"]
ORDER: dict[str, tuple[Any, ...]] = {
    "": ("rank", F("when").asc(nulls_last=True), "code", "pk"),
    "due": (F("when").asc(nulls_last=True), "code", "pk"),
    "use": ("use_case__name", F("when").asc(nulls_last=True), "pk"),
    "department": ("use_case__department__name", F("when").asc(nulls_last=True), "pk"),
    "owner": ("answers", F("when").asc(nulls_last=True), "pk"),
    "title": ("title", F("when").asc(nulls_last=True), "pk"),
}


class ListDuties(Asked):
    """Duties of a use, a department, an owner (``me``, ``none`` or a number), a regime, a state, a window of days.

    ``status``: one of the states, ``open`` for all that is not done (the default), or nothing for all. The days
    count for what is not done the due date, and for what is done the day until which it holds.
    """

    use_case: str = ""
    department: str = ""
    owner: str = Field("", pattern="^(me|none|[0-9]{0,12})$")
    regime: str = ""
    status: str = Field("open", pattern="^(open|todo|overdue|renewal|started|ahead|done|)$")
    due_from: date | None = None
    due_by: date | None = None
    sort: Sort = ""
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=20_000)


class DutyRow(BaseModel):
    """One duty of one use.

    ``state``: overdue, renewal (what showed it has run out), started, open, ahead (not yet binding) or done;
    ``when``: the day on which it next needs somebody; ``begin_by``: its due date less its lead time;
    ``owner`` is the use's own where ``by_default``; ``evidence_kinds`` are the kinds that would close it.
    """

    id: int
    use_case: str
    use_case_name: str
    department: str
    regime: str
    code: str
    title: str
    citation: str
    certainty: str
    role: str
    binds_from: date | None
    begin_by: date | None
    due_on: date | None
    when: date | None
    done_on: date | None
    valid_until: date | None
    lead_days: int | None
    review_months: int | None
    evidence_kinds: list[str]
    evidence_words: list[str]
    owner: str
    owner_id: int | None
    by_default: bool
    status: str
    state: str
    is_suspended: bool
    version: int


class DutyList(BaseModel):
    """One page of duties, the overdue first; ``counts`` are of all that the other filters let through, by state."""

    rows: list[DutyRow]
    total: int
    page: int
    counts: dict[str, int] = {}


@query("duties.list", words="List duties")
def list_duties(given: ListDuties, actor: Actor) -> DutyList:
    """The duties of the uses that the asker may see, save of uses that have ended."""
    today = timezone.localdate()
    seen = visible(standing_duties(), actor, by="use_case__department_id")
    every = _filtered(with_state(seen, on=today), given, actor)
    rows = _of_status(every, given.status)
    start = (given.page - 1) * given.size
    shown = rows.select_related("use_case__department", "use_case__owner", "owner").order_by(*ORDER[given.sort])
    found = every.order_by().values("state").annotate(n=Count("pk"))
    counts = {one["state"]: one["n"] for one in found}
    return DutyList(
        rows=[row_of(one) for one in shown[start : start + given.size]],
        total=_total(counts, given.status),
        page=given.page,
        counts={name: counts[name] for name in STATES if name in counts},
    )


def row_of(row: Any) -> DutyRow:
    """A duty that carries its state (`duty_states.with_state`) as a row."""
    use = row.use_case
    owner: Person | None = row.owner or use.owner
    named = {
        "use_case": use.code,
        "use_case_name": use.name,
        "department": use.department.name,
        "owner": owner.name if owner else "",
        "owner_id": owner.pk if owner else None,
        "begin_by": None if row.status == "done" else begin_by(row.due_on, lead_days=row.lead_days),
        "evidence_words": kind_words(row.evidence_kinds),
        "is_suspended": use.suspended_at is not None,
    }
    return DutyRow(**named, **{name: getattr(row, name) for name in DutyRow.model_fields if name not in named})


def kind_words(codes: Iterable[str]) -> list[str]:
    """Kinds of evidence by their titles."""
    known = load_kinds()
    return [known[code].title if code in known else code for code in codes]


def _filtered(rows: QuerySet[Any], given: ListDuties, actor: Actor) -> QuerySet[Any]:
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.department and (scope := readable(given.department, actor)) is not None:
        rows = rows.filter(use_case__department_id__in=scope)
    if given.owner:
        rows = rows.filter(_owner(given.owner, actor))
    if given.regime:
        rows = rows.filter(regime=given.regime)
    if given.due_from:
        rows = rows.filter(when__gte=given.due_from)
    return rows.filter(when__lte=given.due_by) if given.due_by else rows


def _owner(named: str, actor: Actor) -> Q:
    """By name, or because the use is his and nobody else was named."""
    if named == "none" or (actor.person_id is None and named == "me"):
        return Q(answers=None)
    return Q(answers=int(named) if named.isdigit() else actor.person_id)


def _of_status(rows: QuerySet[Any], status: str) -> QuerySet[Any]:
    if not status:
        return rows
    if status == "open":
        return rows.exclude(state="done")
    return rows.filter(state="open" if status == "todo" else status)


def _total(counts: dict[str, int], status: str) -> int:
    if status == "open":
        return sum(number for state, number in counts.items() if state != "done")
    return counts.get("open" if status == "todo" else status, 0) if status else sum(counts.values())
