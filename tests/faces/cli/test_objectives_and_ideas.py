"""Does the terminal tell of objectives and ideas what the pages do?"""

from collections.abc import Callable

from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def put(cast: Cast) -> str:
    given = {"starts_on": "2026-01-01", "ends_on": "2035-12-31", "status": "active"}
    aim = do("objectives.add", cast.bo, title="Shorter waiting", department="HEALTH", **given)
    result = do("key_results.add", cast.bo, objective=aim.code, text="Minutes", baseline="60", target="20")
    return str(result.code)


def test_a_value_is_given_and_shown(cast: Cast, caio: Caio) -> None:
    code = put(cast)
    assert "unmeasured" in caio("objectives").out
    assert "50" in caio("objective", "read", code, "50", "--source", "Ward book").out
    told = caio("objective", "show", code[:-1]).out
    assert "25 % of the way" in told
    tree = caio("objectives", "--json").json
    assert tree["rows"][0]["key_results"][0]["readings"][0]["source"] == "Ward book"
    assert caio("objectives", "--coverage", "--json").json["without_ai"] == [code[:-1]]


def test_a_value_that_is_none_is_refused_in_words(cast: Cast, caio: Caio) -> None:
    code = put(cast)
    wrong = caio("objective", "read", code, "NaN")
    assert wrong.code == 1
    assert "finite" in wrong.err
    assert caio("objective", "read", "nowhere", "1").code == 1


def test_an_idea_is_handed_in_and_told_what_is_like_it(cast: Cast, caio: Caio) -> None:
    made = caio("idea", "add", "Triage of patients by voice", "--problem", "We type", "--department", "CLINICS")
    assert "ID-01" in made.out
    assert "Triage of patients" in made.out.split("like", 1)[1]
    assert caio("ideas", "--json").json["rows"][0]["department"] == "Clinics"
    assert "We type" in caio("idea", "show", "ID-01").out
    assert caio("idea", "add", "Nothing said", "--department", "CLINICS").code == 1
