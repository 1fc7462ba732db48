"""How did the portfolio stand: now, or as it was known on a day, under the law of a day?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from opencaio.engines.standing import LawAnswer, OpenFact, UseState
from opencaio.record.assessing import Answers, standing_facts
from opencaio.record.models import (
    Assessment,
    Department,
    Evidence,
    Fact,
    ImportedRow,
    OpenMatch,
    Past,
    Person,
    UseCase,
)

Scope = frozenset[int] | None
COLUMNS = (
    "pk",
    "code",
    "name",
    "department_id",
    "stage",
    "unit",
    "owner_id",
    "topic",
    "review_due_on",
    "people_affected",
    "format_id",
    "succeeds_id",
    "retired_at",
    "version",
)
IMPACT_ASSESSMENTS = ("DPIA", "GDPR-35", "FRIA", "AIA-27", "OMB-AIIA")


def load_states(*, scope: Scope, law_on: date | None = None, record_at: datetime | None = None) -> tuple[UseState, ...]:
    """Every use within ``scope`` (departments; None: all), by code, with what each regime says of it."""
    day = law_on or timezone.localdate()
    rows = _rows(scope, record_at)
    facts = standing_facts((row["pk"] for row in rows), record_at=record_at)
    answers = _answers(rows, facts, day=day, record_at=record_at)
    names = _Names.of(rows, record_at)
    return tuple(
        UseState(
            key=row["pk"],
            code=row["code"],
            name=row["name"],
            department_id=row["department_id"],
            department=names.departments.get(row["department_id"], ""),
            stage=row["stage"],
            unit=row["unit"],
            owner=names.people.get(row["owner_id"], ""),
            topic=row["topic"],
            vendors=names.vendors.get(row["pk"], ()),
            review_due_on=_day(row["review_due_on"]),
            people_affected=row["people_affected"],
            format_id=row["format_id"],
            succeeds=row["succeeds_id"] is not None,
            changed=row["pk"] in names.changed,
            facts=facts.get(row["pk"], {}),
            answers=answers.get(row["pk"], {}),
            has_impact_assessment=row["pk"] in names.assessed,
            open_matches=names.matches[row["pk"]],
        )
        for row in rows
    )


def _rows(scope: Scope, record_at: datetime | None) -> list[dict[str, Any]]:
    known: Q = Q(retired_at=None) if record_at is None else Q(created_at__lte=record_at)
    rows = list(UseCase.objects.filter(known).order_by("code").values(*COLUMNS))
    if record_at is not None:
        before = _as_it_was("usecase", record_at)
        rows = [row | {k: v for k, v in before.get(row["pk"], {}).items() if k in row} for row in rows]
        rows = [row for row in rows if row["retired_at"] is None or str(row["retired_at"]) > str(record_at)]
    return rows if scope is None else [row for row in rows if row["department_id"] in scope]


def _as_it_was(kind: str, record_at: datetime) -> dict[int, Mapping[str, Any]]:
    """The columns that each changed row had at that moment: the oldest past that outlived it."""
    found: dict[int, Mapping[str, Any]] = {}
    for past in Past.objects.filter(kind=kind, until__gt=record_at).order_by("-until"):
        found[past.key] = past.values
    return found


class _Names:
    """What the ids of the rows stand for."""

    def __init__(self) -> None:
        self.departments: dict[int, str] = dict(Department.objects.values_list("pk", "name"))
        self.people: dict[int | None, str] = dict(Person.objects.values_list("pk", "name"))
        self.vendors: dict[int, tuple[str, ...]] = {}
        self.changed: set[int] = set()
        self.assessed: set[int] = set()
        self.matches: Counter[int] = Counter()

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], record_at: datetime | None) -> "_Names":
        """Read each table once."""
        names = cls()
        vendors: dict[int, list[str]] = defaultdict(list)
        through = UseCase.vendors.through.objects.select_related("vendor").order_by("vendor__name")
        for use, vendor in through.values_list("usecase_id", "vendor__name"):
            vendors[use].append(vendor)
        names.vendors = {use: tuple(found) for use, found in vendors.items()}
        fresh = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate(record_at or timezone.now()))
        evidence = Evidence.objects.filter(fresh, code__in=IMPACT_ASSESSMENTS, retired_at=None)
        matches = OpenMatch.objects.filter(answer="")
        updated = ImportedRow.objects.filter(outcome="update")
        if record_at is not None:
            evidence = evidence.filter(created_at__lte=record_at)
            matches = matches.filter(proposed_at__lte=record_at)
            updated = updated.filter(batch__imported_at__lte=record_at)
        names.assessed = set(evidence.values_list("use_case_id", flat=True)) | _stated_assessments()
        names.matches = Counter(matches.values_list("use_case_id", flat=True))
        names.changed = set(updated.values_list("use_case_id", flat=True))
        return names


def _stated_assessments() -> set[int]:
    stated = Fact.objects.filter(subject_kind="usecase", superseded_at=None, key="practice.DPIA", value="met")
    return set(stated.values_list("subject_id", flat=True))


def _answers(
    rows: list[dict[str, Any]],
    facts: Mapping[int, Mapping[str, Any]],
    *,
    day: date,
    record_at: datetime | None,
) -> dict[int, dict[str, LawAnswer]]:
    """Stored answers where they were worked out for this law date from these facts, else worked out now."""
    found: dict[int, dict[str, LawAnswer]] = defaultdict(dict)
    wanted = {row["pk"] for row in rows}
    if record_at is None:
        for use, answer in _stored_answers(day):
            if use in wanted:
                found[use][answer.regime] = answer
    computed = Answers(law_on=day)
    for key in wanted - found.keys():
        for one in computed.of(facts.get(key, {})):
            found[key][one.regime] = law_answer(one.regime, one.answer)
    return found


SAME_ANSWER = ("regime", "input_hash", "pack", "pack_version", "engine_version")


def _stored_answers(day: date) -> Iterator[tuple[int, LawAnswer]]:
    """Answers kept for this law date, of uses whose every answer is; one that many uses share is read once."""
    standing = Assessment.objects.filter(superseded_at=None)
    older = set(standing.exclude(law_on=day).values_list("use_case_id", flat=True))
    kept = standing.filter(law_on=day)
    samples = {row[:-1]: row[-1] for row in kept.values_list(*SAME_ANSWER).annotate(Min("pk"))}
    read = {one.pk: law_answer(one.regime, one.answer) for one in Assessment.objects.filter(pk__in=samples.values())}
    for use, *same in kept.values_list("use_case_id", *SAME_ANSWER):
        if use not in older:
            yield use, read[samples[tuple(same)]]


def law_answer(regime: str, answer: Mapping[str, Any]) -> LawAnswer:
    """A stored answer in the engine's form."""
    gdpr = answer.get("gdpr") or {}
    pack = answer.get("pack") or {}
    return LawAnswer(
        regime=regime,
        klass=answer.get("class") or "",
        applies_from=_day(answer.get("applies_from")),
        open=tuple(OpenFact(*one) for one in answer.get("open", ())),
        duties=tuple(answer.get("duties", ())),
        articles=tuple(answer.get("articles", ())),
        dpia_required=gdpr.get("dpia_required"),
        pack=f"{pack.get('name', '')} {pack.get('version', '')}, text {pack.get('text_version', '')}",
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
