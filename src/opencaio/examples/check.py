"""Does an example company hold together: does every reference resolve, are its dates in order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opencaio.examples.shape import Example

# (list, attribute, list it points into). An attribute may hold one key, a list of keys, or a mapping by key.
REFERENCES = (
    ("legal_entities", "parent", "legal_entities"),
    ("sites", "legal_entity", "legal_entities"),
    ("departments", "parent", "departments"),
    ("departments", "lead", "people"),
    ("departments", "legal_entity", "legal_entities"),
    ("people", "department", "departments"),
    ("people", "legal_entity", "legal_entities"),
    ("people", "scope", "departments"),
    ("people", "skills", "skills"),
    ("vendors", "owner", "people"),
    ("models", "vendor", "vendors"),
    ("models", "replaced_by", "models"),
    ("datasets", "owner", "people"),
    ("datasets", "department", "departments"),
    ("systems", "vendor", "vendors"),
    ("systems", "department", "departments"),
    ("systems", "owner", "people"),
    ("systems", "models", "models"),
    ("systems", "datasets", "datasets"),
    ("deployments", "system", "systems"),
    ("deployments", "legal_entity", "legal_entities"),
    ("deployments", "sites", "sites"),
    ("fact_sets", "by", "people"),
    ("use_cases", "department", "departments"),
    ("use_cases", "owner", "people"),
    ("use_cases", "legal_entity", "legal_entities"),
    ("use_cases", "fact_sets", "fact_sets"),
    ("use_cases", "systems", "systems"),
    ("use_cases", "datasets", "datasets"),
    ("use_cases", "vendors", "vendors"),
    ("assumption_sets", "by", "people"),
    ("assumption_sets", "approved_by", "people"),
    ("limits", "person", "people"),
    ("commitments", "vendor", "vendors"),
    ("commitments", "department", "departments"),
    ("commitments", "use", "use_cases"),
    ("cases", "initiative", "initiatives"),
    ("scores", "initiative", "initiatives"),
    ("initiatives", "department", "departments"),
    ("initiatives", "lead", "people"),
    ("initiatives", "uses", "use_cases"),
    ("initiatives", "objectives", "objectives"),
    ("initiatives", "demand", "skills"),
    ("work_tasks", "initiative", "initiatives"),
    ("work_tasks", "skill", "skills"),
    ("work_tasks", "person", "people"),
    ("absences", "person", "people"),
    ("initiatives", "requires", "initiatives"),
    ("initiatives", "excludes", "initiatives"),
    ("training_terms", "skill", "skills"),
    ("training_terms", "trained_from", "skills"),
    ("ambitions", "person", "people"),
    ("ambitions", "skill", "skills"),
    ("assignments", "person", "people"),
    ("assignments", "initiative", "initiatives"),
    ("assignments", "skill", "skills"),
    ("teams", "department", "departments"),
    ("teams", "lead", "people"),
    ("teams", "members", "people"),
    ("teams", "initiatives", "initiatives"),
    ("places", "department", "departments"),
    ("places", "owner", "people"),
    ("places", "skill", "skills"),
    ("tools", "department", "departments"),
    ("tools", "vendor", "vendors"),
    ("tools", "owner", "people"),
    ("tools", "uses", "use_cases"),
    ("tools", "initiatives", "initiatives"),
    ("objectives", "department", "departments"),
    ("objectives", "owner", "people"),
    ("objectives", "parent", "objectives"),
    ("ties", "objective", "objectives"),
    ("ties", "initiative", "initiatives"),
    ("ties", "use", "use_cases"),
    ("maturity", "department", "departments"),
    ("maturity", "by", "people"),
    ("strategy", "by", "people"),
    ("ideas", "department", "departments"),
    ("ideas", "by", "people"),
    ("ideas", "owner", "people"),
    ("ideas", "joins", "ideas"),
    ("ideas", "use", "use_cases"),
    ("ideas", "supporters", "people"),
    ("evidence", "use", "use_cases"),
    ("evidence", "by", "people"),
    ("tasks", "use", "use_cases"),
    ("tasks", "by", "people"),
    ("tasks", "owner", "people"),
    ("tasks", "evidence", "evidence"),
    ("overrides", "use", "use_cases"),
    ("overrides", "by", "people"),
    ("reviews", "use", "use_cases"),
    ("reviews", "asked_by", "people"),
    ("reviews", "reviewer", "people"),
    ("reviews", "by", "people"),
    ("corrections", "use", "use_cases"),
    ("corrections", "by", "people"),
    ("deputies", "person", "people"),
    ("deputies", "deputy", "people"),
    ("document_facts", "by", "people"),
    ("documents", "use", "use_cases"),
    ("documents", "by", "people"),
    ("documents", "signed_by", "people"),
    ("controls", "department", "departments"),
    ("controls", "owner", "people"),
    ("controls", "uses", "use_cases"),
    ("comments", "use", "use_cases"),
    ("comments", "by", "people"),
    ("studies", "use", "use_cases"),
    ("studies", "by", "people"),
    ("computed_studies", "use", "use_cases"),
    ("computed_studies", "metric", "metrics"),
    ("computed_studies", "by", "people"),
    ("metrics", "use", "use_cases"),
    ("risks", "uses", "use_cases"),
    ("risks", "systems", "systems"),
    ("risks", "vendors", "vendors"),
    ("risks", "models", "models"),
    ("risks", "datasets", "datasets"),
    ("risks", "department", "departments"),
    ("risks", "owner", "people"),
    ("risks", "accepted_by", "people"),
    ("appetites", "department", "departments"),
    ("incidents", "use", "use_cases"),
    ("incidents", "system", "systems"),
    ("incidents", "owner", "people"),
    ("incidents", "reported_by", "people"),
    ("meetings", "attendees", "people"),
    ("decisions", "meeting", "meetings"),
    ("decisions", "uses", "use_cases"),
    ("decisions", "initiatives", "initiatives"),
    ("decisions", "owner", "people"),
    ("stakeholders", "contact", "people"),
    ("courses", "owner", "people"),
    ("completions", "course", "courses"),
    ("completions", "person", "people"),
    ("training", "course", "courses"),
    ("training", "department", "departments"),
    ("budgets", "department", "departments"),
    ("costs", "use", "use_cases"),
    ("costs", "department", "departments"),
    ("costs", "vendor", "vendors"),
    ("usage", "use", "use_cases"),
    ("usage", "system", "systems"),
    ("decision_counts", "use", "use_cases"),
    ("kpis", "metric", "metrics"),
    ("kpis", "site", "sites"),
    ("headcount", "department", "departments"),
    ("capacity", "skill", "skills"),
)

# (list, earlier, later): where both are given, the first may not follow the second.
IN_ORDER = (
    ("people", "joined_on", "left_on"),
    ("vendors", "contract_on", "contract_until"),
    ("models", "released_on", "support_ends_on"),
    ("datasets", "starts_on", "refreshed_on"),
    ("systems", "placed_on", "retired_on"),
    ("deployments", "since", "until"),
    ("use_cases", "started_on", "retired_on"),
    ("use_cases", "reviewed_on", "review_due_on"),
    ("evidence", "held_on", "expires_on"),
    ("overrides", "decided_on", "expires_on"),
    ("reviews", "asked_on", "judged_on"),
    ("reviews", "judged_on", "expires_on"),
    ("deputies", "from_on", "until_on"),
    ("studies", "starts_on", "ends_on"),
    ("studies", "low", "measured"),
    ("studies", "measured", "high"),
    ("risks", "raised_on", "review_due_on"),
    ("risks", "accepted_on", "accepted_until"),
    ("incidents", "happened_at", "known_at"),
    ("incidents", "known_at", "contained_at"),
    ("decisions", "decided_on", "expires_on"),
)

# (list, attribute): days that lie in the past, seen from the example's today.
PAST = (
    ("people", "joined_on"),
    ("models", "released_on"),
    ("datasets", "refreshed_on"),
    ("systems", "placed_on"),
    ("fact_sets", "recorded_on"),
    ("use_cases", "started_on"),
    ("use_cases", "reviewed_on"),
    ("use_cases", "facts_on"),
    ("use_cases", "declared_on"),
    ("use_cases", "retired_on"),
    ("evidence", "held_on"),
    ("comments", "at"),
    ("reviews", "asked_on"),
    ("reviews", "judged_on"),
    ("corrections", "stated_on"),
    ("studies", "ends_on"),
    ("risks", "raised_on"),
    ("incidents", "known_at"),
    ("incidents", "closed_on"),
    ("decisions", "decided_on"),
    ("completions", "completed_on"),
    ("usage", "week"),
    ("kpis", "week"),
    ("snapshots", "on"),
)


def faults(example: Example) -> list[str]:
    """Every contradiction as one line; empty when the example is whole."""
    return [
        *_twice(example),
        *_dangling(example),
        *_stray_scopes(example),
        *_disordered(example),
        *_late(example),
    ]


def _twice(example: Example) -> Iterator[str]:
    for field in {target for _, _, target in REFERENCES}:
        counted = Counter(_key(row) for row in getattr(example, field))
        yield from (f"{field}: {key} stands there {n} times" for key, n in counted.items() if n > 1)


def _dangling(example: Example) -> Iterator[str]:
    known = {target: _keys(example, target) for _, _, target in REFERENCES}
    for field, attribute, target in REFERENCES:
        for row in getattr(example, field):
            missing = [key for key in _named(getattr(row, attribute)) if key not in known[target]]
            yield from (f"{field}: {_key(row)}: {attribute} {key!r} is not among {target}" for key in missing)


def _stray_scopes(example: Example) -> Iterator[str]:
    scopes = _keys(example, "departments") | {"all"}
    yield from (f"snapshots: no scope {each.scope!r}" for each in example.snapshots if each.scope not in scopes)


def _disordered(example: Example) -> Iterator[str]:
    for field, earlier, later in IN_ORDER:
        for row in getattr(example, field):
            first, second = getattr(row, earlier), getattr(row, later)
            if first is not None and second is not None and first > second:
                yield f"{field}: {_key(row)}: {earlier} {first} follows {later} {second}"


def _late(example: Example) -> Iterator[str]:
    today = example.organisation.today
    for field, attribute in PAST:
        for row in getattr(example, field):
            value = getattr(row, attribute)
            if value is not None and _day(value) > today:
                yield f"{field}: {_key(row)}: {attribute} {value} lies after {today}"


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _keys(example: Example, field: str) -> set[str]:
    return {_key(row) for row in getattr(example, field)}


def _key(row: Any) -> str:
    for attribute in ("key", "code", "use", "metric"):
        if hasattr(row, attribute):
            return str(getattr(row, attribute))
    return type(row).__name__.lower()


def _named(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value] if value else []
    return list(value) if isinstance(value, list | dict) else []
