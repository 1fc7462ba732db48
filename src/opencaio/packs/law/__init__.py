"""Which law do we know, as data, and does each file say what it must?

`load_law()` reads the vocabulary and every `*.yaml` of this folder once, with those of folders handed in and of the
one kept beside (a workspace's own). A regulation is one file; facts that only it needs stand in the same file.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from opencaio.engines.classification.compiled import compile_pack
from opencaio.engines.classification.model import (
    BlockOfFacts,
    Fact,
    Group,
    Law,
    Pack,
    Rule,
    Start,
    Vocabulary,
)
from opencaio.engines.classification.trees import Condition, Value
from opencaio.errors import BadPack
from opencaio.packs.evidence import load_kinds
from opencaio.packs.law.conditions import read_condition
from opencaio.packs.law.files import BlockFile, FactFile, PackFile, RuleFile, StartFile, VocabularyFile
from opencaio.packs.law.lint import faults_in
from opencaio.packs.reader import Place, nearest, read_file, read_yaml, text_of

HERE = Path(__file__).parent
VOCABULARY = tuple(HERE.parent / "vocabulary" / name for name in ("facts.yaml", "documents.yaml", "records.yaml"))


_beside: list[Path] = []


def keep_beside(folder: Path) -> None:
    """From now on the packs of this folder stand beside ours, for everyone who asks `load_law()`."""
    _beside[:] = [folder]


def load_law(*folders: Path) -> Law:
    """The vocabulary and every rule pack, of ours and of these folders. Raises BadPack with file and line."""
    return _load((*_beside, *folders))


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> Law:
    paths = sorted(HERE.glob("*.yaml"))
    if not folders:
        return law_of(tuple(paths))
    law = _load(())
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        _refuse_faults(path, law=law)
        paths.append(path)
        law = law_of(tuple(paths))
    return law


def _refuse_faults(path: Path, *, law: Law) -> None:
    faults = faults_in(text_of(path.read_bytes(), file=path.name), file=path.name, law=law)
    if faults:
        said = [f"{path.name}, line {one.line}{', ' if one.name else ''}{one.name}: {one.words}" for one in faults]
        raise BadPack(said[0], details=said)


def law_of(paths: tuple[Path, ...]) -> Law:
    """The vocabulary and exactly these packs. Raises BadPack for what does not fit together."""
    files = [(path.name, path.read_bytes()) for path in paths]
    read = [(name, raw, read_yaml(text_of(raw, file=name), into=PackFile, file=name)) for name, raw in files]
    words = _words()
    facts = _facts([words.facts, *(pack.facts for _, _, pack in read)])
    blocks = _blocks([words.blocks, *(pack.blocks for _, _, pack in read)], facts=facts)
    facts = {key: _asked(fact, raw=_raw(key, words, read), facts=facts) for key, fact in facts.items()}
    packs = [_pack(name, raw, pack, facts=facts) for name, raw, pack in read]
    _once("id", [pack.id for pack in packs])
    _once("regime", [pack.regime for pack in packs])
    ordered = sorted(packs, key=lambda pack: (bool(pack.uses), pack.id))
    regimes = tuple(sorted(pack.regime for pack in ordered))
    law = Law(Vocabulary(facts=facts, blocks=blocks, regimes=regimes), tuple(ordered))
    for pack in law.packs:
        _known(pack, "pack", pack.uses, [other.id for other in law.packs])
        _no_circle(pack, law=law, path=())
    for pack in law.packs:
        _check(pack, law=law)
    return law


def _once(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise BadPack(f"Two rule packs have one {what}: {name}.")


def _no_circle(pack: Pack, *, law: Law, path: tuple[str, ...]) -> None:
    if pack.id in path:
        raise BadPack(f"The packs {' → '.join((*path, pack.id))} use each other in a circle.")
    for used in pack.uses:
        _no_circle(law.pack(used), law=law, path=(*path, pack.id))


def vocabulary() -> Vocabulary:
    """The facts that can be stated, in the order in which they are asked."""
    return load_law().vocabulary


def _words() -> VocabularyFile:
    files = [read_file(path, into=VocabularyFile) for path in VOCABULARY]
    facts = tuple(fact for file in files for fact in file.facts)
    return replace(files[0], facts=facts, blocks=tuple(block for file in files for block in file.blocks))


def _facts(groups: Iterable[tuple[FactFile, ...]]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for raw in (fact for group in groups for fact in group):
        if raw.key in found:
            raise BadPack(f"The fact {raw.key} is described twice.")
        found[raw.key] = Fact(
            key=raw.key,
            kind=raw.kind,
            question=raw.question,
            citation=raw.citation,
            help=raw.help,
            values=raw.values,
            ordinary=cast(Value | None, raw.ordinary),
            ordinary_words=raw.ordinary_words,
            silence=raw.silence,
            silence_reason=raw.silence_reason,
            form=raw.form,
            form_words=raw.form_words,
        )
    return found


def _raw(key: str, words: VocabularyFile, read: list[tuple[str, bytes, PackFile]]) -> object:
    every = (fact for group in (words.facts, *(pack.facts for _, _, pack in read)) for fact in group)
    return next(fact.ask_when for fact in every if fact.key == key)


def _asked(fact: Fact, *, raw: object, facts: dict[str, Fact]) -> Fact:
    if raw is None:
        return fact
    condition = read_condition(raw, facts=facts, where=Place("facts", 1, f"{fact.key}.ask_when"))
    return replace(fact, ask_when=condition)


def _blocks(groups: Iterable[tuple[BlockFile, ...]], *, facts: dict[str, Fact]) -> dict[str, BlockOfFacts]:
    found: dict[str, BlockOfFacts] = {}
    for raw in (block for group in groups for block in group):
        where = Place("facts", 1, f"{raw.key}.ask_when")
        asked = None if raw.ask_when is None else read_condition(raw.ask_when, facts=facts, where=where)
        found[raw.key] = BlockOfFacts(raw.key, raw.title, raw.citation, asked)
    for key in facts:
        if "." in key and key.split(".")[0] not in found:
            raise BadPack(f"The fact {key} belongs to no described block.")
    return found


class _Conditions:
    """Reads the conditions of one file against the vocabulary."""

    def __init__(self, name: str, *, facts: dict[str, Fact]) -> None:
        self.name, self.facts = name, facts

    def one(self, raw: object, *, words: str) -> Condition:
        return read_condition(raw, facts=self.facts, where=Place(self.name, 1, words))

    def starts(self, found: tuple[StartFile, ...], *, words: str) -> tuple[Start, ...]:
        return tuple(
            Start(start.date, start.texts, None if start.when is None else self.one(start.when, words=words))
            for start in found
        )

    def rule(self, raw: RuleFile) -> Rule:
        starts, when = self.starts(raw.starts, words=raw.id), self.one(raw.when, words=raw.id)
        return Rule(**(_values(raw) | {"starts": starts, "when": when}))


def _values(raw: Any) -> dict[str, Any]:
    return {field.name: getattr(raw, field.name) for field in fields(raw)}


def _pack(name: str, raw: bytes, file: PackFile, *, facts: dict[str, Fact]) -> Pack:
    """The pack as the engine takes it; what the file has under the same name and form is taken over."""
    read = _Conditions(name, facts=facts)
    changed = {
        "rules": tuple(read.rule(rule) for rule in file.rules),
        "terms": {key: read.one(value, words=key) for key, value in (file.terms or {}).items()},
        "groups": {key: Group(one.title, read.starts(one.starts, words=key)) for key, one in file.groups.items()},
        "texts": tuple(sorted(file.texts, key=lambda text: text.from_)),
        "timeline": tuple(sorted(file.timeline, key=lambda day: day.date)),
        "touched_by": _touching(file, facts=facts),
        "digest": hashlib.sha256(raw).hexdigest(),
    }
    same = {key: value for key, value in _values(file).items() if key not in ("facts", "blocks")}
    return Pack(**(same | changed))


def _touching(file: PackFile, *, facts: dict[str, Fact]) -> tuple[str, ...]:
    """`touched_by` names facts, or blocks, which stand for each of their facts."""
    found: list[str] = []
    for word in file.touched_by:
        inside = [key for key in facts if key == word or key.startswith(f"{word}.")]
        if not inside:
            raise BadPack(f"{file.id}: touched_by names no fact “{word}”{nearest(word, facts)}")
        found += inside
    return tuple(found)


def _check(pack: Pack, *, law: Law) -> None:
    """What a pack refers to, it has: groups, classes, duties, findings, texts, packs."""
    texts = {text.id for text in pack.texts}
    _known(pack, "group", [rule.group for rule in pack.rules], pack.groups)
    _known(pack, "group", [name for entry in pack.classes for name in entry.shows], pack.groups)
    _known(pack, "class", [rule.class_ for rule in pack.rules if rule.class_], [c.code for c in pack.classes])
    _known(pack, "duty", [code for rule in pack.rules for code in rule.duties], [d.code for d in pack.duties])
    _known(pack, "finding", [rule.finding for rule in pack.rules if rule.finding], pack.findings)
    _known(pack, "text", [text for rule in pack.rules for text in rule.texts], texts)
    _known(pack, "kind of evidence", [kind for duty in pack.duties for kind in duty.evidence], load_kinds())
    ids = [rule.id for rule in pack.rules]
    if len(set(ids)) != len(ids):
        raise BadPack(f"{pack.id}: two rules have the id {next(one for one in ids if ids.count(one) > 1)}.")
    for text in pack.texts:
        compile_pack(pack, text=text.id)


def _known(pack: Pack, what: str, used: Iterable[str], known: Iterable[str]) -> None:
    for word in used:
        if word not in known:
            raise BadPack(f"{pack.id}: unknown {what} “{word}”{nearest(word, known)}")
