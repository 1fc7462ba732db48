"""Is maturity judged, closed and weighed as it should be, and does everyone see only what is his?"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.maturity import load_maturity
from opencaio.papers.render import render
from opencaio.record.actions import perform
from opencaio.record.briefing import brief
from opencaio.record.models import Initiative, LedgerEntry, MaturityAnswer, MaturityAssessment
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

QUESTIONS = list(load_maturity().questions)


def begin(cast: Cast, who: str = "bo", **given: Any) -> MaturityAssessment:
    row: MaturityAssessment = do("maturity.begin", cast[who], **{"department": "HEALTH", **given})
    return row


def fill(cast: Cast, row: MaturityAssessment, level: int | None = 2, **differing: int | None) -> None:
    """Answer all; ``differing`` names a side."""
    levels = {one: differing.get(one.split(".")[0], level) for one in QUESTIONS}
    answers = [{"question": one, "level": given} for one, given in levels.items()]
    do("maturity.answer", cast.ana, assessment=row.pk, answers=answers)


def closed(cast: Cast, level: int | None = 2, *, on: int = 0, home: str | None = "HEALTH", **differing: int) -> int:
    day = timezone.localdate() - timedelta(days=on)
    row = begin(cast, "ana", department=home, held_on=day)
    fill(cast, row, level, **differing)
    do("maturity.finish", cast.ana, assessment=row.pk)
    return row.pk


def work(cast: Cast, worth: int = 600) -> None:
    """Open work of Bo's that is worth something: strategy rests under it always."""
    row = do("initiatives.add", cast.bo, name="Faster triage", department="HEALTH")
    Initiative.objects.filter(pk=row.pk).update(value_mid=worth)


def test_a_closed_assessment_says_its_level_by_side_and_with_which_to_begin(cast: Cast) -> None:
    work(cast)
    closed(cast, 2, strategy=1)
    line = ask("maturity.overview", {}, cast.bo).latest[0]
    sides = {one.id: one for one in line.sides}
    assert (line.department, line.level, line.begin_with) == ("Health", Decimal("1.8"), "Strategy")
    assert (sides["strategy"].level, sides["strategy"].missing, sides["strategy"].stake) == (1, 3, 600)
    assert sides["strategy"].weight == 450
    assert len(sides["strategy"].weakest) == 4
    assert sides["data"].stake is None


def test_what_nobody_knows_counts_nowhere_and_stays_an_answer(cast: Cast) -> None:
    row = begin(cast)
    fill(cast, row, 3)
    do("maturity.answer", cast.bo, assessment=row.pk, answers=[{"question": "data.known", "level": None}])
    do("maturity.finish", cast.bo, assessment=row.pk)
    page = ask("maturity.show", {"assessment": row.pk}, cast.bo)
    data = next(one for one in page.sides if one.id == "data")
    assert (data.level, data.answered, data.asked) == (3, 3, 4)
    held = next(one for side in page.asked for one in side.questions if one.id == "data.known")
    assert held.is_asked
    assert held.level is None


def test_an_assessment_closes_only_when_every_question_was_asked(cast: Cast) -> None:
    row = begin(cast)
    do("maturity.answer", cast.bo, assessment=row.pk, answers=[{"question": "data.known", "level": 1}])
    with pytest.raises(Refused, match="23 questions have not been asked") as refused:
        do("maturity.finish", cast.bo, assessment=row.pk)
    assert len(refused.value.details) == 23
    assert ask("maturity.overview", {}, cast.bo).latest == []


def test_a_closed_assessment_stays_as_it_was(cast: Cast) -> None:
    key = closed(cast)
    for action, more in (
        ("maturity.answer", {"answers": [{"question": "data.known", "level": 5}]}),
        ("maturity.finish", {}),
        ("maturity.retire", {}),
    ):
        with pytest.raises(Conflict, match="closed and stays"):
            perform(action, {"assessment": key} | more, cast.ana)
    assert MaturityAnswer.objects.get(assessment=key, question="data.known").level == 2


def test_one_assessment_of_a_department_is_open_at_a_time(cast: Cast) -> None:
    row = begin(cast)
    with pytest.raises(Conflict, match="Health is open already"):
        begin(cast)
    do("maturity.retire", cast.bo, assessment=row.pk)
    assert begin(cast).pk != row.pk


def test_the_newest_stands_and_earlier_ones_give_the_course(cast: Cast) -> None:
    old, new = closed(cast, 1, on=400), closed(cast, 3, on=2)
    found = ask("maturity.overview", {}, cast.ana)
    assert [one.id for one in found.latest] == [new]
    assert [one.id for one in found.earlier] == [old]
    then = ask("maturity.overview", {"on": timezone.localdate() - timedelta(days=100)}, cast.ana)
    assert [one.id for one in then.latest] == [old]


def test_a_lead_sees_the_whole_but_no_value_of_others_work(cast: Cast) -> None:
    work(cast)
    closed(cast, 2, home=None)
    mine, his = (ask("maturity.overview", {}, cast[who]).latest[0] for who in ("ana", "dan"))
    assert mine.sides[0].stake == 600
    assert his.level == mine.level
    assert {one.stake for one in his.sides} == {None}


def test_another_department_sees_nothing_of_it(cast: Cast) -> None:
    key = closed(cast)
    assert ask("maturity.overview", {}, cast.dan).latest == []
    with pytest.raises(NotFound):
        ask("maturity.show", {"assessment": key}, cast.dan)
    with pytest.raises(NotFound):
        begin(cast, "dan")


def test_a_lead_does_not_judge_the_whole_organisation(cast: Cast) -> None:
    with pytest.raises(Refused):
        begin(cast, department=None)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"question": "data.nothing", "level": 2}, "no question data.nothing"),
        ({"question": "data.known", "level": 6}, "less than or equal to 5"),
        ({"question": "data.known", "level": -1}, "greater than or equal to 0"),
    ],
)
def test_an_answer_that_is_none_changes_nothing(cast: Cast, answer: dict[str, Any], words: str) -> None:
    row, before = begin(cast), LedgerEntry.objects.count()
    good = {"question": "data.known", "level": 2}
    with pytest.raises(BadInput) as fault:
        do("maturity.answer", cast.bo, assessment=row.pk, answers=[good, answer])
    assert words in f"{fault.value.message} {fault.value.details}"
    assert not MaturityAnswer.objects.filter(assessment=row).exists()
    assert LedgerEntry.objects.count() == before


def test_nobody_judges_a_day_that_is_still_ahead(cast: Cast) -> None:
    with pytest.raises(BadInput, match="still ahead"):
        begin(cast, held_on=timezone.localdate() + timedelta(days=1))


def test_evidence_of_another_department_cannot_be_named(cast: Cast) -> None:
    proof = do("evidence.add", cast.dan, use_case=cast.pricing.code, title="Prices", note="Kept")
    row = begin(cast)
    with pytest.raises(NotFound, match="no such evidence"):
        do("maturity.answer", cast.bo, assessment=row.pk, answers=[
            {"question": "data.known", "level": 2, "evidence": proof.pk}])  # fmt: skip


def test_an_assessment_keeps_its_history(cast: Cast) -> None:
    key = closed(cast)
    told = ask("ledger.history", {"kind": "maturityassessment", "id": key}, cast.ana).rows
    assert [one.action for one in told] == ["maturity.finish", "maturity.answer", "maturity.begin"]
    with pytest.raises(NotFound):
        ask("ledger.history", {"kind": "maturityassessment", "id": key}, cast.dan)


def briefed(cast: Cast) -> str:
    return render(brief(cast.ana, now=timezone.now()), format="md").decode()


def test_the_brief_asks_for_one_where_none_is_younger_than_a_year(cast: Cast) -> None:
    assert "Judge how ripe" not in briefed(cast), "where no work is on record nobody need judge"
    work(cast)
    assert "Nobody has judged it yet" in briefed(cast)
    closed(cast, on=400)
    assert "Judge how ripe" in briefed(cast)
    closed(cast, on=3)
    assert "Judge how ripe" not in briefed(cast)
