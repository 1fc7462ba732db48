"""Do the records, audits and bills of materials say what is on record, in the forms that others set?"""

import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from opencaio.record.documents.forms import file_here
from opencaio.record.queries import ask
from tests.record.cast import Cast, do, gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return gather()


def text_of(document: Any, cast: Cast, *, form: str = "md") -> str:
    return file_here(document.pk, cast.ana, version=None, form=form).body.decode()


def written(kind: str, cast: Cast, **about: Any) -> Any:
    made = do("documents.write", cast.ana, kind=kind, **about)
    return getattr(made, "document", made)


@pytest.fixture
def system(cast: Cast) -> Any:
    vendor = do("vendors.add", cast.ana, name="Orrin", country="US")
    model = do("models.add", cast.ana, name="Orrin-6", vendor=vendor.pk, release="6.2")
    data = do("datasets.add", cast.ana, name="Letters", personal=True)
    made = do("systems.add", cast.ana, name="Screen", release="4.2", models=[model.pk], datasets=[data.pk])
    do("facts.state", cast.ana, kind="model", id=model.pk, key="card.uses", value="Ordering letters")
    return made


def test_a_bill_of_materials_is_valid_cyclonedx_and_names_every_part(cast: Cast, system: Any) -> None:
    made = written("ai-bom", cast, system=system.code)
    text = text_of(made, cast, form="cyclonedx")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bom = json.loads(text)
    assert bom["metadata"]["component"]["version"] == "4.2"
    parts = {one["type"]: one for one in bom["components"]}
    assert parts["machine-learning-model"]["supplier"]["name"] == "Orrin"
    assert parts["machine-learning-model"]["modelCard"]["considerations"]["useCases"] == ["Ordering letters"]
    assert parts["data"]["data"][0]["sensitiveData"] == ["personal data"]


def test_a_version_of_a_bill_gives_the_same_bytes_after_the_parts_have_changed(cast: Cast, system: Any) -> None:
    made = written("ai-bom", cast, system=system.code)
    before = text_of(made, cast, form="cyclonedx")
    do("systems.edit", cast.ana, id=system.pk, release="5.0")
    assert text_of(made, cast, form="cyclonedx") == before
    written("ai-bom", cast, system=system.code)
    assert '"5.0"' in text_of(made, cast, form="cyclonedx")


def test_the_audit_summary_works_out_the_ratio_of_the_citys_own_example(cast: Cast) -> None:
    selected = {"male": [667, 1390], "female": [555, 1181]}
    do("facts.state", cast.bo, use_case=cast.triage.code, key="selected", value=selected)
    said = text_of(written("ll144-audit-summary", cast, use_case=cast.triage.code), cast)
    assert "0.979" in said and "48.0 %" in said and "1.000" in said


def test_a_group_of_less_than_two_per_cent_is_marked(cast: Cast) -> None:
    selected = {"a": [50, 100], "b": [45, 90], "c": [1, 3]}
    do("facts.state", cast.bo, use_case=cast.triage.code, key="selected", value=selected)
    said = text_of(written("ll144-audit-summary", cast, use_case=cast.triage.code), cast)
    assert said.count(" %&nbsp;*") + said.count("% \\*") + said.count("% *") == 1


def test_the_statement_of_applicability_lists_all_controls_of_annex_a(cast: Cast) -> None:
    do(
        "stances.set",
        cast.ana,
        framework="iso-42001",
        requirement="A.4.5",
        applies=False,
        reason="All computing is rented",
    )
    made = written("iso-42001-soa", cast)
    said = text_of(made, cast)
    assert sum(f"A.{chapter}." in said for chapter in range(2, 11)) == 9
    assert "All computing is rented" in said
    kept = json.loads(text_of(made, cast, form="json"))
    rows = [row for table in _tables(kept) for row in table["rows"]]
    assert len(rows) == 38


def _tables(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, dict):
        own = [tree] if "rows" in tree and "columns" in tree else []
        return own + [one for value in tree.values() for one in _tables(value)]
    return [one for value in tree for one in _tables(value)] if isinstance(tree, list) else []


def test_a_determination_shows_what_was_declared_beside_what_follows(cast: Cast) -> None:
    code = cast.triage.code
    facts = {"agency": True, "principal_basis": True, "effect": "health_safety", "pilot": False}
    told = [{"key": key, "value": value} for key, value in facts.items()]
    told += [{"key": "declared.US-FED", "value": "not_high_impact"}, {"key": "practice.OMB-PRETEST", "value": "met"}]
    do("facts.state_many", cast.bo, use_case=code, facts=told)
    said = text_of(written("omb-determination", cast, use_case=code), cast)
    assert "Met" in said
    assert said.lower().index("worked out") < said.lower().index("declared by the agency")


@pytest.mark.parametrize("kind", ["gdpr-30-1", "gdpr-30-2", "gdpr-35-dpia", "omb-waiver"])
def test_a_record_of_which_nothing_is_known_invents_nothing(cast: Cast, kind: str) -> None:
    made = written(kind, cast, use_case=cast.triage.code)
    said = text_of(made, cast)
    assert said.count("Not stated.") >= 5
    assert "Missing facts" in said


def test_a_purpose_stated_once_stands_in_the_record_and_in_the_assessment(cast: Cast) -> None:
    code = cast.triage.code
    do("facts.state", cast.bo, use_case=code, key="record.purposes", value="To see first who is worst off")
    for kind in ("gdpr-30-1", "gdpr-35-dpia"):
        assert "To see first who is worst off" in text_of(written(kind, cast, use_case=code), cast)


def test_dan_gets_no_record_of_bos_use(cast: Cast) -> None:
    made = written("gdpr-30-1", cast, use_case=cast.triage.code)
    assert made.pk not in [one.id for one in ask("documents.list", {}, cast.dan).rows]
