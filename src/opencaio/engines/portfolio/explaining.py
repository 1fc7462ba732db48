"""Why does the plan look as it does, and what would change it?

What needs no search is told at once. The rest is a queue of looks at other plans, a few of each topic in turn, so
that whatever is asked for has something to show whenever time or work ends; the same seed and the same number of
looks give the same explanation.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from opencaio.engines.portfolio.explained import Explanation
from opencaio.engines.portfolio.frequencies import Frequencies, neutral
from opencaio.engines.portfolio.front import Front
from opencaio.engines.portfolio.marginals import Marginals
from opencaio.engines.portfolio.pricing import binding
from opencaio.engines.portfolio.probing import Ended, Probe, Purse
from opencaio.engines.portfolio.problem import Answer, Decisions, Problem
from opencaio.engines.portfolio.ranking import plan_by_ranking
from opencaio.engines.portfolio.search import Progress, Timer, Watch
from opencaio.engines.portfolio.sparse import INFINITY
from opencaio.engines.portfolio.standing import Standing
from opencaio.engines.portfolio.whys import Whys

TOPICS = ("binding", "why", "marginal", "ranking", "frequency", "front")
TURNS = {"why": 3, "marginal": 2, "frequency": 2, "front": 1}
"""How many looks each topic takes when it is its turn."""
MOST_RANKED = 1000
"""With more initiatives no ranking is followed: it is done one by one, in exact decimals."""


def explain(
    problem: Problem,
    answer: Answer,
    *,
    seed: int = 0,
    seconds: float | None = None,
    work: int | None = None,
    timer: Timer | None = None,
    progress: Watch | None = None,
    scores: Mapping[str, float] | None = None,
    topics: Collection[str] = TOPICS,
) -> Explanation:
    """What explains ``answer``, within ``seconds`` by ``timer`` or within ``work`` looks at other plans.

    ``scores``: the organisation's ranking, highest first (left out: no ranking is looked at). ``progress`` is asked
    before each look and stops it by giving False; what was found until then is given out. An answer without a plan
    has nothing to explain here: see ``explain_infeasible``.
    """
    if answer.decisions is None:
        return Explanation(seed=seed, work=0, seconds=0.0, is_whole=True)
    purse = Purse(seconds=seconds, work=work, timer=timer, ask=_ask(progress, answer))
    return _Explaining(problem, answer, answer.decisions, seed, purse, scores, frozenset(topics)).told()


def _ask(progress: Watch | None, answer: Answer) -> Callable[[int, float], bool]:
    """Goes on unless ``progress`` says False."""
    value = None if answer.value is None else float(answer.value)
    bound = None if answer.bound is None else float(answer.bound)

    def ask(work: int, seconds: float) -> bool:
        return progress is None or progress(Progress(value, bound, answer.gap, seconds, work)) is not False

    return ask


class _Explaining:
    def __init__(
        self, problem: Problem, answer: Answer, decisions: Decisions, seed: int, purse: Purse,
        scores: Mapping[str, float] | None, topics: frozenset[str],
    ) -> None:  # fmt: skip
        self.problem, self.decisions, self.seed, self.purse, self.topics = problem, decisions, seed, purse, topics
        bound = float(answer.bound) if answer.bound is not None else INFINITY
        self.probe = Probe(problem, decisions, bound=bound, seed=seed, purse=purse)
        self.standing = Standing(self.probe)
        self.whys = Whys(self.probe, self.standing)
        self.marginals = Marginals(self.probe, self.standing) if "marginal" in topics else None
        self.frequencies: Frequencies | None = None
        self.front: Front | None = None
        self.ranked = None
        if scores and "ranking" in topics and len(problem.initiatives) <= MOST_RANKED:
            self.ranked = plan_by_ranking(problem, scores, plan=decisions, seed=seed)

    def told(self) -> Explanation:
        """All of it, as far as the purse goes."""
        is_whole = self._look()
        topics, better = self.topics, self.standing.better
        told = binding(self.problem, self.decisions, keeps_out=self.whys.keeps_out()) if "binding" in topics else ()
        return Explanation(
            seed=self.seed,
            work=self.purse.done,
            seconds=round(self.purse.spent(), 3),
            is_whole=is_whole,
            binding=told,
            why=self.whys.all() if "why" in topics else (),
            marginal=self.marginals.all() if self.marginals else (),
            frequency=self.frequencies.all() if self.frequencies else (),
            scenarios=self.frequencies.seen if self.frequencies else 0,
            front=self.front.all() if self.front else (),
            ranking=self.ranked,
            better=dict(better[0].starts) if better else None,
            better_value=better[1] if better else None,
        )

    def _look(self) -> bool:
        """Topic after topic in turn until all are done; False if the purse was empty before."""
        waiting = [(topic, looks) for topic, looks in self._queues().items() if topic in self.topics]
        try:
            while waiting:
                waiting = [(topic, looks) for topic, looks in waiting if _some(looks, TURNS[topic])]
        except Ended:
            return False
        return True

    def _queues(self) -> dict[str, Iterator[None]]:
        found = {"why": self.whys.looks(), "frequency": self._scenarios(), "front": self._points()}
        if self.marginals:
            found["marginal"] = self.marginals.looks()
        return found

    def _scenarios(self) -> Iterator[None]:
        self.purse.left()
        probe = self.probe
        if self.problem.risk_aversion.weight and self.problem.multiplier:
            probe = Probe(neutral(self.problem), self.decisions, bound=INFINITY, seed=self.seed, purse=self.purse)
        self.frequencies = Frequencies(probe, seed=self.seed)
        yield from self.frequencies.looks()

    def _points(self) -> Iterator[None]:
        self.purse.left()
        if not self.problem.initiatives:
            return
        bound = None if self.problem.risk_aversion.weight else self.standing.high
        self.front = Front(self.problem, self.decisions, bound=bound, seed=self.seed, purse=self.purse)
        yield from self.front.looks()


def _some(looks: Iterator[None], count: int) -> bool:
    """So many looks; False once there are no more."""
    return all(next(looks, False) is None for _ in range(count))
