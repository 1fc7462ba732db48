"""What does a gate look at, what may it demand, and what does it answer?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: `fact`: something is known of the use; `owner`: somebody answers for it; `settled`: no answer waits for facts;
#: `evidence`: a piece of one of the kinds holds; `begun`, `done`: a duty is under way, is done; `review`: signed off.
Want = Literal["fact", "owner", "settled", "evidence", "begun", "done", "review"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that must be there `by` a stage, of uses whose answer under `regime` has one of the classes.

    No `regime`: of every use. No `classes`: whatever the class. `finding`: only where the answer found that.
    `duties` are codes for `begun` and `done`, and bind only uses that have them; `kinds` are kinds of evidence.
    """

    code: str
    by: str
    wants: Want
    title: str
    why: str
    citation: str = ""
    regime: str = ""
    classes: tuple[str, ...] = ()
    finding: str = ""
    kinds: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Classes that never move forward, whoever decides."""

    regime: str
    classes: tuple[str, ...]
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Gates:
    """The stages in their order, what never passes, what each gate demands. An override lasts at most so many days."""

    stages: tuple[str, ...]
    ends: tuple[str, ...]
    longest_override_days: int
    forbidden: tuple[Forbidden, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """A duty as it stands on the day: `state` open, overdue, started, ahead, renewal or done."""

    key: int
    regime: str
    code: str
    title: str
    citation: str
    state: str
    kinds: tuple[str, ...] = ()
    binds_from: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody's decision to let what was missing then be missing, until a day."""

    key: int
    to: str
    missing: frozenset[str]
    expires_on: date
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """How a use stands: its stage, class and findings by regime, duties, kinds of evidence that hold, sign-offs."""

    stage: str
    classes: Mapping[str, str]
    findings: frozenset[str] = frozenset()
    duties: tuple[DutyStanding, ...] = ()
    kinds: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    has_facts: bool = False
    has_owner: bool = False
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there: what, why, by which provision, and where it is put right.

    `code` names it for overrides; `binds_from` is the day of the law where the gate asks before it.
    """

    code: str
    wants: Want
    title: str
    why: str
    citation: str
    regime: str = ""
    kinds: tuple[str, ...] = ()
    duty: int | None = None
    state: str = ""
    binds_from: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The gate's answer. `waived` is missing too, and let pass by `override`; `lapsed` are overrides that ran out."""

    to: str
    forbidden: Forbidden | None = None
    missing: tuple[Missing, ...] = ()
    waived: tuple[Missing, ...] = ()
    override: Override | None = None
    lapsed: tuple[Override, ...] = ()

    @property
    def passes(self) -> bool:
        """True when the use may move there now."""
        return self.forbidden is None and not self.missing
