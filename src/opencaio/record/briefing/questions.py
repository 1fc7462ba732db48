"""What do we not know, and which questions would settle most?"""

from collections import defaultdict
from collections.abc import Sequence

from opencaio.engines.standing import UseState
from opencaio.packs.law import load_law
from opencaio.papers.blocks import Question, Questions
from opencaio.papers.numbers import number
from opencaio.record.briefing.figures import use_address
from opencaio.record.briefing.standing import Standing
from opencaio.record.vocabulary import question

MOST = 6


def questions(standing: Standing) -> Questions:
    """The unknown facts that are decisive for most uses, as questions."""
    asking: dict[str, list[UseState]] = defaultdict(list)
    weight: dict[str, int] = defaultdict(int)
    for state in standing.of("open"):
        for key, settles in _decisive(state).items():
            asking[key].append(state)
            weight[key] += settles
    ordered = sorted(asking, key=lambda key: (-len(asking[key]), -weight[key], key))
    return Questions(
        tuple(_question(standing, key, asking[key]) for key in ordered[:MOST]),
        empty="Every use is settled: no unknown fact could change its class.",
    )


def _decisive(state: UseState) -> dict[str, int]:
    found: dict[str, int] = {}
    for answer in state.answers.values():
        for fact in answer.open:
            if fact.deciding:
                found[fact.key] = found.get(fact.key, 0) + fact.settles
    return found


def _question(standing: Standing, key: str, states: Sequence[UseState]) -> Question:
    fact = load_law().vocabulary.facts.get(key)
    uses = "1 use" if len(states) == 1 else f"{number(len(states))} uses"
    return Question(
        text=question(key),
        note="; ".join(one.name for one in states[:3])
        + (f"; and {number(len(states) - 3)} more" if len(states) > 3 else ""),
        settles=f"decisive for {uses}",
        rule=fact.citation if fact else "",
        who=states[0].owner,
        href=use_address(standing, states[0]),
    )
