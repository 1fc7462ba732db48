"""Which of many texts is most like this one?

Weights are term frequency times inverse document frequency, likeness is the cosine of the angle between the weighted
words (Salton, Buckley: Term-weighting approaches in automatic text retrieval, 1988), with logarithmic frequency and
smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1. A word that no candidate knows counts against all.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log, sqrt

from opencaio.engines.overlap.words import terms
from opencaio.errors import BadInput

ENOUGH = 0.14
"""Likeness from which something is worth showing to a person."""

TITLE_COUNTS = 2
"""How often a word of the title counts."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to be found again: its own key, what it is called, what it is about."""

    key: Hashable
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that both have, as the asker wrote it, and its share of the likeness (all shares sum to 1)."""

    word: str
    share: float


@dataclass(frozen=True, slots=True)
class Near:
    """A candidate, how alike it is (0 to 1), and the shared words that make it so, the weightiest first."""

    key: Hashable
    likeness: float
    words: tuple[Word, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """The shared words alone."""
        return tuple(one.word for one in self.words)


class Shelf:
    """Candidates, weighed once. Asking costs about as much as there are candidates with one of the words."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = tuple(candidates)
        counted = [_counts(one) for one in self._candidates]
        standing: dict[str, int] = defaultdict(int)
        for one in counted:
            for term in one:
                standing[term] += 1
        self._rarity = {term: self._idf(count) for term, count in standing.items()}
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, one in enumerate(counted):
            for term, weight in self._weighed(one).items():
                self._places[term].append((place, weight))

    def nearest(self, text: str, *, title: str = "", limit: int = 5, at_least: float = ENOUGH) -> tuple[Near, ...]:
        """The candidates most like the text, the likest first; between equals the order of the candidates.

        ``title`` counts more than ``text``. Raises ``BadInput`` for a limit below 1 or a likeness outside 0 to 1.
        """
        if limit < 1 or not isfinite(at_least) or not 0 <= at_least <= 1:
            raise BadInput("Ask for at least one likeness, and for one between 0 and 1.")
        asked = Candidate("", title, text)
        said = terms(f"{title}\n{text}")
        parts: dict[int, dict[str, float]] = defaultdict(dict)
        for term, weight in self._weighed(_counts(asked)).items():
            for place, other in self._places.get(term, ()):
                parts[place][term] = weight * other
        scored = ((place, min(1.0, sum(one.values()))) for place, one in parts.items())
        near = [(place, score) for place, score in scored if score >= at_least]
        near.sort(key=lambda one: (-round(one[1], 9), one[0]))
        return tuple(self._near(place, score, parts[place], said) for place, score in near[:limit])

    def _near(self, place: int, score: float, parts: Mapping[str, float], said: Mapping[str, list[str]]) -> Near:
        whole = sum(parts.values())
        ordered = sorted(parts.items(), key=lambda one: (-one[1], one[0]))
        words = tuple(Word(said[term][0], part / whole) for term, part in ordered)
        return Near(self._candidates[place].key, score, words)

    def _weighed(self, counts: Mapping[str, int]) -> dict[str, float]:
        """The weights of one text, scaled to length 1."""
        raw = {term: (1 + log(count)) * self._rarity.get(term, self._idf(0)) for term, count in counts.items()}
        length = sqrt(sum(weight * weight for weight in raw.values()))
        return {term: weight / length for term, weight in raw.items()}

    def _idf(self, count: int) -> float:
        return log((1 + len(self._candidates)) / (1 + count)) + 1


def nearest(
    text: str, candidates: Iterable[Candidate], *, title: str = "", limit: int = 5, at_least: float = ENOUGH
) -> tuple[Near, ...]:
    """As ``Shelf.nearest``, for one look at these candidates."""
    return Shelf(candidates).nearest(text, title=title, limit=limit, at_least=at_least)


@lru_cache(maxsize=8192)
def _counts(one: Candidate) -> Mapping[str, int]:
    counts = {term: len(words) for term, words in terms(one.text).items()}
    for term, words in terms(one.title).items():
        counts[term] = counts.get(term, 0) + TITLE_COUNTS * len(words)
    return counts
