"""Which lines of bills go to which use: how does such a rule come on record, change and end?"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from opencaio.engines.costs import Rule, check_rule
from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.lake.facts import COST
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import AllocationRule, UseCase
from opencaio.record.permissions import Right

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Pattern = Annotated[str, Field(min_length=1, max_length=300)]
Attribute = Annotated[str, Field(min_length=1, max_length=120)]
Condition = Annotated[dict[Attribute, list[Pattern]], Field(max_length=20)]
Share = Annotated[Decimal, Field(gt=0, le=1, decimal_places=6, allow_inf_nan=False)]
Spread = Annotated[str, Field(pattern="^(requests|tokens|users|even)?$")]
TAG = "tag:"
#: What a rule may ask of a line besides its tags.
COLUMNS = frozenset(one.name for one in COST.columns if one.kind == "text")
WAYS = ("use_case", "by", "shares", "spread")


class AddRule(Asked):
    """A rule: the lines of bills that fit ``condition`` go to one use, to the use that ``by`` names, by ``shares``,
    or ``spread`` by what each use had of a measure in the month. Say exactly one of the four.

    ``condition``: by column of FOCUS or ``tag:<key>``, patterns with * and ?, of which one must fit; nothing: every
    line. Rules with a lower ``rank`` go first.
    """

    code: Code
    title: str = Field(min_length=1, max_length=200)
    rank: int = Field(100, ge=0, le=100_000)
    condition: Condition = {}
    use_case: str = ""
    by: str = Field("", max_length=120)
    shares: dict[str, Share] = Field({}, max_length=200)
    spread: Spread = ""
    valid_from: date | None = None
    valid_until: date | None = None
    reason: str = Field("", max_length=2000)


class EditRule(Asked):
    """What changes about a rule: the fields that are given. Giving one of the four ways empties the other three."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    rank: int | None = Field(None, ge=0, le=100_000)
    condition: Condition | None = None
    use_case: str | None = None
    by: str | None = Field(None, max_length=120)
    shares: dict[str, Share] | None = Field(None, max_length=200)
    spread: Spread | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    reason: str | None = Field(None, max_length=2000)


class RetireRule(Asked):
    """A rule that holds no longer, for no month."""

    code: str
    version: int | None = None


@action("allocation.add", right=Right.EDIT, words="Add an allocation rule")
def add(given: AddRule, change: Change) -> AllocationRule:
    """Put a rule on record; bills on record are divided by it from now on."""
    change.allow_part(None)
    if AllocationRule._base_manager.filter(code__iexact=given.code).exists():
        raise Conflict(f"The code {given.code} is taken.")
    row = _checked(given.model_dump())
    change.say(f"Added the allocation rule {row.code} {row.title}")
    return change.create(row)


@action("allocation.edit", right=Right.EDIT, words="Edit an allocation rule")
def edit(given: EditRule, change: Change) -> AllocationRule:
    """Change the given fields; what a bill's lines came to under the former rule stays in the ledger's words."""
    row = _changeable(given.code, change)
    values = _columns(given.model_dump(exclude_unset=True, exclude={"version", "code"}))
    if any(values.get(way) for way in WAYS):
        values = {**dict.fromkeys(("by", "spread"), ""), "use_case": None, "shares": {}} | values
    _check(_as_if(row, values))
    change.say(f"Edited the allocation rule {row.code} {row.title}")
    return change.update(row, version=given.version, values=values)


@action("allocation.retire", right=Right.RETIRE, words="Retire an allocation rule")
def retire(given: RetireRule, change: Change) -> AllocationRule:
    """The rule takes no line any more."""
    row = _changeable(given.code, change)
    change.say(f"Retired the allocation rule {row.code} {row.title}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def would_be(said: Mapping[str, Any]) -> Rule:
    """The rule as it would be added, for trying it. Raises ``BadInput`` and ``NotFound`` as adding it does."""
    return rule_of(_checked(said))


def _checked(said: Mapping[str, Any]) -> AllocationRule:
    row = AllocationRule(**_columns(said))
    _check(row)
    return row


def rule_of(row: AllocationRule) -> Rule:
    """The row as the engine reads it."""
    return Rule(
        code=row.code,
        rank=row.rank,
        condition={name: tuple(patterns) for name, patterns in row.condition.items()},
        use=row.use_case.code if row.use_case else "",
        by=row.by,
        shares={code: Decimal(share) for code, share in row.shares.items()},
        spread=row.spread,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _changeable(code: str, change: Change) -> AllocationRule:
    change.allow_part(None)
    row = AllocationRule.objects.select_related("use_case").filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no allocation rule {code}.")
    return row


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, as the table keeps it."""
    values = dict(said)
    if values.get("use_case"):
        values["use_case"] = _uses([values["use_case"]])[0]
    elif "use_case" in values:
        values["use_case"] = None
    if values.get("shares"):
        found = {row.code.casefold(): row.code for row in _uses(values["shares"])}
        values["shares"] = {
            found[code.casefold()]: f"{share.normalize():f}" for code, share in values["shares"].items()
        }
    return values


def _uses(codes: Iterable[str]) -> list[UseCase]:
    wanted = list(codes)
    known = {row.code.casefold(): row for row in UseCase.objects.filter(retired_at=None)}
    missing = [code for code in wanted if code.casefold() not in known]
    if missing:
        raise NotFound(f"There is no use of AI with the code {', '.join(missing)}.")
    return [known[code.casefold()] for code in wanted]


def _as_if(row: AllocationRule, values: Mapping[str, Any]) -> AllocationRule:
    held = {one.name: getattr(row, one.name) for one in row._meta.concrete_fields}
    return AllocationRule(**{**held, **values})


def _check(row: AllocationRule) -> None:
    """Raises ``BadInput`` where the rule says nothing, too much, or asks for what no line has."""
    check_rule(rule_of(row))
    for name in (*row.condition, *([row.by] if row.by else [])):
        if name not in COLUMNS and not (name.startswith(TAG) and name != TAG):
            raise BadInput(f"{name} is no column of a bill: use a text column of FOCUS, or tag:<key>.")
    empty = [name for name, patterns in row.condition.items() if not patterns]
    if empty:
        raise BadInput(f"The condition on {empty[0]} has no pattern.")
