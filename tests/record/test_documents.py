"""Does a document say what the facts say, and does a signed one stay as it was?"""

import json

import pytest

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.packs.documents import load_kinds
from opencaio.record.documents import sources
from opencaio.record.documents.forms import file_of
from opencaio.record.models import DocumentVersion
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

KIND = "aia-annex-iv"


def state(cast: Cast, key: str, value: object, **more: object) -> None:
    do("facts.state", cast.bo, use_case=cast.triage.code, key=key, value=value, **more)


def write(cast: Cast) -> DocumentVersion:
    version: DocumentVersion = do("documents.write", cast.bo, kind=KIND, use_case=cast.triage.code)
    return version


def field(version: DocumentVersion, label: str) -> dict[str, object]:
    return next(one for one in version.body["fields"] if one["label"] == label)


def complete(cast: Cast) -> None:
    """State everything that the technical documentation must hold."""
    do("systems.add", cast.bo, code="TRI", name="TriageAid", release="4.2", department="CLINICS")
    do("use_cases.edit", cast.bo, code=cast.triage.code, purpose="Sort calls.", systems=[_system()])
    for one in load_kinds()[KIND].fields:
        for key in one.facts if one.required else ():
            state(cast, key, f"What we say about {key}.")


def _system() -> int:
    from opencaio.record.models import AISystem

    return AISystem.objects.get(code="TRI").pk


def test_every_kind_names_sources_that_there_are() -> None:
    assert load_kinds()
    for kind in load_kinds().values():
        sources.check(one.source for one in kind.fields if one.source)


def test_a_field_reads_as_the_fact_says_and_tells_who_stated_it(cast: Cast) -> None:
    state(cast, "system.hardware", "Two servers in Lyon.", source="Data sheet 7")
    found = field(write(cast), "(e) Hardware")
    assert found["text"] == "Two servers in Lyon."
    assert "Stated by Bo Berg on" in str(found["origin"]) and "Data sheet 7" in str(found["origin"])


def test_what_nobody_stated_is_not_invented_but_listed_as_missing(cast: Cast) -> None:
    version = write(cast)
    assert field(version, "(e) Hardware")["text"] == ""
    assert "system.hardware" in version.missing
    page = ask("documents.show", {"id": version.document_id}, cast.bo)
    assert f"/use/{cast.triage.code}/question?key=system.hardware" in {one.href for one in page.missing}


def test_we_do_not_know_is_still_missing(cast: Cast) -> None:
    do("facts.state", cast.bo, use_case=cast.triage.code, key="system.hardware", unknown=True)
    assert "system.hardware" in write(cast).missing


def test_a_fact_of_a_system_is_inherited_and_says_so(cast: Cast) -> None:
    complete(cast)
    do("facts.withdraw", cast.bo, use_case=cast.triage.code, key="system.hardware")
    do("facts.state", cast.bo, kind="aisystem", id=_system(), key="system.hardware", value="A cloud.")
    found = field(write(cast), "(e) Hardware")
    assert found["text"] == "A cloud." and "inherited from TriageAid" in str(found["origin"])


def test_writing_again_without_a_change_makes_no_version(cast: Cast) -> None:
    first = write(cast)
    assert write(cast).pk == first.pk
    state(cast, "system.hardware", "One laptop.")
    assert write(cast).number == 2


def test_a_changed_fact_makes_the_draft_out_of_date_until_it_is_written_anew(cast: Cast) -> None:
    version = write(cast)
    state(cast, "system.hardware", "One laptop.")
    page = ask("documents.show", {"id": version.document_id}, cast.bo)
    assert page.row.state == "outdated"
    assert [(one.label, one.change, one.after) for one in page.changes] == [("(e) Hardware", "added", "One laptop.")]
    assert [one.number for one in do("documents.refresh", cast.bo)] == [2]
    assert ask("documents.show", {"id": version.document_id}, cast.bo).row.state == "draft"


def test_a_signed_version_stays_as_it_was_when_facts_move_on(cast: Cast) -> None:
    complete(cast)
    version = write(cast)
    do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")
    signed = DocumentVersion.objects.get(pk=version.pk)
    before = {one: file_of(signed, load_kinds()[KIND], form=one).body for one in ("html", "pdf", "docx", "json", "md")}
    body = json.dumps(signed.body, sort_keys=True)
    state(cast, "system.hardware", "Another machine.")
    do("documents.refresh", cast.bo)
    write(cast)
    later = DocumentVersion.objects.get(pk=version.pk)
    assert json.dumps(later.body, sort_keys=True) == body
    for form, kept in before.items():
        assert file_of(later, load_kinds()[KIND], form=form).body == kept
    assert ask("documents.show", {"id": version.document_id}, cast.bo).row.number == 2


def test_a_document_with_gaps_is_not_signed_and_the_refusal_lists_them(cast: Cast) -> None:
    version = write(cast)
    with pytest.raises(Refused, match="missing") as refused:
        do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")
    assert len(refused.value.details) == len(version.missing) > 10


def test_an_outdated_version_is_not_signed(cast: Cast) -> None:
    complete(cast)
    version = write(cast)
    state(cast, "system.hardware", "Another machine.")
    with pytest.raises(Conflict, match="changed since"):
        do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")


def test_two_who_sign_at_once_do_not_both_sign(cast: Cast) -> None:
    complete(cast)
    version = write(cast)
    do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")
    with pytest.raises(Conflict, match="signed already, by Rae Roy"):
        do("documents.sign", cast.ana, id=version.document_id, version=1, function="Officer", place="Paris")


def test_a_lead_who_does_not_own_the_use_cannot_sign(cast: Cast) -> None:
    complete(cast)
    do("use_cases.assign", cast.ana, codes=[cast.triage.code], owner=cast.rae.person_id)
    version = write(cast)
    with pytest.raises(Refused, match="signed by"):
        do("documents.sign", cast.bo, id=version.document_id, version=1, function="Lead", place="Lyon")


def test_a_signed_document_is_evidence_of_its_kind(cast: Cast) -> None:
    complete(cast)
    version = write(cast)
    do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")
    rows = ask("evidence.list", {"use_case": cast.triage.code}, cast.bo).rows
    assert [one.title for one in rows] == ["Technical documentation: Triage of patients, version 1"]


def test_dan_sees_nothing_of_bos_documents(cast: Cast) -> None:
    version = write(cast)
    assert ask("documents.list", {}, cast.bo).total == 1
    assert ask("documents.list", {}, cast.dan).total == 0
    for name in ("documents.show", "documents.compare"):
        with pytest.raises(NotFound):
            ask(name, {"id": version.document_id} | ({"before": 1} if name.endswith("compare") else {}), cast.dan)


def test_versions_are_compared_field_by_field(cast: Cast) -> None:
    state(cast, "system.hardware", "One laptop.")
    version = write(cast)
    state(cast, "system.hardware", "Two laptops.")
    state(cast, "system.forms", "An interface to call.")
    write(cast)
    found = ask("documents.compare", {"id": version.document_id, "before": 1, "after": 2}, cast.bo)
    assert {(one.label, one.change) for one in found.rows} == {
        ("(e) Hardware", "changed"),
        ("(d) Forms in which it is placed on the market", "added"),
    }
