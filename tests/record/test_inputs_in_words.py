"""Does a refused input say in plain words what to mend, and is every field of an input told, those inside parts too?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from opencaio.errors import BadInput
from opencaio.record.actions import ACTIONS
from opencaio.record.actions.registry import Asked, read_input
from opencaio.record.input_faults import in_words
from opencaio.record.input_fields import fields_of
from opencaio.record.queries import QUERIES

JARGON = ("Input should", "String should", "Extra inputs", "Value error", "Field required", "pattern", "parse")


class Part(Asked):
    """A part of an input."""

    line: str = Field(pattern="^(capex|opex)$")
    amount: Decimal = Field(ge=0, decimal_places=2)


class Given(Asked):
    """An input with every kind of field."""

    name: str = Field("x", min_length=3, max_length=5)
    title: str = Field("x", min_length=1)
    shape: str = Field("", pattern="^(one|several)?$")
    who: str = Field("", pattern="^(me|none|[0-9]{0,9})$")
    quarter: str = Field("", pattern=r"^[0-9]{4}Q[1-4]$")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    sort: str = Field("name", pattern="^-?(name|code)$")
    code: str = Field("x", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    on: date | None = None
    at: datetime | None = None
    count: int = Field(1, ge=0)
    share: float = Field(0.5, le=1, allow_inf_nan=False)
    kind: Literal["a", "b"] = "a"
    is_open: bool = True
    tags: list[str] = Field(default=["a"], min_length=1, max_length=2)
    spend: list[Part] = []
    demand: dict[str, list[Decimal]] = {}

    @field_validator("title")
    @classmethod
    def _no_shouting(cls, value: str) -> str:
        if value.isupper():
            raise ValueError("is written in capitals alone")
        return value


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "ab"}, "name: must have 3 letters at least"),
        ({"name": "abcdef"}, "name: is too long: 5 letters at most"),
        ({"title": ""}, "title: must not be empty"),
        ({"title": "LOUD"}, "title: is written in capitals alone"),
        ({"shape": "many"}, "shape: must be one of one, several"),
        ({"who": "you"}, "who: must be me, none or a number"),
        ({"quarter": "soon"}, "quarter: must be a quarter, as in 2027Q1"),
        ({"currency": "euro"}, "currency: must be 3 capital letters, as in EUR"),
        ({"sort": "size"}, "sort: must be name or code, with a minus before it for the other way round"),
        ({"code": "a b"}, "code: must begin with a letter or digit and hold only letters, digits, dots"),
        ({"on": "soon"}, "on: must be a day, as in 2026-11-23"),
        ({"at": "soon"}, "at: must be a moment, as in"),
        ({"count": "two"}, "count: must be a whole number"),
        ({"count": -1}, "count: must be greater than or equal to 0"),
        ({"share": float("nan")}, "share: must be a finite number"),
        ({"kind": "c"}, "kind: must be one of a or b"),
        ({"is_open": "perhaps"}, "is_open: must be true or false"),
        ({"tags": []}, "tags: must have 1 entry at least"),
        ({"tags": ["a"] * 3}, "tags: has too many entries: 2 at most"),
        ({"spend": [{"line": "opex"}]}, "spend.0.amount: is needed"),
        ({"spend": [{"line": "gold", "amount": 1}]}, "spend.0.line: must be one of capex, opex"),
        ({"spend": [{"line": "opex", "amount": "1.234"}]}, "spend.0.amount: has too many decimals: 2 at most"),
        ({"spend": 7}, "spend: must be a list"),
        ({"demand": []}, "demand: must be names with their values"),
        ({"tilte": "x"}, "tilte: there is no such field. Did you mean title?"),
    ],
)  # fmt: skip
def test_a_fault_says_what_to_mend(given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_input(Given, given)
    assert refused.value.message.startswith(words)
    assert not any(one in refused.value.message for one in JARGON)


@pytest.mark.parametrize("value", ["", "x" * 500, "NaN", -(10**9), [], {}, True, None, [{}], {"a": 1}, "§ §"])
def test_no_input_of_the_record_is_refused_in_a_validators_words(value: Any) -> None:
    told = []
    for one in (*ACTIONS.values(), *QUERIES.values()):
        try:
            one.input.model_validate(dict.fromkeys([*one.input.model_fields, "nothing_of_ours"], value))
        except ValidationError as error:
            told += in_words(error.errors(), known=list(one.input.model_fields))
    assert len(told) > len(ACTIONS)
    assert [one for one in told if any(word in one for word in ("Input should", "String should", "Extra inputs"))] == []


def test_the_fields_of_the_parts_of_an_input_are_told_below_them() -> None:
    told = {one.name: (one.kind, one.is_needed) for one in fields_of(Given.model_json_schema())}
    assert told["spend"] == ("list of Part", False)
    assert told["spend.line"] == ("one of capex, opex", True)
    assert told["spend.amount"] == ("number", True)
    assert told["demand"] == ("for each name: list of number", False)
    assert told["shape"] == ("one of one, several", False)


def test_every_named_part_of_every_input_has_its_fields() -> None:
    for one in (*ACTIONS.values(), *QUERIES.values()):
        schema = one.input.model_json_schema()
        told = " ".join(field.kind + " " + field.name for field in fields_of(schema))
        for name, part in schema.get("$defs", {}).items():
            if "properties" in part and name in told:
                assert all(f".{field}" in told for field in part["properties"]), (one.name, name)
