"""Does a monitor notice what moved, stay calm where nothing did, and say so where nothing can be told?"""

from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.briefing.quality import quality_items
from opencaio.record.briefing.standing import stand
from opencaio.record.queries import ask
from opencaio.record.watch_days import read_monitors
from tests.record.cast import Cast, do

LAST = date(2026, 10, 31)
DAYS = {"days": 28, "before": 84}


def decided(cast: Cast, *, shifted: bool, seed: int = 3, a_day: int = 12) -> None:
    """Sixteen weeks of scores; in the last four they lie higher, or not."""
    chance = np.random.default_rng(seed)
    rows = []
    for at in range(112):
        day = LAST - timedelta(at)
        for one in range(a_day):
            score = float(chance.beta(5, 2) if shifted and at < 28 else chance.beta(2, 2))
            rows.append({
                "event_id": f"{at}-{one}", "at": f"{day}T08:00:00Z", "use_case": cast.triage.code, "score": score,
                "selected": score > 0.5, "truth": bool(chance.random() < score), "sex": "f" if one % 2 else "m",
                "reviewed": True, "overturned": one == 0,
            })  # fmt: skip
    do("lake.add", cast.ana, fact="decisions", name="Decisions", rows=rows)


def watch(cast: Cast, kind: str, **more: object) -> str:
    code: str = do("monitors.add", cast.bo, use_case=cast.triage.code, kind=kind, settings=DAYS, **more).code
    return code


def read(cast: Cast, code: str) -> tuple[str, float | None, str]:
    do("monitors.read", cast.bo, code=code, last=LAST)
    (row,) = [one for one in ask("monitors.list", {}, cast.bo).rows if one.code == code]
    return row.verdict, row.readings[0].figure, row.readings[0].words


def declare(cast: Cast) -> str:
    code: str = do("metrics.declare", cast.bo, code="turned", name="Turned over", fact="decisions",
                   numerator={"how": "sum", "of": ["cases"], "where": [{"column": "overturned", "is": True}]},
                   unit="cases", use_case=cast.triage.code).code  # fmt: skip
    return code


def test_a_metric_of_ours_is_watched_and_alarms_in_the_direction_of_its_limits(cast: Cast) -> None:
    decided(cast, shifted=False)
    metric = declare(cast)
    with pytest.raises(BadInput, match="No limit is customary"):
        watch(cast, "metric", metric=metric)
    with pytest.raises(NotFound, match="no metric"):
        watch(cast, "metric", metric="other", warn_at=1, act_at=2)
    verdict, figure, words = read(cast, watch(cast, "metric", metric=metric, warn_at=20, act_at=25))
    assert (verdict, figure) == ("act", 28.0) and words.startswith("Turned over: 28 cases")
    assert read(cast, watch(cast, "metric", metric=metric, warn_at=20, act_at=10))[0] == "ok"
    assert read(cast, watch(cast, "metric", metric=metric, warn_at=40, act_at=30))[0] == "act"


def test_what_asks_for_something_stands_in_the_brief_until_it_is_answered(cast: Cast) -> None:
    decided(cast, shifted=True)
    code = watch(cast, "psi")
    read(cast, code)

    def asked() -> list[str]:
        return [one.title for one in quality_items(stand(cast.ana, now=timezone.now()))]

    assert asked() == ["Act on what is watched: population stability of " + cast.triage.name]
    do("monitors.answer", cast.bo, code=code, answer="Trained anew")
    assert asked() == []


@pytest.mark.parametrize("kind", ["psi", "ks"])
def test_scores_that_moved_are_noticed_and_those_that_did_not_are_left_alone(cast: Cast, kind: str) -> None:
    decided(cast, shifted=True)
    assert read(cast, watch(cast, kind))[0] == "act"


@pytest.mark.parametrize("kind", ["psi", "ks"])
def test_scores_that_did_not_move_are_in_order(cast: Cast, kind: str) -> None:
    decided(cast, shifted=False)
    assert read(cast, watch(cast, kind))[0] == "ok"


@pytest.mark.parametrize("kind", ["psi", "ks"])
def test_what_so_few_cases_reach_by_chance_is_shown_as_it_is_and_alarms_nobody(cast: Cast, kind: str) -> None:
    decided(cast, shifted=False, a_day=1, seed=14)
    verdict, figure, words = read(cast, watch(cast, kind))
    assert verdict == "ok" and figure is not None and figure >= 0.2
    assert "which so few cases reach by chance" in words


def test_calibration_overrides_and_ratios_are_counted(cast: Cast) -> None:
    decided(cast, shifted=False)
    verdict, figure, words = read(cast, watch(cast, "override"))
    assert (verdict, figure) == ("ok", pytest.approx(1 / 12)) and "28 of 336" in words
    assert read(cast, watch(cast, "calibration"))[0] in {"ok", "warn"}
    assert read(cast, watch(cast, "fairness"))[1] is not None


def test_errors_are_told_by_their_share_of_requests(cast: Cast) -> None:
    row = {"event_id": "x", "at": "2026-10-20T08:00:00Z", "use_case": cast.triage.code, "requests": 50, "errors": 4}
    do("lake.add", cast.ana, fact="usage", name="Usage", rows=[row])
    assert read(cast, watch(cast, "errors"))[:2] == ("act", pytest.approx(0.08))


@pytest.mark.parametrize("kind", ["psi", "calibration", "override", "errors", "fairness"])
def test_where_nothing_is_known_nothing_is_told(cast: Cast, kind: str) -> None:
    verdict, figure, words = read(cast, watch(cast, kind))
    assert (verdict, figure) == ("unknown", None) and words


def test_a_reading_that_asks_for_something_waits_until_it_is_answered(cast: Cast) -> None:
    decided(cast, shifted=True)
    code = watch(cast, "psi")
    with pytest.raises(Conflict, match="asks for nothing"):
        do("monitors.answer", cast.bo, code=code, answer="x")
    read(cast, code)
    assert ask("monitors.list", {}, cast.bo).waiting == 1
    do("monitors.answer", cast.bo, code=code, answer="Thresholds set anew")
    read(cast, code)
    (row,) = ask("monitors.list", {"verdict": "act"}, cast.bo).rows
    assert (row.waits, row.readings[0].answer, len(row.readings)) == (False, "Thresholds set anew", 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "psi", "settings": {"column": "colour"}}, "values to compare"),
        ({"kind": "ks", "settings": {"column": "sex"}}, "values to compare"),
        ({"kind": "psi", "settings": {"days": 0}}, "1 to 3660"),
        ({"kind": "errors", "warn_at": 0.5, "act_at": 0.1}, "beyond"),
        ({"kind": "fairness", "warn_at": 0.5, "act_at": 0.9}, "beyond"),
    ],
)
def test_a_monitor_that_cannot_work_is_refused(cast: Cast, given: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        do("monitors.add", cast.bo, use_case=cast.triage.code, **given)


def test_others_neither_see_nor_read_it(cast: Cast) -> None:
    code = watch(cast, "psi")
    assert ask("monitors.list", {}, cast.dan).rows == []
    for name, given in (("monitors.read", {"code": code}), ("monitors.retire", {"code": code})):
        with pytest.raises(NotFound):
            do(name, cast.dan, **given)


def test_once_a_day_what_has_grown_is_read_and_no_more(cast: Cast) -> None:
    decided(cast, shifted=True)
    watch(cast, "psi")
    for _ in range(2):
        read_monitors(timezone.now())
    (row,) = ask("monitors.list", {}, cast.bo).rows
    assert (row.verdict, len(row.readings)) == ("act", 1)
