"""Why does a use have its class, and whence comes a figure?"""

from typing import Any

from opencaio.errors import BadInput, NotFound
from opencaio.record.answers import plain
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask

ROWS_BEHIND = 20


def of_figure(key: str, actor: Actor) -> dict[str, Any]:
    """The figure's rule, citation, value and first rows."""
    answer: dict[str, Any] = plain(ask("brief.figure", {"key": key, "limit": ROWS_BEHIND}, actor))
    return answer


def of_use(code: str | None, actor: Actor, *, regime: str | None) -> dict[str, Any]:
    """Per regime: the class, the rules that gave it with citation and facts, and what is not known."""
    if not code:
        raise BadInput("Name a use_case by its code, or a figure of the brief by its key.")
    page = plain(ask("use_cases.show", {"code": code}, actor))
    answers = [_reason(one) for one in page["answers"] if regime in (None, one["regime"])]
    if regime and not answers:
        raise NotFound(f"{page['code']} has no answer under {regime}.")
    facts = [
        {name: one[name] for name in ("key", "value", "is_unknown", "source", "by", "recorded_at", "about")}
        for one in page["facts"]
        if one["superseded_at"] is None
    ]
    return {"use_case": page["code"], "name": page["name"], "answers": answers, "facts": facts}


def _reason(one: dict[str, Any]) -> dict[str, Any]:
    answer = one["answer"]
    return {
        "regime": one["regime"],
        "class": one["klass"],
        "certainty": one["certainty"],
        "applies_from": one["applies_from"],
        "because": answer.get("because", []),
        "missing": answer.get("missing", []),
        "obligations": answer.get("obligations", []),
        "law": {name: one[name] for name in ("pack", "pack_version", "text_version", "law_on")},
    }
