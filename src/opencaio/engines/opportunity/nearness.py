"""Which uses of AI lie in which group of tasks, and which are nearest to it, by their words?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opencaio.engines.opportunity.model import Group

ENOUGH = 0.13
BESIDE = 0.75


@dataclass(frozen=True, slots=True)
class Near:
    """A use and how near it is (cosine of TF-IDF, 0 to 1); `inside`: it counts as lying in the group."""

    use: str
    nearness: float
    inside: bool


def near_uses(uses: Mapping[str, str], *, groups: Sequence[Group]) -> dict[str, tuple[Near, ...]]:
    """For each group all uses with words in common, nearest first. `uses` gives each use's text by its code.

    A use lies in the group that it is nearest to, and in those nearly as near, if it is near at all.
    """
    if not uses or not groups:
        return {one.id: () for one in groups}
    codes = sorted(uses)
    rows = _cosines([uses[code] for code in codes], [_text(one) for one in groups])
    found: dict[str, list[Near]] = {one.id: [] for one in groups}
    for code, row in zip(codes, rows, strict=True):
        best = max(row)
        for group, value in zip(groups, row, strict=True):
            if value > 0:
                inside = value >= ENOUGH and value >= BESIDE * best
                found[group.id].append(Near(code, round(value, 4), inside))
    return {group: tuple(sorted(own, key=lambda one: (-one.nearness, one.use))) for group, own in found.items()}


def _text(group: Group) -> str:
    words = " ".join(group.words)
    return f"{group.name} {group.about} {' '.join(group.uses)} {words} {words}"


def _cosines(texts: Sequence[str], groups: Sequence[str]) -> list[list[float]]:
    """One row a text, one column a group. scikit-learn is imported here: it is slow to start."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer=_stems, sublinear_tf=True)
    try:
        weigh.fit([*groups, *texts])
    except ValueError:
        return [[0.0] * len(groups) for _ in texts]
    product = weigh.transform(texts) @ weigh.transform(groups).T
    rows: list[list[float]] = product.toarray().tolist()
    return rows


_EMPTY_WORDS = """
a an and are as at be by for from has have in into is it its of on or our that the their them they this to
we what which who with use uses used using ai tool system based across other others
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def _stems(text: str) -> list[str]:
    words = "".join(one if one.isalnum() else " " for one in text.lower()).split()
    return [_stem(one) for one in words if one not in _EMPTY and len(one) > 1]


def _stem(word: str) -> str:
    """A word without the commonest English endings: enough to bring plural and verb forms together."""
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "es", "ed", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
