"""How do its assessments of maturity and the words of its strategy come on record?"""

from opencaio.examples.maturity_rows import MaturityHeld
from opencaio.packs.maturity import load_maturity
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import OPENED, Settling


def settle_maturity(settling: Settling) -> None:
    """Each begun, answered and closed on its day."""
    for held in settling.example.maturity:
        _settle(settling, held)


def settle_strategy(settling: Settling) -> None:
    """The words of each part, by who wrote them; the officer enters them for those who may not."""
    for one in settling.example.strategy:
        settling.do("strategy.write", on=one.written_on, part=one.part, text=one.text)


def _settle(settling: Settling, held: MaturityHeld) -> None:
    on = max(OPENED, held.held_on)
    by = actor_for(settling.people[held.by], face="web")
    given = {"department": held.department, "held_on": held.held_on, "note": held.note}
    row = settling.do("maturity.begin", on=on, by=by, **given)
    questions = {side.id: side.questions for side in load_maturity().dimensions}
    answers = [
        {"question": one.id, "level": level, "because": held.because.get(one.id, "")}
        for side, levels in held.levels.items()
        for one, level in zip(questions[side], levels, strict=True)
    ]
    settling.do("maturity.answer", on=on, by=by, assessment=row.pk, answers=answers)
    settling.do("maturity.finish", on=on, by=by, assessment=row.pk)
