"""Are the incidents' pack and the calendars read strictly, and do the calendars know their holidays?"""

from datetime import date
from pathlib import Path

import pytest

from opencaio.errors import BadPack
from opencaio.packs.calendars import INSTITUTIONS, MEMBER_STATES, calendar_of, load_rules
from opencaio.packs.incidents import PACK, load_incidents


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("DE", date(2026, 10, 3), "German Unity Day"),
        ("FR", date(2026, 7, 14), "National Day"),
        ("BE", date(2026, 7, 21), "National Day"),
        ("LU", date(2026, 5, 9), "Europe Day"),
        ("NL", date(2026, 4, 27), "King's Day"),
        ("EU", date(2026, 5, 15), "Day after Ascension"),
        ("EU", date(2028, 4, 13), "Maundy Thursday"),
        ("EU", date(2026, 12, 28), "Days at the end of the year"),
    ],
)
def test_a_calendar_knows_its_holidays(place: str, day: date, name: str) -> None:
    assert name in calendar_of(place, year=2026).rest(day)


def test_there_is_a_calendar_for_each_member_state() -> None:
    assert len(MEMBER_STATES) == 27
    for place in MEMBER_STATES:
        found = calendar_of(place, year=2026)
        assert found.rest(date(2027, 1, 1)), place
        assert found.rest(date(2028, 12, 25)), place


def test_where_no_place_is_known_only_the_week_end_rests() -> None:
    nowhere = calendar_of("", year=2026)
    assert not nowhere.rest(date(2026, 12, 25))
    assert nowhere.rest(date(2026, 12, 26)) == "Saturday"


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(INSTITUTIONS.read_text(encoding="utf-8").replace('"05-09"', '"02-30"'), encoding="utf-8")
    with pytest.raises(BadPack, match="02-30"):
        load_rules(broken)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hours: 72", "hours: 0", "at least 1"),
        ("hours: 72", "hours: 72\n    days: 3", "give one of"),
        ("code: gdpr.persons", "code: gdpr.authority", "stands there twice"),
        (
            "{term: serious}, {fact: our_role, has: deployer}",
            "{term: grave}, {fact: our_role, has: deployer}",
            "no term",
        ),
        ('citation: "GDPR Art. 33(2)"', 'citation: ""', "a citation and a day"),
        ("- {code: low, title: Low}", "- {code: low, title: Low, when: breach}", "without a condition"),
        ("has: processor}", "has: procesor}", "procesor"),
    ],
)
def test_a_slip_of_the_pen_is_found(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = PACK.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "incidents.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadPack, match=words):
        load_incidents(broken)
