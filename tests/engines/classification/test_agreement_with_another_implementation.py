"""Does an independent implementation of the AI Act say the same, provision by provision, and if not, why?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import euaiact
import pytest

from opencaio.engines.classification import parse_request
from opencaio.engines.classification.compiled import compile_pack
from opencaio.engines.classification.trees import State
from opencaio.packs.law import load_law
from tests.engines.classification.agreement import article_5, beyond_article_5
from tests.engines.classification.agreement.annex_iii import LAWFUL, USES
from tests.engines.classification.agreement.bridges import Bridge, Facts

BRIDGES = (*article_5.BRIDGES, *beyond_article_5.BRIDGES)
THEIR_TEXT = "EUAIACT_2026_07_27"
MOST = 4_000
"""Descriptions tried for one provision; where there are more, every n-th is taken."""


def our_truth(rules: tuple[str, ...], facts: Facts, *, text: str = "2026") -> bool | None:
    law = load_law()
    compiled = compile_pack(law.pack_for("EU"), text=text)
    stated = parse_request({"jurisdiction": "EU", "facts": dict(facts)}, law.vocabulary).facts
    state = State(facts={**law.vocabulary.silence, **stated}, stated=stated, borrowed={}, size=compiled.size)
    values = [one.run(state) for one in compiled.rules if one.rule.id in rules]
    assert len(values) == len(rules)
    return True if True in values else None if None in values else False


def their_truth(rule: str, fields: dict[str, Any]) -> bool | None:
    answer = euaiact.pruefe_tatbestand(rule, fields, quellenfassung=THEIR_TEXT)["wert"]
    assert answer in (True, False, None)
    return answer


def descriptions(bridge: Bridge) -> Iterator[dict[str, Any]]:
    """Every combination of the values and of not knowing them, thinned evenly where there are too many."""
    choices = [(*values, None) for values in bridge.facts.values()]
    every = [dict(zip(bridge.facts, values, strict=True)) for values in product(*choices)]
    step = -(-len(every) // MOST)
    for one in every[::step]:
        yield {**bridge.fixed, **{key: value for key, value in one.items() if value is not None}}


@pytest.mark.parametrize("bridge", BRIDGES, ids=lambda bridge: bridge.theirs)
def test_both_say_the_same_but_where_a_reading_is_named(bridge: Bridge) -> None:
    names = their_fields(bridge.theirs)
    given = {name: value for name, value in bridge.given.items() if name in names}
    unexplained, used, tried = [], Counter[int](), 0
    for facts in descriptions(bridge):
        tried += 1
        fields = bridge.fields(facts)
        assert set(fields) <= names
        ours, theirs = our_truth(bridge.ours, facts), their_truth(bridge.theirs, given | fields)
        if ours == theirs:
            continue
        reasons = [
            number
            for number, one in enumerate(bridge.readings)
            if one.when(facts) and ours in one.ours and theirs in one.theirs
        ]
        used.update(reasons[:1])
        if not reasons:
            unexplained.append((facts, ours, theirs))
    assert tried > 2
    assert unexplained[:3] == []
    assert set(used) == set(range(len(bridge.readings))), "a reading that explains nothing is not named"


def test_every_use_of_annex_iii_meets_the_same_point() -> None:
    law = load_law()
    points = {f"AIA_ANH_III_{point}": point for point, _ in USES.values()}
    assert len(points) == 25
    for code, (point, fields) in USES.items():
        rule = "iii-" + point.lower().replace("_", "-")
        facts = {"artefact": "system", "infers": True, "authority_use": True, "ci_nonsafety": False, "use": [code]}
        everything = dict.fromkeys(their_fields(f"AIA_ANH_III_{point}"), False) | LAWFUL | fields
        asked = {name: value for name, value in everything.items() if name in their_fields(f"AIA_ANH_III_{point}")}
        assert our_truth((rule,), facts) == their_truth(f"AIA_ANH_III_{point}", asked), code
    codes = {choice.code for choice in law.vocabulary.facts["use"].values}
    assert codes - set(USES) <= {"other", "biometric_cybersecurity", "prudential_capital"}


def their_fields(rule: str) -> set[str]:
    return set(euaiact.eingabevertrag(rule)["felder"])


#: area of theirs -> (our rule, the texts on which it is compared: theirs is silent on days before a text)
AREAS = {
    "HOCHRISIKO_ANHANG_III_ABSCHNITT_1_BIS_3_OHNE_6_5": ("annex-iii", "2024 2026"),
    "HOCHRISIKO_ANHANG_I_ABSCHNITT_1_BIS_3_OHNE_6_5": ("annex-i-a", "2026"),
    "HOCHRISIKO_ANHANG_I_ARTIKEL_6_1_UND_ZUGEHOERIGE_PFLICHTEN": ("annex-i-a-2024", "2024"),
    "ARTIKEL_5_BA_BB_1A_1B": ("art5-ba", "2026"),
    "KAPITEL_I_II_BESTAND": ("art5-a", "2024"),
    "KAPITEL_V": ("gpai-model", "2024"),
    "ALLGEMEIN": ("art50-1", "2024 2026"),
}
TEXTS = {"2024": "EUAIACT_2024_08_01", "2026": THEIR_TEXT}


@pytest.mark.parametrize(
    ("area", "rule", "text"), [(area, rule, text) for area, (rule, held) in AREAS.items() for text in held.split()]
)
def test_both_texts_begin_on_the_same_days(area: str, rule: str, text: str) -> None:
    on = start_of(rule, text=text)

    def begun(day: date) -> Any:
        return euaiact.pruefe_anwendungsbeginn(area, day.isoformat(), quellenfassung=TEXTS[text])["wert"]

    assert begun(on) is True
    assert begun(date.fromordinal(on.toordinal() - 1)) is False


def start_of(rule: str, *, text: str) -> date:
    pack = load_law().pack_for("EU")
    found = next(one for one in pack.rules if one.id == rule)
    starts = [one for one in pack.starts_of(found) if (not one.texts or text in one.texts) and one.when is None]
    return starts[-1].date
