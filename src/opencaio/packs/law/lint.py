"""What is wrong in this rule pack: all of it, each thing with its line?

`faults_in(text, file=..., law=...)` reads a pack as it is written, without running it. Cases are tried in `trying`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import pairwise

from opencaio.engines.classification.model import BlockOfFacts, Fact, Law, Vocabulary
from opencaio.engines.classification.requests import parse_facts
from opencaio.errors import BadInput, BadPack
from opencaio.packs.evidence import load_kinds
from opencaio.packs.law.files import FactFile, PackFile
from opencaio.packs.law.lint_conditions import Conditions
from opencaio.packs.law.raw import Beside, Found, PackFault, blocks, line_of, named, text, words
from opencaio.packs.reader import Block, FaultAtLine, Place, fill, load, nearest
from opencaio.packs.shape import shape_faults

UNIQUE = {"rules": "id", "duties": "code", "classes": "code", "cases": "id", "texts": "id", "facts": "key"}
ALWAYS_CLASSES = ("needs_review", "calc")
REGIME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
LONGEST_CODE = 60


def faults_in(source: str, *, file: str, law: Law, is_known: bool = False) -> tuple[PackFault, ...]:
    """Every fault of the pack, in the order of its lines, beside `law`, which holds it already where `is_known`."""
    try:
        raw = load(source, file=file)
    except FaultAtLine as fault:
        return (PackFault(fault.line, fault.name, fault.words),)
    except BadPack as fault:
        return (PackFault(1, "", fault.message),)
    if not isinstance(raw, Block):
        return (PackFault(1, "", "a pack is keys and values: id, title, regime …"),)
    found = Found()
    for one in shape_faults(raw, hint=PackFile, where=Place(file, 1, "")):
        found.add(one.line, one.name.lstrip("."), one.words)
    _Lint(raw, file=file, beside=Beside.of(law, without=raw if is_known else None), found=found).look()
    return tuple(sorted(found.faults))


class _Lint:
    """One pack under examination."""

    def __init__(self, pack: Block, *, file: str, beside: Beside, found: Found) -> None:
        self.pack, self.file, self.beside, self.found = pack, file, beside, found
        self.facts: dict[str, Fact] = {**beside.facts, **_own_facts(pack)}

    def look(self) -> None:
        """Names, references, dates, duties, facts, conditions, cases."""
        self._clashes()
        self._twins()
        self._references()
        self._dates()
        self._duties()
        self._own()
        Conditions(self.pack, self.file, self.facts, self.beside, self.found).look()
        self._cases()

    def _clashes(self) -> None:
        own, regime, packs = text(self.pack, "id"), text(self.pack, "regime"), self.beside.packs
        if own in packs:
            self.found.add(
                line_of(self.pack, "id"), "id", f"two packs would have one id: there is a pack {own} already."
            )
        if regime and not REGIME.fullmatch(regime):
            words_ = f"{regime} is no code of at most 20 letters, digits and hyphens, such as US-SPR."
            self.found.add(line_of(self.pack, "regime"), "regime", words_)
        holder = next((pack.id for pack in packs.values() if pack.regime == regime), "")
        if holder:
            words_ = f"the regime {regime} is answered by the pack {holder} already; choose another."
            self.found.add(line_of(self.pack, "regime"), "regime", words_)
        for used, line in words(self.pack, "uses"):
            if used not in packs:
                self.found.add(line, "uses", f"unknown pack “{used}”{nearest(used, packs) or '.'}")
            elif own in _reached(used, packs):
                self.found.add(line, "uses", f"a circle: {used} itself uses {own}.")

    def _twins(self) -> None:
        for key, name in UNIQUE.items():
            seen: dict[str, int] = {}
            for one in blocks(self.pack, key):
                code = text(one, name)
                if code in seen:
                    what = f"two {key} have the {name} {code} (first in line {seen[code]})."
                    self.found.add(line_of(one, name), f"{key}", what)
                seen.setdefault(code, line_of(one, name))

    def _names(self, key: str, name: str) -> set[str]:
        return {text(one, name) for one in blocks(self.pack, key)}

    def _references(self) -> None:
        groups = {name for name, _, _ in named(self.pack, "groups")}
        classes, duties, texts = (
            self._names("classes", "code"),
            self._names("duties", "code"),
            self._names("texts", "id"),
        )
        findings = {name for name, _ in words(self.pack, "findings")}
        given: Counter[str] = Counter()
        for rule in blocks(self.pack, "rules"):
            where = f"rule {text(rule, 'id')}"
            for key, known in (("group", groups), ("class", classes), ("finding", findings)):
                if text(rule, key):
                    given[f"{key} {text(rule, key)}"] += 1
                    self._known(key, text(rule, key), known, line=line_of(rule, key), name=where)
            for key, what, known in (("duties", "duty", duties), ("texts", "text", texts)):
                for word, line in words(rule, key):
                    given[f"{what} {word}"] += 1
                    self._known(what, word, known, line=line, name=where)
        for entry in blocks(self.pack, "classes"):
            for word, line in words(entry, "shows"):
                self._known("group", word, groups, line=line, name=f"class {text(entry, 'code')}")
        self._never_given(given, classes=classes, findings=findings)

    def _never_given(self, given: Mapping[str, int], *, classes: Collection[str], findings: Collection[str]) -> None:
        calculated = text(ratio, "class") if isinstance(ratio := self.pack.get("ratio"), Block) else ""
        for what, key, name in (("duty", "duties", "code"), ("class", "classes", "code")):
            for one in blocks(self.pack, key):
                code = text(one, name)
                if f"{what} {code}" not in given and code != calculated:
                    self.found.add(line_of(one, name), f"{what} {code}", f"no rule gives the {what} {code}.")
        for finding, line in words(self.pack, "findings"):
            if f"finding {finding}" not in given:
                self.found.add(line, f"finding {finding}", f"no rule gives the finding {finding}.")

    def _known(self, what: str, word: str, known: Collection[str], *, line: int, name: str) -> None:
        if word not in known:
            self.found.add(line, name, f"unknown {what} “{word}”{nearest(word, known) or '.'}")

    def _dates(self) -> None:
        self._ascending("texts", "from")
        self._ascending("timeline", "date")
        first = min(
            (day for one in blocks(self.pack, "texts") if isinstance(day := one.get("from"), date)), default=None
        )
        for name, start in self._starts():
            day = start.get("date")
            if first and isinstance(day, date) and day < first:
                self.found.add(start.line, name, f"starts on {day}, before the first text of {first}.")

    def _ascending(self, key: str, name: str) -> None:
        days = [(one.get(name), line_of(one, name)) for one in blocks(self.pack, key)]
        for (before, _), (after, line) in pairwise(days):
            if isinstance(before, date) and isinstance(after, date) and after < before:
                self.found.add(line, key, f"{after} stands after {before}; days go upwards.")

    def _starts(self) -> Iterator[tuple[str, Block]]:
        owners = [(f"rule {text(one, 'id')}", one) for one in blocks(self.pack, "rules")]
        owners += [(f"group {name}", group) for name, group, _ in named(self.pack, "groups")]
        owners += [(f"duty {text(one, 'code')}", one) for one in blocks(self.pack, "duties")]
        for name, owner in owners:
            always = False
            for start in blocks(owner, "starts"):
                if always:
                    self.found.add(start.line, name, "this start never counts: the one before it always does.")
                always |= not any(key in start for key in ("when", "texts", "classes"))
                yield name, start

    def _duties(self) -> None:
        classes = {*self._names("classes", "code")}
        for duty in blocks(self.pack, "duties"):
            name = f"duty {text(duty, 'code')}"
            if len(text(duty, "code")) > LONGEST_CODE:
                self.found.add(line_of(duty, "code"), name, f"its code has more than {LONGEST_CODE} characters.")
            for key in ("title", "citation"):
                if key in duty and not text(duty, key).strip():
                    self.found.add(line_of(duty, key), name, f"its {key} is empty.")
            if not list(words(duty, "roles")):
                self.found.add(line_of(duty, "roles"), name, "it names no role that it binds.")
            for kind, line in words(duty, "evidence"):
                self._known("kind of evidence", kind, load_kinds().keys(), line=line, name=name)
            for key in ("lead_days", "review_months"):
                if isinstance(number := duty.get(key), int) and number < 1:
                    self.found.add(line_of(duty, key), name, f"{key} is {number}; it is 1 or more, or left out.")
            for start in blocks(duty, "starts"):
                for code, line in words(start, "classes"):
                    self._known("class", code, classes, line=line, name=name)

    def _own(self) -> None:
        described = {**self.beside.blocks, **{text(one, "key"): one for one in blocks(self.pack, "blocks")}}
        for fact in blocks(self.pack, "facts"):
            key, line = text(fact, "key"), line_of(fact, "key")
            if key in self.beside.facts:
                self.found.add(line, f"fact {key}", f"the fact {key} is described already; use it as it is.")
            if "." in key and key.split(".")[0] not in described:
                self.found.add(
                    line, f"fact {key}", f"no block “{key.split('.')[0]}” is described; add it under blocks."
                )
        self._touching(described)

    def _touching(self, described: Mapping[str, object]) -> None:
        for word, line in words(self.pack, "touched_by"):
            if word not in self.facts and word not in described:
                self.found.add(
                    line, "touched_by", f"touched_by names no fact “{word}”{nearest(word, self.facts) or '.'}"
                )
        where = self.pack.get("touched_where")
        for key, line in where.lines.items() if isinstance(where, Block) else ():
            if key not in self.facts:
                self.found.add(line, "touched_where", f"unknown fact “{key}”{nearest(key, self.facts) or '.'}")
        if not self.pack.get("touched_by") and not where:
            line = line_of(self.pack, "touched_by")
            self.found.add(line, "touched_by", "no fact brings this pack into an answer; name one.")

    def _cases(self) -> None:
        if not list(blocks(self.pack, "cases")):
            self.found.add(
                line_of(self.pack, "cases"), "cases", "a pack shows by cases that it says what the law says."
            )
        vocabulary = Vocabulary(facts=self.facts, blocks=self._blocks(), regimes=())
        known = {*self._names("classes", "code"), *ALWAYS_CLASSES}
        for case in blocks(self.pack, "cases"):
            name = f"case {text(case, 'id')}"
            for fault in _fact_faults(case.get("facts"), vocabulary):
                self.found.add(line_of(case, "facts"), name, fault)
            expect = case.get("expect")
            if isinstance(expect, Block) and text(expect, "class") and not case.get("regime"):
                self._known("class", text(expect, "class"), known, line=line_of(expect, "class"), name=name)
            if isinstance(expect, Block):
                self._expected(expect, name=name, elsewhere=bool(case.get("regime")))

    def _expected(self, expect: Block, *, name: str, elsewhere: bool) -> None:
        rules = self._names("rules", "id") | {rule.id for pack in self.beside.packs.values() for rule in pack.rules}
        for key in ("because", "not_because"):
            for word, line in words(expect, key):
                self._known("rule", word, rules, line=line, name=name)
        for word, line in words(expect, "obligations"):
            if not elsewhere:
                self._known("duty", word, self._names("duties", "code"), line=line, name=name)

    def _blocks(self) -> dict[str, BlockOfFacts]:
        own = {text(one, "key"): BlockOfFacts(text(one, "key"), "", "") for one in blocks(self.pack, "blocks")}
        return {**self.beside.blocks, **own}


def _own_facts(pack: Block) -> dict[str, Fact]:
    """The facts that the pack describes, as far as they have the form of one."""
    found: dict[str, Fact] = {}
    for one in blocks(pack, "facts"):
        try:
            raw = fill(one, hint=FactFile, where=Place("", 1, ""))
        except BadPack:
            continue
        assert isinstance(raw, FactFile)
        found[raw.key] = Fact(raw.key, raw.kind, raw.question, raw.citation, values=raw.values, form=raw.form)
    return found


def _fact_faults(facts: object, vocabulary: Vocabulary) -> list[str]:
    try:
        parse_facts(facts, vocabulary)
    except BadInput as fault:
        return fault.details or [fault.message]
    return []


def _reached(id: str, packs: Mapping[str, object]) -> set[str]:
    """Every pack that this one uses, also through others."""
    reached: set[str] = set()
    waiting = [id]
    while waiting:
        for used in getattr(packs.get(waiting.pop()), "uses", ()):
            if used not in reached:
                reached.add(used)
                waiting.append(used)
    return reached
