"""How do the benefits of an approved case become plans in the ledger of benefits, and what does a later version change?

A later version changes the plan of years that have not begun. What has begun stays as it was promised: else whoever
misses a promise could write another one.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from opencaio.errors import BadInput
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.currencies import report_currency
from opencaio.record.models import Benefit, BenefitEntry, BusinessCase, UseCase
from opencaio.record.permissions import Right
from opencaio.record.valuing.promising import Promise, followed_up, promises_of, uses_of, whole_year

SIGN = "BC-"
NOUGHT = Decimal(0)


@dataclass
class Taken:
    """What was done: benefits new in the ledger, plans set or changed, plans that no longer stand, lines that wait."""

    new: list[str] = field(default_factory=list)
    planned: int = 0
    dropped: int = 0
    waiting: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """In a clause for the history; empty where nothing was done."""
        told = [f"{len(self.new)} benefits taken over"] if self.new else []
        told += [f"{self.planned} plans set"] if self.planned else []
        told += [f"{self.dropped} plans that no longer stand"] if self.dropped else []
        told += [f"{len(self.waiting)} wait for a use"] if self.waiting else []
        return ", ".join(told)


def take_over(row: BusinessCase, change: Change, *, use: UseCase | None = None, line: int | None = None) -> Taken:
    """Put the benefits of an approved case into the ledger; doing it twice changes nothing.

    ``use``: whose benefits new ones are (none: the initiative's only use); ``line``: that line alone.
    """
    today, done = timezone.localdate(change.at), Taken()
    held = followed_up(row.initiative_id)
    promises = promises_of(row)
    for promise in promises:
        if line is not None and promise.line.pk != line:
            continue
        benefit = held.get(promise.key) or _new(promise, row, use or _only_use(row, change), change, done)
        if benefit is None:
            done.waiting.append(promise.line.title)
            continue
        change.update(benefit, version=None, values={"case_line": promise.line})
        _plan(benefit, promise.by_year, change, done, today)
    if line is None:
        _drop(held, {one.key for one in promises}, row, change, done, today)
    return done


def _only_use(row: BusinessCase, change: Change) -> UseCase | None:
    """The initiative's use, where it has one alone and the actor may write about it."""
    uses = uses_of(row)
    return uses[0] if len(uses) == 1 and change.actor.may(Right.EDIT, uses[0].department_id) else None


def _new(promise: Promise, row: BusinessCase, use: UseCase | None, change: Change, done: Taken) -> Benefit | None:
    if use is None:
        return None
    line = promise.line
    benefit = Benefit(
        code=next_code(Benefit, SIGN),
        title=line.title,
        use_case=use,
        initiative=row.initiative,
        case_line=line,
        kind=line.kind,
        owner_id=line.owner_id or row.owner_id,
    )
    done.new.append(benefit.code)
    return change.create(benefit)


def _plan(benefit: Benefit, by_year: dict[int, Decimal], change: Change, done: Taken, today: date) -> None:
    """Each year's amount; a year that has begun keeps the plan that it has, and so does what was planned by hand."""
    entries = list(BenefitEntry.objects.filter(benefit=benefit, retired_at=None))
    for year, amount in by_year.items():
        first, last = whole_year(year)
        held = next((one for one in entries if (one.first_day, one.last_day) == (first, last)), None)
        if held is not None:
            _replan(held, amount, change, done, today)
        elif not any(one.first_day <= last and one.last_day >= first for one in entries):
            days = {"first_day": first, "last_day": last}
            change.create(BenefitEntry(benefit=benefit, **days, currency=report_currency(), planned=amount))
            done.planned += 1
    for one in entries:
        if _is_year(one) and one.first_day.year not in by_year:
            _replan(one, NOUGHT, change, done, today)


def _replan(entry: BenefitEntry, amount: Decimal, change: Change, done: Taken, today: date) -> None:
    if entry.status != "planned" or entry.first_day <= today or entry.planned == amount:
        return
    change.update(entry, version=None, values={"planned": amount})
    done.planned += bool(amount)
    done.dropped += not amount


def _drop(
    held: dict[tuple[str, str], Benefit],
    kept: set[tuple[str, str]],
    row: BusinessCase,
    change: Change,
    done: Taken,
    today: date,
) -> None:
    """What this version promises no more: plans of years to come fall to nothing, with the reason beside them."""
    gone = [one for key, one in held.items() if key not in kept and one.case_line and one.case_line.case_id != row.pk]
    for entry in BenefitEntry.objects.filter(benefit__in=gone, retired_at=None, first_day__gt=today, status="planned"):
        if entry.planned:
            words = f"No longer in the case of {row.initiative.code} approved on {row.approved_on or today}."
            change.update(entry, version=None, values={"planned": NOUGHT, "note": words})
            done.dropped += 1


def _is_year(one: BenefitEntry) -> bool:
    return (one.first_day, one.last_day) == whole_year(one.first_day.year)


def use_for(row: BusinessCase, use: UseCase | None) -> UseCase | None:
    """The use, if it is one of the case's initiative. Raises BadInput that names those that are."""
    uses = uses_of(row)
    if use is not None and uses and use.pk not in {one.pk for one in uses}:
        raise BadInput(f"{use.code} is no use of {row.initiative.code}: {', '.join(one.code for one in uses)} are.")
    return use
