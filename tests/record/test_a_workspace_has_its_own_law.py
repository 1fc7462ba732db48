"""Does a rule pack that a workspace keeps for itself answer for its uses, and is a bad one refused in words?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opencaio.errors import BadPack
from opencaio.packs.law import keep_beside, load_law
from opencaio.record.models import Assessment, Duty
from tests.record.cast import Cast, do


@pytest.fixture
def packs(tmp_path: Path, root: Path) -> Iterator[Path]:
    """The workspace's own packs: the ordinance of the how-to."""
    page = (root / "docs" / "how-to" / "add-a-regulation.md").read_text(encoding="utf-8")
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "springfield.yaml").write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    keep_beside(folder)
    yield folder
    keep_beside(tmp_path / "nowhere")


def test_an_ordinance_of_the_workspace_brings_its_class_and_its_duties(cast: Cast, packs: Path) -> None:
    facts = {"use": ["rbi_one_to_many"], "springfield.public_place": True, "springfield.sign": False}
    said = [{"key": key, "value": value} for key, value in facts.items()]
    do("facts.state_many", cast.ana, use_case=cast.triage.code, facts=said)
    answer = Assessment.objects.get(use_case=cast.triage, regime="US-SPR", superseded_at=None)
    assert (answer.klass, answer.pack, str(answer.applies_from)) == (
        "spr_face_camera",
        "springfield-cameras",
        "2027-03-01",
    )
    duties = Duty.objects.filter(use_case=cast.triage, regime="US-SPR").order_by("code")
    assert [(one.code, one.evidence_kinds, one.lead_days) for one in duties] == [
        ("SPR-REGISTER", ["registration_entry"], 30),
        ("SPR-SIGN", ["notice_text"], 14),
    ]


def test_a_use_is_still_answered_when_the_ordinance_is_taken_away(cast: Cast, packs: Path, tmp_path: Path) -> None:
    do("facts.state", cast.ana, use_case=cast.triage.code, key="springfield.public_place", value=True)
    keep_beside(tmp_path / "nowhere")
    do("facts.state", cast.ana, use_case=cast.triage.code, key="infers", value=False)
    standing = Assessment.objects.filter(use_case=cast.triage, superseded_at=None)
    assert [(one.regime, one.klass) for one in standing] == [("EU", "not_ai_system")]


def test_without_the_ordinance_its_facts_are_not_known(cast: Cast) -> None:
    assert "springfield.sign" not in load_law().vocabulary.facts


def test_a_pack_with_a_fault_is_refused_with_file_and_line(packs: Path) -> None:
    pack = packs / "springfield.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("springfield.sign}]", "springfield.sing}]"), encoding="utf-8"
    )
    keep_beside(packs.rename(packs.with_name("others")))
    with pytest.raises(BadPack, match=r"^springfield.yaml, line \d+, rule spr-sign: unknown fact “springfield.sing”"):
        load_law()
