"""Which file formats do we know, and does each of their files say what it must?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from opencaio.engines.intake.cells import fold, fold_choice
from opencaio.engines.intake.dates import shape
from opencaio.engines.intake.formats import (
    CHOICES,
    PRACTICE_VALUES,
    Choice,
    Column,
    FactValue,
    Format,
    States,
)
from opencaio.errors import BadPack
from opencaio.packs.formats.shapes import ColumnYaml, FormatYaml, StatesYaml, Word, Words
from opencaio.packs.reader import nearest, read_yaml, text_of

HERE = Path(__file__).parent


def load_formats(*folders: Path) -> tuple[Format, ...]:
    """The formats that ship with us and those in the given folders (`*.yaml`), by id.

    Raises BadPack naming the file and the place, also when two files claim one id.
    """
    found: dict[str, Format] = {}
    for path in [path for folder in (HERE, *folders) for path in sorted(folder.glob("*.yaml"))]:
        one = read_format(path)
        if one.id in found:
            raise BadPack(f"{path.name}: there is a format “{one.id}” already. Choose another id.")
        found[one.id] = one
    return tuple(found[name] for name in sorted(found))


def read_format(path: Path) -> Format:
    """One format file. Raises BadPack naming the file, the line and what is wrong in it."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, modified: int) -> Format:
    return parse_format(text_of(path.read_bytes(), file=path.name), file=path.name)


def parse_format(text: str, *, file: str) -> Format:
    """A format from the text of its file. Raises BadPack naming the file and what is wrong there."""
    raw = read_yaml(text, into=FormatYaml, file=file)
    columns = tuple(_column(one, raw, place=f"{file}: {one.name}") for one in raw.columns)
    _check_columns(columns, file=file)
    _check_dates(raw.dates, file=file)
    return Format(
        id=raw.id,
        title=raw.title,
        year=raw.year,
        source=raw.source,
        columns=columns,
        kind=raw.kind,
        version=raw.version,
        blanks=frozenset({"", *map(fold, raw.blanks)}),
        placeholder_ids=frozenset(map(fold, raw.placeholder_ids)),
        dates=raw.dates,
        list_separators=raw.list_separators,
        department_codes={fold(name): code for name, code in raw.department_codes.items()},
        constants=raw.constants,
        unique_ids=raw.unique_ids,
        neutralised=raw.neutralised,
    )


def _column(one: ColumnYaml, raw: FormatYaml, *, place: str) -> Column:
    choice = None if one.values is None else _choice(one.values, raw, otherwise=None, place=place)
    if one.to in CHOICES:
        _check_choice(choice, allowed=CHOICES[one.to], place=place)
    return Column(
        name=one.name,
        headers=one.headers or (one.name,),
        required=one.required,
        to=one.to,
        choice=choice,
        states=tuple(_states(each, raw, place=f"{place}: {each.key}") for each in one.states),
        is_list=one.list_,
        separators=one.separators,
        ignored_for_change=one.ignored_for_change,
    )


def _states(one: StatesYaml, raw: FormatYaml, *, place: str) -> States:
    choice = _choice(one.values, raw, otherwise=one.otherwise, place=place)
    if one.key.startswith("practice."):
        _check_choice(choice, allowed=PRACTICE_VALUES, place=place)
    return States(key=one.key, choice=choice, strongest=one.strongest, whole_list=one.all_)


def _choice(words: Words, raw: FormatYaml, *, otherwise: FactValue | None, place: str) -> Choice:
    """Words and what they stand for; a word ending in * is a beginning; a name stands for a list of words."""
    if isinstance(words, str):
        if words not in raw.word_lists:
            raise BadPack(f"{place}: there is no word list “{words}”{nearest(words, raw.word_lists)}")
        words = raw.word_lists[words]
    beginnings: dict[str, Word] = {word[:-1]: value for word, value in words.items() if word.endswith("*")}
    return Choice(
        exact={fold_choice(word): value for word, value in words.items() if not word.endswith("*")},
        prefixes=tuple((fold_choice(start), value) for start, value in beginnings.items()),
        otherwise=otherwise,
    )


def _check_choice(choice: Choice | None, *, allowed: Sequence[str], place: str) -> None:
    if choice is None:
        raise BadPack(f"{place}: say under “values” which words stand for {', '.join(allowed)}.")
    given = {*choice.exact.values(), *(value for _, value in choice.prefixes), choice.otherwise}
    strange = sorted(str(value) for value in given - {None} if value not in allowed)
    if strange:
        raise BadPack(f"{place}: “{strange[0]}” is none of {', '.join(allowed)}{nearest(strange[0], allowed)}")


def _check_columns(columns: Sequence[Column], *, file: str) -> None:
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadPack(f"{file}: two columns are named “{twice[0]}”.")
    if not any(column.to in ("name", "purpose") for column in columns):
        raise BadPack(f"{file}: no column goes to “name” or “purpose”, so no row could be used.")
    if not any(column.required for column in columns):
        raise BadPack(f"{file}: no column is required, so any file would be taken for this format.")


def _check_dates(patterns: Sequence[str], *, file: str) -> None:
    for pattern in patterns:
        try:
            shape(pattern)
        except ValueError as why:
            raise BadPack(f"{file}: dates: “{pattern}”: {why}.") from why


def by_id(formats: Sequence[Format]) -> Mapping[str, Format]:
    """The formats by id."""
    return {one.id: one for one in formats}
