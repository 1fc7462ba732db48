"""Does the one reader of YAML refuse every slip, with file and line?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest

from opencaio.errors import BadPack
from opencaio.packs.reader import load, read_yaml, text_of


@dataclass(frozen=True)
class Leg:
    name: str
    long: int = 0


@dataclass(frozen=True)
class Animal:
    title: str
    legs: tuple[Leg, ...]
    kind: Literal["cat", "dog"] = "cat"
    born: date | None = None
    from_: str = ""
    names: dict[str, int] | None = None
    tame: bool = True


GOOD = """
title: Minka
kind: cat
born: 2020-02-29
from: here
names: {short: 3}
legs:
  - {name: front, long: 20}
  - {name: back}
"""


def test_a_good_file_becomes_what_it_describes() -> None:
    animal = read_yaml(GOOD, into=Animal, file="cat.yaml")
    assert animal == Animal("Minka", (Leg("front", 20), Leg("back")), "cat", date(2020, 2, 29), "here", {"short": 3})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: a\ntitle: b\nlegs: []\n", "line 2: “title” is written twice (first in line 1)"),
        ("title: a\nlegs: []\nknid: cat\n", "line 3, Animal: unknown key “knid”; did you mean “kind”?"),
        ("legs: []\n", "the key “title” is missing"),
        ("title: a\nlegs: [{name: x, logn: 1}]\n", "line 2, Animal.legs[0]: unknown key “logn”; did you mean “long”?"),
        ('title: a\nlegs: [{name: x, long: "3"}]\n', "expected a whole number, found “3”"),
        ("title: a\nlegs: [{name: x, long: true}]\n", "expected a whole number, found True"),
        ("title: 3\nlegs: []\n", "expected text, found 3"),
        ("title: a\nlegs: {}\n", "expected a list, found keys and values"),
        ("title: a\nlegs: []\nkind: dgo\n", "unknown value “dgo”; did you mean “dog”?"),
        ("title: a\nlegs: []\nborn: 2021-02-29\n", "a value does not exist"),
        ("title: a\nlegs: []\nborn: 2021-02-28 10:00:00\n", "expected a day, found a time"),
        ("title: a\nlegs: []\ntame: 1\n", "expected true or false, found 1"),
        ("title: a\nlegs: []\non: 1\n", "is not text; put it in quotes"),
        ("title: [a\n", "not YAML that we read"),
        ("title: !!python/object/apply:os.system [ls]\nlegs: []\n", "not YAML that we read"),
        ("- a\n- b\n", "expected keys and values, found a list"),
    ],
)
def test_a_slip_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(BadPack) as fault:
        read_yaml(text, into=Animal, file="cat.yaml")
    assert words in fault.value.message
    assert fault.value.message.startswith("cat.yaml")


def test_a_merged_key_may_be_overridden() -> None:
    merged = load("base: &base {a: 1, b: 2}\nnext: {<<: *base, b: 3}\n", file="x.yaml")
    assert merged == {"base": {"a": 1, "b": 2}, "next": {"a": 1, "b": 3}}


def test_whole_numbers_stay_exact() -> None:
    assert load("n: 10000000000000000000000001", file="x.yaml") == {"n": 10**25 + 1}


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 300_000, "cat.yaml, line 1: nested deeper than 60 levels"),
        (bomb(), "aliases make more than 200,000 values"),
        ("a: &a [*a]", "an alias stands inside what it repeats"),
        ("a: 1\nb:\n\t- x\n", "cat.yaml, line 3: this is not YAML that we read: a tab stands where YAML wants spaces"),
        ("a: 1\nb: \x00\n", "cat.yaml, line 2: this is not YAML that we read: control characters"),
        ("? [a]\n: 1\n", "a key is a word"),
        ("a: 1\nborn: 2021-02-30\n", "cat.yaml, line 2: a value does not exist: 2021-02-30"),
    ],
)
def test_a_file_that_would_harm_the_reader_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadPack) as fault:
        load(text, file="cat.yaml")
    assert words in fault.value.message


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a: 1\nb: caf\xe9\n", "cat.yaml, line 2: byte 0xe9 is not UTF-8"),
        ("a: \u00e9".encode("utf-16"), "this is UTF-16; save the file as UTF-8"),
        (b"x" * 3_000_000, "3.0 MB are more than a pack can have"),
    ],
)
def test_a_file_in_another_encoding_or_too_large_is_refused_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(BadPack) as fault:
        text_of(raw, file="cat.yaml")
    assert words in fault.value.message


def test_a_byte_order_mark_does_no_harm() -> None:
    assert load(text_of("\ufeffa: caf\u00e9".encode(), file="x.yaml"), file="x.yaml") == {"a": "caf\u00e9"}
