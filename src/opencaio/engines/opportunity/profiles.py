"""Of an occupation's working time, which part lies in each group of tasks, and which part of that is exposed?

Core tasks weigh 2, others 1, as Eloundou et al. weigh them (GPTs are GPTs, 2023, section 3.2); nobody measured how
long each task takes, so a weight is a stand-in for time. alpha counts E1, beta E1 and half of E2, gamma E1 and E2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.opportunity.model import Label, Range, Task
from opencaio.errors import BadInput

ALPHA: Mapping[Label, float] = {"E0": 0.0, "E1": 1.0, "E2": 0.0}
BETA: Mapping[Label, float] = {"E0": 0.0, "E1": 1.0, "E2": 0.5}
GAMMA: Mapping[Label, float] = {"E0": 0.0, "E1": 1.0, "E2": 1.0}
PARTS = (
    *("time", "gpt4_alpha", "gpt4_beta", "gpt4_gamma", "labelled", "people_alpha", "people_beta", "people_gamma"),
    *("low", "middle", "high", "differ", "observed"),
)
AT = {name: place for place, name in enumerate(PARTS)}


@dataclass(frozen=True, slots=True)
class Profiles:
    """`shares[occupation, group, part]`: shares of the occupation's working time, for each of PARTS.

    `counts[occupation, group]` is the number of tasks.
    """

    occupations: Mapping[str, int]
    groups: tuple[str, ...]
    shares: NDArray[np.float64]
    counts: NDArray[np.int64]


def profiles_of(tasks: Mapping[str, Sequence[Task]], *, groups: Iterable[str]) -> Profiles:
    """The profile of every occupation that has tasks. Raises BadInput for a task of an unknown group."""
    names = tuple(groups)
    place = {name: number for number, name in enumerate(names)}
    having = sorted(code for code, own in tasks.items() if own)
    shares = np.zeros((len(having), len(names), len(PARTS)))
    counts = np.zeros((len(having), len(names)), dtype=np.int64)
    for row, code in enumerate(having):
        for one in tasks[code]:
            if one.group not in place:
                raise BadInput(f"The task {one.id} is of the group {one.group}, which there is not.")
            shares[row, place[one.group]] += parts_of(one)
            counts[row, place[one.group]] += 1
        shares[row] /= shares[row, :, AT["time"]].sum()
    return Profiles({code: row for row, code in enumerate(having)}, names, shares, counts)


def parts_of(task: Task) -> NDArray[np.float64]:
    """A task's weight, and how much of it each of PARTS counts. Exact: halves and quarters."""
    by_people, by_gpt4 = task.human, task.gpt4
    both = [label for label in (by_people, by_gpt4) if label]
    known = [bool(by_people), bool(both)]
    parts = [
        1.0,
        *(scale.get(by_gpt4, 0.0) for scale in (ALPHA, BETA, GAMMA)),
        float(known[0]),
        *(scale.get(by_people, 0.0) for scale in (ALPHA, BETA, GAMMA)),
        min((ALPHA[label] for label in both), default=0.0),
        sum(BETA[label] for label in both) / max(1, len(both)),
        max((GAMMA[label] for label in both), default=0.0),
        float(len(both) == 2 and by_people != by_gpt4),
        float(task.observed > 0),
    ]
    return np.array(parts) * task.weight


def scores_of(tasks: Iterable[Task], *, by: Literal["human", "gpt4"]) -> Range | None:
    """An occupation's alpha, beta and gamma by one rater's labels; None where a task has none."""
    total = direct = with_software = 0
    for one in tasks:
        label: Label = getattr(one, by)
        if not label:
            return None
        total += one.weight
        direct += one.weight * (label == "E1")
        with_software += one.weight * (label == "E2")
    if not total:
        return None
    exact = (
        Fraction(direct, total),
        Fraction(2 * direct + with_software, 2 * total),
        Fraction(direct + with_software, total),
    )
    return Range(*map(float, exact))
