"""What is the answer, why, and what is still open, in a form that can be kept and compared?"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from opencaio.engines.classification.requests import plain
from opencaio.engines.classification.trees import Truth, Value

NEEDS_REVIEW = "needs_review"
Mode = Literal["default", "ordinary"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that is met: its source, the facts that met it, and what would change that."""

    rule: str
    title: str
    citation: str
    group: str
    certainty: str
    facts: tuple[tuple[str, Value | None], ...]
    would_change: tuple[str, ...]
    class_code: str | None = None
    articles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    note: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that the answer brings, with the day from which it binds and other readings of that day."""

    code: str
    title: str
    roles: tuple[str, ...]
    citation: str
    certainty: str
    applies_from: date | None
    readings: tuple[tuple[date, str], ...]
    plain: str = ""
    evidence: tuple[str, ...] = ()
    lead_days: int | None = None
    review_months: int | None = None


class Open(NamedTuple):
    """A fact that could change the answer; `settles` counts the open provisions that it alone could rule out."""

    fact: str
    deciding: bool
    settles: int


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the ordinary mode took for granted."""

    fact: str
    value: Value
    words: str = ""


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which law answered, so that a stored answer replays."""

    name: str
    version: str
    text_version: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Ratios:
    """Selection rates over the highest one; exact fractions, `None` where nobody was selected."""

    ratios: tuple[tuple[str, Fraction | None], ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One regime's answer. `candidates`: the classes still possible, heaviest rule first; one when decided.

    `open` are the facts that could change the answer, deciding ones first; `answers` holds every touched regime.
    """

    id: str | int | None
    regime: str
    class_code: str | None
    articles: tuple[str, ...]
    obligations: tuple[str, ...]
    applies_from: date | None
    findings: tuple[tuple[str, tuple[tuple[str, Truth], ...]], ...]
    open: tuple[Open, ...]
    because: tuple[Hit, ...]
    pack: PackStamp
    mode: Mode
    law_on: date
    assumptions: tuple[Assumption, ...] = ()
    candidates: tuple[str, ...] = ()
    duties: tuple[Due, ...] = ()
    ratios: Ratios | None = None
    answers: tuple["Answer", ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(item.fact for item in self.open)

    @property
    def deciding(self) -> tuple[str, ...]:
        return tuple(item.fact for item in self.open if item.deciding)

    def finding(self, name: str) -> Truth:
        """A finding such as `dpia_required` by name; None when open or not asked."""
        for _, values in self.findings:
            for key, value in values:
                if key == name:
                    return value
        return None


def next_questions(answer: Answer, *, limit: int | None = None) -> tuple[Open, ...]:
    """The open facts in the order in which to ask them: those that could settle most first, over all regimes."""
    best: dict[str, Open] = {}
    for part in answer.answers or (answer,):
        for item in part.open:
            seen = best.get(item.fact)
            if seen is None:
                best[item.fact] = item
            else:
                best[item.fact] = Open(item.fact, seen.deciding or item.deciding, seen.settles + item.settles)
    ranked = sorted(best.values(), key=lambda item: (not item.deciding, -item.settles))
    return tuple(ranked[:limit])


def answer_to_json(answer: Answer) -> dict[str, object]:
    """The answer as the object of FACTS.md, ready for `json.dumps`."""
    own = _fields(answer)
    parts = [
        {"regime": part.regime, **(own if part.regime == answer.regime else _fields(part))} for part in answer.answers
    ]
    return {"id": answer.id, **own, "answers": parts}


def _fields(answer: Answer) -> dict[str, object]:
    body: dict[str, object] = {
        "class": answer.class_code,
        "articles": list(answer.articles),
        "obligations": list(answer.obligations),
        "applies_from": answer.applies_from.isoformat() if answer.applies_from else None,
    }
    for name, values in answer.findings:
        body[name] = dict(values)
    body["missing"] = list(answer.missing)
    body["because"] = [_hit(hit) for hit in answer.because]
    stamp = answer.pack
    body["pack"] = {"name": stamp.name, "version": stamp.version, "text_version": stamp.text_version}
    body["assumptions"] = [{"fact": item.fact, "value": item.words or plain(item.value)} for item in answer.assumptions]
    if answer.ratios is not None:
        body["impact_ratio"] = {group: _rounded(ratio) for group, ratio in answer.ratios.ratios}
        body["below_four_fifths"] = list(answer.ratios.below)
    return body


def _hit(hit: Hit) -> dict[str, object]:
    body: dict[str, object] = {
        "citation": hit.citation,
        "rule": hit.rule,
        "title": hit.title,
        "facts": {key: plain(value) for key, value in hit.facts},
        "certainty": hit.certainty,
        "would_change": list(hit.would_change),
    }
    if hit.class_code:
        body["class"] = hit.class_code
    if hit.articles:
        body["articles"] = list(hit.articles)
    if hit.duties:
        body["obligations"] = list(hit.duties)
    if hit.note:
        body["note"] = hit.note
    return body


def _rounded(ratio: Fraction | None) -> float | None:
    """To three decimals, halves away from zero, without passing through a binary fraction."""
    if ratio is None:
        return None
    thousandths = (ratio * 2000 + 1) // 2
    return int(thousandths) / 1000
