"""Can documents be listed, written, read, compared and signed from a terminal?"""

from collections.abc import Callable
from pathlib import Path

from opencaio.packs.documents import load_kinds
from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]
KIND = "notice-50-1"


def complete(cast: Cast) -> None:
    """State everything that the notice must hold."""
    entity = do("legal_entities.add", cast.ana, name="Northwind Care Ltd")
    do("use_cases.edit", cast.bo, code=cast.triage.code, purpose="Sort calls.", legal_entity=entity.pk)
    for key in load_kinds()[KIND].facts:
        do("facts.state", cast.bo, use_case=cast.triage.code, key=key, value=f"About {key}.")


def test_a_document_goes_from_the_list_of_kinds_to_a_signed_file(caio: Caio, cast: Cast, tmp_path: Path) -> None:
    complete(cast)
    assert KIND in {one["id"] for one in caio("document", "kinds", "--json").json}
    made = caio("document", "write", KIND, cast.triage.code, "--json").json
    assert made["version"] == 1 and made["missing"] == []
    number = str(made["id"])
    assert "About notice.contact" in caio("document", "show", number).out
    asked = ("document", "sign", number, "--version", "1", "--function", "Counsel", "--place", "Lyon")
    assert caio(*asked, by="rae@northwind.example").code == 0
    said = caio("document", "show", number, "--format", "pdf", "--out", str(tmp_path))
    assert Path(said.out.strip()).read_bytes().startswith(b"%PDF")
    assert [one["state"] for one in caio("document", "list", "--json").json["rows"]] == ["signed"]


def test_versions_are_compared_line_by_line(caio: Caio, cast: Cast) -> None:
    complete(cast)
    number = str(caio("document", "write", KIND, cast.triage.code, "--json").json["id"])
    do("facts.state", cast.bo, use_case=cast.triage.code, key="notice.contact", value="Call 01 23.")
    said = caio("document", "compare", number, "1")
    assert "- About notice.contact." in said.out and "+ Call 01 23." in said.out
    assert "1 documents written anew." in caio("document", "refresh").out
    assert len(caio("document", "compare", number, "1", "2", "--json").json["rows"]) == 1


def test_writing_again_says_that_nothing_has_changed(caio: Caio, cast: Cast) -> None:
    caio("document", "write", KIND, cast.triage.code)
    assert "Nothing has changed" in caio("document", "write", KIND, cast.triage.code).out


def test_a_signature_with_gaps_is_refused_in_words(caio: Caio, cast: Cast) -> None:
    number = str(caio("document", "write", KIND, cast.triage.code, "--json").json["id"])
    said = caio("document", "sign", number, "--version", "1", "--function", "Counsel", "--place", "Lyon")
    assert said.code == 1 and "missing" in said.err


def test_what_is_wrongly_asked_is_told_in_words(caio: Caio, cast: Cast) -> None:
    said = caio("document", "write", "aia-anex-iv", cast.triage.code)
    assert said.code != 0 and "aia-annex-iv" in said.err
    number = str(caio("document", "write", KIND, cast.triage.code, "--json").json["id"])
    assert "--out" in caio("document", "show", number, "--format", "pdf").err
    assert caio("document", "show", number, "--format", "exe").code != 0
    assert caio("document", "show", number, by="dan@northwind.example").code != 0
