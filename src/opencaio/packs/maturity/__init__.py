"""By which questions is judged how ripe we are for AI, and what does each step mean?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

FILE = Path(__file__).parent / "maturity.yaml"
STEPS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what each of the steps 1 to 5 looks like."""

    id: str
    ask: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of maturity; ``rests_on`` says which work rests on it (see `record/ripeness.py`)."""

    id: str
    title: str
    about: str
    rests_on: Literal["all", "data", "technology", "people", "governance", "change"]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class MaturityPack:
    """The whole frame; ``names`` are those of the steps 1 to 5."""

    id: str
    title: str
    version: str
    source: str
    names: tuple[str, ...]
    dimensions: tuple[Dimension, ...]

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id."""
        return {one.id: one for dimension in self.dimensions for one in dimension.questions}


@lru_cache(maxsize=1)
def load_maturity() -> MaturityPack:
    """The frame. Raises ``BadPack`` for a question that is asked twice or does not have five steps."""
    pack = read_file(FILE, into=MaturityPack)
    asked = [one for dimension in pack.dimensions for one in dimension.questions]
    if len(pack.questions) < len(asked):
        raise BadPack(f"{FILE.name}: a question is asked twice.")
    for one in asked:
        if len(one.levels) != STEPS:
            raise BadPack(f"{FILE.name}: {one.id} describes {len(one.levels)} steps, not {STEPS}.")
    return pack
