"""Which role holds which right, and over which departments does a person hold it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What one may be allowed to do.

    ``REVIEW`` signs what others answered, ``DECIDE`` lets something pass that the rules hold back,
    ``REPORT`` says that something went wrong, ``PROPOSE`` hands in an idea.
    """

    READ = "read"
    COMMENT = "comment"
    CREATE = "create"
    EDIT = "edit"
    RETIRE = "retire"
    STATE_FACTS = "state_facts"
    REVIEW = "review"
    DECIDE = "decide"
    REPORT = "report"
    PROPOSE = "propose"
    IMPORT = "import"
    EXPORT = "export"
    READ_LEDGER = "read_ledger"
    PEOPLE = "people"
    SETTINGS = "settings"
    ERASE = "erase"


class Role(StrEnum):
    """The roles of the office (DESIGN section 3)."""

    OFFICER = "officer"
    LEAD = "lead"
    REVIEWER = "reviewer"
    CONTRIBUTOR = "contributor"
    AUDITOR = "auditor"
    STAFF = "staff"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset(Right),
    Role.LEAD: frozenset(
        {
            Right.READ,
            Right.COMMENT,
            Right.CREATE,
            Right.EDIT,
            Right.RETIRE,
            Right.STATE_FACTS,
            Right.REPORT,
            Right.PROPOSE,
            Right.IMPORT,
            Right.EXPORT,
        }
    ),
    Role.REVIEWER: frozenset(
        {Right.READ, Right.COMMENT, Right.STATE_FACTS, Right.REVIEW, Right.REPORT, Right.PROPOSE, Right.EXPORT},
    ),
    Role.CONTRIBUTOR: frozenset(
        {
            Right.READ,
            Right.COMMENT,
            Right.CREATE,
            Right.EDIT,
            Right.STATE_FACTS,
            Right.REPORT,
            Right.PROPOSE,
            Right.EXPORT,
        },
    ),
    Role.AUDITOR: frozenset({Right.READ, Right.EXPORT, Right.READ_LEDGER}),
    Role.STAFF: frozenset({Right.REPORT, Right.PROPOSE}),
}

#: Rights that concern the organisation as a whole: only a grant over everything gives them.
UNDIVIDED = frozenset({Right.PEOPLE, Right.SETTINGS, Right.ERASE, Right.READ_LEDGER})

EVERYWHERE = None


@dataclass(frozen=True)
class Grant:
    """A role over a set of departments (a subtree, spelled out), or over everything (``None``)."""

    role: Role
    departments: frozenset[int] | None


@dataclass(frozen=True)
class Actor:
    """Who is asking, through which face, with which grants."""

    person_id: int | None
    name: str
    face: str
    grants: tuple[Grant, ...]
    read_only: bool = False

    def may(self, right: Right, department_id: int | None) -> bool:
        """True when some grant gives ``right`` over this department (None: over the whole organisation)."""
        scope = self.scope(right)
        if scope is EVERYWHERE:
            return True
        return department_id is not None and department_id in scope

    def may_anywhere(self, right: Right) -> bool:
        """True when some grant gives ``right`` over at least one department."""
        scope = self.scope(right)
        return scope is EVERYWHERE or bool(scope)

    def scope(self, right: Right) -> frozenset[int] | None:
        """The departments over which this actor holds ``right``; ``None`` means all of them."""
        if self.read_only and right not in {Right.READ, Right.EXPORT, Right.READ_LEDGER}:
            return frozenset()
        holding = [grant for grant in self.grants if right in RIGHTS[grant.role]]
        if any(grant.departments is EVERYWHERE for grant in holding):
            return EVERYWHERE
        return frozenset() if right in UNDIVIDED else _union(grant.departments or () for grant in holding)


def _union(sets: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(member for one in sets for member in one)


#: The workspace's own hand, for the first set-up and for restoring: nobody signs in as this.
FOUNDER = Actor(person_id=None, name="Workspace", face="cli", grants=(Grant(Role.OFFICER, EVERYWHERE),))
