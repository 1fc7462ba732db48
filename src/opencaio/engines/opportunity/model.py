"""What is a task, an occupation, a line of workforce, and what is said about a department's work in one group?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ENGINE_VERSION = "1"
Label = Literal["", "E0", "E1", "E2"]
FEWEST = 5
"""Lines of fewer people never bring in their own pay: nobody's wage can be worked out from a figure."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of tasks of our own: name, what is in it, kinds of uses of AI, and words to find it by.

    `technique` is the commonest technique of such uses; `asks` are facts that the law will turn on first.
    """

    id: str
    name: str
    about: str
    uses: tuple[str, ...]
    words: tuple[str, ...]
    technique: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One task of an occupation. `weight` is 2 for core tasks, else 1.

    `human` and `gpt4` are labels of exposure: E0 none, E1 direct (a language model alone halves the time at equal
    quality), E2 with software built on it; blank: not labelled. `automation` goes from T0 (none) to T4 (full), as
    GPT-4 judged. `observed` is the per cent of one assistant's conversations about such a task.
    """

    id: int
    occupation: str
    weight: int
    human: Label
    gpt4: Label
    automation: str
    observed: float
    group: str


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of O*NET; wages are US dollars a year of `wage_soc`, None where they are not published."""

    code: str
    title: str
    isco: tuple[str, ...] = ()
    wage_soc: str = ""
    employment: int | None = None
    mean: Decimal | None = None
    median: Decimal | None = None
    p10: Decimal | None = None
    p90: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the crosswalk: an ESCO occupation (id, name) of an ISCO-08 group leads to an O*NET occupation."""

    isco: str
    esco: str
    name: str
    occupation: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """People of one occupation in a department. `pay` is one person's yearly gross wage in the report currency.

    `source` says whose pay it is: ``own`` or ``benchmark``; None where there is none. `key` is the caller's.
    """

    department: str
    occupation: str
    people: Decimal
    pay: Decimal | None = None
    source: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """From alpha (direct exposure alone) over beta (half of what needs software) to gamma (all of it)."""

    alpha: float
    beta: float
    gamma: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """Shares of a piece of work (0 to 1), by people's and by GPT-4's labels.

    `people` is None where no task is labelled by people; it speaks of the `labelled` share. `differ` is the share of
    the labelled work where the two disagree. `low`, `middle` and `high` join both, task by task: the smaller alpha
    (0 where people labelled nothing), the mean beta, the larger gamma.
    """

    people: Range | None
    gpt4: Range
    labelled: float
    differ: float | None
    low: float
    middle: float
    high: float
    observed: float


@dataclass(frozen=True, slots=True)
class Money:
    """An amount a year: of all working time in question, and low, middle and high of the part that is touched."""

    all: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    own: Decimal
    people_without_pay: Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """The work of a department in one group of tasks.

    `people` is full-time people's worth of working time, `share` of the department's matched time. `touched` is the
    part of it, in full-time people, low to high.
    """

    department: str
    group: str
    people: float
    share: float
    exposure: Exposure
    touched: tuple[float, float, float]
    money: Money
    tasks: int
    occupations: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An occupation that a code or title may mean: score 0 to 1 and the reason."""

    occupation: str
    title: str
    score: float
    because: str
