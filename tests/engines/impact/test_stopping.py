"""Is a use put before the officer only when its value stays below its threshold?"""

from decimal import Decimal

from opencaio.engines.impact.stopping import stays_below

ASKED = Decimal(150)


def ends(*told: int) -> list[Decimal]:
    """Upper ends of readings, the newest first."""
    return [Decimal(one) for one in told]


def test_one_reading_below_stops_nothing_and_a_second_one_does() -> None:
    assert not stays_below(ends(126), threshold=ASKED)
    assert stays_below(ends(126, 130), threshold=ASKED)


def test_a_newer_reading_that_reaches_the_threshold_takes_it_back() -> None:
    assert not stays_below(ends(150, 126, 130), threshold=ASKED)
    assert stays_below(ends(126, 130, 900), threshold=ASKED)


def test_nothing_measured_stops_nothing_and_more_patience_waits_longer() -> None:
    assert not stays_below([], threshold=ASKED)
    assert not stays_below(ends(126, 130), threshold=ASKED, patience=3)
