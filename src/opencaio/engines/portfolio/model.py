"""What does a planning problem look like as a mixed-integer model?

One 0-1 column for each initiative and each start that it is allowed ("pulse"), whole columns for hires, and continuous
ones for contractors, budgets kept, platforms, synergies, the funded share weight, and the tail of the scenarios
(Rockafellar and Uryasev 2000). Requirements are disaggregated by period, exclusions merged into cliques.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.problem import Decisions, Initiative, Problem, Skill
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Gathering, Matrix, Whole

THOUSAND = 1000


@dataclass(frozen=True)
class Model:
    """The matrix of a problem and what its columns mean.

    Columns ``first[i]`` to ``first[i+1]`` start initiative ``i``: ``start`` is the period, ``owner`` is ``i``.
    ``hires`` gives the columns of each skill's hires, one a period; ``platforms`` those of the platforms; ``total`` the
    column of the funded share weight, -1 without shares; ``extra`` the first column that is no start.
    """

    problem: Problem
    matrix: Matrix
    owner: Whole
    start: Whole
    first: Whole
    hires: dict[str, Whole]
    platforms: Whole
    total: int

    @property
    def extra(self) -> int:
        """The first column that is no start."""
        return len(self.owner)

    def decisions(self, columns: Floats) -> Decisions:
        """The plan that the columns' values, rounded, stand for."""
        taken = np.flatnonzero(columns[: self.extra] > 0.5)
        starts = {self.problem.initiatives[self.owner[one]].id: int(self.start[one]) for one in taken}
        hires = {}
        for skill, places in self.hires.items():
            arrivals = tuple(int(one) for one in np.rint(columns[places]))
            if any(arrivals):
                hires[skill] = arrivals
        return bought_in(self.problem, Decisions(starts, hires))


def bought_in(problem: Problem, decisions: Decisions) -> Decisions:
    """The same plan with exactly the parts of people bought in that it is short of."""
    contracts = {}
    for skill, used in zip(problem.skills, accounts.skills_used(problem, decisions), strict=True):
        if skill.contract is None:
            continue
        short = (need - own - come for need, own, come in zip(used.needed, used.capacity, used.hired, strict=True))
        parts = tuple(min(max(one, Decimal(0)), skill.contract.max_per_period) for one in short)
        if any(parts):
            contracts[skill.name] = parts
    return Decisions(decisions.starts, decisions.hires, contracts)


def build(problem: Problem) -> Model:
    """The model of ``problem``."""
    building = _Building(problem)
    building.starts()
    building.limits()
    building.relations()
    building.shares()
    building.tail()
    return Model(
        problem,
        building.gathering.matrix(),
        building.owner,
        building.start,
        building.first,
        building.hires,
        np.array(building.platforms, dtype=np.int64),
        building.total,
    )


def thousandths(amount: Decimal) -> int:
    """An amount of the format as a whole number."""
    return int(amount.scaleb(3))


class _Building:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.periods = len(problem.periods)
        self.gathering = Gathering()
        self.place = {one.id: number for number, one in enumerate(problem.initiatives)}
        starts = [problem.starts_of(one) for one in problem.initiatives]
        counts = np.array([len(one) for one in starts], dtype=np.int64)
        self.first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.owner = np.repeat(np.arange(len(starts)), counts)
        self.start = np.array([t for one in starts for t in one], dtype=np.int64)
        self.hires: dict[str, Whole] = {}
        self.platforms: list[int] = []
        self.total = -1
        self.weight = problem.risk_aversion.weight if problem.multiplier else 0.0

    # columns of starts --------------------------------------------------------------------------------------------

    def starts(self) -> None:
        """A column a start; once at most, or exactly once where it must be funded."""
        problem, gathering = self.problem, self.gathering
        values = [float(one.value[t]) for one in problem.initiatives for t in problem.starts_of(one)]
        self.columns = gathering.add_columns(values, whole=True)
        free: list[int] = []
        for number, one in enumerate(problem.initiatives):
            if problem.must_fund(one):
                name = f"locked {one.id}" if one.id in problem.locked else f"mandatory {one.id}"
                gathering.put(gathering.add_rows(name, low=1, high=1), self.columns_of(number), 1.0)
            elif self.first[number + 1] > self.first[number] + 1:
                free.append(number)
        rows = gathering.add_rows("once", count=len(free), high=1)
        row_of = np.full(len(problem.initiatives), -1)
        row_of[free] = rows
        mine = row_of[self.owner] >= 0
        gathering.put(row_of[self.owner[mine]], np.flatnonzero(mine), 1.0)

    def columns_of(self, number: int) -> Whole:
        """The columns that start initiative ``number``."""
        return np.arange(self.first[number], self.first[number + 1])

    def spread(self, owners: Whole) -> tuple[Whole, Whole]:
        """For a list of initiatives: which entry of the list, and which start column, each pair once."""
        counts = self.first[owners + 1] - self.first[owners]
        entry = np.repeat(np.arange(len(owners)), counts)
        offset = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
        return entry, self.first[owners][entry] + offset

    # limits -------------------------------------------------------------------------------------------------------

    def limits(self) -> None:
        """Budgets with what is kept, people with hires and contractors, caps on risk and load."""
        self._budget_rows()
        self._skill_rows()
        for skill in self.problem.skills:
            self._hire(skill)
            self._contract(skill)
        self._streams()
        self._demands()
        self._caps()

    def _budget_rows(self) -> None:
        gathering, years = self.gathering, np.array(self.problem.year_of)
        self.budget_row: dict[tuple[str, int], int] = {}
        for one in self.problem.budgets:
            row = gathering.add_rows(one.name, high=thousandths(one.limit), thousandths=True)
            self.budget_row[one.line, one.year] = int(row[0])
        for one in self.problem.budgets:
            following = self.budget_row.get((one.line, one.year + 1))
            if one.carry > 0 and following is not None:
                kept = gathering.add_columns([0.0], high=float(one.carry * one.limit))
                gathering.put(self.budget_row[one.line, one.year], kept, THOUSAND)
                gathering.put(following, kept, -THOUSAND)
        # until[y][p]: how many periods before p lie in year y
        names = sorted(set(self.problem.year_of))
        self.until = {year: np.concatenate([[0], np.cumsum(years == year)]) for year in names}

    def _skill_rows(self) -> None:
        self.skill_row: dict[str, int] = {}
        for skill in self.problem.skills:
            high = [thousandths(one) for one in skill.capacity]
            rows = self.gathering.add_rows(
                f"skill {skill.name}", count=self.periods, high=high, by_period=True, thousandths=True
            )
            self.skill_row[skill.name] = int(rows[0])

    def _hire(self, skill: Skill) -> None:
        terms, periods = skill.hire, self.periods
        if terms is None:
            return
        left = np.arange(periods, 0, -1)
        high = np.where(np.arange(periods) >= terms.lead, terms.max_per_period, 0)
        columns = self.gathering.add_columns(-float(terms.value_cost_per_period) * left, high=high, whole=True)
        self.hires[skill.name] = columns
        later, arrival = np.tril_indices(periods)
        self.gathering.put(self.skill_row[skill.name] + later, columns[arrival], -THOUSAND)
        self._charge(terms.line, columns, np.arange(periods), np.full(periods, periods), terms.cost_per_period)

    def _contract(self, skill: Skill) -> None:
        terms, periods = skill.contract, self.periods
        if terms is None:
            return
        columns = self.gathering.add_columns(np.zeros(periods), high=float(terms.max_per_period))
        self.gathering.put(self.skill_row[skill.name] + np.arange(periods), columns, -THOUSAND)
        each = np.arange(periods)
        self._charge(terms.line, columns, each, each + 1, terms.cost_per_period)

    def _charge(self, line: str, columns: Whole, begin: Whole, end: Whole, amount: Decimal) -> None:
        """Charge ``amount`` a period on ``line`` for the periods from ``begin`` up to ``end`` of each column."""
        for year, until in self.until.items():
            row = self.budget_row.get((line, year))
            if row is not None:
                count = until[end] - until[begin]
                self.gathering.put(row, columns, count * thousandths(amount))

    def _streams(self) -> None:
        """What initiatives spend, by line and year."""
        lines = {line for line, _ in self.budget_row}
        end = self.periods
        found: dict[str, list[tuple[int, int, int, int]]] = {line: [] for line in sorted(lines)}
        for number, one in enumerate(self.problem.initiatives):
            for stream in one.spend:
                if stream.line in lines:
                    last = end if stream.last is None else stream.last
                    found[stream.line].append((number, stream.first, last, thousandths(stream.amount)))
        for line, streams in found.items():
            if streams:
                self._stream_entries(line, np.array(streams, dtype=np.int64))

    def _stream_entries(self, line: str, streams: Whole) -> None:
        entry, column = self.spread(streams[:, 0])
        begin = np.minimum(self.start[column] + streams[entry, 1], self.periods)
        end = np.minimum(self.start[column] + streams[entry, 2], self.periods)
        for year, until in self.until.items():
            row = self.budget_row.get((line, year))
            if row is not None:
                amount = (until[end] - until[begin]) * streams[entry, 3]
                used = np.flatnonzero(amount)
                self.gathering.put(row, column[used], amount[used])

    def _demands(self) -> None:
        found = [
            (number, self.skill_row[skill] + offset, thousandths(people))
            for number, one in enumerate(self.problem.initiatives)
            for skill, parts in one.demand.items()
            for offset, people in enumerate(parts)
            if people
        ]
        if found:
            needs = np.array(found, dtype=np.int64)
            entry, column = self.spread(needs[:, 0])
            self.gathering.put(needs[entry, 1] + self.start[column], column, needs[entry, 2])

    def _caps(self) -> None:
        caps, initiatives = self.problem.caps, self.problem.initiatives
        if caps.risk_per_period is not None:
            self._running("risk cap", caps.risk_per_period, {n: one.risk for n, one in enumerate(initiatives)})
        for department, cap in caps.load_per_department.items():
            loads = {n: one.load for n, one in enumerate(initiatives) if one.department == department}
            self._running(f"load {department}", cap, loads)

    def _running(self, name: str, cap: Decimal, weights: dict[int, Decimal]) -> None:
        """In each period, the weights of what runs stay under ``cap``."""
        rows = self.gathering.add_rows(
            name, count=self.periods, high=thousandths(cap), by_period=True, thousandths=True
        )
        found = [
            (number, offset, thousandths(weight))
            for number, weight in weights.items()
            if weight
            for offset in range(min(self.problem.initiatives[number].duration, self.periods))
        ]
        if found:
            parts = np.array(found, dtype=np.int64)
            entry, column = self.spread(parts[:, 0])
            self.gathering.put(rows[0] + parts[entry, 1] + self.start[column], column, parts[entry, 2])

    # relations ----------------------------------------------------------------------------------------------------

    def relations(self) -> None:
        """Requirements by period, cliques of exclusions, synergies, platforms."""
        gathering = self.gathering
        for need in self.problem.requires:
            self._requires(need.name, self.place[need.of], self.place[need.needs], need.lag)
        for clique in cliques(self.problem):
            row = gathering.add_rows(f"excludes {' '.join(clique)}", high=1)
            for code in clique:
                gathering.put(row, self.columns_of(self.place[code]), 1.0)
        for synergy in self.problem.synergies:
            self._synergy([self.place[code] for code in synergy.among], float(synergy.value))
        for platform in self.problem.platforms:
            column = gathering.add_columns([-float(platform.cost)])
            self.platforms.append(int(column[0]))
            budget = self.budget_row.get((platform.line, platform.year))
            if budget is not None:
                gathering.put(budget, column, thousandths(platform.cost))
            for code in platform.members:
                below = gathering.add_rows(f"platform {platform.id}", high=0)
                gathering.put(below, self.columns_of(self.place[code]), 1.0)
                gathering.put(below, column, -1.0)

    def _requires(self, name: str, of: int, needs: int, lag: int) -> None:
        mine, theirs = self.columns_of(of), self.columns_of(needs)
        ready = self.start[theirs] + self.problem.initiatives[needs].duration + lag
        starts = self.start[mine]
        rows = self.gathering.add_rows(name, count=len(mine), high=0)
        later, earlier = np.tril_indices(len(mine))
        self.gathering.put(rows[later], mine[earlier], 1.0)
        row, column = np.nonzero(ready[None, :] <= starts[:, None])
        self.gathering.put(rows[row], theirs[column], -1.0)

    def _synergy(self, among: list[int], value: float) -> None:
        gathering = self.gathering
        column = gathering.add_columns([value])
        if value > 0:
            for number in among:
                row = gathering.add_rows("synergy", high=0)
                gathering.put(row, column, 1.0)
                gathering.put(row, self.columns_of(number), -1.0)
        else:
            row = gathering.add_rows("synergy", high=len(among) - 1)
            gathering.put(row, column, -1.0)
            for number in among:
                gathering.put(row, self.columns_of(number), 1.0)

    # shares and scenarios -----------------------------------------------------------------------------------------

    def shares(self) -> None:
        """One free column holds the funded weight; every group's share is a short row against it."""
        caps = self.problem.caps.share
        if not caps:
            return
        gathering = self.gathering
        weights = np.array([float(one.share_weight) for one in self.problem.initiatives])
        total = gathering.add_columns([0.0], high=float(weights.sum()))
        self.total = int(total[0])
        row = gathering.add_rows("share total", low=0, high=0)
        # In thousandths, so that a solver's tolerance is far below what the format can say.
        gathering.put(row, self.columns, THOUSAND * weights[self.owner])
        gathering.put(row, total, -THOUSAND)
        for cap in caps:
            members = accounts.members_of(self.problem, by=cap.by, key=cap.key)
            inside = np.array([one.id in members for one in self.problem.initiatives])[self.owner]
            mine = np.flatnonzero(inside)
            for bound, sign in ((cap.high, 1.0), (cap.low, -1.0)):
                if bound is not None:
                    row = gathering.add_rows(cap.name, high=0)
                    gathering.put(row, mine, THOUSAND * sign * weights[self.owner[mine]])
                    gathering.put(row, total, -THOUSAND * sign * float(bound))

    def tail(self) -> None:
        """The mean of the worst scenarios, with one column for each initiative's benefit."""
        if not self.weight:
            return
        gathering, problem = self.gathering, self.problem
        count = max(len(one) for one in problem.multiplier.values())
        expected = self._total_value()
        threshold = gathering.add_columns([self.weight], low=-INFINITY, high=INFINITY)
        share = (1 - problem.risk_aversion.alpha) * count
        below = gathering.add_columns(np.full(count, -self.weight / share), high=INFINITY)
        rows = gathering.add_rows("scenarios", count=count, high=0)
        gathering.put(rows, threshold, 1.0)
        gathering.put(rows, below, -1.0)
        gathering.put(rows, expected, -1.0)
        for number, one in enumerate(problem.initiatives):
            if one.id in problem.multiplier and one.benefit:
                self._benefit(number, one, rows)

    def _total_value(self) -> Whole:
        """A column that equals the expected value; it alone carries what is left of the aim."""
        gathering = self.gathering
        costs = np.concatenate(gathering.cost)
        total = gathering.add_columns([1 - self.weight], low=-INFINITY, high=INFINITY)
        row = gathering.add_rows("expected value", low=0, high=0)
        used = np.flatnonzero(costs)
        gathering.put(row, used, costs[used])
        gathering.put(row, total, -1.0)
        gathering.cost = [np.zeros(len(costs)), gathering.cost[-1]]
        return total

    def _benefit(self, number: int, one: Initiative, rows: Whole) -> None:
        gathering, mine = self.gathering, self.columns_of(number)
        benefits = np.array([float(one.benefit.get(int(t), 0)) for t in self.start[mine]])
        column = gathering.add_columns([0.0], low=-INFINITY, high=INFINITY)
        row = gathering.add_rows("benefit", low=0, high=0)
        gathering.put(row, mine, benefits)
        gathering.put(row, column, -1.0)
        factors = np.array(self.problem.multiplier[one.id]) - 1.0
        gathering.put(rows, column, -factors)


def cliques(problem: Problem) -> list[tuple[str, ...]]:
    """The exclusions with pairs merged: every excluded pair lies in one of these, as large as greed finds them."""
    friends: dict[str, set[str]] = {}
    for group in problem.excludes:
        for code in group.among:
            friends.setdefault(code, set()).update(other for other in group.among if other != code)
    order = {one.id: number for number, one in enumerate(problem.initiatives)}
    covered: set[tuple[str, str]] = set()
    found = []
    for group in sorted(problem.excludes, key=lambda one: -len(one.among)):
        among = sorted(group.among, key=order.__getitem__)
        pairs = [(a, b) for place, a in enumerate(among) for b in among[place + 1 :]]
        if all(pair in covered for pair in pairs):
            continue
        common = set.intersection(*(friends[code] for code in among))
        while common:
            best = min(common, key=order.__getitem__)
            among.append(best)
            common &= friends[best]
        among.sort(key=order.__getitem__)
        covered.update((a, b) for place, a in enumerate(among) for b in among[place + 1 :])
        found.append(tuple(among))
    return found
