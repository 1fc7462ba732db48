"""Does a document say what the facts say, and does a signed one stay as it was?"""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.packs.documents import load_kinds
from opencaio.record.documents import sources
from opencaio.record.documents.forms import file_of
from opencaio.record.documents.renewing import renew_drafts
from opencaio.record.models import DocumentVersion
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.test_brief import SCREENED

KIND = "aia-annex-iv"
CREDIT = {
    "artefact": "system",
    "infers": True,
    "nexus": "placed_in_eu",
    "exclusion": "none",
    "role": ["deployer"],
    "role_event": "none",
    "use": ["credit_scoring_person"],
    "org": "private",
    "profiling": True,
    "placed": "2027-12-03",
}


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


def test_with_the_day_drafts_are_written_anew_and_signed_versions_stay(cast: Cast) -> None:
    draft = write(cast)
    state(cast, "system.hardware", "One laptop.")
    renew_drafts(timezone.now())
    renew_drafts(timezone.now())
    assert list(DocumentVersion.objects.values_list("document", "number")) == [
        (draft.document_id, 2),
        (draft.document_id, 1),
    ]
    complete(cast)
    do("documents.sign", cast.rae, id=draft.document_id, version=write(cast).number, function="Reviewer", place="Lyon")
    state(cast, "system.hardware", "Another machine.")
    renew_drafts(timezone.now())
    assert DocumentVersion.objects.count() == 3
    assert ask("documents.show", {"id": draft.document_id}, cast.bo).row.state == "signed_old"


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
    assert [(one.kind, one.expires_on is not None) for one in rows] == [("technical_documentation", True)]
    do("documents.withdraw", cast.rae, id=version.document_id)
    assert ask("evidence.list", {"use_case": cast.triage.code}, cast.bo).rows == []


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


def signed(cast: Cast) -> DocumentVersion:
    complete(cast)
    version = write(cast)
    do("documents.sign", cast.rae, id=version.document_id, version=1, function="Reviewer", place="Lyon")
    return DocumentVersion.objects.get(pk=version.pk)


def test_the_database_itself_refuses_to_change_or_remove_a_signed_version(cast: Cast) -> None:
    version = signed(cast)
    for change in (lambda rows: rows.update(signed_place="Paris"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="signed document"), transaction.atomic():
            change(DocumentVersion.objects.filter(pk=version.pk))
    assert DocumentVersion.objects.get(pk=version.pk).signed_place == "Lyon"


def test_a_signed_document_keeps_the_name_of_someone_who_is_erased(cast: Cast) -> None:
    before = file_of(signed(cast), load_kinds()[KIND], form="md").body
    do("people.erase", cast.ana, person=cast.rae.person_id)
    after = file_of(DocumentVersion.objects.get(), load_kinds()[KIND], form="md").body
    assert after == before and b"Rae Roy" in after


def test_a_draft_does_not_keep_the_name_of_someone_who_is_erased(cast: Cast) -> None:
    do("facts.state", cast.rae, use_case=cast.triage.code, key="system.hardware", value="One laptop.")
    assert "Rae Roy" in str(write(cast).body)
    do("people.erase", cast.ana, person=cast.rae.person_id)
    assert "Rae Roy" not in str(DocumentVersion.objects.get().body)


def test_a_withdrawn_document_is_no_longer_listed_and_can_be_written_again(cast: Cast) -> None:
    version = write(cast)
    do("documents.withdraw", cast.bo, id=version.document_id, reason="Wrong kind")
    assert ask("documents.list", {}, cast.bo).total == 0
    assert write(cast).document_id != version.document_id


def test_a_lead_cannot_withdraw_what_is_signed(cast: Cast) -> None:
    version = signed(cast)
    with pytest.raises(Refused, match="withdrawn only by"):
        do("documents.withdraw", cast.bo, id=version.document_id)


def test_what_a_duty_calls_for_is_due_until_it_is_written(cast: Cast) -> None:
    for key, value in (CREDIT | SCREENED).items():
        state(cast, key, value)
    due = ask("documents.due", {}, cast.bo).rows
    assert "aia-art-27-fria" in {one.kind for one in due}
    assert {one.due_on.isoformat() for one in due if one.kind == "aia-art-27-fria" and one.due_on} == {"2027-12-02"}
    do("documents.write", cast.bo, kind="aia-art-27-fria", use_case=cast.triage.code)
    assert "aia-art-27-fria" not in {one.kind for one in ask("documents.due", {}, cast.bo).rows}
    held = ask("documents.due", {"use_case": cast.triage.code, "written": True}, cast.bo).rows
    assert {one.state for one in held if one.kind == "aia-art-27-fria"} == {"draft"}


def test_a_notice_as_text_holds_the_answers_and_not_what_is_only_for_us(cast: Cast) -> None:
    state(cast, "notice.contact", "Call 01 23.")
    state(cast, "notice.channels", "First line of the chat.")
    version = do("documents.write", cast.bo, kind="notice-50-1", use_case=cast.triage.code)
    text = ask("documents.show", {"id": version.document_id}, cast.bo).text
    assert "Call 01 23." in text and "You are not talking or writing to a human being." in text
    assert "First line" not in text and "Version" not in text and "Missing" not in text


def test_many_documents_are_listed_with_as_many_queries_as_few(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            ask("documents.list", {}, cast.ana)
        return len(taken)

    write(cast)
    few = queries()
    for number in range(6):
        use = do("use_cases.add", cast.bo, name=f"Use {number}", department="CLINICS", systems=[])
        do("documents.write", cast.bo, kind=KIND, use_case=use.code)
    assert ask("documents.list", {}, cast.ana).total == 7
    assert queries() == few


def test_what_is_due_is_found_with_as_many_queries_for_many_uses_as_for_one(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            ask("documents.due", {}, cast.ana)
        return len(taken)

    few = queries()
    facts = [{"key": key, "value": value} for key, value in (CREDIT | SCREENED).items()]
    for number in range(4):
        use = do("use_cases.add", cast.bo, name=f"Credit {number}", department="CLINICS")
        do("facts.state_many", cast.bo, use_case=use.code, facts=facts)
    assert ask("documents.due", {}, cast.ana).total >= 4
    assert queries() == few <= 5
