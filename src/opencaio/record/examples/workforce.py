"""How does the example company say who works where, and what did it decide about some of that work?"""

from datetime import date

from opencaio.record.examples.settling import Settling

TOLD_ON = date(2026, 2, 9)
DECIDED_ON = date(2026, 9, 14)
#: Lines that wait for somebody to confirm what is meant: the codes fit several occupations.
OPEN = frozenset({("warehousing", "Team leads"), ("safety", "Dangerous-goods advisers"), ("it", "Data engineers")})
STANCES = (
    (
        "set_aside",
        "people",
        "staffing",
        "Decisions about applicants stay with people until the review of UC-014 is done.",
    ),
    ("watch", "freight", "logistics", "The dispatch pilot ends in spring; decide with its figures."),
    ("watch", "finance", "bookkeeping", "To be seen with the invoices of the new ledger."),
)


def settle_workforce(settling: Settling) -> None:
    """The newest two years, most matches confirmed, and what was decided about three kinds of work."""
    newest = max(one.year for one in settling.example.headcount)
    lines = [one for one in settling.example.headcount if one.year > newest - 2]
    rows = settling.do(
        "workforce.import",
        on=TOLD_ON,
        rows=[
            {
                "department": one.department,
                "year": one.year,
                "title": one.occupation,
                "given_system": "soc",
                "given_code": one.soc,
                "people": one.people,
                "pay": one.pay,
                "loaded_hour": one.loaded_hour,
                "currency": "EUR",
            }
            for one in lines
        ],
    )
    sure = [
        row.pk
        for row, one in zip(rows, lines, strict=True)
        if row.occupation and (one.department, one.occupation) not in OPEN
    ]
    settling.do("workforce.confirm", on=TOLD_ON, lines=sure)
    for action, department, group, reason in STANCES:
        settling.do(f"opportunities.{action}", on=DECIDED_ON, department=department, group=group, reason=reason)
