"""How do the example's studies come on record: stated as they were found, computed from its series, agreed by finance?

Stated and computed ones are studies of their own: what is in the ledger of benefits is what was stated.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.examples.study_rows import ComputedStudy, Study
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling

COMPUTED_ON, AGREED_ON = date(2026, 11, 10), date(2026, 11, 18)
YEAR: dict[str, Any] = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
FINANCE = "paolo.rensing"
METHODS = {
    "before_after": "Before and after",
    "staggered_start": "Starts at several times",
    "randomised": "By lot",
    "matched": "Matched cases",
    "synthetic_control": "Synthetic control",
}


def settle_studies(settling: Settling) -> None:
    """Thirteen that were stated, with their benefits of 2026; then those that the lake's series tell."""
    for number, study in enumerate(settling.example.studies, start=1):
        _state(settling, study, code=f"ST-{number:02}", benefit=f"BN-{number:02}")
    for computed in settling.example.computed_studies:
        _compute(settling, computed)


def _state(settling: Settling, study: Study, *, code: str, benefit: str) -> None:
    name = next(use.name for use in settling.example.use_cases if use.code == study.use)
    settling.do(
        "studies.plan",
        on=study.starts_on,
        code=code,
        title=f"{METHODS[study.method]}: {name}",
        use_case=study.use,
        method="other",
        starts_on=study.starts_on,
        ends_on=study.ends_on,
        owner=settling.people[study.by].pk,
        note=study.about,
    )
    source = f"{METHODS[study.method]}: {study.about}"
    amounts: dict[str, Any] = {"value": study.measured, "low": study.low, "high": study.high}
    settling.do("studies.state", on=study.ends_on, code=code, **amounts, source=source)
    settling.do("studies.end", on=study.ends_on, code=code)
    _follow_up(settling, study, name, code=benefit, by=code)


def _follow_up(settling: Settling, study: Study, name: str, *, code: str, by: str) -> None:
    """Planned before the year, measured after the study, agreed or disputed by finance."""
    owner = settling.people[study.by].pk
    told: dict[str, Any] = {"title": name, "use_case": study.use, "kind": study.kind, "study": by, "owner": owner}
    settling.do("benefits.add", on=study.ends_on, code=code, **told, note=study.about)
    settling.do("benefits.plan", on=study.ends_on, code=code, **YEAR, planned=Decimal(study.planned))
    settling.do("benefits.measure", on=COMPUTED_ON, code=code, **YEAR)
    finance = actor_for(settling.people[FINANCE], face="web")
    if study.agreed is not None:
        agreed: dict[str, Any] = {"agreed": Decimal(study.agreed), "note": study.finance}
        settling.do("benefits.agree", on=AGREED_ON, by=finance, code=code, **YEAR, **agreed)
    elif study.finance:
        settling.do("benefits.dispute", on=AGREED_ON, by=finance, code=code, **YEAR, note=study.finance)


def _compute(settling: Settling, study: ComputedStudy) -> None:
    if study.baseline:
        settling.do(
            "baselines.freeze",
            on=COMPUTED_ON,
            use_case=study.use,
            metric=study.metric,
            first_day=study.baseline[0],
            last_day=study.baseline[1],
            note="Its series came into the lake after the start; these are the weeks before it.",
        )
    settling.do(
        "studies.plan",
        on=COMPUTED_ON,
        code=study.code,
        title=study.title,
        use_case=study.use,
        metric=study.metric,
        method=study.method,
        settings=study.settings,
        worth=study.worth,
        stop_below=study.stop_below,
        starts_on=study.runs[0].replace(day=1),
        ends_on=study.runs[0],
        owner=settling.people[study.by].pk,
    )
    for last in study.runs:
        settling.do("studies.edit", on=COMPUTED_ON, code=study.code, ends_on=last)
        settling.do("studies.run", on=COMPUTED_ON, code=study.code)
    if study.stop_below is None:
        settling.do("studies.end", on=COMPUTED_ON, code=study.code)
