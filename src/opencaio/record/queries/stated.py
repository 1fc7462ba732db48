"""What was stated of a part or of the organisation, and which uses of AI have it from there?"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from opencaio.record.changes import kind_of
from opencaio.record.inheritance import disagree, inherited
from opencaio.record.models import Fact
from opencaio.record.queries.use_case_pages import Stated

USES_NAMED = 12


class StatedHere(Stated):
    """One fact of a part or of the organisation; ``use_count`` uses that the asker sees have it from here.

    ``uses`` are the codes of the first of them.
    """

    uses: list[str] = []
    use_count: int = 0


def facts_of(subject: Any, uses: Mapping[int, str]) -> list[StatedHere]:
    """Every fact of the subject, those that stood before too; ``uses``: code by number of those that rest on it."""
    rows = Fact.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).select_related("by")
    facts = list(rows.order_by("key", "-recorded_at", "-pk"))
    standing = {one.pk for one in facts if one.superseded_at is None and not one.is_unknown}
    having = _having(standing, uses, {one.key for one in facts}) if standing and uses else {}
    return [_told(one, sorted(uses[use] for use in having.get(one.pk, ()))) for one in facts]


def _having(standing: Collection[int], uses: Mapping[int, str], keys: Collection[str]) -> dict[int, set[int]]:
    """By fact: the uses that have it from here, since they state no answer of their own and no other part differs."""
    own = Fact.objects.filter(subject_kind="usecase", superseded_at=None, key__in=keys)
    spoken = set(own.values_list("subject_id", "key"))
    found: dict[int, set[int]] = defaultdict(set)
    for use, by_key in inherited(uses).items():
        for key, some in by_key.items():
            if key in keys and (use, key) not in spoken and not disagree(some):
                for one in some:
                    found[one.fact.pk].add(use)
    return {pk: found[pk] for pk in standing}


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
