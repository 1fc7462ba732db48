"""Which costs of a case does the record know already: planned spend, duties of its uses, losses from their risks?

Proposals only: a person takes each over, changes it, or leaves it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from opencaio.record.models import Duty, Initiative, InitiativeSpend, Risk, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import visible
from opencaio.record.risk_register.measuring import expected, with_treatments
from opencaio.record.risk_register.seeing import seen_risks

FEW = 6


@dataclass(frozen=True)
class Proposal:
    """A cost that the record knows, or knows to exist (no amount); ``because`` says from where."""

    key: str
    kind: str
    line: str
    title: str
    amount: Decimal | None
    years: tuple[int, ...]
    because: str


def proposed(initiative: Initiative, actor: Actor, *, first_year: int, years: int) -> list[Proposal]:
    """The costs that the record knows of this work and its uses, as far as the actor may see them."""
    spend = list(InitiativeSpend.objects.filter(initiative=initiative, retired_at=None))
    uses = list(visible(initiative.use_cases.filter(retired_at=None), actor).order_by("code"))
    found = [*_spend(spend, first_year=first_year, years=years), *_duties(uses), *_losses(uses, actor)]
    return [one for one in found if one is not None]


def _spend(rows: Iterable[InitiativeSpend], *, first_year: int, years: int) -> Iterable[Proposal]:
    for one in rows:
        if 0 <= one.year - first_year < years:
            title = f"{'Capital' if one.line == 'capex' else 'Operating'} expenditure {one.year}"
            because = f"The initiative's planned spend of {one.year} on {one.line}."
            yield Proposal(
                f"spend-{one.line}-{one.year}", "build", one.line, title, one.amount, (one.year - first_year,), because
            )


def _duties(uses: list[UseCase]) -> Iterable[Proposal]:
    count = Duty.objects.filter(use_case__in=uses, retired_at=None).count() if uses else 0
    if count:
        because = f"{count} duties on record for {_names(uses)}: evidence, oversight, reviews and records each year."
        yield Proposal("duties", "compliance", "opex", f"Keeping {count} duties", None, (), because)


def _losses(uses: list[UseCase], actor: Actor) -> Iterable[Proposal]:
    if not uses:
        return
    open_risks = seen_risks(actor).filter(use_cases__in=uses, retired_at=None).exclude(status="closed").distinct()
    told = [(row, expected(row)) for row in with_treatments(open_risks)]
    known = [(row, loss) for row, loss in told if loss is not None]
    if not told:
        return
    total = sum((loss for _row, loss in known), Decimal(0)) if known else None
    left = len(told) - len(known)
    because = f"Expected annual loss, controls in place counted, of {_codes([row for row, _loss in known] or [])}"
    because += f"; {left} more without an estimate." if left else "."
    yield Proposal("losses", "losses", "opex", "Expected loss from its risks", total, (), because)


def _names(uses: list[UseCase]) -> str:
    return _shortened([one.code for one in uses])


def _codes(rows: list[Risk]) -> str:
    return _shortened([one.code for one in rows]) or "no risk with an estimate"


def _shortened(codes: list[str]) -> str:
    rest = len(codes) - FEW
    return ", ".join(codes[:FEW]) + (f" and {rest} more" if rest > 0 else "")
