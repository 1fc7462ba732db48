"""What do the tests of coverage share: a small net of two frameworks and a law, and ways to make its parts?"""

from collections.abc import Callable
from datetime import date

import pytest

from opencaio.engines.coverage import Crosswalk, Framework, Group, Net, Proof, Requirement, Use, WhenFact

TODAY = date(2026, 11, 22)


def made(id: str, *requirements: Requirement, regime: str = "", when: WhenFact | None = None) -> Framework:
    return Framework(
        id, id, "us", "1", "ours", TODAY, (Group("g", "G"),), requirements, regime=regime, applies_when=when
    )


def asked(key: str, *, of: str = "use", kinds: str = "", alone: str = "full", walks: tuple[Crosswalk, ...] = ()):
    framework, _, name = key.partition(":")
    return Requirement(framework, name, name, "g", of=of, evidence=tuple(kinds.split()), alone=alone, crosswalks=walks)


@pytest.fixture(scope="session")
def net() -> Net:
    """Frame `a` (rules, tests, risks), frame `b` reached from it, and a law whose duty D is partly served by a test."""
    test_walks = (Crosswalk("b:checks", "full", "the same test"), Crosswalk("law:D", "partly", "half of it"))
    a = made(
        "a",
        asked("a:rules", of="organisation", kinds="policy", walks=(Crosswalk("b:policy", "full", "same", True),)),
        asked("a:test", kinds="test_report", walks=test_walks),
        asked("a:risk", kinds="security_test", alone="partly", walks=(Crosswalk("b:watch", "partly", "near"),)),
    )
    b = made(
        "b",
        asked("b:policy", of="organisation", kinds="policy"),
        asked("b:checks", kinds="accuracy_report", walks=(Crosswalk("b:watch", "partly", "a beginning"),)),
        asked("b:watch", kinds="monitoring_report"),
    )
    talking = made("talk", asked("talk:lies", kinds="test_report"), when=WhenFact("generates", ("text",)))
    law = made("law", asked("law:D", kinds="fria"), asked("law:E", kinds="notice_text"), regime="EU")
    return Net([a, b, talking, law])


@pytest.fixture
def use() -> Callable[..., Use]:
    def make(*kinds: str, until: date | None = None, **more) -> Use:
        proofs = tuple(Proof(number, kind, kind, until=until) for number, kind in enumerate(kinds))
        return Use(more.pop("code", "UC-1"), proofs=proofs, **more)

    return make
