"""What was stated of a part or of the organisation, and which uses of AI have it from there?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from opencaio.packs.law import load_law
from opencaio.record.changes import kind_of
from opencaio.record.inheritance import disagree, inherited, is_inherited
from opencaio.record.models import Fact
from opencaio.record.queries.use_case_pages import Stated

USES_NAMED = 12
COLUMNS = ("subject_kind", "subject_id", "key", "value", "is_unknown")


class StatedHere(Stated):
    """One fact of a part or of the organisation; ``use_count`` uses that the asker sees have it from here.

    ``uses`` are the codes of the first of them.
    """

    uses: list[str] = []
    use_count: int = 0


def facts_of(subject: Any, uses: Mapping[int, str]) -> list[StatedHere]:
    """Every fact of the subject, those that stood before too; ``uses``: code by number of those that rest on it."""
    kind = kind_of(subject)
    rows = Fact.objects.filter(subject_kind=kind, subject_id=subject.pk).select_related("by")
    facts = list(rows.order_by("key", "-recorded_at", "-pk"))
    standing = [one for one in facts if one.superseded_at is None and is_inherited(one)]
    having = _having(standing, uses) if standing and uses else {}
    return [_told(one, sorted(uses[use] for use in having.get(one.pk, ()))) for one in facts]


def _having(standing: Sequence[Fact], uses: Mapping[int, str]) -> dict[int, set[int]]:
    """By fact: the uses that have it from here, since they state no answer of their own and no other part differs."""
    here = {one.pk for one in standing}
    others = Fact.objects.filter(superseded_at=None, key__in={one.key for one in standing}).exclude(pk__in=here)
    spoken: dict[str, set[int]] = defaultdict(set)
    differing = set()
    values = {one.key: one.value for one in standing}
    for kind, subject, key, value, is_unknown in others.values_list(*COLUMNS):
        if kind == "usecase":
            spoken[key].add(subject)
        elif not is_unknown and value != values[key] and not is_prose(key):
            differing.add(key)
    contested = _contested(uses) if differing else {}
    return {one.pk: set(uses) - spoken[one.key] - contested.get(one.key, set()) for one in standing}


def _contested(uses: Collection[int]) -> dict[str, set[int]]:
    """By key: the uses whose parts contradict each other; they have the fact from none."""
    found: dict[str, set[int]] = defaultdict(set)
    for use, by_key in inherited(uses).items():
        for key, some in by_key.items():
            if not is_prose(key) and disagree(some):
                found[key].add(use)
    return found


def is_prose(key: str) -> bool:
    """Whether the answer is written text: what two parts say stands side by side and is no contradiction."""
    fact = load_law().vocabulary.facts.get(key)
    return fact is not None and fact.kind == "text"


def _told(one: Fact, uses: list[str]) -> StatedHere:
    return StatedHere(
        key=one.key,
        value=one.value,
        is_unknown=one.is_unknown,
        text=one.text,
        source=one.source,
        by=one.by.name if one.by else "",
        recorded_at=one.recorded_at,
        superseded_at=one.superseded_at,
        uses=uses[:USES_NAMED],
        use_count=len(uses),
    )
