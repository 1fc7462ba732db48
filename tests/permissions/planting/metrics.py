"""A metric of Bo's over a KPI series of his use, with rows in the lake; the built-in ones are everybody's."""

from typing import Any

from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

MEAN = {"how": "sum", "of": ["value"], "times": "observations"}


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo, use = planted.cast.bo, planted.use.code
    rows = [
        {"event_id": f"k{at}", "day": f"2026-10-0{at}", "series": WORD, "use_case": use, "value": at, "observations": 1}
        for at in (1, 2, 3)
    ]
    do("lake.add", bo, fact="kpi", name=f"Series {WORD}", rows=rows)
    of_series = [{"column": "series", "is": WORD}]
    row = do(
        "metrics.declare", bo, code="m-planted", name=f"Metric {WORD}", about=WORD, fact="kpi",
        numerator={**MEAN, "where": of_series},
        denominator={"how": "sum", "of": ["observations"], "where": of_series}, conditions=of_series,
        dimensions=["with_ai"], unit=f"unit {WORD}", source=WORD, use_case=use, owner=bo.person_id,
    )  # fmt: skip
    planted.more["metric"] = row


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    code = {"code": planted.more["metric"].code}
    new = {"code": "new", "fact": "kpi", "numerator": MEAN, "unit": "minutes", "department": "HEALTH"}
    return {
        "metrics.declare": new,
        "metrics.edit": {**code, "target": "3"},
        "metrics.retire": {**code, "reason": "New"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    one = {"metric": planted.more["metric"].code}
    of_use = {"metric": "kpi-mean", "use_case": planted.use.code}
    return {
        "metrics.list": [{}, {"q": WORD}, {"fact": "kpi"}, {"use_case": planted.use.code}],
        "metrics.measure": [
            one, {**one, "by": ["with_ai"]},
            {**of_use, "by": ["series"]}, {"metric": "kpi-mean", "by": ["series"]},
        ],
        "metrics.series": [one, {**one, "grain": "day"}, {"metric": "kpi-mean"}],
        "metrics.show": [{"code": planted.more["metric"].code}],
    }  # fmt: skip
