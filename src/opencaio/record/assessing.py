"""What does the law say of these uses now, from the facts on record?

Answers are worked out in the default mode: nothing is assumed, and a decisive unknown gives `needs_review`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from opencaio.engines import classification
from opencaio.packs.law import load_law
from opencaio.record.changes import Change
from opencaio.record.duties import write_duties
from opencaio.record.inheritance import agreed, inherited, standing_rows
from opencaio.record.mirrored import told_by_columns
from opencaio.record.models import Assessment, UseCase
from opencaio.record.reviewing import look_for_stale

Facts = Mapping[str, Any]
Answer = dict[str, Any]
OUR_OWN = ("declared.", "practice.", "reported.", "asked.")
HOME_REGIME = "EU"
FEDERAL_REGIME = "US-FED"
BATCH = 500


@dataclass(frozen=True)
class Reached:
    """One regime's answer on one set of facts."""

    regime: str
    answer: Answer
    input_hash: str

    @property
    def klass(self) -> str:
        """The class, or nothing for a regime without classes."""
        return self.answer.get("class") or ""


class Answers:
    """The law's answers on a day, each set of facts worked out once."""

    def __init__(self, *, law_on: date) -> None:
        self.law_on = law_on
        self._known: dict[str, tuple[Reached, ...]] = {}

    def of(self, facts: Facts) -> tuple[Reached, ...]:
        """One answer for each regime that the facts touch; the home regime when they touch none."""
        known = load_law().vocabulary.facts
        legal = {key: value for key, value in facts.items() if key in known and value is not None}
        key = json.dumps(legal, sort_keys=True, default=str)
        if key not in self._known:
            self._known[key] = _reach(legal, law_on=self.law_on)
        return self._known[key]

    def write(self, pairs: Sequence[tuple[UseCase, Facts]], *, at: datetime) -> None:
        """Insert the answers of uses that have none yet, with the duties that follow."""
        rows = [_row(use, reached, law_on=self.law_on, at=at) for use, facts in pairs for reached in self.of(facts)]
        Assessment.objects.bulk_create(rows, batch_size=BATCH)
        write_duties([row for row in rows if row.answer.get("obligations")], at=at)


def reassess(rows: Iterable[UseCase], change: Change, *, law_on: date | None = None) -> int:
    """Work out every regime's answer for these uses and supersede those that changed; how many did."""
    uses = {row.pk: row for row in rows}
    facts = standing_facts(uses)
    answers = Answers(law_on=law_on or timezone.localdate(change.at))
    held: dict[int, dict[str, Assessment]] = defaultdict(dict)
    for one in Assessment.objects.filter(use_case_id__in=uses, superseded_at=None):
        held[one.use_case_id][one.regime] = one
    fresh, stale = [], []
    for key, use in uses.items():
        new, old = _changes(use, answers, facts.get(key, {}), held[key], at=change.at)
        fresh += new
        stale += old
    Assessment.objects.filter(pk__in=stale).update(superseded_at=change.at)
    standing = Assessment.objects.filter(use_case_id__in=uses, superseded_at=None)
    standing.exclude(law_on=answers.law_on).update(law_on=answers.law_on)
    Assessment.objects.bulk_create(fresh, batch_size=BATCH)
    write_duties(fresh, at=change.at)
    look_for_stale({key: facts.get(key, {}) for key in uses}, change)
    if fresh or stale:
        change.notes.setdefault("assessed", []).extend([one.use_case_id, one.regime, one.klass] for one in fresh)
    return len(fresh)


def standing_facts(keys: Iterable[int], *, record_at: datetime | None = None) -> dict[int, dict[str, Any]]:
    """What is known of each use, now or as it was known at a moment: ``{use: {key: value}}``.

    What its parts and the organisation state is known of it too, unless it states its own or they contradict.
    """
    wanted = set(keys)
    rows = standing_rows(record_at).filter(subject_kind="usecase")
    rows = rows.filter(subject_id__in=wanted) if len(wanted) <= BATCH else rows
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for use, of_parts in inherited(wanted, record_at=record_at).items():
        found[use].update(agreed(of_parts))
    if record_at is None:
        for use, told in told_by_columns(wanted, all_of_them=len(wanted) > BATCH).items():
            if use in wanted:
                found[use].update(told)
    for subject, key, value, is_unknown in rows.values_list("subject_id", "key", "value", "is_unknown"):
        if subject not in wanted:
            continue
        if is_unknown:
            found[subject].pop(key, None)
        else:
            found[subject][key] = value
    return found


def _changes(
    use: UseCase, answers: Answers, facts: Facts, held: Mapping[str, Assessment], *, at: datetime
) -> tuple[list[Assessment], list[int]]:
    reached = {one.regime: one for one in answers.of(facts)}
    fresh = [
        _row(use, one, law_on=answers.law_on, at=at)
        for regime, one in reached.items()
        if regime not in held or held[regime].answer != one.answer
    ]
    replaced = {one.regime for one in fresh}
    stale = [one.pk for regime, one in held.items() if regime in replaced or regime not in reached]
    return fresh, stale


def _reach(legal: Facts, *, law_on: date) -> tuple[Reached, ...]:
    law = load_law()
    regime = FEDERAL_REGIME if _outside_union(legal) else HOME_REGIME
    request = classification.parse_request({"jurisdiction": regime, "facts": legal}, law.vocabulary)
    whole = classification.classify(request, law, law_on=law_on, mode="default")
    input_hash = classification.input_hash(request)
    return tuple(
        Reached(part.regime, _kept(part), input_hash)
        for part in whole.answers
        if not (regime == FEDERAL_REGIME and part.regime.split("-")[0] == HOME_REGIME)
    )


def _outside_union(legal: Facts) -> bool:
    """A federal agency without a stated tie to the Union (AI Act Art. 2(1)) is not asked about Union law."""
    return legal.get("agency") is True and "nexus" not in legal


def _kept(part: classification.Answer) -> Answer:
    """The part as the face shows it, with the dates of its duties and the order of its open questions."""
    body = classification.answer_to_json(part)
    rest = {name: value for name, value in body.items() if name not in {"id", "answers"}}
    return rest | {
        "candidates": list(part.candidates),
        "open": [[one.fact, one.deciding, one.settles] for one in part.open],
        "duties": [
            {
                "code": one.code,
                "title": one.title,
                "citation": one.citation,
                "certainty": one.certainty,
                "applies_from": one.applies_from.isoformat() if one.applies_from else None,
                "readings": [[day.isoformat(), words] for day, words in one.readings],
                "plain": one.plain,
                "roles": _roles(one, part),
                "evidence_kinds": list(one.evidence),
                "lead_days": one.lead_days,
                "review_months": one.review_months,
            }
            for one in part.duties
        ],
    }


def _roles(duty: classification.Due, part: classification.Answer) -> list[str]:
    """In which of its roles the duty binds us: those that the facts behind the answer state, else all of them."""
    facts = [fact for hit in part.because for fact in hit.facts]
    stated = {role for key, value in facts if key.split(".")[-1] == "role" for role in _listed(value)}
    return [role for role in duty.roles if role in stated] or list(duty.roles)


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _row(use: UseCase, reached: Reached, *, law_on: date, at: datetime) -> Assessment:
    answer = reached.answer
    pack = answer.get("pack") or {}
    applies = answer.get("applies_from")
    return Assessment(
        use_case=use,
        regime=reached.regime,
        klass=reached.klass,
        applies_from=date.fromisoformat(applies) if applies else None,
        missing_count=len(answer.get("missing") or ()),
        certainty=_certainty(answer),
        answer=answer,
        input_hash=reached.input_hash,
        pack=pack.get("name", ""),
        pack_version=pack.get("version", ""),
        text_version=pack.get("text_version") or "",
        engine_version=classification.ENGINE_VERSION,
        law_on=law_on,
        computed_at=at,
    )


def _certainty(answer: Answer) -> str:
    order = ("disputed", "recalled", "likely", "certain")
    found = {hit.get("certainty") for hit in answer.get("because") or ()}
    return next((one for one in order if one in found), "")
