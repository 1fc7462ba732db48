"""Of an occupation's working time, which part lies in each group of tasks, and which part of that is exposed?

Core tasks weigh 2, others 1, as Eloundou et al. weigh them (GPTs are GPTs, 2023, section 3.2); nobody measured how
long each task takes, so a weight is a stand-in for time. alpha counts E1, beta E1 and half of E2, gamma E1 and E2.
"""

from collections import defaultdict
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
    people_would = people_given_gpt4(one for own in tasks.values() for one in own)
    shares = np.zeros((len(having), len(names), len(PARTS)))
    counts = np.zeros((len(having), len(names)), dtype=np.int64)
    for row, code in enumerate(having):
        for one in tasks[code]:
            if one.group not in place:
                raise BadInput(f"The task {one.id} is of the group {one.group}, which there is not.")
            shares[row, place[one.group]] += parts_of(one, people_would=people_would)
            counts[row, place[one.group]] += 1
        shares[row] /= shares[row, :, AT["time"]].sum()
    return Profiles({code: row for row, code in enumerate(having)}, names, shares, counts)


def people_given_gpt4(tasks: Iterable[Task]) -> dict[Label, float]:
    """The mean beta that people gave to tasks of each label of GPT-4's, over the tasks that both labelled."""
    sums: dict[Label, float] = defaultdict(float)
    weights: dict[Label, int] = defaultdict(int)
    for one in tasks:
        if one.human and one.gpt4:
            sums[one.gpt4] += one.weight * BETA[one.human]
            weights[one.gpt4] += one.weight
    return {label: sums[label] / weights[label] for label in sorted(sums)}


def parts_of(task: Task, *, people_would: Mapping[Label, float]) -> NDArray[np.float64]:
    """A task's weight, and how much of it each of PARTS counts.

    Where people labelled nothing, GPT-4 alone is no ground for a floor: low is 0, and the middle is the mean of
    GPT-4's beta and of what people gave to tasks with this label of GPT-4's (`people_would`).
    """
    parts = [
        1.0,
        *(scale.get(task.gpt4, 0.0) for scale in (ALPHA, BETA, GAMMA)),
        float(bool(task.human)),
        *(scale.get(task.human, 0.0) for scale in (ALPHA, BETA, GAMMA)),
        *_joined(task, people_would),
        float(bool(task.human and task.gpt4) and task.human != task.gpt4),
        float(task.observed > 0),
    ]
    return np.array(parts) * task.weight


def _joined(task: Task, people_would: Mapping[Label, float]) -> tuple[float, float, float]:
    """Low, middle and high of both raters together."""
    both = [label for label in (task.human, task.gpt4) if label]
    if not both:
        return 0.0, 0.0, 0.0
    high = max(GAMMA[label] for label in both)
    if len(both) == 1:
        own = BETA[both[0]]
        return 0.0, (own + min(high, people_would.get(both[0], own))) / 2, high
    return min(ALPHA[label] for label in both), sum(BETA[label] for label in both) / 2, high


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
