"""In which words does a plan give its reasons: what binds, why one is out, what lets it in, which way out there is?"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from opencaio.engines.portfolio import Problem
from opencaio.engines.portfolio.explained import Binding, Frequency, Interval, Why, plain
from opencaio.papers.numbers import money_short
from opencaio.record.models import Department, Skill

MOST = 3
KINDS = ("budget", "skill", "load", "mandatory", "locked", "requires", "excludes", "share of", "deadline", "risk")


class Speech:
    """Says what the engine found with the names that people know."""

    def __init__(self, problem: Problem, sources: Mapping[str, Any]) -> None:
        self.problem = problem
        self.names = {code: str(one["name"]) for code, one in sources.get("initiatives", {}).items()}
        self.skills = dict(Skill.objects.values_list("code", "name"))
        self.departments = dict(Department.objects.values_list("code", "name"))
        self.rows = {one.id: one for one in problem.initiatives}

    def limit(self, name: str, period: int | None = None) -> str:
        """A named limit in words, with the quarter where it is tightest."""
        kind = next((one for one in KINDS if name == one or name.startswith(f"{one} ")), "")
        rest = name.removeprefix(kind).strip()
        when = f" in {self.quarter(period)}" if period is not None else ""
        if kind == "skill":
            code, _, more = rest.partition(" ")
            return f"{self.skills.get(code, code)} {more}".strip() + when
        if kind == "budget":
            return f"the budget {rest}"
        if kind == "load":
            return f"the change that {self.departments.get(rest, rest)} bears at once{when}"
        if kind == "risk":
            return f"the cap on risk at once{when}"
        if kind == "share of":
            return f"the share of {rest}"
        return self._tie(kind, rest) if kind else name

    def _tie(self, kind: str, rest: str) -> str:
        codes = rest.split(" ")
        if kind == "requires" and len(codes) == 2:
            return f"{self.called(codes[0])} needs {self.called(codes[1])} first"
        if kind == "excludes":
            return f"at most one of {', '.join(map(self.called, codes))}"
        words = {"mandatory": "is mandatory", "locked": "is running already", "deadline": "has its deadline"}[kind]
        return f"{self.called(codes[0])} {words}"

    def called(self, code: str) -> str:
        """An initiative by code and name."""
        return f"{code} {self.names[code]}" if code in self.names else code

    def quarter(self, at: int) -> str:
        """``2027 Q3``."""
        name = self.problem.periods[at] if 0 <= at < len(self.problem.periods) else str(at)
        return f"{name[:4]} {name[4:]}" if len(name) == 6 else name

    def money(self, amount: Decimal) -> str:
        """Thousands as people say them."""
        return money_short(amount * 1000, currency=self.problem.currency)

    def between(self, interval: Interval) -> str:
        """An interval of an amount."""
        low, high = interval.low, interval.high
        if low is not None and high is not None:
            first, last = self.money(low), self.money(high)
            return first if first == last else f"{first} to {last}"
        if high is not None:
            return f"at most {self.money(high)}"
        return f"at least {self.money(low)}" if low is not None else "an amount that is not known yet"

    def binding(self, one: Binding) -> str:
        """What a limit takes, and whom it keeps out."""
        used, limit = f"{one.used:,.1f}".removesuffix(".0"), f"{one.limit:,.1f}".removesuffix(".0")
        said = self.limit(one.name, one.period)
        words = f"{said[:1].upper()}{said[1:]}: {used} of {limit} used"
        if not one.keeps_out:
            return words + "."
        more = len(one.keeps_out) - MOST
        named = ", ".join(one.keeps_out[:MOST]) + (f" and {more} more" if more > 0 else "")
        return f"{words}; it keeps out {named}."

    def why(self, one: Why, frequency: Frequency | None) -> dict[str, Any]:
        """One initiative's group, reason and what would let it in."""
        group = "borderline" if frequency and frequency.verdict == "borderline" else ""
        told = {"group": group, "core": frequency.share if frequency else None}
        if one.is_funded:
            return {**told, "because": self._kept(one), "lets_in": []}
        return {**told, "because": self._left_out(one), "lets_in": list(self._lets_in(one))}

    def _kept(self, one: Why) -> str:
        row = self.rows[one.id]
        if (starts := self.problem.locked.get(one.id)) is not None:
            later = f"; its next work is set for {self.quarter(starts)}" if starts else ""
            return f"It is running already{later}."
        if row.mandatory:
            return "It is mandatory."
        if not _says(one.regret):
            needed = [tie.of for tie in self.problem.requires if tie.needs == one.id]
            return f"{', '.join(needed[:MOST])} needs it." if needed else "It is worth its money and people."
        return f"Leaving it out would cost {self.between(one.regret)}."

    def _left_out(self, one: Why) -> str:
        if not self.rows[one.id].value:
            return "It was pinned out."
        if one.conflict:
            return f"No plan can hold it: {self._joined(map(self.limit, one.conflict))}."
        parts = []
        if one.blocked_by:
            parts.append(f"No room is left: {self._joined(map(self.limit, one.blocked_by))}.")
        if one.displaced:
            parts.append(f"It would push out {self._joined(map(self.called, one.displaced))}.")
        if _says(one.regret):
            parts.append(f"Taking it in would cost the plan {self.between(one.regret)}.")
        if not parts and one.value is not None and one.value <= 0:
            parts.append(f"It costs {self.money(-one.value)} more than it returns.")
        return " ".join(parts) or "The limits allow more value without it."

    def _lets_in(self, one: Why) -> Iterable[str]:
        found = one.threshold
        if found is None:
            return
        if _says(found.value):
            yield f"{self.between(found.value)} more of value"
        if found.cost_cut_estimate is not None and found.cost_cut_estimate > 0:
            yield f"about {found.cost_cut_estimate:.0%} less money and people (estimate)"
        if found.start is not None:
            yield f"cheapest for the plan with a start in {self.quarter(found.start)}"

    def way_out(self, relaxation: Sequence[tuple[str, Decimal]]) -> dict[str, Any]:
        """Limits that give way, in words, and the what-if that tries it."""
        parts, what_if = [], _Changes(self.problem)
        for name, by in relaxation:
            parts.append(f"{self.limit(name)}{_by(name, by)}")
            what_if.give(name, by)
        return {"name": " + ".join(name for name, _ in relaxation), "words": "; ".join(parts), "what_if": what_if.found}

    def _joined(self, words: Iterable[str]) -> str:
        told = list(words)
        return ", ".join(told[:MOST]) + (f" and {len(told) - MOST} more" if len(told) > MOST else "")


class _Changes:
    """The what-if under which limits give way."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.found: dict[str, Any] = {}

    def give(self, name: str, by: Decimal) -> None:
        """Let one named limit give way by so much; a kind for which there is no what-if is left as it is."""
        kind, _, rest = name.partition(" ")
        if kind == "budget":
            held = {f"{one.line} {one.year}": one.limit for one in self.problem.budgets}
            self.found.setdefault("budgets", {})[rest] = plain(held.get(rest, Decimal(0)) + by)
        elif kind == "skill":
            self.found.setdefault("people", {})[rest.partition(" ")[0]] = plain(by)
        elif kind == "load":
            held_load = self.problem.caps.load_per_department.get(rest, Decimal(0))
            self.found.setdefault("loads", {})[rest] = plain(held_load + by)
        elif kind == "risk":
            self.found["risk_per_period"] = plain((self.problem.caps.risk_per_period or Decimal(0)) + by)
        elif kind in ("mandatory", "locked"):
            self.found.setdefault("not_mandatory", []).append(rest)
        elif kind == "share":
            self.found["no_shares"] = True


def _says(interval: Interval) -> bool:
    """False for an interval that tells nothing: no end known, or just not below zero."""
    return interval.high is not None or bool(interval.low)


def _by(name: str, by: Decimal) -> str:
    kind = name.partition(" ")[0]
    if kind in ("mandatory", "locked", "requires", "excludes", "share"):
        return ": let it go"
    amount = f"{by:,.1f}".removesuffix(".0")
    unit = {"budget": "thousand", "skill": "people in every quarter", "deadline": "quarters"}.get(kind, "")
    return f": {amount} {unit}".rstrip() + " more"
