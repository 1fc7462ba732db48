"""Ideas for Bo's department: one of his own, one of somebody who has been erased since, and two that say the same."""

from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo = planted.cast.bo
    words = {"problem": WORD, "proposal": WORD, "steps": WORD, "department": "HEALTH"}
    codes = [do("ideas.hand_in", bo, title=f"Idea {number} {WORD}", **words).code for number in range(4)]
    do("ideas.join", bo, code=codes[2], into=codes[3])
    do("ideas.answer", bo, code=codes[1], answer=WORD)
    m.Idea.objects.filter(code=codes[1]).update(author=None)
    planted.more |= {"own_idea": codes[0], "idea": codes[1], "joined_idea": codes[2], "other_idea": codes[3]}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    own, one = {"code": planted.more["own_idea"]}, {"code": planted.more["idea"]}
    return {
        "ideas.answer": {**one, "answer": "New"},
        "ideas.edit": {**own, "title": "Another title"},
        "ideas.hand_in": {"title": "Newly had", "problem": "New", "department": "HEALTH"},
        "ideas.join": {**one, "into": planted.more["other_idea"]},
        "ideas.support": one,
        "ideas.take_up": one,
        "ideas.triage": {**one, "status": "declined", "answer": "New"},
        "ideas.withdraw": own,
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    names = ("own_idea", "idea", "joined_idea", "other_idea")
    codes = [planted.more[name] for name in names]
    return {
        "ideas.alike": [{"title": f"Idea {WORD}", "text": WORD}, {"title": planted.use.name}],
        "ideas.list": [{}, {"q": WORD}, {"department": "HEALTH"}, {"status": "merged"}],
        "ideas.mine": [{}, *({"code": code} for code in codes)],
        "ideas.show": [{"code": code} for code in codes],
    }
