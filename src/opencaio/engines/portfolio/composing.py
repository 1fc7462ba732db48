"""Which budgets, skills, initiatives, relations and caps do the parts of a problem's document say?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opencaio.engines.portfolio import fields
from opencaio.engines.portfolio.fields import Faults, Part
from opencaio.engines.portfolio.problem import (
    Budget,
    Caps,
    Contract,
    Excludes,
    Hire,
    Initiative,
    Platform,
    Problem,
    Requires,
    RiskAversion,
    Share,
    Skill,
    Spend,
    Synergy,
)

MOST_SCENARIOS = 2_000
_INITIATIVE = (
    "id department horizon objectives duration value spend demand mandatory deadline risk load share_weight benefit "
    "currency"
)
_RELATIONS = {
    "requires": ("of", "needs"),
    "excludes": ("among",),
    "synergy": ("among", "value"),
    "platform": ("id", "members", "cost", "line", "year"),
}


def problem_of(top: Part) -> Problem:
    """The problem that an opened document poses; what is wrong goes to its faults."""
    currency = top.text("currency")
    shared = _Reading(top.faults, currency)
    relations = shared.relations(top)
    return Problem(
        currency=currency,
        departments=top.names("departments") if top.given.get("departments") is not None else None,
        periods=tuple(fields.text(one, name="problem: periods", faults=top.faults) for one in top.items("periods")),
        year_of=tuple(_year(one, top.at("year_of"), top.faults) for one in top.items("year_of")),
        budgets=tuple(shared.budget(place, one) for place, one in enumerate(top.items("budgets"))),
        skills=tuple(shared.skill(place, one) for place, one in enumerate(top.items("skills"))),
        initiatives=tuple(shared.initiative(place, one) for place, one in enumerate(top.items("initiatives"))),
        requires=tuple(one for one in relations if isinstance(one, Requires)),
        excludes=tuple(one for one in relations if isinstance(one, Excludes)),
        synergies=tuple(one for one in relations if isinstance(one, Synergy)),
        platforms=tuple(one for one in relations if isinstance(one, Platform)),
        caps=shared.caps(top.given.get("caps", {})),
        multiplier=shared.multiplier(top.given.get("scenarios", {})),
        risk_aversion=shared.risk_aversion(top.given.get("risk_aversion", {})),
        locked=shared.starts(top, "locked"),
        previous=shared.starts(top, "previous"),
    )


def _year(given: Any, name: str, faults: Faults) -> int:
    return fields.whole(given, name=name, faults=faults, least=1)


class _Reading:
    """Reads the parts of one document into one list of faults."""

    def __init__(self, faults: Faults, currency: str) -> None:
        self.faults = faults
        self.currency = currency

    def part(self, given: Any, *, name: str, keys: str, needed: str = "") -> Part:
        """An object with these keys; a ``currency`` in it must be the problem's."""
        found = Part.open(given, name=name, keys=keys.split(), needed=needed.split(), faults=self.faults)
        other = found.given.get("currency", self.currency)
        if other != self.currency:
            self.faults.add(
                f"{name}: its currency is {fields.shown(other)} and the problem's {fields.shown(self.currency)}; "
                "convert all amounts into one currency first"
            )
        return found

    def budget(self, place: int, given: Any) -> Budget:
        """One line in one year."""
        label = _label("budget", given, place, "line", "year")
        part = self.part(given, name=label, keys="line year limit carry currency", needed="line year limit")
        return Budget(
            line=part.text("line"),
            year=part.whole("year"),
            limit=part.amount("limit"),
            carry=part.share("carry") or fields.NONE,
        )

    def skill(self, place: int, given: Any) -> Skill:
        """One skill with its people and the terms for more."""
        part = self.part(
            given, name=_label("skill", given, place, "skill"), keys="skill capacity hire contract", needed="capacity"
        )
        name = part.text("skill") if "skill" in part.given else ""
        if not name and "skill" not in part.given:
            self.faults.add(f"{part.name}: skill is missing")
        capacity = tuple(
            fields.amount(one, name=part.at("capacity"), faults=self.faults) for one in part.items("capacity")
        )
        return Skill(name, capacity, hire=self.hire(part), contract=self.contract(part))

    def hire(self, skill: Part) -> Hire | None:
        """Terms on which whole people can be hired."""
        if skill.given.get("hire") is None:
            return None
        part = self.part(
            skill.given["hire"],
            name=skill.at("hire"),
            keys="max_per_period lead line cost_per_period value_cost_per_period currency",
            needed="max_per_period lead line cost_per_period",
        )
        return Hire(
            max_per_period=part.whole("max_per_period"),
            lead=part.whole("lead"),
            line=part.text("line"),
            cost_per_period=part.amount("cost_per_period"),
            value_cost_per_period=part.amount("value_cost_per_period"),
        )

    def contract(self, skill: Part) -> Contract | None:
        """Terms on which parts of people can be bought in."""
        if skill.given.get("contract") is None:
            return None
        keys = "max_per_period line cost_per_period"
        part = self.part(skill.given["contract"], name=skill.at("contract"), keys=f"{keys} currency", needed=keys)
        return Contract(
            max_per_period=part.amount("max_per_period"),
            line=part.text("line"),
            cost_per_period=part.amount("cost_per_period"),
        )

    def initiative(self, place: int, given: Any) -> Initiative:
        """One candidate."""
        part = self.part(
            given,
            name=_label("initiative", given, place, "id"),
            keys=_INITIATIVE,
            needed="id department duration value",
        )
        deadline = part.given.get("deadline")
        return Initiative(
            id=part.text("id"),
            department=part.text("department"),
            horizon=part.text("horizon") if part.given.get("horizon") else "",
            objectives=part.names("objectives"),
            duration=part.whole("duration", default=1, least=1),
            value=self.by_period(part, "value"),
            spend=tuple(self.spend(part, one) for one in part.items("spend")),
            demand={skill: self.people(part, skill, values) for skill, values in part.pairs("demand")},
            mandatory=part.flag("mandatory"),
            deadline=None if deadline is None else part.whole("deadline"),
            risk=part.amount("risk"),
            load=part.amount("load"),
            share_weight=part.amount("share_weight"),
            benefit=self.by_period(part, "benefit"),
        )

    def by_period(self, part: Part, key: str) -> dict[int, Decimal]:
        """Figures by the index of the period in which the initiative starts."""
        found: dict[int, Decimal] = {}
        for label, given in part.pairs(key):
            if not (label.isascii() and label.isdigit() and len(label) < 7):
                self.faults.add(f"{part.at(key)}: {fields.shown(label)} is no index of a period (0, 1, 2 …)")
                continue
            if int(label) in found:
                self.faults.add(f"{part.at(key)}: the start {int(label)} is given twice")
            found[int(label)] = fields.amount(
                given, name=f"{part.at(key)} of start {label}", faults=self.faults, signed=True
            )
        return found

    def people(self, part: Part, skill: str, given: Any) -> tuple[Decimal, ...]:
        """Full-time people in each period while it runs."""
        name = f"{part.at('demand')} for {fields.shown(skill)}"
        if not isinstance(given, list | tuple):
            self.faults.add(f"{name}: a list with one figure a period is needed")
            return ()
        return tuple(fields.amount(one, name=name, faults=self.faults) for one in given)

    def spend(self, initiative: Part, given: Any) -> Spend:
        """One stream of cost."""
        part = self.part(
            given, name=initiative.at("spend"), keys="line from to amount currency", needed="line from to amount"
        )
        first = part.whole("from")
        last = None if part.given.get("to") is None else part.whole("to")
        if last is not None and last < first:
            self.faults.add(f"{part.name}: it ends (to {last}) before it begins (from {first})")
        return Spend(line=part.text("line"), first=first, last=last, amount=part.amount("amount"))

    def relations(self, top: Part) -> list[Requires | Excludes | Synergy | Platform]:
        """What binds initiatives to each other."""
        found = []
        for place, given in enumerate(top.items("relations")):
            kind = given.get("kind") if isinstance(given, Mapping) else None
            if not isinstance(kind, str) or kind not in _RELATIONS:
                kinds = ", ".join(_RELATIONS)
                self.faults.add(f"relation {place + 1}: its kind is {fields.shown(kind)}; known are {kinds}")
                continue
            needed = " ".join(_RELATIONS[kind])
            more = "lag" if kind == "requires" else "currency"
            name = f"relation {place + 1} ({kind})"
            found.append(_relation(kind, self.part(given, name=name, keys=f"kind {needed} {more}", needed=needed)))
        return found

    def caps(self, given: Any) -> Caps:
        """Limits over what runs at once, and on shares."""
        part = self.part(given or {}, name="caps", keys="risk_per_period load_per_department share")
        return Caps(
            risk_per_period=None if part.given.get("risk_per_period") is None else part.amount("risk_per_period"),
            load_per_department={
                name: fields.amount(value, name=f"caps: load_per_department {name}", faults=self.faults)
                for name, value in part.pairs("load_per_department")
            },
            share=tuple(found for one in part.items("share") if (found := self.share(one)) is not None),
        )

    def share(self, given: Any) -> Share | None:
        """Which part of the funded weight one group takes."""
        part = self.part(given, name="caps: share", keys="by key min max", needed="by key")
        by, key = part.given.get("by"), part.text("key")
        low, high = part.share("min"), part.share("max")
        if low is not None and high is not None and low > high:
            self.faults.add(f"caps: share of {by} {key}: its min {low} is above its max {high}")
        if by == "department" or by == "horizon" or by == "objective":
            return Share(by=by, key=key, low=low, high=high)
        self.faults.add(f"caps: share: by is {fields.shown(by)}; department, horizon or objective is needed")
        return None

    def multiplier(self, given: Any) -> dict[str, tuple[float, ...]]:
        """For each initiative its multiplier in every scenario, all of one length."""
        part = self.part(given or {}, name="scenarios", keys="multiplier")
        found: dict[str, tuple[float, ...]] = {}
        for name, values in part.pairs("multiplier"):
            label = f"scenarios: multiplier of {fields.shown(name)}"
            if not isinstance(values, list | tuple):
                self.faults.add(f"{label}: a list with one number a scenario is needed")
                continue
            if len(values) > MOST_SCENARIOS:
                self.faults.add(f"{label}: {len(values):,} scenarios; at most {MOST_SCENARIOS:,} are read")
                continue
            exact = [fields.number(one, name=label, faults=self.faults) or fields.NONE for one in values]
            if any(abs(one) >= 10**6 for one in exact):
                self.faults.add(f"{label}: a multiplier of a million or more; 1 leaves the benefit as it is")
            found[name] = tuple(float(one) for one in exact)
        lengths = {len(one) for one in found.values()}
        if len(lengths) > 1:
            self.faults.add(f"scenarios: multipliers of unequal lengths ({', '.join(map(str, sorted(lengths)))})")
            return {}
        return found

    def risk_aversion(self, given: Any) -> RiskAversion:
        """The weight of the bad end in the aim."""
        part = self.part(given or {}, name="risk_aversion", keys="lambda alpha")
        weight = part.share("lambda") or fields.NONE
        alpha = part.share("alpha", default=Decimal("0.9"))
        if alpha is not None and alpha == 1:
            self.faults.add("risk_aversion: alpha is 1; it must be below 1 (0.9: the worst tenth of the scenarios)")
        return RiskAversion(weight=float(weight), alpha=float(alpha if alpha is not None else Decimal("0.9")))

    def starts(self, top: Part, key: str) -> dict[str, int]:
        """Initiatives with the period in which they start."""
        return {
            name: fields.whole(given, name=f"{key}: start of {name}", faults=self.faults, least=0)
            for name, given in top.pairs(key)
        }


def _relation(kind: str, part: Part) -> Requires | Excludes | Synergy | Platform:
    if kind == "requires":
        return Requires(of=part.text("of"), needs=part.text("needs"), lag=part.whole("lag"))
    if kind == "excludes":
        return Excludes(among=part.names("among", least=2))
    if kind == "synergy":
        return Synergy(among=part.names("among", least=2), value=part.amount("value", signed=True))
    return Platform(
        id=part.text("id"),
        members=part.names("members", least=1),
        cost=part.amount("cost"),
        line=part.text("line"),
        year=part.whole("year"),
    )


def _label(kind: str, given: Any, place: int, *keys: str) -> str:
    """How messages call an entry of a list: by its own name where it has one, else by its place."""
    found = [given.get(key) for key in keys] if isinstance(given, Mapping) else []
    if found and all(isinstance(one, str | int) and not isinstance(one, bool) and one != "" for one in found):
        words = " ".join(str(one)[:80] for one in found if not isinstance(one, int) or abs(one) < 10**60)
        return f"{kind} {words}"
    return f"{kind} number {place + 1}"
