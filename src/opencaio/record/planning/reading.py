"""What does the page of a plan say, worked out from its problem and its answer?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from opencaio.engines.portfolio import (
    Decisions,
    Initiative,
    Problem,
    Skill,
    budgets_used,
    read_decisions,
    read_problem,
    skills_used,
)
from opencaio.engines.portfolio.accounts import SkillUse, running, spending
from opencaio.engines.portfolio.accounts import funded as funded_rows
from opencaio.record.planning.found import CUT_SHORT, Found, was_cut
from opencaio.record.planning.pages import (
    BORDERLINE,
    FUNDED,
    OUT,
    BudgetRow,
    CapRow,
    FrontPoint,
    MissingLine,
    PlanRow,
    Ranking,
    SkillRow,
    Solved,
    WayOut,
)
from opencaio.record.planning.what_if import together


def read(found: Found, *, seen: frozenset[str] | None, names: Mapping[str, str], skills: Mapping[str, str]) -> Solved:
    """The page of a solved plan for someone who sees these departments (None: all).

    ``names`` are those of departments by code, ``skills`` those of skills.
    """
    problem, decisions = read_problem(found.problem), read_decisions(found.answer)
    page = _Page(found, problem, decisions, names, skills, seen)
    whole = seen is None
    answer, told = found.answer, found.explanations
    spread = told.get("interval", {}) if whole else {}
    return Solved(
        is_whole=whole,
        outcome=answer["status"],
        currency=problem.currency,
        periods=list(problem.periods),
        years=sorted(set(problem.year_of)),
        value=_amount(answer.get("value")) if whole else None,
        bound=_amount(answer.get("bound")) if whole else None,
        gap=answer.get("gap") if whole else None,
        p10=_amount(spread.get("p10")),
        p90=_amount(spread.get("p90")),
        below_zero=spread.get("below_zero"),
        **page.money(),
        rows=page.rows(),
        budgets=page.budgets() if whole else [],
        skills=page.skill_rows() if whole else [],
        caps=page.caps() if whole else [],
        binding=told.get("binding", []) if whole else [],
        conflict=told.get("conflict", []) if whole else [],
        further=told.get("further", []) if whole else [],
        is_minimal=told.get("is_minimal", True),
        ways_out=page.ways_out() if whole else [],
        front=[FrontPoint(**one) for one in told.get("front", [])] if whole else [],
        ranking=Ranking(**told["ranking"]) if whole and told.get("ranking") else None,
        notes=[*([CUT_SHORT] if was_cut(answer) else []), *answer.get("notes", [])] if whole else [],
        changes=found.options.get("changes", []) if whole else [],
        what_if={name: one for name, one in page.pins.items() if one is not None} if whole else {},
        missing=page.missing(),
        rate=found.options.get("sources", {}).get("rate", ""),
        seconds=float(answer.get("seconds") or 0),
        seed=int(answer.get("seed") or 0),
        work=answer.get("work"),
        solver=answer.get("solver", ""),
        version=answer.get("version", ""),
        problem_hash=answer.get("problem_hash", ""),
        hires={skill: list(people) for skill, people in decisions.hires.items()} if whole else {},
        scenarios=told.get("scenarios", 0),
        better=_amount(told.get("better")) if whole else None,
    )


class _Page:
    """What the parts of the page are read from."""

    def __init__(
        self,
        found: Found,
        problem: Problem,
        decisions: Decisions,
        names: Mapping[str, str],
        skills: Mapping[str, str],
        seen: frozenset[str] | None,
    ) -> None:
        self.found, self.problem, self.decisions = found, problem, decisions
        self.names, self.skills, self.seen = names, skills, seen
        self.told = found.options.get("sources", {}).get("initiatives", {})
        self.why = found.explanations.get("why", {})
        self.pins = found.options.get("asked", {}).get("what_if", {})

    def ways_out(self) -> list[WayOut]:
        """Each way out with all that was changed already, so that trying it changes nothing else."""
        asked = {name: one for name, one in self.pins.items() if one is not None}
        return [
            WayOut(
                name=one["name"],
                words=one["words"],
                what_if=together(asked, one["what_if"]) if one["what_if"] else {},
            )
            for one in self.found.explanations.get("ways_out", [])
        ]

    def money(self) -> dict[str, Any]:
        """What is spent in each year, in all, and what all limits allow (None: something has no limit)."""
        if self.seen is not None:
            return {"money": {}, "spent": Decimal(0), "limit": None}
        years: dict[int, Decimal] = dict.fromkeys(sorted(set(self.problem.year_of)), Decimal(0))
        cells = spending(self.problem, self.decisions)
        for (_, year), amount in cells.items():
            years[year] = years.get(year, Decimal(0)) + amount
        limits = {(one.line, one.year): one.limit for one in self.problem.budgets}
        bound = sum(limits.values(), Decimal(0)) if set(cells) <= set(limits) else None
        return {"money": years, "spent": sum(years.values(), Decimal(0)), "limit": bound}

    def rows(self) -> list[PlanRow]:
        """Every initiative that may be seen, funded ones first, the most valuable first in each group."""
        rows = [self._row(one) for one in self.problem.initiatives if self._is_seen(one.department)]
        order = {FUNDED: 0, BORDERLINE: 1, OUT: 2}
        return sorted(rows, key=lambda row: (order[row.group], not row.is_funded, -row.value, row.code))

    def _is_seen(self, department: str) -> bool:
        return self.seen is None or department in self.seen

    def _row(self, one: Initiative) -> PlanRow:
        start = self.decisions.starts.get(one.id)
        told, why = self.told.get(one.id, {}), self.why.get(one.id, {})
        before = self.problem.previous.get(one.id)
        last = len(self.problem.periods) - 1
        value = one.value[start] if start is not None else max(one.value.values(), default=_of(told, "mid"))
        low, high = (value + way * _scale(one, start) for way in (_of(told, "low", "mean"), _of(told, "high", "mean")))
        hidden = self.seen is not None
        return PlanRow(
            code=one.id,
            name=told.get("name", one.id),
            department=one.department,
            department_name=self.names.get(one.department, one.department),
            horizon=one.horizon,
            objectives=list(one.objectives),
            group=self._group(one, start, why),
            is_funded=start is not None,
            is_mandatory=one.mandatory and one.id not in self.pins.get("pins_in", ()),
            is_locked=one.id in self.problem.locked,
            pin=self._pin(one.id),
            start=self.problem.periods[start] if start is not None else "",
            end=self.problem.periods[min(start + one.duration - 1, last)] if start is not None else "",
            start_at=start,
            duration=one.duration,
            before=self.problem.periods[before] if before is not None else "",
            value=value,
            low=round(low, 3),
            high=round(high, 3),
            source=told.get("source", ""),
            money=self._money_of(one, start),
            cost=one.share_weight,
            needs=self.needs.get(one.id, []),
            core=why.get("core"),
            because="" if hidden else why.get("because", ""),
            lets_in=[] if hidden else why.get("lets_in", []),
        )

    @cached_property
    def needs(self) -> Mapping[str, list[str]]:
        """By initiative those that it needs first, as far as they may be seen."""
        known = {one.id for one in self.problem.initiatives if self._is_seen(one.department)}
        found: dict[str, list[str]] = {}
        for tie in self.problem.requires:
            if tie.needs in known:
                found.setdefault(tie.of, []).append(tie.needs)
        return found

    def _group(self, one: Initiative, start: int | None, why: Mapping[str, Any]) -> str:
        if why.get("group") == BORDERLINE:
            return BORDERLINE
        return FUNDED if start is not None else OUT

    def _pin(self, code: str) -> str:
        if code in self.pins.get("pins_in", ()):
            return "in"
        return "out" if code in self.pins.get("pins_out", ()) else "free"

    def _money_of(self, one: Initiative, start: int | None) -> dict[int, Decimal]:
        at = start if start is not None else min(one.value, default=0)
        alone = Problem(self.problem.currency, self.problem.periods, self.problem.year_of, (one,))
        found: dict[int, Decimal] = dict.fromkeys(sorted(set(self.problem.year_of)), Decimal(0))
        for (_, year), amount in spending(alone, Decisions({one.id: at})).items():
            found[year] = found.get(year, Decimal(0)) + amount
        return found

    def budgets(self) -> list[BudgetRow]:
        """Each line and year that has a limit, then what is spent without one."""
        marginal = self.found.explanations.get("marginal", {})
        rows = []
        for one in budgets_used(self.problem, self.decisions):
            name = f"{one.line} {one.year}"
            room = one.limit + one.received
            share = float(one.used / room) if room else None
            about = {"name": name, "line": one.line, "year": one.year, "used": one.used, "limit": one.limit}
            rows.append(
                BudgetRow(
                    **about, received=one.received, kept=one.kept, share=share, **marginal.get(f"budget {name}", {})
                )
            )
        limited = {(row.line, row.year) for row in rows}
        for (line, year), used in sorted(spending(self.problem, self.decisions).items()):
            if (line, year) not in limited and used:
                about = {"name": f"{line} {year}", "line": line, "year": year, "used": used, "limit": None}
                rows.append(BudgetRow(**about, received=Decimal(0), kept=Decimal(0), share=None))
        return sorted(rows, key=lambda row: (row.year, row.line))

    def skill_rows(self) -> list[SkillRow]:
        """Each planned skill; ``tightest`` is the quarter with the least room."""
        marginal = self.found.explanations.get("marginal", {})
        terms = {one.name: one for one in self.problem.skills}
        rows = []
        for one in skills_used(self.problem, self.decisions):
            free = one.free
            rows.append(
                SkillRow(
                    code=one.skill,
                    name=self.skills.get(one.skill, one.skill),
                    needed=list(one.needed),
                    capacity=list(one.capacity),
                    hired=list(one.hired),
                    contracted=list(one.contracted),
                    tightest=min(range(len(free)), key=lambda at: free[at]) if free else 0,
                    spent=_paid(terms[one.skill], one),
                    **marginal.get(f"skill {one.skill}", {}),
                )
            )
        return rows

    def caps(self) -> list[CapRow]:
        """What runs at once against the caps on risk and on change."""
        found = []
        caps = self.problem.caps
        if caps.risk_per_period is not None:
            used = self._at_once({one.id: one.risk for one in self.problem.initiatives})
            found.append(CapRow(name="risk", used=used, cap=caps.risk_per_period))
        for code, cap in caps.load_per_department.items():
            mine = [one for one in self.problem.initiatives if one.department == code]
            used = self._at_once({one.id: one.load for one in mine})
            if any(used):
                found.append(CapRow(name=self.names.get(code, code), used=used, cap=cap))
        return found

    def _at_once(self, weights: Mapping[str, Decimal]) -> list[Decimal]:
        total = [Decimal(0)] * len(self.problem.periods)
        for one, start in funded_rows(self.problem, self.decisions):
            for at in running(one, start, self.problem):
                total[at] += weights.get(one.id, Decimal(0))
        return total

    def missing(self) -> list[MissingLine]:
        """What is not known of the initiatives that may be seen; what concerns all for those who see all."""
        lines: Sequence[Mapping[str, Any]] = self.found.options.get("missing", [])
        return [
            MissingLine(**{name: one[name] for name in ("kind", "about", "words", "leaves_out")})
            for one in lines
            if self.seen is None or (one.get("department") and one["department"] in self.seen)
        ]


def _paid(terms: Skill, used: SkillUse) -> Decimal:
    """What those hired and bought in of a skill cost over the quarters of the plan."""
    hired = terms.hire.cost_per_period * sum(used.hired) if terms.hire else Decimal(0)
    bought = terms.contract.cost_per_period * sum(used.contracted, Decimal(0)) if terms.contract else Decimal(0)
    return hired + bought


def _of(told: Mapping[str, Any], name: str, less: str = "") -> Decimal:
    """A figure of an initiative as it was when the plan was solved, less another of them."""
    return Decimal(str(told.get(name, 0))) - (Decimal(str(told.get(less, told.get("mid", 0)))) if less else 0)


def _scale(one: Initiative, start: int | None) -> Decimal:
    """How much of the benefit of the best start is left at this one: the interval narrows with it."""
    most = max(one.benefit.values(), default=Decimal(0))
    return one.benefit.get(start, most) / most if start is not None and most else Decimal(1)


def _amount(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
