"""How many people of which occupation work where, what are they paid, and who says which occupation is meant?"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from opencaio.engines.opportunity import FEWEST
from opencaio.errors import BadInput, NotFound
from opencaio.packs.work import load_work
from opencaio.papers.numbers import counted
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.currencies import known_currency
from opencaio.record.models import Department, Workforce
from opencaio.record.opportunities.lines import matcher
from opencaio.record.permissions import Actor, Right
from opencaio.record.places import checked_places

MOST_LINES = 20_000
People = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2, allow_inf_nan=False)]
Pay = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 11, decimal_places=2, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Number = Annotated[int, Field(ge=1, le=2**31)]


class SetWorkforce(Asked):
    """People of one occupation in a department in a year. ``pay`` is one person's yearly gross wage.

    The occupation is given as a ``title`` in one's own words, with a code of SOC 2018, ISCO-08 or ESCO if there is
    one; ``occupation`` (an O*NET-SOC code) settles the match. Pay of fewer than five people is not kept.
    """

    department: str
    year: Year
    title: str = Field(min_length=1, max_length=300)
    given_system: str = Field("title", pattern="^(title|soc|isco|esco)$")
    given_code: str = Field("", max_length=200)
    people: People
    pay: Pay | None = None
    loaded_hour: Pay | None = None
    currency: str = Field("", max_length=3)
    country: str = Field("", max_length=2)
    occupation: str = Field("", max_length=10)


class ImportWorkforce(Asked):
    """Many lines at once, all or none; a line of the same department, year, title and code is replaced."""

    rows: list[SetWorkforce] = Field(min_length=1, max_length=MOST_LINES)


class ConfirmWorkforce(Asked):
    """Lines whose proposed occupation is right; with ``occupation`` (O*NET-SOC), that one is meant instead."""

    lines: list[Number] = Field(min_length=1, max_length=MOST_LINES)
    occupation: str = Field("", max_length=10)


class RemoveWorkforce(Asked):
    """Lines that no longer count."""

    lines: list[Number] = Field(min_length=1, max_length=MOST_LINES)


@action("workforce.set", right=Right.EDIT, words="Say how many people do which work")
def set_line(given: SetWorkforce, change: Change) -> Workforce:
    """Set one line of workforce; the occupation is proposed unless it is given."""
    home = department_seen(given.department, change.actor)
    change.allow(home.pk)
    row = _put(given, home, change)
    change.say(f"{home.name}, {given.year}: {_plain(given.people)} {row.title}{_kept_out([row], given.pay)}")
    return row


@action("workforce.import", right=Right.IMPORT, words="Take in a list of workforce")
def import_lines(given: ImportWorkforce, change: Change) -> list[Workforce]:
    """Set many lines. Raises BadInput, naming the row, for what stands there twice."""
    homes = _homes(given.rows, change)
    _refuse_twins(given.rows)
    rows = [_put(one, homes[one.department.casefold()], change) for one in given.rows]
    open_ones = sum(row.match == "open" for row in rows)
    small = sum(one.pay is not None and one.people < FEWEST for one in given.rows)
    lines, places = counted(len(rows), "line", "lines"), counted(len(homes), "department", "departments")
    change.say(
        f"Took in {lines} of workforce of {places}; {open_ones} without a match"
        + (f"; the pay of {counted(small, 'line', 'lines')} of fewer than five people was not kept" if small else "")
    )
    return rows


@action("workforce.confirm", right=Right.EDIT, words="Confirm which occupation is meant")
def confirm(given: ConfirmWorkforce, change: Change) -> list[Workforce]:
    """The proposed occupations are right, or another is meant."""
    rows = lines_seen(given.lines, change)
    chosen = _occupation(given.occupation) if given.occupation else ""
    for row in rows:
        if not (chosen or row.occupation):
            raise BadInput(f"{row.title}: nothing is proposed. Say which occupation is meant.")
        values: dict[str, object] = {"match": "confirmed"}
        if chosen and chosen != row.occupation:
            values |= {"occupation": chosen, "match_score": None}
        change.update(row, version=None, values=values)
    name = rows[0].title if len(rows) == 1 else f"{len(rows)} lines"
    change.say(f"Confirmed the occupation of {name}")
    return rows


@action("workforce.remove", right=Right.EDIT, words="Remove lines of workforce")
def remove(given: RemoveWorkforce, change: Change) -> int:
    """Take lines out; their history stays."""
    rows = lines_seen(given.lines, change)
    for row in rows:
        change.update(row, version=None, values={"retired_at": change.at})
    change.say(f"Removed {rows[0].title if len(rows) == 1 else f'{len(rows)} lines'} from the workforce")
    return len(rows)


def lines_seen(keys: Iterable[int], change: Change) -> list[Workforce]:
    """The lines of these numbers, in their order, if the actor holds the right over all their departments."""
    wanted = list(dict.fromkeys(keys))
    found = {row.pk: row for row in Workforce.objects.filter(pk__in=wanted, retired_at=None)}
    for key in wanted:
        if key not in found or not change.actor.may(Right.READ, found[key].department_id):
            raise NotFound(f"There is no line {key} of workforce here, or you may not see it.")
        change.allow(found[key].department_id)
    return [found[key] for key in wanted]


def _put(given: SetWorkforce, home: Department, change: Change) -> Workforce:
    key = {"department": home, "year": given.year, "title": given.title, "given_code": given.given_code}
    held = Workforce._base_manager.filter(**key).first()
    if given.country:
        checked_places([given.country])
    pay = given.pay if given.people >= FEWEST else None
    values = {
        "given_system": given.given_system,
        "people": given.people,
        "pay": pay,
        "loaded_hour": given.loaded_hour if given.people >= FEWEST else None,
        "currency": known_currency(given.currency) if given.currency else "",
        "country": given.country,
        "retired_at": None,
        **_match(given, held),
    }
    if held is not None:
        return change.update(held, version=None, values=values)
    return change.create(Workforce(**key, **values))


def _match(given: SetWorkforce, held: Workforce | None) -> dict[str, object]:
    """What was said counts, then what was confirmed before, then the best proposal."""
    if given.occupation:
        return {"occupation": _occupation(given.occupation), "match": "confirmed", "match_score": None}
    if held is not None and held.match == "confirmed" and held.given_system == given.given_system:
        return {}
    system = given.given_system if given.given_code else "title"
    found = matcher().propose(system=system, code=given.given_code, title=given.title, most=1)
    if not found:
        return {"occupation": "", "match": "open", "match_score": None}
    score = Decimal(str(round(found[0].score, 4)))
    return {"occupation": found[0].occupation, "match": "proposed", "match_score": score}


def _occupation(code: str) -> str:
    if code not in load_work().occupations:
        raise BadInput(f"occupation: {code} is no O*NET-SOC code that we know. Write it as 13-2011.00.")
    return code


def _homes(rows: Iterable[SetWorkforce], change: Change) -> dict[str, Department]:
    homes: dict[str, Department] = {}
    for one in rows:
        code = one.department.casefold()
        if code not in homes:
            homes[code] = _home(one.department, change)
    return homes


def _home(code: str, change: Change) -> Department:
    try:
        home = department_seen(code, change.actor)
    except NotFound as fault:
        raise NotFound(f"“{code[:40]}”: {fault.message}") from fault
    change.allow(home.pk)
    return home


def _refuse_twins(rows: Iterable[SetWorkforce]) -> None:
    keys = Counter((one.department.casefold(), one.year, one.title, one.given_code) for one in rows)
    twice = [f"{key[2]} in {key[0]}, {key[1]}" for key, count in keys.items() if count > 1]
    if twice:
        raise BadInput(f"{twice[0]} stands there twice. Add the people up.", details=twice)


def _kept_out(rows: Iterable[Workforce], pay: Decimal | None) -> str:
    return (
        "; the pay of fewer than five people is not kept"
        if pay is not None and any(row.people < FEWEST for row in rows)
        else ""
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def may_see_pay(row: Workforce, actor: Actor) -> bool:
    """Pay is shown of five people or more, to whoever may read the department."""
    return row.people >= FEWEST and actor.may(Right.READ, row.department_id)
