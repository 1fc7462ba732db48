"""How do the example's metrics come on record, each a KPI series of one use?"""

from datetime import date
from decimal import Decimal

from opencaio.record.examples.settling import Settling

DECLARED_ON = date(2024, 11, 4)


def settle_metrics(settling: Settling) -> None:
    owners = {use.code: use.owner for use in settling.example.use_cases}
    for one in settling.example.metrics:
        settling.do(
            "metrics.declare",
            on=DECLARED_ON,
            code=one.key,
            name=one.name,
            fact="kpi",
            numerator={"how": "sum", "of": ["value"], "times": "observations"},
            denominator={"how": "sum", "of": ["observations"]},
            conditions=[{"column": "series", "is": one.key}],
            dimensions=["with_ai", "arm", "department"],
            unit=one.unit,
            better=one.better,
            target=None if one.target is None else Decimal(str(one.target)),
            source=one.source,
            use_case=one.use,
            owner=settling.people[owners[one.use]].pk,
        )
