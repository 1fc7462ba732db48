"""What does a sign-off rest on, does it still hold, who may give it, and which class counts beside the computed one?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from opencaio.engines.classification.compiled import facts_read
from opencaio.errors import BadPack
from opencaio.packs.law import load_law
from opencaio.record import ledger
from opencaio.record.changes import Change
from opencaio.record.inheritance import inherited
from opencaio.record.letters import Line, tell
from opencaio.record.models import Assessment, Fact, LedgerEntry, Person, Review, UseCase
from opencaio.record.models.reviews import Verdict
from opencaio.record.vocabulary import question

Facts = Mapping[str, Any]
GIVEN = (Verdict.SIGNED, Verdict.OVERRIDDEN)
NOT_SETTLED = "needs_review"
PROHIBITED = "prohibited"
FEW = 500
NAMED = 3


@dataclass(frozen=True)
class Effective:
    """One regime's class for one use, as computed, as declared and as overridden, side by side (empty: not so).

    ``klass`` is the one that counts: the override while it is in force, else the computed one.
    """

    regime: str
    computed: str
    declared: str
    overridden: str
    overridden_until: date | None
    overridden_by: str
    reason: str

    @property
    def klass(self) -> str:
        """The class that counts."""
        return self.overridden or self.computed


@cache
def facts_under(regime: str) -> frozenset[str]:
    """The keys of the facts that the regime's pack, or one that it uses, reads."""
    law = load_law()
    try:
        pack = law.pack_for(regime)
    except BadPack:
        return frozenset()
    return facts_read(pack).union(*(facts_read(law.pack(used)) for used in pack.uses))


def inputs_of(regime: str, facts: Facts) -> dict[str, Any]:
    """Those of the facts on which the regime's answer can rest."""
    under = facts_under(regime)
    return {key: facts[key] for key in sorted(facts) if key in under}


def classes_of(regime: str) -> dict[str, str]:
    """The classes of the regime's pack, code -> title; none for a regime without classes."""
    try:
        return {one.code: one.title for one in load_law().pack_for(regime).classes}
    except BadPack:
        return {}


def class_title(regime: str, klass: str) -> str:
    """The class in words, as its pack says it."""
    if klass == NOT_SETTLED:
        return "Not settled"
    return classes_of(regime).get(klass) or klass.replace("_", " ").capitalize() or "No class"


def standing_reviews() -> QuerySet[Review]:
    """The round that stands of each use and regime."""
    return Review.objects.filter(retired_at=None)


def in_force(on: date) -> Q:
    """Reviews that overrule the computed class on this day."""
    return Q(retired_at=None, verdict=Verdict.OVERRIDDEN, expires_on__gte=on, stale_at=None)


def no_longer_holds(on: date) -> Q:
    """Sign-offs and overrides under which something changed, or which have expired."""
    return Q(retired_at=None, verdict__in=GIVEN) & (Q(stale_at__isnull=False) | Q(expires_on__lt=on))


def state_of(row: Review, *, on: date) -> str:
    """``waiting``, ``sent_back``, ``signed``, ``overridden``, ``stale`` or ``expired``."""
    if row.verdict in GIVEN and row.stale_at is not None:
        return "stale"
    if row.expires_on is not None and row.expires_on < on:
        return "expired"
    return "waiting" if row.verdict == Verdict.ASKED else str(row.verdict)


def effective_classes(keys: Iterable[int], *, on: date) -> dict[int, list[Effective]]:
    """The classes of these uses on a day, regime by regime; three queries."""
    wanted = list(keys)
    declared: dict[tuple[int, str], str] = {}
    stated = Fact.objects.filter(
        subject_kind="usecase", subject_id__in=wanted, superseded_at=None, key__startswith="declared."
    )
    for use, key, value in stated.values_list("subject_id", "key", "value"):
        declared[use, key.removeprefix("declared.")] = "" if value is None else str(value)
    rows = Review.objects.filter(in_force(on), use_case__in=wanted).select_related("reviewer")
    overrides = {(row.use_case_id, row.regime): row for row in rows}
    answers = Assessment.objects.filter(use_case__in=wanted, superseded_at=None)
    computed = {(use, regime): klass for use, regime, klass in answers.values_list("use_case_id", "regime", "klass")}
    found: dict[int, list[Effective]] = defaultdict(list)
    for use, regime in sorted({*computed, *declared}):
        place = use, regime
        line = _effective(regime, computed.get(place, ""), declared.get(place, ""), overrides.get(place))
        found[use].append(line)
    return found


def is_settled(answer: Assessment) -> bool:
    """False while the class, or for a regime without classes some finding, hangs on an open fact."""
    if answer.klass:
        return answer.klass != NOT_SETTLED
    found = [one for one in answer.answer.values() if isinstance(one, dict)] if isinstance(answer.answer, dict) else []
    return not any(value is None for one in found if one is not answer.answer.get("pack") for value in one.values())


def rests_on(answer: Assessment) -> frozenset[str]:
    """The facts that the reasons of an answer name; where they name none, all that its regime reads."""
    hits = answer.answer.get("because") or () if isinstance(answer.answer, dict) else ()
    named = {key for hit in hits if isinstance(hit, dict) for key in hit.get("facts") or {}}
    return frozenset(named) or facts_under(answer.regime)


def hindrances(answer: Assessment, review: Review | None) -> dict[int, str]:
    """Who may not judge this answer, and why in words: who asked for it, and who stated what it rests on."""
    keys: dict[int, list[str]] = defaultdict(list)
    under = _under(answer)
    entered = _entered(under)
    for fact in under:
        for who in {fact.by_id, *entered[fact.pk]} - {None}:
            keys[who or 0].append(fact.key)
    found = {by: f"stated a fact under this answer: {_questions(own)}" for by, own in keys.items()}
    if review is not None and review.verdict == Verdict.ASKED and review.asked_by_id:
        found.setdefault(review.asked_by_id, "asked for this review")
    return found


def look_for_stale(facts: Mapping[int, Facts], change: Change) -> None:
    """Mark the sign-offs and overrides of these uses under which an answer or a fact has changed; tell who cares."""
    rows = standing_reviews().filter(verdict__in=GIVEN, stale_at=None)
    if len(facts) <= FEW:
        rows = rows.filter(use_case__in=list(facts))
    given = [row for row in rows.select_related("use_case", "assessment") if row.use_case_id in facts]
    if not given:
        return
    uses = {row.use_case_id for row in given}
    answers = Assessment.objects.filter(use_case__in=uses, superseded_at=None)
    standing = {(one.use_case_id, one.regime): one for one in answers}
    gone = []
    for row in given:
        answer = standing.get((row.use_case_id, row.regime))
        because = "; ".join(_differences(row, answer, facts.get(row.use_case_id, {})))
        if because:
            change.update(row, version=None, values={"stale_at": change.at, "stale_because": _sentence(because)})
            gone.append(row)
    _tell_of_stale(gone, at=change.at)


def today(at: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localdate(at)


def _effective(regime: str, klass: str, declared: str, over: Review | None) -> Effective:
    return Effective(
        regime=regime,
        computed=klass,
        declared=declared,
        overridden=over.given_class if over else "",
        overridden_until=over.expires_on if over else None,
        overridden_by=over.reviewer.name if over and over.reviewer else "",
        reason=over.reason if over else "",
    )


def _under(answer: Assessment) -> list[Fact]:
    """The facts on which an answer rests: the use's own, and those of its parts where it states none."""
    keys = rests_on(answer)
    own = Fact.objects.filter(subject_kind="usecase", subject_id=answer.use_case_id, superseded_at=None, key__in=keys)
    stated = list(own.order_by("recorded_at", "pk"))
    silent = keys - {fact.key for fact in stated}
    of_parts = inherited([answer.use_case_id]).get(answer.use_case_id, {}) if silent else {}
    theirs = [one.fact for key in sorted(silent) for one in of_parts.get(key, ())]
    return [*(fact for fact in stated if not fact.is_unknown), *theirs]


def _entered(facts: Sequence[Fact]) -> dict[int, set[int | None]]:
    """Who put each fact on record, whoever is named as having said it: the ledger knows."""
    moments = {ledger.moment(fact.recorded_at) for fact in facts}
    entries = LedgerEntry.objects.filter(at__in=moments, subjects__kind__in={one.subject_kind for one in facts})
    found: dict[tuple[str, str, int], set[int | None]] = defaultdict(set)
    for at, kind, key, who in entries.values_list("at", "subjects__kind", "subjects__key", "actor_id"):
        found[at, kind, key].add(who)
    return {fact.pk: found[ledger.moment(fact.recorded_at), fact.subject_kind, fact.subject_id] for fact in facts}


def _questions(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return f"“{question(keys[0])}”{more}"


def _sentence(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."


def _differences(row: Review, answer: Assessment | None, facts: Facts) -> Iterator[str]:
    """What is other now than when the review was given, in words; nothing when all is as it was."""
    now = inputs_of(row.regime, facts)
    changed = [key for key in sorted({*row.inputs, *now}) if row.inputs.get(key) != now.get(key)]
    if answer is None:
        yield "The regime no longer answers for this use"
        return
    was = row.assessment
    if answer.klass != was.klass:
        before, after = class_title(row.regime, was.klass), class_title(row.regime, answer.klass)
        yield f"The class was “{before}” and is “{after}” now"
    if changed:
        more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        yield f"Answered anew: {' · '.join(question(key) for key in changed[:NAMED])}{more}"
    if (answer.pack, answer.pack_version) != (was.pack, was.pack_version):
        yield f"The rules changed: {was.pack} {was.pack_version} was looked at, {answer.pack_version} stands now"
    elif not changed and answer.klass == was.klass and _gist(answer) != _gist(was):
        yield f"The law of {answer.law_on} gives other duties, dates or open facts"


def _gist(one: Assessment) -> tuple[Any, ...]:
    """What a reviewer signs for, apart from the form in which the engine writes it down."""
    body = one.answer
    duties = body.get("duties") or () if isinstance(body, dict) else ()
    dated = sorted((str(each.get("code")), str(each.get("applies_from"))) for each in duties)
    missing = sorted(map(str, body.get("missing") or ())) if isinstance(body, dict) else []
    return one.text_version, str(one.applies_from), dated, missing


def _tell_of_stale(rows: Sequence[Review], *, at: datetime) -> None:
    """One letter a person, whatever the number of sign-offs that went stale at once."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        use: UseCase = row.use_case
        line = Line(f"{use.code} {use.name}, {row.regime}: {row.stale_because}", use.department_id)
        for key in {use.owner_id, row.asked_by_id, row.reviewer_id} - {None}:
            lines[key or 0].append(line)
    for person in Person.objects.filter(pk__in=lines):
        told = lines[person.pk]
        subject = "A sign-off went stale" if len(told) == 1 else f"{len(told)} sign-offs went stale"
        tell(person, kind="stale", subject=subject, lines=told, link="/reviews?state=stale", at=at)
