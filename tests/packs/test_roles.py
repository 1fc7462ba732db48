"""Are the roles of an AI office whole, and is a slip of the pen in one of them told with its file?"""

import shutil
from pathlib import Path

import pytest

from opencaio.errors import BadPack
from opencaio.packs.roles import HERE, load_bands, load_profiles, load_skills, load_wages, read_profiles, wage_of


def test_every_role_asks_for_skills_of_both_kinds_and_says_how_one_comes_and_goes() -> None:
    profiles = load_profiles()
    assert next(iter(profiles)) == "chief-ai-officer"
    assert len(profiles) >= 8
    for one in profiles.values():
        kinds = {load_skills()[wanted.skill].kind for wanted in one.skills}
        assert kinds == {"technical", "human"}, one.id
        assert one.purpose and len(one.duties) >= 3 and one.education and one.path_in and one.path_out, one.id
        assert one.learning and {"law", "watch", "yearly"} >= {lesson.occasion for lesson in one.learning}
        assert wage_of(one.soc), one.id


def test_paths_between_roles_lead_to_roles_that_there_are() -> None:
    profiles = load_profiles()
    ids = [
        step for one in profiles.values() for step in (*one.path_in, *one.path_out) if "-" in step and step.islower()
    ]
    assert ids
    assert set(ids) <= set(profiles)


def test_the_french_bands_of_the_officer_say_that_they_are_recalled() -> None:
    bands = [one for one in load_bands() if (one.role, one.country) == ("chief-ai-officer", "FR")]
    assert [(one.low, one.high) for one in bands] == [(60000, 80000), (80000, 120000), (120000, None)]
    assert {one.certainty for one in bands} == {"recalled"}
    assert all(one.year == 2025 and one.source for one in bands)


def test_wages_are_those_of_the_public_statistic(shared_data: Path) -> None:
    import csv

    path = shared_data / "work" / "us_wages_2025.csv"
    theirs = {row["soc"]: row for row in csv.DictReader(path.open(encoding="utf-8"))}
    for one in load_wages().wages:
        row = theirs[one.soc]
        assert (str(one.median), str(one.p10), str(one.p90)) == (
            row["annual_median"], row["annual_p10"], row["annual_p90"],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{skill: strategy, level: 5}", "{skill: strategie, level: 5}", "strategie is no skill"),
        ("{skill: strategy, level: 5}", "{skill: strategy, level: 6}", "not 6"),
        ("{skill: strategy, level: 5}", "{skill: valuation, level: 5}", "twice"),
        ("follows_law: true", "follows_laws: true", "follows_law"),
        ("hours: 16", "hours: 900", "hours"),
        ("id: chief-ai-officer", "id: chief", "name the file"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_file(tmp_path: Path, old: str, new: str, words: str) -> None:
    shutil.copy(HERE / "chief-ai-officer.yaml", tmp_path)
    file = tmp_path / "chief-ai-officer.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadPack, match=words) as fault:
        read_profiles(tmp_path)
    assert "chief-ai-officer.yaml" in str(fault.value)
