"""Which file formats do we know, and does each of their files say what it must?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from opencaio.engines.intake.cells import fold, fold_choice
from opencaio.engines.intake.dates import shape
from opencaio.engines.intake.formats import (
    CHOICES,
    FIELDS,
    PRACTICE_VALUES,
    Choice,
    Column,
    FactValue,
    Format,
    States,
)
from opencaio.errors import BadPack

HERE = Path(__file__).parent
KINDS = ("use_cases",)
TOP = {
    "id",
    "title",
    "year",
    "source",
    "kind",
    "version",
    "blanks",
    "placeholder_ids",
    "dates",
    "list_separators",
    "department_codes",
    "constants",
    "neutralised",
    "word_lists",
    "columns",
}
COLUMN = {"name", "headers", "required", "to", "values", "states", "list", "ignored_for_change"}
STATES = {"key", "values", "otherwise", "strongest", "all"}


def load_formats(*folders: Path) -> tuple[Format, ...]:
    """The formats that ship with us and those in the given folders (`*.yaml`), by id.

    Raises BadPack naming the file and the place, also when two files claim one id.
    """
    found: dict[str, Format] = {}
    for path in [path for folder in (HERE, *folders) for path in sorted(folder.glob("*.yaml"))]:
        one = read_format(path)
        if one.id in found:
            raise BadPack(f"{path.name}: there is a format {one.id} already. Choose another id.")
        found[one.id] = one
    return tuple(found[name] for name in sorted(found))


@lru_cache(maxsize=64)
def _read(path: Path, modified: int) -> Format:
    with path.open(encoding="utf-8") as stream:
        try:
            raw = yaml.safe_load(stream)
        except yaml.YAMLError as why:
            raise BadPack(f"{path.name} is not YAML: {why}") from why
    return build_format(raw, place=path.name)


def read_format(path: Path) -> Format:
    """One format file. Raises BadPack naming the file and what is wrong in it."""
    return _read(path, path.stat().st_mtime_ns)


def build_format(raw: object, *, place: str) -> Format:
    """A format from what its YAML says. Raises BadPack naming the place and what is wrong there."""
    top = _mapping(raw, allowed=TOP, place=place)
    lists = {
        name: _mapping(words, place=f"{place}: word_lists: {name}")
        for name, words in _mapping(top.get("word_lists", {}), place=f"{place}: word_lists").items()
    }
    columns = tuple(
        _column(one, lists=lists, place=f"{place}: columns: {number}")
        for number, one in enumerate(_sequence(top.get("columns"), place=f"{place}: columns"), start=1)
    )
    _check_columns(columns, place=place)
    codes = _mapping(top.get("department_codes", {}), place=f"{place}: department_codes")
    if top.get("kind", "use_cases") not in KINDS:
        raise BadPack(f"{place}: kind must be one of {', '.join(KINDS)}.")
    return Format(
        id=_text(top, "id", place=place),
        title=_text(top, "title", place=place),
        year=_year(top, place=place),
        source=_text(top, "source", place=place),
        version=str(top.get("version", "1")),
        columns=columns,
        blanks=frozenset({""} | {fold(text) for text in _texts(top, "blanks", place=place)}),
        placeholder_ids=frozenset(fold(text) for text in _texts(top, "placeholder_ids", place=place)),
        dates=_dates(top, place=place),
        list_separators=str(top.get("list_separators", ";\n")),
        department_codes={
            fold(name): str(code)
            for name, code in _mapping(
                top.get("department_codes", {}), place=f"{place}: department_codes"
            ).items()
        },
        constants={
            key: _value(value, place=f"{place}: constants: {key}")
            for key, value in _mapping(top.get("constants", {}), place=f"{place}: constants").items()
        },
        neutralised=_flag(top, "neutralised", place=place),
    )


def _column(raw: object, *, lists: Mapping[str, Mapping[str, Any]], place: str) -> Column:
    one = _mapping(raw, allowed=COLUMN, place=place)
    to = str(one.get("to", ""))
    if to and to not in FIELDS:
        raise BadPack(f"{place}: “{to}” is no field. Fields are {', '.join(FIELDS)}.")
    choice = _choice(one["values"], lists=lists, otherwise=None, place=place) if "values" in one else None
    if to in CHOICES:
        _check_choice(choice, allowed=CHOICES[to], place=place)
    states = tuple(
        _states(each, lists=lists, place=f"{place}: states")
        for each in _sequence(one.get("states", []), place=f"{place}: states")
    )
    headers = tuple(_texts(one, "headers", place=place)) or (_text(one, "name", place=place),)
    return Column(
        name=_text(one, "name", place=place),
        headers=headers,
        required=_flag(one, "required", place=place),
        to=to,
        choice=choice,
        states=states,
        is_list=_flag(one, "list", place=place),
        ignored_for_change=_flag(one, "ignored_for_change", place=place),
    )


def _states(raw: object, *, lists: Mapping[str, Mapping[str, Any]], place: str) -> States:
    one = _mapping(raw, allowed=STATES, place=place)
    key = _text(one, "key", place=place)
    otherwise = _value(one["otherwise"], place=place) if "otherwise" in one else None
    choice = _choice(one.get("values", {}), lists=lists, otherwise=otherwise, place=f"{place}: {key}")
    strongest = tuple(_value(each, place=place) for each in _sequence(one.get("strongest", []), place=place))
    if key.startswith("practice."):
        _check_choice(choice, allowed=PRACTICE_VALUES, place=f"{place}: {key}")
    return States(key=key, choice=choice, strongest=strongest, whole_list=_flag(one, "all", place=place))


def _choice(
    raw: object, *, lists: Mapping[str, Mapping[str, Any]], otherwise: FactValue | None, place: str
) -> Choice:
    """Words and what they stand for; a word ending in * is a beginning; a name stands for a list of words."""
    if isinstance(raw, str):
        if raw not in lists:
            raise BadPack(f"{place}: there is no word list “{raw}”.")
        raw = lists[raw]
    words = {
        word: None if value is None else _value(value, place=place)
        for word, value in _mapping(raw, place=place).items()
    }
    return Choice(
        exact={fold_choice(word): value for word, value in words.items() if not word.endswith("*")},
        prefixes=tuple(
            (fold_choice(word[:-1]), value) for word, value in words.items() if word.endswith("*")
        ),
        otherwise=otherwise,
    )


def _check_choice(choice: Choice | None, *, allowed: Sequence[str], place: str) -> None:
    if choice is None:
        raise BadPack(f"{place}: say under “values” which words stand for {', '.join(allowed)}.")
    given = {*choice.exact.values(), *(value for _, value in choice.prefixes), choice.otherwise}
    strange = sorted(str(value) for value in given - {None} if value not in allowed)
    if strange:
        raise BadPack(f"{place}: {', '.join(strange)} is none of {', '.join(allowed)}.")


def _check_columns(columns: Sequence[Column], *, place: str) -> None:
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadPack(f"{place}: two columns are named {', '.join(twice)}.")
    if not any(column.to in ("name", "purpose") for column in columns):
        raise BadPack(f"{place}: no column goes to “name” or “purpose”, so no row could be used.")
    if not any(column.required for column in columns):
        raise BadPack(f"{place}: no column is required, so any file would be taken for this format.")


def _mapping(raw: object, *, allowed: set[str] | None = None, place: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadPack(f"{place}: expected names and values, found {type(raw).__name__}.")
    odd = [key for key in raw if not isinstance(key, str)]
    if odd:
        raise BadPack(f"{place}: put quotes around {odd[0]!r}; YAML takes yes and no for other things.")
    unknown = sorted(set(raw) - allowed) if allowed is not None else []
    if unknown:
        raise BadPack(f"{place}: unknown {', '.join(unknown)}. Known are {', '.join(sorted(allowed or ()))}.")
    return cast("dict[str, Any]", raw)


def _sequence(raw: object, *, place: str) -> list[Any]:
    if not isinstance(raw, list):
        raise BadPack(f"{place}: expected a list, found {type(raw).__name__}.")
    return raw


def _text(one: Mapping[str, Any], key: str, *, place: str) -> str:
    if not isinstance(one.get(key), str) or not one[key].strip():
        raise BadPack(f"{place}: “{key}” is missing or is not text.")
    return str(one[key]).strip()


def _texts(one: Mapping[str, Any], key: str, *, place: str) -> list[str]:
    raw = _sequence(one.get(key, []), place=f"{place}: {key}")
    odd = [each for each in raw if not isinstance(each, str)]
    if odd:
        raise BadPack(f"{place}: {key}: put quotes around {odd[0]!r}.")
    return raw


def _flag(one: Mapping[str, Any], key: str, *, place: str) -> bool:
    if not isinstance(one.get(key, False), bool):
        raise BadPack(f"{place}: “{key}” is true or false.")
    return bool(one.get(key, False))


def _year(top: Mapping[str, Any], *, place: str) -> int:
    if not isinstance(top.get("year"), int) or isinstance(top["year"], bool):
        raise BadPack(f"{place}: “year” is missing or is not a year.")
    return int(top["year"])


def _dates(top: Mapping[str, Any], *, place: str) -> tuple[str, ...]:
    patterns = tuple(_texts(top, "dates", place=place))
    for pattern in patterns:
        try:
            shape(pattern)
        except ValueError as why:
            raise BadPack(f"{place}: dates: {pattern}: {why}.") from why
    return patterns


def _value(raw: object, *, place: str) -> FactValue:
    if isinstance(raw, bool | str):
        return raw
    if isinstance(raw, list) and all(isinstance(each, str) for each in raw):
        return tuple(raw)
    raise BadPack(f"{place}: {raw!r} is neither text, true, false nor a list of texts.")
