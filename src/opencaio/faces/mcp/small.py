"""How is an answer kept small enough to be read?"""

import json
from collections.abc import Mapping
from typing import Any

from opencaio.record.queries import QUERIES

ROWS = 20
MOST_ROWS = 100
MOST_SIGNS = 40_000


def paged(query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` with a page size, where the query has pages; never above 100 rows."""
    fields = QUERIES[query].input.model_fields
    sized = dict(given)
    for name in ("size", "limit"):
        if name in fields:
            asked = sized.get(name, ROWS)
            sized[name] = min(asked, MOST_ROWS) if isinstance(asked, int) else asked
    return sized


def enough(answer: Any) -> dict[str, Any]:
    """The answer as an object of at most 40,000 signs; what was cut stands under ``left_off``."""
    whole: dict[str, Any] = answer if isinstance(answer, dict) else {"rows": answer}
    left_off: dict[str, int] = {}
    while _signs(whole) > MOST_SIGNS and (name := _longest_list(whole)):
        kept = whole[name][: len(whole[name]) // 2]
        left_off[name] = left_off.get(name, 0) + len(whole[name]) - len(kept)
        whole = {**whole, name: kept}
    if _signs(whole) > MOST_SIGNS:
        whole = {name: one if _signs(one) < MOST_SIGNS // len(whole) else "(too long)" for name, one in whole.items()}
    return {**whole, "left_off": left_off} if left_off else whole


def _longest_list(whole: Mapping[str, Any]) -> str | None:
    lists = {name: _signs(one) for name, one in whole.items() if isinstance(one, list) and one}
    return max(lists, key=lambda name: lists[name]) if lists else None


def _signs(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, default=str))
