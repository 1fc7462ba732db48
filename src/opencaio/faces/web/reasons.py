"""What stands in the why panel of one regime's answer on one use of AI?"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from opencaio.faces.web import words
from opencaio.faces.web.templatetags.face import told
from opencaio.packs.law import load_law
from opencaio.papers.blocks import Why, WhyRow
from opencaio.record.queries.use_case_pages import Answer, Stated, UseCasePage
from opencaio.record.vocabulary import question

MOST_MISSING = 8


@dataclass(frozen=True)
class Reading:
    """One regime: what is computed, what is declared, and why."""

    answer: Answer
    declared: Stated | None
    articles: str
    findings: str
    still_possible: list[str]
    why: Why


def readings(page: UseCasePage) -> list[Reading]:
    """Every regime that says something of this use, with the reason for it."""
    declared = {one.key.removeprefix("declared."): one for one in standing(page) if one.key.startswith("declared.")}
    return [
        Reading(
            answer=answer,
            declared=declared.get(answer.regime),
            articles=", ".join(answer.answer.get("articles") or ()),
            findings="; ".join(words.findings_words(answer.answer)),
            still_possible=_possible(answer),
            why=why_of(answer, page),
        )
        for answer in page.answers
    ]


def standing(page: UseCasePage) -> list[Stated]:
    """The facts that hold now."""
    return [one for one in page.facts if one.superseded_at is None]


def why_of(answer: Answer, page: UseCasePage) -> Why:
    """The reason; the order of its parts is fixed by `Why`."""
    hits = _hits(answer)
    missing = [str(one) for one in answer.answer.get("missing") or ()]
    return Why(
        question=f"{words.regime_words(answer.regime)}: {_called(answer)}",
        answer=_in_words(answer, hits),
        rule="\n".join(f"{hit['rule']}: {hit['title']}" for hit in hits) or _("No rule is met by the facts on record."),
        citation="; ".join(dict.fromkeys(str(hit["citation"]) for hit in hits)),
        rows=_rows(hits, page),
        as_of=answer.law_on,
        certainty=str(words.CERTAINTY.get(answer.certainty, ("", answer.certainty))[1]),
        missing=_missing(missing),
        would_change=_turns(hits, missing),
        replay=_replay(answer),
    )


def asked_next(page: UseCasePage) -> tuple[str, list[str]] | None:
    """The open fact that settles most, and the regimes that wait for it; ``None`` when nothing is open.

    What somebody answered with “we do not know” comes after what nobody was asked.
    """
    weight: dict[str, tuple[bool, int]] = {}
    regimes: dict[str, list[str]] = {}
    for answer in page.answers:
        for fact, deciding, settles in _open(answer):
            was = weight.get(fact, (False, 0))
            weight[fact] = (was[0] or deciding, was[1] + settles)
            regimes.setdefault(fact, []).append(answer.regime)
    told_unknown = {one.key for one in standing(page) if one.is_unknown}
    best = max(weight, key=lambda fact: (fact not in told_unknown, weight[fact]), default=None)
    return None if best is None else (best, regimes[best])


def bearing_keys(page: UseCasePage) -> set[str]:
    """The facts on which some regime's answer rests."""
    hits = (hit for answer in page.answers for hit in answer.answer.get("because") or ())
    return {key for hit in hits for key in hit.get("facts") or {}}


def _open(answer: Answer) -> list[tuple[str, bool, int]]:
    ranked = answer.answer.get("open")
    if ranked:
        return [(str(fact), bool(deciding), int(settles)) for fact, deciding, settles in ranked]
    return [(str(fact), True, 1) for fact in answer.answer.get("missing") or ()]


def _called(answer: Answer) -> str:
    """The class, or what a regime without classes found."""
    found = "; ".join(words.findings_words(answer.answer))
    return found if found and not answer.klass else str(words.class_words(answer.klass))


def _hits(answer: Answer) -> list[dict[str, Any]]:
    """The hits that bear on the class, those that give it first; where none does, all of them."""
    hits = list(answer.answer.get("because") or ())
    bearing = [hit for hit in hits if hit.get("class") or hit.get("articles")] or hits
    return sorted(bearing, key=lambda hit: hit.get("class") != answer.klass)[:MOST_MISSING]


def _in_words(answer: Answer, hits: list[dict[str, Any]]) -> str:
    if answer.klass == "needs_review":
        possible = ", ".join(_possible(answer))
        first = _("The facts on record do not settle the class.")
        return f"{first} {_('Still possible: %s.') % possible}" if possible else first
    parts = [_called(answer) + "."]
    if hits:
        parts.append(f"{hits[0]['title']}.")
    if answer.applies_from:
        parts.append(_("Its duties bind from %s.") % answer.applies_from.isoformat())
    return " ".join(parts)


def _possible(answer: Answer) -> list[str]:
    held = answer.answer.get("candidates") or ()
    return [str(words.class_words(one)) for one in held if one != answer.klass]


def _rows(hits: list[dict[str, Any]], page: UseCasePage) -> tuple[WhyRow, ...]:
    stated = {one.key: one for one in standing(page)}
    fired: dict[str, Any] = {}
    for hit in hits:
        fired |= hit.get("facts") or {}
    return tuple(
        WhyRow(label=fact_words(key), value=_sourced(value_words(key, value), stated.get(key)))
        for key, value in fired.items()
    )


def _sourced(value: str, fact: Stated | None) -> str:
    if fact is None:
        return value
    who = fact.source or fact.by or _("no source given")
    return f"{value} ({who}, {fact.recorded_at.date().isoformat()})"


def _missing(keys: list[str]) -> tuple[str, ...]:
    shown = [fact_words(key) for key in keys[:MOST_MISSING]]
    rest = len(keys) - len(shown)
    return (*shown, _("and %d more") % rest) if rest > 0 else tuple(shown)


def _turns(hits: list[dict[str, Any]], missing: list[str]) -> tuple[str, ...]:
    turns = list(dict.fromkeys(str(one) for hit in hits for one in hit.get("would_change") or ()))
    if not turns and missing:
        turns = [_("An answer to: %s") % fact_words(missing[0])]
    return tuple(turns[:MOST_MISSING])


def _replay(answer: Answer) -> str:
    pack = f"{answer.pack} {answer.pack_version}".strip()
    text = f", {answer.text_version}" if answer.text_version else ""
    return _("Replay: facts %(facts)s, engine %(engine)s, pack %(pack)s%(text)s. Computed %(at)s.") % {
        "facts": answer.input_hash[:12],
        "engine": answer.engine_version,
        "pack": pack,
        "text": text,
        "at": answer.computed_at.isoformat(timespec="minutes"),
    }


def value_words(key: str, value: Any) -> str:
    """The value of a fact as people read it: the vocabulary's words for its codes, else the value itself."""
    if key.startswith("declared."):
        return str(words.class_words(str(value))) if str(value) in words.CLASSES else told(value)
    fact = load_law().vocabulary.facts.get(key)
    known = {one.code: one.words for one in fact.values} if fact else {}
    if isinstance(value, list):
        return "; ".join(known.get(one, told(one)) for one in value) or _("none")
    return known.get(value, told(value)) if isinstance(value, str) else told(value)


def fact_words(key: str) -> str:
    """The fact as a question where the vocabulary has one, else its key in words."""
    if key.startswith("practice."):
        return str(words.PRACTICES.get(key.removeprefix("practice."), key.removeprefix("practice.")))
    if key.startswith("declared."):
        return _("Declared under %s") % words.regime_words(key.removeprefix("declared."))
    asked = question(key)
    return asked if asked != key else key.replace("_", " ").replace(".", ": ").capitalize()
