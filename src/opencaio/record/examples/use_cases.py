"""How does one use of AI come on record, with all that is known of it?"""

from datetime import date
from typing import Any

from opencaio.examples import rows
from opencaio.record.examples.settling import OPENED, Settling


def known_from(use: rows.UseCase) -> date:
    days = [day for day in (use.started_on, use.reviewed_on, use.facts_on) if day]
    return max(OPENED, min(days))


def settle_use_case(settling: Settling, use: rows.UseCase) -> None:
    known = known_from(use)
    settling.do(
        "use_cases.add",
        on=known,
        **use.model_dump(
            include={
                "code",
                "name",
                "department",
                "purpose",
                "benefit",
                "outputs",
                "stage",
                "topic",
                "technique",
                "sourcing",
                "started_on",
                "retired_on",
                "people_affected",
                "reviewed_on",
                "review_due_on",
                "countries",
                "tags",
            }
        ),
        is_public=use.public,
        owner=settling.people[use.owner].pk,
        legal_entity=settling.numbers["entity", use.legal_entity],
        systems=settling.numbers_of("system", use.systems),
        datasets=settling.numbers_of("dataset", use.datasets),
        vendors=settling.numbers_of("vendor", use.vendors),
    )
    settling.do("facts.state_many", on=max(known, use.facts_on), use_case=use.code, facts=_facts(settling, use))


def _facts(settling: Settling, use: rows.UseCase) -> list[dict[str, Any]]:
    told = [
        {
            "key": one.key,
            "value": one.value,
            "unknown": not one.known,
            "source": one.source,
            "by": settling.people[one.by].pk,
        }
        for one in settling.example.statements(use)
    ]
    owner = settling.people[use.owner].pk
    declared = [
        {"key": f"declared.{regime}", "value": klass, "source": "Declared by the department", "by": owner}
        for regime, klass in use.declared.items()
    ]
    practices = [
        {"key": f"practice.{code}", "value": state, "source": "Practice review", "by": owner}
        for code, state in use.practices.items()
    ]
    return told + declared + practices
