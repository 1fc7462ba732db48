"""How does a pack become closures, once for each text version?"""

from datetime import date
from functools import lru_cache

from opencaio.engines.classification.conditions import (
    FindingNode,
    Node,
    PartsNode,
    RefNode,
    build,
)
from opencaio.engines.classification.model import ClassOf, Fact, Law, Pack, Rule, Start
from opencaio.engines.classification.trees import (
    Condition,
    Ref,
    State,
    Truth,
    facts_in,
)
from opencaio.errors import BadPack


class CompiledRule:
    """A rule, its condition built, and its value remembered for each description."""

    __slots__ = ("node", "rule", "run", "starts")

    def __init__(self, rule: Rule, *, node: RefNode, starts: tuple[tuple[Start, Node | None], ...]) -> None:
        self.rule, self.node, self.starts = rule, node, starts
        self.run = node.run

    def unknown(self, state: State) -> dict[str, None]:
        found: dict[str, None] = {}
        self.node.unknown(state, found)
        return found

    def possible_starts(self, state: State, unknown: dict[str, None]) -> list[date]:
        """The days that can still be the start: one when all is known. Adds the facts that keep it open."""
        days: list[date] = []
        for start, node in self.starts:
            value: Truth = True if node is None else node.run(state)
            if value is None and node is not None:
                node.unknown(state, unknown)
            if value is not False:
                days.append(start.date)
            if value:
                break
        return days


class CompiledPack:
    """One pack on one text: rules in order, by class and by finding."""

    def __init__(self, pack: Pack, *, text: str) -> None:
        self.pack, self.text = pack, text
        self._slots: dict[str, RefNode] = {}
        rules = [rule for rule in pack.rules if not rule.texts or text in rule.texts]
        self._conditions = {f"term:{name}": condition for name, condition in pack.terms.items()}
        self._conditions |= {f"rule:{rule.id}": rule.when for rule in rules}
        self._absent = {rule.id for rule in pack.rules} - {rule.id for rule in rules}
        self._groups = {name: [rule.id for rule in rules if rule.group == name] for name in pack.groups}
        self._building: list[str] = []
        self.rules = tuple(self._rule(rule) for rule in rules)
        self.class_rules: tuple[tuple[ClassOf, tuple[CompiledRule, ...]], ...] = tuple(
            (entry, tuple(rule for rule in self.rules if rule.rule.class_ == entry.code)) for entry in pack.classes
        )
        self.finding_rules: dict[str, tuple[CompiledRule, ...]] = {
            name: tuple(rule for rule in self.rules if rule.rule.finding == name) for name in pack.findings
        }
        self.size = len(self._slots)
        self._ordinary: tuple[Fact, ...] | None = None

    def _rule(self, rule: Rule) -> CompiledRule:
        starts = tuple(
            (start, None if start.when is None else build(start.when, named=self._named))
            for start in self.pack.starts_of(rule)
            if not start.texts or self.text in start.texts
        )
        return CompiledRule(rule, node=self._slot(f"rule:{rule.id}", label=""), starts=starts)

    def _named(self, ref: Ref) -> Node:
        if ref.kind == "finding":
            return FindingNode(ref.name)
        if ref.kind == "group":
            return self._group(ref.name)
        if ref.kind == "rule" and ref.name in self._absent:
            return self._constant_false(ref.name)
        label = "" if ref.kind == "term" else ref.name
        return self._slot(f"{ref.kind}:{ref.name}", label=label)

    def _slot(self, key: str, *, label: str) -> RefNode:
        if key in self._building:
            raise BadPack(f"{self.pack.id}: {key} refers to itself.")
        known = self._slots.get(key)
        if known is None:
            known = self._slots[key] = RefNode(slot=len(self._slots), label="")
            self._building.append(key)
            known.fill(build(self._condition(key), named=self._named))
            self._building.pop()
        if not label:
            return known
        shown = RefNode(slot=known.slot, label=label)
        assert known.node is not None
        shown.fill(known.node)
        return shown

    def _condition(self, key: str) -> Condition:
        if key not in self._conditions:
            raise BadPack(f"{self.pack.id}: there is no {key.replace(':', ' ')}.")
        return self._conditions[key]

    def _group(self, name: str) -> Node:
        if name not in self._groups:
            raise BadPack(f"{self.pack.id}: there is no group {name}.")
        key = f"group:{name}"
        if key not in self._slots:
            node = self._slots[key] = RefNode(slot=len(self._slots), label=self.pack.groups[name].title)
            members = [self._slot(f"rule:{rule}", label="") for rule in self._groups[name]]
            node.fill(PartsNode(members, stop=True))
        return self._slots[key]

    def _constant_false(self, name: str) -> Node:
        return PartsNode((), stop=True)

    def finding(self, name: str, state: State) -> Truth:
        """Whether any rule gives the finding."""
        values = [rule.run(state) for rule in self.finding_rules[name]]
        return True if True in values else None if None in values else False

    def ordinary_facts(self, law: Law) -> tuple[Fact, ...]:
        """The facts with an ordinary value of their own that this pack, or one that it uses, reads."""
        if self._ordinary is None:
            read = facts_read(self.pack).union(*(facts_read(lender) for lender in law.lenders(self.pack)))
            facts = law.vocabulary.facts.values()
            self._ordinary = tuple(fact for fact in facts if fact.ordinary is not None and fact.key in read)
        return self._ordinary


def facts_read(pack: Pack) -> frozenset[str]:
    """Every fact that a condition of the pack names."""
    conditions = [*pack.terms.values(), *(rule.when for rule in pack.rules)]
    starts = [*(rule.starts for rule in pack.rules), *(group.starts for group in pack.groups.values())]
    conditions += [start.when for some in starts for start in some if start.when is not None]
    return frozenset().union(*(facts_in(condition) for condition in conditions))


@lru_cache(maxsize=64)
def compile_pack(pack: Pack, *, text: str) -> CompiledPack:
    """The pack's closures for one text version; packs are compared by identity."""
    return CompiledPack(pack, text=text)
