"""What is wrong with an input, field by field, in words that say how to mend it?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from opencaio.record.input_fields import choices_of

Fault = Mapping[str, Any]
QUARTER = re.compile(r"\\d\{4\}Q|\[0-9\]\{4\}Q")
LETTERS = re.compile(r"^\^\(?\[A-Z\]\{(\d)\}\)?\??\$$")
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
BEGINNINGS = (("Input should be ", "must be "), ("Input should have ", "must have "), ("Value error, ", ""))

WORDS: dict[str, str] = {
    "missing": "is needed",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "set_type": "must be a list",
    "dict_type": "must be names with their values",
    "model_type": "must be fields with their values",
    "model_attributes_type": "must be fields with their values",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "date_type": "must be a day, as in 2026-11-23",
    "date_parsing": "must be a day, as in 2026-11-23",
    "date_from_datetime_parsing": "must be a day, as in 2026-11-23",
    "date_from_datetime_inexact": "must be a day without a time, as in 2026-11-23",
    "datetime_type": "must be a moment, as in 2026-11-23T09:30:00Z",
    "datetime_parsing": "must be a moment, as in 2026-11-23T09:30:00Z",
    "datetime_from_date_parsing": "must be a moment, as in 2026-11-23T09:30:00Z",
}


def in_words(errors: Iterable[Fault], *, known: Sequence[str] = ()) -> list[str]:
    """Each fault as "field: what is wrong"; ``known`` are the fields that the input itself has."""
    return [f"{_place(one['loc'])}: {_said(one, known)}" for one in errors]


def _place(loc: Sequence[object]) -> str:
    return ".".join(map(str, loc)) or "input"


def _said(one: Fault, known: Sequence[str]) -> str:
    kind, told = str(one["type"]), one.get("ctx") or {}
    if kind == "extra_forbidden":
        near = get_close_matches(str(one["loc"][-1]), known, n=1) if len(one["loc"]) == 1 else []
        return "there is no such field" + (f". Did you mean {near[0]}?" if near else "")
    if kind == "string_pattern_mismatch":
        return _of_pattern(str(told.get("pattern", "")))
    if kind in COUNTED:
        return COUNTED[kind](told)
    return WORDS.get(kind) or _plain(str(one["msg"]))


def _of_pattern(pattern: str) -> str:
    if allowed := choices_of(pattern):
        return f"must be one of {', '.join(allowed)}"
    if QUARTER.search(pattern):
        return "must be a quarter, as in 2027Q1"
    if found := LETTERS.match(pattern):
        return f"must be {found[1]} capital letters, as in {'EUR' if found[1] == '3' else 'FR'}"
    if pattern == CODE:
        return "must begin with a letter or digit and hold only letters, digits, dots, hyphens and underscores"
    if "@" in pattern:
        return "must be an address of mail, as in ana@example.com"
    return _of_alternatives(pattern) or f"is not written as it must be ({pattern})"


def _of_alternatives(pattern: str) -> str:
    """``^(me|none|[0-9]{0,9})$`` as "must be me, none or a number"; empty for what is no such list."""
    inner = re.fullmatch(r"\^(-\?)?\(([^()]*)\)\??\$", pattern)
    parts = [one for one in inner[2].split("|") if one] if inner else []
    named = [_alternative(one) for one in parts]
    if not inner or not named or "" in named:
        return ""
    *firsts, last = named
    told = f"{', '.join(firsts)} or {last}" if firsts else last
    return f"must be {told}{', with a minus before it for the other way round' if inner[1] else ''}"


def _alternative(part: str) -> str:
    if re.fullmatch(r"[\w-]+", part):
        return part
    if re.fullmatch(r"(\[0-9\]|\\d)(\{\d*,?\d*\}|[+*])", part):
        return "a number"
    if QUARTER.search(part):
        return "a quarter such as 2027Q1"
    found = re.fullmatch(r"\[A-Z\]\{(\d)\}", part)
    return f"{found[1]} capital letters" if found else ""


def _plain(words: str) -> str:
    for beginning, instead in BEGINNINGS:
        if words.startswith(beginning):
            return instead + words.removeprefix(beginning)
    return words


def _least_letters(told: Mapping[str, Any]) -> str:
    least = told["min_length"]
    return "must not be empty" if least == 1 else f"must have {least} letters at least"


def _least_entries(told: Mapping[str, Any]) -> str:
    least = told["min_length"]
    return f"must have {least} {'entry' if least == 1 else 'entries'} at least"


COUNTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_too_short": _least_letters,
    "string_too_long": lambda told: f"is too long: {told['max_length']} letters at most",
    "too_short": _least_entries,
    "too_long": lambda told: f"has too many entries: {told['max_length']} at most",
    "decimal_max_places": lambda told: f"has too many decimals: {told['decimal_places']} at most",
    "decimal_max_digits": lambda told: f"has too many digits: {told['max_digits']} at most",
    "decimal_whole_digits": lambda told: f"is too large: {told['whole_digits']} digits at most before the point",
    "literal_error": lambda told: f"must be one of {told['expected']}".replace("'", ""),
    "enum": lambda told: f"must be one of {told['expected']}".replace("'", ""),
    "value_error": lambda told: str(told.get("error", "is not valid")),
}
