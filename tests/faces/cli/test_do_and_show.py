"""Can the record be read and changed from a terminal, by whom it may be, in plain words?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from opencaio.errors import BadInput
from opencaio.faces.cli import pairs
from opencaio.record.models import Department, LedgerEntry, UseCase
from tests.faces.conftest import Ran
from tests.record.cast import Cast

Caio = Callable[..., Ran]
BO, DAN, CLEO = "bo@northwind.example", "dan@northwind.example", "cleo@northwind.example"


def test_without_a_name_do_and_show_list_what_there_is(caio: Caio) -> None:
    actions, queries = caio("do", "--json").json, caio("show", "--json").json
    assert {"use_cases.add", "departments.add"} <= {one["name"] for one in actions}
    assert {"use_cases.list", "use_cases.show"} <= {one["name"] for one in queries}
    assert all(one["words"] for one in [*actions, *queries])


def test_what_is_done_can_be_shown(caio: Caio) -> None:
    done = caio("do", "use_cases.add", "name=Bed planning", "department=HEALTH", "stage=pilot", "--json")
    assert done.code == 0
    code = done.json["result"]["code"]
    shown = caio("show", "use_cases.show", f"code={code}", "--json").json
    assert (shown["name"], shown["stage"], shown["history"][0]["face"]) == ("Bed planning", "pilot", "cli")


def test_an_action_reads_its_fields_from_stdin_and_words_win(caio: Caio) -> None:
    given = '{"name": "From stdin", "department": "HEALTH"}'
    done = caio("do", "use_cases.add", "name=From words", "--input", "-", "--json", stdin=given)
    assert done.json["result"]["name"] == "From words"


def test_a_refused_action_says_why_and_leaves_no_trace(caio: Caio) -> None:
    before = LedgerEntry.objects.count()
    refused = caio("do", "departments.add", "code=NEW", "name=New", by=BO)
    assert refused.code == 1
    assert "settings" in refused.err
    assert "Traceback" not in refused.err
    assert LedgerEntry.objects.count() == before
    assert not Department.objects.filter(code="NEW").exists()


def test_an_auditor_reads_everything_and_writes_nothing(caio: Caio) -> None:
    assert caio("show", "use_cases.list", "--json", by=CLEO).json["total"] == 2
    assert caio("do", "use_cases.add", "name=No", "department=HEALTH", by=CLEO).code == 1
    assert UseCase.objects.count() == 2


def test_someone_of_another_department_is_told_that_there_is_no_such_thing(caio: Caio, cast: Cast) -> None:
    hidden = caio("show", "use_cases.show", f"code={cast.triage.code}", by=DAN)
    absent = caio("show", "use_cases.show", "code=UC-9999", by=DAN)
    assert (hidden.code, hidden.err) == (absent.code, absent.err)
    listed = caio("show", "use_cases.list", "--json", by=DAN)
    assert "Triage" not in listed.out
    assert listed.json["total"] == 1


@pytest.mark.parametrize("verb", ["do", "show"])
def test_an_unknown_name_is_wrong_usage_with_the_nearest_names(caio: Caio, verb: str) -> None:
    wrong = caio(verb, "use_case.lst" if verb == "show" else "use_case.ad")
    assert wrong.code == 2
    assert "Did you mean use_cases." in wrong.err


def test_an_unknown_field_is_named(caio: Caio) -> None:
    wrong = caio("do", "departments.add", "code=A", "name=A", "colour=red")
    assert wrong.code == 1
    assert "colour" in wrong.err


def test_explain_tells_the_fields_and_does_nothing(caio: Caio) -> None:
    told = caio("do", "use_cases.add", "--explain")
    assert "department" in told.out
    assert "(needed)" in told.out
    assert UseCase.objects.count() == 2


def test_nobody_acts_as_someone_unknown(caio: Caio) -> None:
    unknown = caio("show", "use_cases.list", by="nobody@northwind.example")
    assert (unknown.code, unknown.out) == (1, "")
    assert "nobody@northwind.example" in unknown.err


def test_a_token_is_said_once_and_its_digest_never(caio: Caio) -> None:
    made = caio("do", "tokens.create", "name=nightly")
    assert "secret: caio_" in made.out
    listed = caio("show", "tokens.list", "--json")
    assert "nightly" in listed.out
    assert "caio_" not in listed.out
    assert "digest" not in listed.out


def test_values_are_json_when_they_parse_and_text_otherwise(tmp_path: Path) -> None:
    read = pairs.read(["a=3", "b=x=y", 'c=["p"]', "d=", "e=true", "f=2026-01-01"])
    assert read == {"a": 3, "b": "x=y", "c": ["p"], "d": "", "e": True, "f": "2026-01-01"}
    with pytest.raises(BadInput):
        pairs.read(["no sign"])
    (tmp_path / "list.json").write_text("[1]")
    with pytest.raises(BadInput):
        pairs.read([], source=str(tmp_path / "list.json"))


def test_a_wrong_name_of_a_query_leads_to_those_of_its_concept(cast: Cast, caio: Caio) -> None:
    told = caio("show", "tasks.list").err
    assert told.startswith("There is no query called tasks.list. Did you mean") and "tasks.of_initiative" in told
