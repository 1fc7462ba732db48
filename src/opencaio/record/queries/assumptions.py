"""By which assumptions is counted, since when, who approved them, and in what do two sets differ?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.value.assumptions import KEYS, Assumptions, read_assumptions, unusual
from opencaio.record.actions.assumptions import found
from opencaio.record.actions.registry import Asked
from opencaio.record.assumptions import DEFAULTS, before, changed_keys, in_force, set_in_force, stale_cases
from opencaio.record.models import AssumptionSet
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class ListAssumptions(Asked):
    """``status``: draft, approved, superseded, or all."""

    status: str = Field("", pattern="^(draft|approved|superseded)?$")


class AskAssumptions(Asked):
    """One set by its code."""

    code: str


class AskInForce(Asked):
    """The day for which the assumptions are asked; none: today."""

    on: date | None = None


class CompareAssumptions(Asked):
    """Two sets; without ``against`` the one approved before, without any the house's defaults."""

    code: str
    against: str = ""


class AssumptionLine(BaseModel):
    """One set in a line. ``said`` is how many figures somebody gave; the rest are defaults."""

    code: str
    name: str
    status: str
    in_force: bool
    owner: str
    owner_id: int | None
    drafted_by: str
    approved_by: str
    approved_on: date | None
    superseded_on: date | None
    review_due_on: date | None
    review_overdue: bool
    reason: str
    said: int
    changed: int
    version: int


class AssumptionList(BaseModel):
    """Every set, the newest first; ``note`` says what counts while none is approved."""

    rows: list[AssumptionLine]
    in_force: str
    note: str


class Figure(BaseModel):
    """One figure of a set with its unit and bounds; ``before`` is that of the set before it."""

    key: str
    title: str
    unit: str
    words: str
    value: Decimal
    said: bool
    low: Decimal
    high: Decimal
    default: Decimal
    before: Decimal | None
    changed: bool


class AssumptionPage(BaseModel):
    """A set with its figures. ``is_default`` marks the house's defaults, which nobody approved.

    ``stale_cases`` is the number of business cases valued with other assumptions than these.
    """

    line: AssumptionLine | None
    name: str
    is_default: bool
    figures: list[Figure]
    unusual: list[str]
    compared_with: str
    stale_cases: int
    on: date


class Difference(BaseModel):
    """One figure that differs."""

    key: str
    title: str
    unit: str
    first: Decimal
    second: Decimal
    change: Decimal


class Comparison(BaseModel):
    """In what ``second`` differs from ``first``."""

    first: str
    second: str
    rows: list[Difference]
    stale_cases: int


@query("assumptions.list", words="List sets of assumptions")
def list_sets(given: ListAssumptions, actor: Actor) -> AssumptionList:
    """Every set of assumptions; they are the same for everybody."""
    rows = AssumptionSet.objects.filter(retired_at=None)
    rows = rows.filter(status=given.status) if given.status else rows
    today = timezone.localdate()
    standing = set_in_force(today)
    people = rows.select_related("owner", "approved_by", "drafted_by")
    return AssumptionList(
        rows=[_line(one, standing, today) for one in people],
        in_force=standing.code if standing else "",
        note="" if standing else DEFAULTS,
    )


@query("assumptions.show", words="Show a set of assumptions")
def show(given: AskAssumptions, actor: Actor) -> AssumptionPage:
    """One set with its figures, beside those of the set before it."""
    return _page(found(given.code), timezone.localdate())


@query("assumptions.in_force", words="Show the assumptions in force")
def show_in_force(given: AskInForce, actor: Actor) -> AssumptionPage:
    """The set of a day; the house's defaults, marked as such, where none was approved."""
    on = given.on or timezone.localdate()
    return _page(in_force(on)[0], on)


@query("assumptions.compare", words="Compare two sets of assumptions")
def compare(given: CompareAssumptions, actor: Actor) -> Comparison:
    """The figures in which two sets differ."""
    second = found(given.code)
    first = found(given.against) if given.against else before(second)
    old, new = read_assumptions(first.values if first else {}), read_assumptions(second.values)
    return Comparison(
        first=first.code if first else DEFAULTS,
        second=second.code,
        rows=[_difference(name, old, new) for name in changed_keys(first, second)],
        stale_cases=stale_cases(second).count(),
    )


def _page(row: AssumptionSet, on: date) -> AssumptionPage:
    last = before(row) if row.pk else None
    counted = read_assumptions(row.values)
    old = read_assumptions(last.values) if last else None
    return AssumptionPage(
        line=_line(row, set_in_force(on), on) if row.pk else None,
        name=row.name,
        is_default=row.pk is None,
        figures=[_figure(name, counted, old) for name in KEYS],
        unusual=list(unusual(counted)),
        compared_with=last.code if last else "",
        stale_cases=stale_cases(row).count(),
        on=on,
    )


def _figure(name: str, counted: Assumptions, old: Assumptions | None) -> Figure:
    key, value = KEYS[name], getattr(counted, name)
    was = getattr(old, name) if old else None
    return Figure(
        key=name,
        title=key.title,
        unit=key.unit,
        words=key.words,
        value=value,
        said=name not in counted.defaulted,
        low=key.low,
        high=key.high,
        default=key.default,
        before=was,
        changed=was is not None and was != value,
    )


def _difference(name: str, old: Assumptions, new: Assumptions) -> Difference:
    first, second = getattr(old, name), getattr(new, name)
    key = KEYS[name]
    return Difference(key=name, title=key.title, unit=key.unit, first=first, second=second, change=second - first)


def _line(row: AssumptionSet, standing: AssumptionSet | None, today: date) -> AssumptionLine:
    counts = row.status == "approved"
    return AssumptionLine(
        in_force=standing is not None and standing.pk == row.pk,
        owner=row.owner.name if row.owner else "",
        drafted_by=row.drafted_by.name if row.drafted_by else "",
        approved_by=row.approved_by.name if row.approved_by else "",
        review_overdue=counts and row.review_due_on is not None and row.review_due_on <= today,
        said=len(row.values),
        changed=len(changed_keys(before(row), row)),
        **{name: getattr(row, name) for name in COPIED},
    )


COPIED = (
    *("code", "name", "status", "owner_id", "approved_on", "superseded_on", "review_due_on", "reason", "version"),
)
