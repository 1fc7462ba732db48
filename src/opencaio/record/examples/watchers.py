"""What watches over the example's uses, and which audits of fairness are kept?"""

from datetime import date

from opencaio.record.examples.settling import Settling

MONTHS = (date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))
WATCHED = (
    ("UC-014", "fairness", {"days": 31, "before": 92}),
    ("UC-014", "override", {"days": 31, "before": 92}),
    ("UC-022", "fairness", {"days": 365, "before": 365}),
    ("UC-014", "psi", {"days": 31, "before": 92, "column": "sex"}),
    ("UC-002", "errors", {"days": 31, "before": 92}),
)
AUDITS = (("UC-014", date(2025, 11, 1), date(2026, 10, 31)), ("UC-022", date(2025, 7, 1), date(2026, 6, 30)))


def settle_watchers(settling: Settling) -> None:
    """Monthly readings, and an audit for each use that screens people."""
    for use, kind, settings in WATCHED:
        settling.do("monitors.add", on=date(2026, 6, 30), use_case=use, kind=kind, settings=settings)
    for last in MONTHS:
        settling.do("monitors.read", on=date(2026, 11, 10), last=last)
    for use, first, last in AUDITS:
        settling.do("fairness.audit", on=date(2026, 11, 10), use_case=use, first=first, last=last)
