"""How do pages call the kinds, states and gaps of business cases and scores?"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.engines.value.assumptions import KEYS
from opencaio.papers.numbers import percent

Words = str | Promise
STATUSES: dict[str, tuple[str, Words]] = {
    "draft": ("warn", _lazy("Draft")),
    "submitted": ("warn", _lazy("Waits for an answer")),
    "approved": ("ok", _lazy("Approved")),
    "sent_back": ("bad", _lazy("Sent back")),
    "superseded": ("off", _lazy("Superseded")),
    "none": ("off", _lazy("No case")),
}
BENEFITS: dict[str, Words] = {
    "cashable": _lazy("Cashable saving"),
    "productivity": _lazy("Productivity"),
    "revenue": _lazy("Revenue"),
    "risk_avoided": _lazy("Loss avoided"),
    "strategic": _lazy("Strategic"),
}
COSTS: dict[str, Words] = {
    "build": _lazy("Building it"),
    "inference": _lazy("Inference and compute"),
    "licences": _lazy("Licences"),
    "monitoring": _lazy("Monitoring"),
    "compliance": _lazy("Duties of its class"),
    "retraining": _lazy("Retraining"),
    "losses": _lazy("Expected loss from its risks"),
    "other": _lazy("Other running cost"),
}
KINDS: dict[str, Words] = {**BENEFITS, **COSTS}
HOW: dict[str, Words] = {
    "cashable": _lazy("money that is really no longer spent"),
    "productivity": _lazy("hours x loaded rate x realisation: not cash by itself"),
    "revenue": _lazy("revenue x margin"),
    "risk_avoided": _lazy("fall in probability x loss: a range"),
    "strategic": _lazy("told, never added"),
}
GAPS: dict[str, Words] = {
    "baseline": _lazy("What happens if nothing is done is not said."),
    "owner": _lazy("Nobody owns the case."),
    "reference_class": _lazy("It is compared with no class of finished work."),
    "build": _lazy("No cost of building it is entered."),
    "benefit": _lazy("No benefit is entered."),
    "run_cost": _lazy("No cost of running it is entered."),
    "amount": _lazy("It has no amount."),
    "rate": _lazy("What an hour is worth is not said."),
    "margin": _lazy("The margin on its revenue is not said."),
    "probability": _lazy("The probability that falls is not said."),
    "line_owner": _lazy("Nobody answers for it."),
    "measure": _lazy("By what it is measured is not said."),
    "method": _lazy("How it is measured is not said."),
}
INPUTS: dict[str, Words] = {
    "realisation": _lazy("Realisation of productivity"),
    "late": _lazy("Delay of the benefit"),
    "discount_rate": _lazy("Discount rate, two points either way"),
    "kept-cashable": _lazy("What cashable plans turned out to be"),
    "kept-productivity": _lazy("What plans of productivity turned out to be"),
    "kept-revenue": _lazy("What plans of revenue turned out to be"),
    "kept-risk_avoided": _lazy("What plans of losses avoided turned out to be"),
}
FACTORS: dict[str, Words] = {
    "adoption": _lazy("Adoption"),
    "technology": _lazy("Technology"),
    "vendor_prices": _lazy("Prices of suppliers"),
    "wages": _lazy("Wages"),
    "economy": _lazy("Economy"),
    "regulation": _lazy("Regulation"),
}
DETAILS: dict[str, Words] = {
    "rate": _lazy("an hour at"),
    "pay": _lazy("pay a year"),
    "margin": _lazy("margin"),
    "probability_before": _lazy("probability before"),
    "probability_after": _lazy("probability after"),
    "growth": _lazy("growth a year"),
}


def gap(code: str, about: str) -> str:
    """What the case does not say, with the line that it concerns."""
    return f"{about}: {GAPS[code]}" if about else str(GAPS[code])


def unit(kind: str, currency: str) -> str:
    """In which unit a line's points are."""
    return _("hours") if kind == "productivity" else currency


def assumed(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The figures of a set of assumptions, each by its title, with its unit; shares in per cent."""
    return [(KEYS[name].title, _told(Decimal(value), KEYS[name].unit)) for name, value in values.items()]


def _told(value: Decimal, measured: str) -> str:
    if measured.startswith("share"):
        return " ".join(
            (percent(value, places=1 if value * 100 % 1 else 0), measured.removeprefix("share").strip())
        ).strip()
    return f"{value.normalize():f} {measured}"
