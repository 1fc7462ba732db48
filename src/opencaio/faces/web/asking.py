"""How is a fact asked of a person: as which field, and how is what came back read?"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opencaio.errors import BadInput
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.reasons import fact_words
from opencaio.faces.web.whole import whole
from opencaio.packs.law import load_law


@dataclass(frozen=True)
class Asking:
    """One question: its words, its kind of field and what can be chosen."""

    key: str
    words: str
    kind: str
    hint: str
    citation: str
    choices: tuple[Choice, ...]


def asking(key: str) -> Asking:
    """The question for a fact; one that the vocabulary lacks is asked as text."""
    fact = load_law().vocabulary.facts.get(key)
    if fact is None:
        return Asking(key, fact_words(key), "text", "", "", ())
    offered = tuple(Choice(one.code, f"{one.words} ({one.point})" if one.point else one.words) for one in fact.values)
    if fact.kind == "yes_no":
        offered = (Choice("yes", _("Yes")), Choice("no", _("No")))
    return Asking(key, fact.question, fact.kind, fact.help, fact.citation, offered)


def all_keys() -> list[Choice]:
    """Every fact that can be stated, in the order of the questionnaire."""
    return [Choice(fact.key, fact.question) for fact in load_law().vocabulary.facts.values()]


def answered(key: str, post: QueryDict) -> Any:
    """What was answered, in the fact's own type; ``None`` for “we do not know”."""
    if post.get("answer") == "unknown":
        return None
    kind, values = asking(key).kind, [one for one in post.getlist("value") if one.strip()]
    if not values:
        raise BadInput(_("Choose or write an answer, or say that we do not know."))
    return _typed(kind, values)


def _typed(kind: str, values: list[str]) -> Any:
    if kind == "yes_no":
        return values[0] == "yes"
    if kind in {"choices", "codes"}:
        return values
    if kind == "whole":
        number = whole(values[0])
        return values[0] if number is None else number
    return values[0]
