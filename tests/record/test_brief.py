"""Does every figure of the brief lead to its rows, and change when one row changes?"""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from opencaio.engines.standing import MEASURES
from opencaio.errors import NotFound
from opencaio.papers.blocks import Figure, Paper
from opencaio.papers.render import FORMATS, render
from opencaio.record.briefing import brief
from opencaio.record.importing import import_file
from opencaio.record.models import UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.inventories import row, written

SCREENED = {
    "intimate.deployer_purpose": False,
    "manipulation.technique": "none",
    "vulnerability.exploited": False,
    "scoring.detrimental": False,
    "crime_prediction.solely_profiling": False,
    "face_scraping.untargeted": False,
    "emotion.infers": False,
    "biometric_cat.individual": False,
    "rbi.realtime": False,
    "product.third_party_assessment": False,
}
"""Nothing of Article 5 and no product: what a screening would have answered."""


def paper_for(actor: Actor, **asked: Any) -> Paper:
    return brief(actor, now=timezone.now(), **asked)


def figures(part: Any) -> dict[str, Figure]:
    """Every figure of a paper, by key, wherever it stands."""
    if isinstance(part, Figure):
        return {part.key: part}
    if isinstance(part, tuple):
        inner: list[Any] = list(part)
    elif is_dataclass(part):
        inner = [getattr(part, one.name) for one in fields(part)]
    else:
        return {}
    return {key: figure for one in inner for key, figure in figures(one).items()}


def value(actor: Actor, key: str) -> int:
    return ask("brief.figure", {"key": key}, actor).value


@pytest.fixture
def office(cast: Cast, tmp_path: Path) -> Cast:
    """A federal inventory with one use for each measure to count."""
    rows = [
        row(1),
        row(2, hi_testing_conducted="No"),
        row(3, hi_appeal_process=""),
        row(4, is_high_impact="Not high-impact", development_stage="Pilot"),
        row(5, hi_assessment_completed="No"),
        row(6, development_stage=""),
    ]
    import_file(written(tmp_path, rows), actor=cast.ana)
    return cast


def test_every_figure_is_the_number_of_its_rows(office: Cast) -> None:
    found = figures(paper_for(office.ana))
    assert {"uses", "live", "heavy", "open", "declared_high", "practice_gaps"} <= found.keys()
    for key, figure in found.items():
        answer = ask("brief.figure", {"key": key, "limit": 5000}, office.ana)
        assert figure.value == answer.value == len(answer.rows), key
        assert figure.why is not None and figure.why.total_rows == figure.value
        assert figure.why.rule and figure.why.rule_kind == "formula" and figure.why.replay


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("uses", ("use_cases.withdraw", {})),
        ("live", ("use_cases.edit", {"stage": "pilot"})),
        ("declared_high", ("facts.state", {"key": "declared.US-FED", "value": "not_high_impact"})),
        ("practice_gaps", ("facts.state", {"key": "practice.OMB-PRETEST", "value": "waived"})),
        ("no_owner", ("use_cases.assign", None)),
        ("open", ("use_cases.edit", {"stage": "retired"})),
        ("personal_unassessed", ("facts.state", {"key": "practice.OMB-AIIA", "value": "met"})),
        ("no_stage", ("use_cases.edit", {"stage": "idea"})),
    ],
)
def test_changing_one_row_changes_its_figure_and_its_reason(office: Cast, key: str, change: Any) -> None:
    action, given = change
    first = ask("brief.figure", {"key": key}, office.ana)
    code = first.rows[0].code
    if given is None:
        do(action, office.ana, codes=[code], owner=office.ana.person_id)
    else:
        do(action, office.ana, **{"use_case" if action == "facts.state" else "code": code}, **given)
    after = figures(paper_for(office.ana)).get(key)
    assert value(office.ana, key) == first.value - 1
    if after is not None:
        assert after.value == first.value - 1
        assert after.why is not None and all(code not in one.label for one in after.why.rows)


def test_differs_counts_a_declared_class_that_the_facts_contradict(office: Cast) -> None:
    code = office.triage.code
    assert value(office.ana, "differs") == 0
    for key, said in (("agency", True), ("principal_basis", False), ("effect", "none"), ("pilot", False)):
        do("facts.state", office.ana, use_case=code, key=key, value=said)
    do("facts.state", office.ana, use_case=code, key="declared.US-FED", value="high_impact")
    assert value(office.ana, "differs") == 1


def test_the_brief_shows_nobody_what_he_may_not_see(office: Cast) -> None:
    whole = render(paper_for(office.dan), format="json").decode()
    assert "Reading of scan" not in whole and "Triage" not in whole and "Health" not in whole
    assert "Price proposals" in whole or value(office.dan, "uses") == 1
    with pytest.raises(NotFound):
        paper_for(office.dan, department="HEALTH")


def test_the_record_can_be_read_as_it_was_known_on_a_day(office: Cast) -> None:
    before = timezone.now()
    do("use_cases.retire", office.ana, code=UseCase.objects.get(external_id="H-1").code)
    assert value(office.ana, "live") == 4
    then = ask("brief.figure", {"key": "live", "record_at": before}, office.ana)
    assert then.value == 5
    long_ago = before - timedelta(days=400)
    assert ask("brief.figure", {"key": "uses", "record_at": long_ago}, office.ana).value == 0


def test_the_law_of_another_day_gives_another_brief(cast: Cast) -> None:
    code = cast.triage.code
    facts = {
        "artefact": "system",
        "infers": True,
        "role": ["deployer"],
        "org": "private",
        "nexus": "deployed_in_eu",
        "use": ["recruit_screen_rank"],
        "profiling": True,
        "exclusion": "none",
        **SCREENED,
    }
    stated = [{"key": key, "value": said} for key, said in facts.items()]
    do("facts.state_many", cast.ana, use_case=code, facts=stated)
    today = render(paper_for(cast.ana), format="json").decode()
    later = render(paper_for(cast.ana, law_on=date(2027, 12, 3)), format="json").decode()
    assert "2027-12-02" in today
    assert "New duties begin for 1 use" not in later


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_the_brief_is_written_in_every_format(office: Cast, format_: str) -> None:
    assert len(render(paper_for(office.ana), format=format_)) > 1500


def test_a_figure_that_does_not_exist_is_refused_with_the_names_of_those_that_do(office: Cast) -> None:
    with pytest.raises(NotFound, match="practice_gaps"):
        ask("brief.figure", {"key": "happiness"}, office.ana)


def test_every_measure_has_words_and_a_rule(office: Cast) -> None:
    assert all(one.title and one.rule and one.key == key for key, one in MEASURES.items())


def test_an_empty_record_still_gives_a_brief_that_says_so(cast: Cast) -> None:
    for code in (cast.triage.code, cast.pricing.code):
        do("use_cases.withdraw", cast.ana, code=code)
    text = render(paper_for(cast.ana), format="md").decode()
    assert "0 uses of AI" in text


def test_snapshots_make_a_trend_from_the_first_import_on(cast: Cast, tmp_path: Path) -> None:
    from opencaio.record.models import Snapshot

    import_file(written(tmp_path, [row(1)]), actor=cast.ana)
    taken = Snapshot.objects.get(key="uses", department=None)
    assert taken.value == 3 and taken.reason == "import"
    Snapshot.objects.filter(pk=taken.pk).update(taken_on=datetime(2026, 1, 31, tzinfo=UTC).date())
    do("use_cases.withdraw", cast.ana, code=cast.triage.code)
    assert figures(paper_for(cast.ana))["uses"].trend == (3.0, 2.0)


def test_one_use_is_told_as_one(cast: Cast) -> None:
    said = render(paper_for(cast.bo), format="md").decode()
    assert "1 use of AI" in said
    assert "1 uses" not in said
    assert "1 are" not in said
