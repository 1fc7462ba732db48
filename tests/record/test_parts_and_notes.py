"""Do parts, initiatives, comments, evidence, duties, tags, fields and tokens do what they say?"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from opencaio.errors import BadFile, BadInput, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.attachments import LARGEST, attachment_path
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.models import ApiToken, Duty, Evidence, LedgerPayload, UseCase
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.tokens import actor_with_token
from tests.record.cast import Cast, do


def test_a_system_is_linked_to_what_it_is_made_of(cast: Cast) -> None:
    vendor = do("vendors.add", cast.bo, name="Clinic Soft", department="HEALTH", contract_until="2027-06-30")
    data = do("datasets.add", cast.bo, name="Visits", department="HEALTH", personal=True)
    model = do("models.add", cast.bo, name="Triage model", department="HEALTH", vendor=vendor.pk)
    system = do(
        "systems.add",
        cast.bo,
        name="Triage desk",
        department="HEALTH",
        vendor=vendor.pk,
        datasets=[data.pk],
        models=[model.pk],
    )
    do("deployments.add", cast.bo, name="Ward 3", department="HEALTH", system=system.pk)
    do("use_cases.edit", cast.bo, code=cast.triage.code, systems=[system.pk])

    page = ask("parts.show", {"kind": "vendor", "id": vendor.pk}, cast.bo)
    assert {one.kind for one in page.linked} == {"system", "model"}
    assert [one.code for one in page.use_cases] == [cast.triage.code]
    assert str(page.more["contract_until"]) == "2027-06-30"
    shown = ask("parts.show", {"kind": "system", "id": system.pk}, cast.bo)
    assert sorted(one.kind for one in shown.linked) == ["dataset", "deployment", "model", "vendor"]


def test_a_part_of_another_department_can_neither_be_seen_nor_linked(cast: Cast) -> None:
    hidden = do("vendors.add", cast.bo, name="Clinic Soft", department="HEALTH")
    never = hidden.pk + 1000
    words = set()
    for key in (hidden.pk, never):
        with pytest.raises(NotFound) as fault:
            do("use_cases.edit", cast.dan, code=cast.pricing.code, vendors=[key])
        words.add(str(fault.value))
        with pytest.raises(NotFound) as fault:
            do("systems.add", cast.dan, name="X", department="TRADE", vendor=key)
        words.add(str(fault.value))
    assert len(words) == 1
    assert ask("parts.list", {"kind": "vendor"}, cast.dan).total == 0


def test_a_shared_part_is_seen_by_all_and_changed_by_few(cast: Cast) -> None:
    shared = do("vendors.add", cast.ana, name="Office Soft")
    assert ask("parts.list", {"kind": "vendor"}, cast.dan).rows[0].name == "Office Soft"
    with pytest.raises(Refused, match="shared by all"):
        do("vendors.edit", cast.dan, id=shared.pk, name="Mine")
    with pytest.raises(Refused, match="shared by all"):
        do("vendors.add", cast.dan, name="For all")


def test_links_that_one_cannot_see_survive_an_edit(cast: Cast) -> None:
    trade = do("vendors.add", cast.ana, name="Trade Soft", department="TRADE")
    health = do("vendors.add", cast.ana, name="Clinic Soft", department="HEALTH")
    do("use_cases.edit", cast.ana, code=cast.triage.code, vendors=[trade.pk, health.pk])
    do("use_cases.edit", cast.bo, code=cast.triage.code, vendors=[])
    assert list(cast.triage.vendors.values_list("pk", flat=True)) == [trade.pk]


def test_a_retired_part_leaves_the_list_and_keeps_its_history(cast: Cast) -> None:
    vendor = do("vendors.add", cast.bo, name="Clinic Soft", department="HEALTH")
    do("vendors.retire", cast.bo, id=vendor.pk)
    assert ask("parts.list", {"kind": "vendor"}, cast.bo).total == 0
    assert ask("parts.list", {"kind": "vendor", "retired": True}, cast.bo).rows[0].is_retired
    history = ask("ledger.history", {"kind": "vendor", "id": vendor.pk}, cast.bo).rows
    assert [one.action for one in history] == ["vendors.retire", "vendors.add"]


def test_an_initiative_names_its_uses(cast: Cast) -> None:
    row = do("initiatives.add", cast.bo, name="Faster triage", department="HEALTH", use_cases=[cast.triage.code])
    assert row.code == "IN-0001"
    shown = ask("initiatives.show", {"code": row.code}, cast.bo)
    assert [one.code for one in shown.use_cases] == [cast.triage.code]
    with pytest.raises(NotFound):
        do("initiatives.edit", cast.bo, code=row.code, use_cases=[cast.pricing.code])
    with pytest.raises(BadInput, match="cannot end"):
        do("initiatives.edit", cast.bo, code=row.code, starts_on="2026-05-01", ends_on="2026-04-01")
    do("initiatives.retire", cast.bo, code=row.code, reason="done")
    assert ask("initiatives.list", {}, cast.bo).total == 0
    assert ask("initiatives.show", {"code": row.code}, cast.bo).is_retired


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Bo Berg, look", ["Bo Berg"]),
        ("(@rae@northwind.example)", ["Rae Roy"]),
        ("@bo berg and @Rae Roy!", ["Bo Berg", "Rae Roy"]),
        ("mail bo@northwind.example", []),
        ("@Bo Bergson", []),
        ("@Nobody here", []),
        ("@Dan Dahl may not read this", []),
    ],
)
def test_a_comment_calls_those_whom_it_names_and_who_may_read_it(cast: Cast, text: str, called: list[str]) -> None:
    do("comments.add", cast.ana, use_case=cast.triage.code, text=text)
    (line,) = ask("comments.list", {"use_case": cast.triage.code}, cast.bo).rows
    assert sorted(line.mentions) == called


def test_a_comment_is_withdrawn_by_who_wrote_it_or_leads_there(cast: Cast) -> None:
    first = do("comments.add", cast.rae, use_case=cast.triage.code, text="One")
    second = do("comments.add", cast.bo, use_case=cast.triage.code, text="Two")
    with pytest.raises(Refused):
        do("comments.withdraw", cast.rae, comment=second.pk)
    do("comments.withdraw", cast.bo, comment=first.pk)
    assert [one.text for one in ask("comments.list", {}, cast.bo).rows] == ["Two"]


def given_file(tmp_path: Path, name: str, content: bytes) -> dict[str, str]:
    (tmp_path / "upload").write_bytes(content)
    return {"title": "Paper", "upload": keep_upload(tmp_path / "upload"), "file_name": name}


def test_a_file_is_kept_under_its_digest(cast: Cast, tmp_path: Path) -> None:
    given = given_file(tmp_path, "C:\\papers\\dpia.pdf", b"%PDF-1.7")
    row = do("evidence.add", cast.rae, use_case=cast.triage.code, **given)
    assert row.file_name == "dpia.pdf"
    assert attachment_path(row.file_digest).read_bytes() == b"%PDF-1.7"
    assert not list((Path(settings.OPENCAIO_HOME) / "uploads").iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"),
        ("page.html", b"<p>"),
        ("drawing.svg", b"<svg/>"),
        ("script.pdf", b"#!/bin/sh"),
        ("page.txt", b"  <!DOCTYPE html>"),
        ("empty.pdf", b""),
        ("noending", b"x"),
        ("macro.docm", b"PK"),
        ("../..", b"x"),
    ],
)
def test_a_file_that_could_run_is_not_taken(cast: Cast, tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(BadFile):
        do("evidence.add", cast.bo, use_case=cast.triage.code, **given_file(tmp_path, name, content))
    assert not Evidence.objects.exists()
    assert not [one for one in Path(settings.OPENCAIO_FILES).rglob("*") if one.is_file()]


def test_a_file_that_is_too_large_is_not_taken(cast: Cast, tmp_path: Path) -> None:
    given = given_file(tmp_path, "big.pdf", b"")
    with (Path(settings.OPENCAIO_HOME) / "uploads" / given["upload"]).open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(BadFile, match="at most"):
        do("evidence.add", cast.bo, use_case=cast.triage.code, **given)


def test_evidence_says_something(cast: Cast) -> None:
    with pytest.raises(BadInput, match="a file, a link or a note"):
        do("evidence.add", cast.bo, use_case=cast.triage.code, title="Nothing")
    with pytest.raises(BadInput, match="link"):
        do("evidence.add", cast.bo, use_case=cast.triage.code, title="Link", link="javascript:alert(1)")


@pytest.fixture
def duty(cast: Cast) -> Duty:
    """A duty of Bo's use, as the law's answer would write it."""
    now = timezone.now()
    return Duty.objects.create(
        use_case=cast.triage, regime="EU", code="art26", title="Oversight", created_at=now, updated_at=now
    )


def test_a_duty_is_closed_with_evidence_only(cast: Cast, duty: Duty) -> None:
    do("duties.assign", cast.bo, duties=[duty.pk], owner=cast.bo.person_id, due_on="2026-12-24")
    assert ask("duties.list", {"owner": "me"}, cast.bo).rows[0].owner == "Bo Berg"
    with pytest.raises(BadInput, match="Add evidence first"):
        do("duties.close", cast.bo, duty=duty.pk)
    stale = {"title": "Old", "note": "x", "duty": duty.pk, "expires_on": "2020-01-01"}
    do("evidence.add", cast.bo, use_case=cast.triage.code, **stale)
    with pytest.raises(BadInput):
        do("duties.close", cast.bo, duty=duty.pk)
    do("evidence.add", cast.bo, use_case=cast.triage.code, title="New", note="seen", duty=duty.pk)
    do("duties.close", cast.bo, duty=duty.pk)
    assert ask("duties.list", {}, cast.bo).total == 0
    do("duties.reopen", cast.bo, duty=duty.pk, reason="it lapsed")
    assert ask("duties.list", {"use_case": cast.triage.code}, cast.bo).total == 1


def test_tags_group_uses_and_can_be_renamed_and_retired(cast: Cast) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, tags=["Urgent", "urgent", "Beds"])
    assert [(one.name, one.use_cases) for one in ask("tags.list", {}, cast.bo).rows] == [("Beds", 1), ("Urgent", 1)]
    assert ask("tags.list", {}, cast.dan).rows == []
    do("tags.rename", cast.ana, name="urgent", new_name="Soon")
    do("tags.retire", cast.ana, name="Beds")
    assert ask("use_cases.show", {"code": cast.triage.code}, cast.bo).tags == ["Soon"]


def test_a_field_of_our_own_holds_only_its_kind(cast: Cast) -> None:
    do("fields.add", cast.ana, key="cost_centre", label="Cost centre", kind="number")
    do("use_cases.edit", cast.bo, code=cast.triage.code, custom={"cost_centre": "4711"})
    assert UseCase.objects.get(pk=cast.triage.pk).custom == {"cost_centre": "4711"}
    with pytest.raises(BadInput, match="not a number"):
        do("use_cases.edit", cast.bo, code=cast.triage.code, custom={"cost_centre": "many"})
    with pytest.raises(BadInput, match="no field colour"):
        do("use_cases.edit", cast.bo, code=cast.triage.code, custom={"colour": "red"})


def test_a_token_acts_for_its_person_and_is_shown_once(cast: Cast) -> None:
    made = do("tokens.create", cast.bo, name="script", days=30)
    now = timezone.now()
    actor = actor_with_token(made.secret, face="api", now=now)
    assert actor.person_id == cast.bo.person_id
    assert actor.may(Right.READ, cast.health.pk) and not actor.may(Right.EDIT, cast.health.pk)
    assert made.secret not in str(ask("tokens.list", {}, cast.bo))
    assert not LedgerPayload.objects.filter(body__contains=made.secret).exists()
    assert not ApiToken.objects.filter(digest=made.secret).exists()
    with pytest.raises(Refused, match="expired"):
        actor_with_token(made.secret, face="api", now=now + timedelta(days=31))
    with pytest.raises(NotFound):
        do("tokens.revoke", cast.dan, token=made.id)
    do("tokens.revoke", cast.bo, token=made.id)
    with pytest.raises(Refused):
        actor_with_token(made.secret, face="api", now=now)


def test_a_token_cannot_make_tokens(cast: Cast) -> None:
    made = do("tokens.create", cast.bo, name="script", can_write=True)
    actor = actor_with_token(made.secret, face="api", now=timezone.now())
    with pytest.raises(Refused, match="cannot make tokens"):
        perform("tokens.create", {"name": "another"}, actor)


def test_a_person_who_left_can_do_nothing_and_own_nothing_new(cast: Cast) -> None:
    made = do("tokens.create", cast.bo, name="script")
    do("people.retire", cast.ana, person=cast.bo.person_id)
    with pytest.raises(Refused):
        actor_with_token(made.secret, face="api", now=timezone.now())
    with pytest.raises(NotFound):
        do("use_cases.assign", cast.ana, codes=[cast.triage.code], owner=cast.bo.person_id)
    assert "Bo Berg" not in [one.name for one in ask("people.list", {}, cast.ana).rows]
