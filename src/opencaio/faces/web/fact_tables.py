"""What was stated of a part or of the organisation, as a table, and which of its questions are open?"""

from collections.abc import Iterable
from typing import Any

from opencaio.faces.web.part_words import bearing
from opencaio.faces.web.reasons import fact_words, value_words
from opencaio.record.queries.stated import StatedHere


def fact_table(facts: Iterable[StatedHere], kind: str) -> dict[str, Any]:
    """Standing facts, those that bear on this kind first; earlier answers; and open questions."""
    rows = list(facts)
    first = bearing(kind)
    order = {key: place for place, key in enumerate(first)}
    standing = sorted((one for one in rows if one.superseded_at is None), key=lambda one: order.get(one.key, 9999))
    held = {one.key for one in standing}
    return {
        "facts": [_line(one) for one in standing],
        "past_facts": [_line(one) for one in rows if one.superseded_at is not None],
        "open_questions": [(key, fact_words(key)) for key in first if key not in held],
        "fact_count": len(standing),
    }


def _line(one: StatedHere) -> dict[str, Any]:
    return {"fact": one, "words": fact_words(one.key), "value": value_words(one.key, one.value)}
