"""Initiatives of Bo's: one with all that a plan knows of it, two that it is tied to, and a platform of theirs."""

from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

YEAR = 2027


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo, code = planted.cast.bo, planted.initiative.code
    first = do("initiatives.add", bo, name=f"First {WORD}", department="HEALTH")
    last = do("initiatives.add", bo, name=f"Last {WORD}", department="HEALTH")
    do(
        "initiatives.estimate", bo, code=code, value_mid=1000, mandatory_because=WORD, tracker=WORD, quarters=2,
        spend=[{"line": "opex", "year": YEAR, "amount": 500}],
    )  # fmt: skip
    do("initiatives.relate", bo, code=code, other=first.code, kind="requires", reason=WORD)
    platform = do(
        "platforms.set", bo, code=f"P {WORD}", name=WORD, cost=100, line="capex", year=YEAR, members=[code, first.code]
    )
    m.InitiativeSpend.objects.update(line=WORD[:10])
    m.Platform.objects.update(line=WORD[:10])
    planted.more |= {"first_initiative": first, "last_initiative": last, "platform": platform}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    one = {"code": planted.initiative.code}
    platform = {"name": "Base", "cost": 5, "line": "opex", "year": YEAR, "members": [planted.initiative.code]}
    return {
        "initiatives.add_many": {"initiatives": [{"name": "New", "department": "HEALTH", "value_mid": 5}]},
        "initiatives.estimate": {**one, "value_mid": 2000},
        "initiatives.relate": {**one, "other": planted.more["last_initiative"].code, "kind": "excludes"},
        "initiatives.unrelate": {**one, "other": planted.more["first_initiative"].code, "kind": "requires"},
        "platforms.retire": {"code": planted.more["platform"].code},
        "platforms.set": {"code": "P-new", **platform},
    }
