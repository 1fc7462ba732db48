"""What is asked, and is every word of it known?"""

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from opencaio.engines.classification.model import Fact, Vocabulary
from opencaio.engines.classification.trees import Value
from opencaio.errors import BadInput

KEYS = ("id", "jurisdiction", "facts", "description")
# A file of decided cases can be given as it is; these keys are passed over unread.
IGNORED = ("expected", "source", "confidence", "note")
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Request:
    """One description: facts by dotted key, lists as tuples; unknown facts are absent. `id` is only echoed."""

    id: str | int | None
    jurisdiction: str
    facts: Mapping[str, Value]

    @property
    def as_of(self) -> date | None:
        day = self.facts.get("as_of")
        return day if isinstance(day, date) else None


def parse_request(obj: object, vocabulary: Vocabulary) -> Request:
    """A request from parsed JSON: `{"id", "jurisdiction", "facts": {...}}`.

    Facts may be nested (`{"emotion": {"infers": true}}`) or dotted (`{"emotion.infers": true}`); null is unknown.
    Raises BadInput naming the unknown key or value and the nearest known one; `.details` lists every fault.
    """
    if not isinstance(obj, Mapping):
        raise BadInput("A request is an object with jurisdiction and facts.")
    for key in obj:
        if key not in KEYS and key not in IGNORED:
            wrap = "" if "facts" in obj else ' Facts stand under "facts": {"jurisdiction": "EU", "facts": {…}}.'
            raise BadInput(f"Unknown key “{key}” in the request{_nearest(str(key), KEYS)}.{wrap}")
    name = obj.get("id")
    if name is not None and (isinstance(name, bool) or not isinstance(name, str | int)):
        raise BadInput("The id of a request is text.")
    jurisdiction = obj.get("jurisdiction")
    if jurisdiction is None:
        raise BadInput(f"The request names no jurisdiction; known are {', '.join(vocabulary.regimes)}.")
    if jurisdiction not in vocabulary.regimes:
        raise BadInput(f"Unknown jurisdiction {_said(jurisdiction)}{_nearest(str(jurisdiction), vocabulary.regimes)}.")
    facts = obj.get("facts", {})
    return Request(id=name, jurisdiction=str(jurisdiction), facts=parse_facts(facts, vocabulary))


def parse_line(line: str, vocabulary: Vocabulary) -> Request:
    """A request from one line of JSON; a key written twice, NaN and a number with a fraction are faults too."""
    return parse_request(load_json(line), vocabulary)


def load_json(line: str) -> object:
    """JSON with duplicate keys and non-numbers refused. Raises BadInput."""
    try:
        return json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"This line is not JSON: {error}.") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadInput(f"The key “{twice}” is written twice.")
    return found


def _no_constant(word: str) -> object:
    raise BadInput(f"{word} is not a number.")


def parse_facts(facts: object, vocabulary: Vocabulary) -> dict[str, Value]:
    """Facts by dotted key in the order of the vocabulary. Raises BadInput; `.details` lists every fault."""
    if not isinstance(facts, Mapping):
        raise BadInput("“facts” is an object of facts.")
    found: dict[str, Value] = {}
    faults: list[str] = []
    for key, raw in _leaves(facts, vocabulary, faults):
        try:
            if key in found:
                raise BadInput(f"The fact {key} is given twice.")
            found[key] = checked_value(key, raw, vocabulary=vocabulary)
        except BadInput as fault:
            faults.append(fault.message)
    if faults:
        raise BadInput(faults[0], details=faults)
    order = vocabulary.order
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _leaves(facts: Mapping[str, object], vocabulary: Vocabulary, faults: list[str]) -> Iterable[tuple[str, object]]:
    for key, value in facts.items():
        if value is None and (key in vocabulary.facts or key in vocabulary.blocks):
            continue
        if isinstance(value, Mapping) and key in vocabulary.blocks:
            for inner, leaf in value.items():
                path = f"{key}.{inner}"
                if path not in vocabulary.facts:
                    faults.append(_unknown_fact(path, vocabulary))
                elif leaf is not None:
                    yield path, leaf
        elif key in vocabulary.facts:
            yield key, value
        elif key in vocabulary.blocks:
            faults.append(f"{key} is a block of facts, not {_said(value)}.")
        else:
            faults.append(_unknown_fact(str(key), vocabulary))


def _unknown_fact(key: str, vocabulary: Vocabulary) -> str:
    known = [*vocabulary.facts, *vocabulary.blocks]
    return f"Unknown fact “{key}”{_nearest(key, known)}."


def checked_value(key: str, raw: object, *, vocabulary: Vocabulary) -> Value:
    """The value of one stated fact in the engine's form. Raises BadInput naming the nearest known key or value."""
    fact = vocabulary.facts.get(key)
    if fact is None:
        raise BadInput(_unknown_fact(key, vocabulary))
    return _CHECKS[fact.kind](fact, raw)


def _yes_no(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, bool):
        raise BadInput(f"{fact.key} is true or false, not {_said(raw)}.")
    return raw


def _choice(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, str):
        raise BadInput(f"{fact.key} is one word of {', '.join(fact.codes)}, not {_said(raw)}.")
    if raw not in fact.codes:
        raise BadInput(f"Unknown value “{raw}” of {fact.key}{_nearest(raw, fact.codes)}.")
    return raw


def _choices(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, list | tuple):
        raise BadInput(f"{fact.key} is a list, not {_said(raw)}.")
    return tuple(sorted({str(_choice(fact, item)) for item in raw}))


def _code(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, str) or not _CODE.match(raw):
        raise BadInput(f"{fact.key} is a short code such as {', '.join(fact.codes[:3])}, not {_said(raw)}.")
    if fact.form and raw not in fact.codes and not re.fullmatch(fact.form, raw):
        raise BadInput(f"{fact.key} is {fact.form_words}, not {_said(raw)}{_nearest(raw.upper(), fact.codes)}.")
    return raw


def _codes(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, list | tuple):
        raise BadInput(f"{fact.key} is a list, not {_said(raw)}.")
    return tuple(sorted({str(_code(fact, item)) for item in raw}))


def _day(fact: Fact, raw: object) -> Value:
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day)
    if not isinstance(raw, str) or not _DAY.match(raw):
        raise BadInput(f"{fact.key} is a day written 2026-11-22, not {_said(raw)}.")
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise BadInput(f"{fact.key}: there is no day {raw}.") from error


def _whole(fact: Fact, raw: object) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise BadInput(f"{fact.key} is a whole number written out in full, not {_said(raw)}.")
    if raw < 0:
        raise BadInput(f"{fact.key} is not below zero.")
    return raw


def _groups(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, Mapping) or not raw:
        raise BadInput(f"{fact.key} is an object of groups, each [selected, total].")
    rows: list[tuple[str, int, int]] = []
    for name, pair in raw.items():
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(type(number) is int for number in pair):
            raise BadInput(f"{fact.key}.{name} is [selected, total], two whole numbers.")
        selected, total = pair
        if not 0 <= selected <= total or total == 0:
            raise BadInput(f"{fact.key}.{name}: {selected} of {total} cannot be selected.")
        rows.append((str(name), selected, total))
    return tuple(rows)


def _text(fact: Fact, raw: object) -> Value:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list | tuple) and all(isinstance(item, str) for item in raw):
        return tuple(str(item) for item in raw)
    raise BadInput(f"{fact.key} is text or a list of texts, not {_said(raw)}.")


_CHECKS = {
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "code": _code,
    "codes": _codes,
    "day": _day,
    "whole": _whole,
    "groups": _groups,
    "text": _text,
}


def plain(value: Value | None) -> object:
    """A fact's value as JSON has it: days as text, tuples as lists, groups as an object."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return {row[0]: [row[1], row[2]] for row in value if isinstance(row, tuple)}
        return list(value)
    return value


def input_hash(request: Request) -> str:
    """SHA-256 over jurisdiction and facts, independent of id, description and the order of keys."""
    body = {"jurisdiction": request.jurisdiction, "facts": {k: plain(v) for k, v in request.facts.items()}}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.3)
    return f"; the nearest known one is “{close[0]}”" if close else ""


def _said(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, default=str)[:80]
