"""Which of the uses that we hold reads most like this one?"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from opencaio.engines.intake.cells import fold

ENOUGH = 86.0
"""Score (0 to 100) from which a likeness is proposed to a person; rapidfuzz's ratio over sorted words."""

SAME_UNIT = 4.0
"""What the same unit is worth beside the score when two are nearly as alike."""

LOOKED_AT = 8
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two uses are compared by: department (must be equal), unit (helps), name."""

    department_code: str
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The place of the likest in what was held, and its score (0 to 100)."""

    place: int
    score: float


def likest(asked: Sequence[Likeness], held: Sequence[Likeness]) -> list[Found | None]:
    """For each asked the likest held of the same department, or None where none is like enough.

    Sorted words are compared (token sort ratio); between equals the same unit decides, then the order.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(held):
        places[fold(one.department_code)].append(place)
    wanted: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(asked):
        wanted[fold(one.department_code)].append(index)
    out: list[Found | None] = [None] * len(asked)
    for department, indexes in wanted.items():
        if department in places:
            _fill(out, asked, held, indexes=indexes, places=places[department])
    return out


def _fill(
    out: list[Found | None],
    asked: Sequence[Likeness],
    held: Sequence[Likeness],
    *,
    indexes: list[int],
    places: list[int],
) -> None:
    names = {place: _sorted_words(held[place].name) for place in places}
    for index in indexes:
        near = process.extract(
            _sorted_words(asked[index].name), names, scorer=fuzz.ratio, score_cutoff=ENOUGH, limit=LOOKED_AT
        )
        if near:
            unit = fold(asked[index].unit)
            score, _, place = max(
                (score + SAME_UNIT * (fold(held[place].unit) == unit), -place, place) for _, score, place in near
            )
            same = SAME_UNIT * (fold(held[place].unit) == unit)
            out[index] = Found(place=place, score=round(score - same, 1))


def _sorted_words(name: str) -> str:
    return " ".join(sorted(_WORDS.findall(fold(name))))
