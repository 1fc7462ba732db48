"""Does every condition of a pack name what exists, and does none go round in a circle?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from opencaio.engines.classification.model import Fact
from opencaio.packs.law.conditions import REFS, read_condition
from opencaio.packs.law.raw import Beside, Found, blocks, line_of, named, text
from opencaio.packs.law.raw import words as words_of
from opencaio.packs.reader import Block, FaultAtLine, Items, Place, nearest

JOINS = ("all", "any", "none_of")


@dataclass(frozen=True, slots=True)
class Reference:
    """A condition called by name, and where."""

    kind: str
    name: str
    line: int


@dataclass
class Conditions:
    """Looks through the conditions of one pack."""

    pack: Block
    file: str
    facts: Mapping[str, Fact]
    beside: Beside
    found: Found
    calls: dict[str, list[Reference]] = field(default_factory=lambda: defaultdict(list))

    def look(self) -> None:
        """Every condition, every name that it calls, every circle."""
        for key, condition, line in self._everywhere():
            self._condition(condition, line=line, owner=key)
        self._check_calls()
        self._check_circles()

    def _everywhere(self) -> list[tuple[str, object, int]]:
        terms = self.pack.get("terms")
        every = [(f"term {k}", v, terms.lines[k]) for k, v in terms.items()] if isinstance(terms, Block) else []
        for rule in blocks(self.pack, "rules"):
            every.append((f"rule {text(rule, 'id')}", rule.get("when"), line_of(rule, "when")))
            every += [
                (f"starts of {text(rule, 'id')}", one["when"], one.line)
                for one in blocks(rule, "starts")
                if "when" in one
            ]
        for name, group, _ in named(self.pack, "groups"):
            every += [(f"starts of {name}", one["when"], one.line) for one in blocks(group, "starts") if "when" in one]
        for kind in ("facts", "blocks"):
            asked = [one for one in blocks(self.pack, kind) if one.get("ask_when") is not None]
            every += [(f"ask_when of {text(one, 'key')}", one["ask_when"], line_of(one, "ask_when")) for one in asked]
        return every

    def _condition(self, raw: object, *, line: int, owner: str) -> None:
        if isinstance(raw, Items) and raw:
            for part, at in zip(raw, raw.lines, strict=True):
                self._condition(part, line=at, owner=owner)
        elif isinstance(raw, Block) and len(raw) == 1 and next(iter(raw)) in (*JOINS, "not", *REFS):
            self._joined(next(iter(raw)), raw, owner=owner)
        elif raw is not None:
            try:
                read_condition(raw, facts=dict(self.facts), where=Place(self.file, line, owner))
            except FaultAtLine as fault:
                self.found.add_fault(fault, line=line)

    def _joined(self, key: str, raw: Block, *, owner: str) -> None:
        value, line = raw[key], raw.lines[key]
        if key in REFS and isinstance(value, str):
            self.calls[owner].append(Reference(key, value, line))
        elif key in REFS:
            self.found.add(line, owner, f"“{key}” is followed by a name.")
        elif key in JOINS and not (isinstance(value, Items) and value):
            self.found.add(line, owner, f"“{key}” is followed by a list of conditions.")
        else:
            self._condition(value, line=line, owner=owner)

    def _known(self) -> dict[str, set[str]]:
        terms, groups = self.pack.get("terms"), self.pack.get("groups")
        used = [self.beside.packs[one] for one, _ in words_of(self.pack, "uses") if one in self.beside.packs]
        return {
            "term": set(terms) if isinstance(terms, Block) else set(),
            "rule": {text(rule, "id") for rule in blocks(self.pack, "rules")},
            "group": set(groups) if isinstance(groups, Block) else set(),
            "finding": {name for pack in used for name in pack.findings},
        }

    def _check_calls(self) -> None:
        known = self._known()
        for owner, calls in self.calls.items():
            for call in calls:
                if call.name not in known[call.kind]:
                    hint = nearest(call.name, known[call.kind])
                    more = " Findings come from the packs under `uses`." if call.kind == "finding" else ""
                    self.found.add(call.line, owner, f"there is no {call.kind} {call.name}{hint or '.'}{more}")

    def _check_circles(self) -> None:
        edges = {owner: [f"{call.kind} {call.name}" for call in calls] for owner, calls in self.calls.items()}
        for rule in blocks(self.pack, "rules"):
            edges.setdefault(f"group {text(rule, 'group')}", []).append(f"rule {text(rule, 'id')}")
        done: set[str] = set()
        for start in edges:
            self._walk(start, edges=edges, path=[], done=done)

    def _walk(self, name: str, *, edges: Mapping[str, list[str]], path: list[str], done: set[str]) -> None:
        if name in path:
            circle = [*path[path.index(name) :], name]
            owner = next((one for one in circle if one in self.calls), name)
            line = self.calls[owner][0].line if self.calls.get(owner) else self.pack.line
            self.found.add(line, owner, f"{owner} refers to itself: {' → '.join(circle)}.")
        if name in path or name in done:
            return
        for target in edges.get(name, ()):
            self._walk(target, edges=edges, path=[*path, name], done=done)
        done.add(name)
