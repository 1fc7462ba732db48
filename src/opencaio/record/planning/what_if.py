"""What if there were more money, other people, another weight of risk; what if this were in, and that out?"""

from collections.abc import Container, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked

Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), allow_inf_nan=False, decimal_places=3)]
People = Annotated[Decimal, Field(ge=-10_000, le=10_000, allow_inf_nan=False, decimal_places=3)]
Codes = Annotated[list[str], Field(max_length=50_000)]


class WhatIf(Asked):
    """What is otherwise than on record.

    ``budgets``: the limit of a line and year (``capex 2027``) in thousands; ``people``: full-time people of a skill
    more (or fewer) in every quarter; ``pins_in`` must be funded, ``pins_out`` must not; ``not_mandatory`` need not
    be; ``loads``: the change that a department bears at once; ``risk_per_period``, ``risk_aversion`` as in the rules;
    ``no_shares`` lifts every share of departments, horizons and objectives.
    """

    budgets: dict[str, Amount] = {}
    people: dict[str, People] = {}
    pins_in: Codes = []
    pins_out: Codes = []
    not_mandatory: Codes = []
    loads: dict[str, Amount] = {}
    risk_per_period: Amount | None = None
    risk_aversion: float | None = Field(None, ge=0, le=1, allow_inf_nan=False)
    no_shares: bool = False

    @property
    def is_empty(self) -> bool:
        """True when everything is as on record."""
        return not self.model_dump(exclude_defaults=True)


def changed(document: Mapping[str, Any], what_if: WhatIf) -> dict[str, Any]:
    """The problem with these changes. Raises ``BadInput`` for a name that is not in it."""
    problem = deepcopy(dict(document))
    _money(problem, what_if.budgets)
    _people(problem, what_if.people)
    _pins(problem, what_if)
    caps = problem["caps"]
    if what_if.risk_per_period is not None:
        caps["risk_per_period"] = float(what_if.risk_per_period)
    for code, load in what_if.loads.items():
        _known(code, problem["departments"], "department")
        caps["load_per_department"][code] = float(load)
    if what_if.no_shares:
        caps["share"] = []
    if what_if.risk_aversion is not None:
        problem["risk_aversion"]["lambda"] = what_if.risk_aversion
    return problem


def differing(document: Mapping[str, Any], what_if: WhatIf) -> WhatIf:
    """What of it the record does not say already: a setting sent as it stands is no change."""
    caps, limits = document["caps"], {f"{one['line']} {one['year']}": one["limit"] for one in document["budgets"]}
    must = {one["id"] for one in document["initiatives"] if one["mandatory"]} - set(what_if.not_mandatory)
    kept: dict[str, Any] = {
        "budgets": _others(what_if.budgets, limits),
        "people": {skill: more for skill, more in what_if.people.items() if more},
        "loads": _others(what_if.loads, caps["load_per_department"]),
        "pins_in": [code for code in what_if.pins_in if code not in must],
        "no_shares": what_if.no_shares and bool(caps["share"]),
    }
    if _is_same(what_if.risk_per_period, caps.get("risk_per_period")):
        kept["risk_per_period"] = None
    if _is_same(what_if.risk_aversion, document["risk_aversion"]["lambda"]):
        kept["risk_aversion"] = None
    return what_if.model_copy(update=kept)


def _others(asked: Mapping[str, Decimal], held: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: value for name, value in asked.items() if not _is_same(value, held.get(name))}


def _is_same(asked: Decimal | float | None, held: float | None) -> bool:
    return asked is not None and held is not None and Decimal(str(asked)) == Decimal(str(held))


def together(first: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of changes as one: of what both say, the second counts."""
    found = dict(first)
    for name, value in more.items():
        if isinstance(value, Mapping):
            found[name] = {**found.get(name, {}), **value}
        elif isinstance(value, list):
            found[name] = list(dict.fromkeys([*found.get(name, []), *value]))
        else:
            found[name] = value
    return found


def in_words(what_if: WhatIf, *, currency: str) -> list[str]:
    """Each change as a line."""
    return [
        *(f"{name}: {limit:,f} thousand {currency}" for name, limit in sorted(what_if.budgets.items())),
        *(f"{skill}: {more:+f} people in every quarter" for skill, more in sorted(what_if.people.items())),
        *(f"{code} must be in" for code in what_if.pins_in),
        *(f"{code} must be out" for code in what_if.pins_out),
        *(f"{code} need not be in" for code in what_if.not_mandatory),
        *(f"{code} bears change up to {load:f} at once" for code, load in sorted(what_if.loads.items())),
        *_caps_in_words(what_if),
    ]


def _caps_in_words(what_if: WhatIf) -> Iterator[str]:
    if what_if.risk_per_period is not None:
        yield f"risk at once: at most {what_if.risk_per_period:f}"
    if what_if.risk_aversion is not None:
        yield f"weight of the worst tenth: {what_if.risk_aversion:g}"
    if what_if.no_shares:
        yield "no shares for departments, horizons or objectives"


def _money(problem: dict[str, Any], budgets: Mapping[str, Decimal]) -> None:
    held = {f"{one['line']} {one['year']}": one for one in problem["budgets"]}
    years = {str(year) for year in problem["year_of"]}
    for name, limit in budgets.items():
        line, _, year = name.partition(" ")
        if name not in held and (line not in ("capex", "opex") or year not in years):
            known = ", ".join(sorted(held)) or "capex or opex and a year of the plan"
            raise BadInput(f"There is no budget {name[:40]}. Known: {known}.")
        if name not in held:
            held[name] = {"line": line, "year": int(year), "limit": 0.0, "carry": 0.0}
            problem["budgets"].append(held[name])
        held[name]["limit"] = float(limit)


def _people(problem: dict[str, Any], people: Mapping[str, Decimal]) -> None:
    held = {one["skill"]: one for one in problem["skills"]}
    for code, more in people.items():
        _known(code, held, "planned skill")
        capacity = [max(round(now + float(more), 3), 0.0) for now in held[code]["capacity"]]
        held[code]["capacity"] = capacity


def _pins(problem: dict[str, Any], what_if: WhatIf) -> None:
    held = {one["id"]: one for one in problem["initiatives"]}
    for code in (*what_if.pins_in, *what_if.pins_out, *what_if.not_mandatory):
        _known(code, held, "initiative in the plan")
    if both := set(what_if.pins_in) & set(what_if.pins_out):
        raise BadInput(f"{sorted(both)[0]} cannot be pinned in and out at once.")
    for code in what_if.not_mandatory:
        held[code]["mandatory"] = False
        problem["locked"].pop(code, None)
    for code in what_if.pins_in:
        held[code]["mandatory"] = True
    for code in what_if.pins_out:
        _put_out(problem, held[code])


def _put_out(problem: dict[str, Any], one: dict[str, Any]) -> None:
    """It may start in no quarter; what requires it cannot be funded either."""
    if one["mandatory"]:
        words = f"{one['id']} must be in. Say first that it need not."
        raise BadInput(words)
    one["value"], one["benefit"] = {}, {}
    for name in ("locked", "previous"):
        problem[name].pop(one["id"], None)


def _known(code: str, among: Container[str], what: str) -> None:
    if code not in among:
        raise BadInput(f"There is no {what} called {code[:40]}.")
