"""Do the example's incidents have the gravity that its answers give, and were the right people told in time?"""

from datetime import timedelta

from opencaio.engines.clocks import Period
from opencaio.examples.shape import load
from opencaio.packs.incidents import load_incidents

PACK = load_incidents()
INCIDENTS = load().incidents


def test_there_are_open_and_closed_incidents_and_one_whose_clock_of_the_law_runs() -> None:
    assert len(INCIDENTS) >= 10
    open_ = {one.key for one in INCIDENTS if one.closed_on is None}
    assert {"IN-09", "IN-10"} <= open_
    assert "gdpr.authority" not in {told.clock for one in INCIDENTS if one.key == "IN-10" for told in one.told}


def test_the_gravity_written_down_is_the_one_that_the_answers_give() -> None:
    given = {
        one.key: {key: _value(value) for key, value in one.answers.items() if value is not None} for one in INCIDENTS
    }
    judged = {key: PACK.judge(answers).severity for key, answers in given.items()}  # type: ignore[arg-type]
    assert judged == {one.key: one.severity for one in INCIDENTS}


def test_every_telling_names_a_clock_that_exists_and_those_of_the_law_were_met_in_time() -> None:
    for one in INCIDENTS:
        for told in one.told:
            rule = PACK.clock(told.clock)
            assert rule or (not told.clock and told.who), (one.key, told)
            if rule and rule.citation:
                assert told.at - one.known_at <= _length(rule.period), (one.key, told.clock)


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _length(period: Period) -> timedelta:
    return timedelta(days=period.length) if period.unit == "days" else timedelta(hours=period.length)
