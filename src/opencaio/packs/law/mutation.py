"""Would the cases notice a slip of the pen in a pack?

`mutants(pack)` makes every small wrong pack: a rule dropped, a leaf negated, a conjunct dropped, a date moved by a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from opencaio.engines.classification.model import Duty, Group, Pack, Rule, Start
from opencaio.engines.classification.trees import (
    All,
    AnyOf,
    Condition,
    Leaf,
    Not,
    Ref,
    Weighted,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Mutant:
    """A pack with one slip; `place` is the rule or group it was made in, where cases are tried first."""

    words: str
    place: str
    pack: Pack


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of the pack, in a fixed order."""
    yield from _rule_mutants(pack)
    for name, condition in pack.terms.items():
        for words, changed in condition_mutants(condition):
            yield Mutant(f"term {name}: {words}", name, replace(pack, terms={**pack.terms, name: changed}))
    for name, group in pack.groups.items():
        for words, starts in _start_mutants(group.starts):
            groups = {**pack.groups, name: Group(group.title, starts)}
            yield Mutant(f"group {name}: {words}", name, replace(pack, groups=groups))
    yield from _date_mutants(pack)


def _rule_mutants(pack: Pack) -> Iterator[Mutant]:
    for number, rule in enumerate(pack.rules):
        before, after = pack.rules[:number], pack.rules[number + 1 :]
        never = replace(rule, when=AnyOf(()))
        yield Mutant(f"{rule.id}: dropped", rule.id, replace(pack, rules=(*before, never, *after)))
        for words, changed in _changed_rules(rule):
            yield Mutant(f"{rule.id}: {words}", rule.id, replace(pack, rules=(*before, changed, *after)))


def _changed_rules(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for words, condition in condition_mutants(rule.when):
        yield words, replace(rule, when=condition)
    for words, starts in _start_mutants(rule.starts):
        yield words, replace(rule, starts=starts)


def _start_mutants(starts: tuple[Start, ...]) -> Iterator[tuple[str, tuple[Start, ...]]]:
    for number, start in enumerate(starts):
        before, after = starts[:number], starts[number + 1 :]
        for day in (start.date - ONE_DAY, start.date + ONE_DAY):
            yield f"start {start.date} as {day}", (*before, replace(start, date=day), *after)
        for words, changed in condition_mutants(start.when) if start.when is not None else ():
            yield f"start {start.date}: {words}", (*before, replace(start, when=changed), *after)


def _date_mutants(pack: Pack) -> Iterator[Mutant]:
    for number, text in enumerate(pack.texts if len(pack.texts) > 1 else ()):
        # Before the first text the first one answers too, so only the later ones have a day that matters.
        for day in (text.from_ - ONE_DAY, text.from_ + ONE_DAY) if number else ():
            texts = (*pack.texts[:number], replace(text, from_=day), *pack.texts[number + 1 :])
            yield Mutant(f"text {text.id} from {day}", text.id, replace(pack, texts=texts))
    for number, duty in enumerate(pack.duties):
        for words, changed in _changed_duties(duty):
            duties = (*pack.duties[:number], changed, *pack.duties[number + 1 :])
            yield Mutant(f"duty {duty.code}: {words}", duty.code, replace(pack, duties=duties))


def _changed_duties(duty: Duty) -> Iterator[tuple[str, Duty]]:
    for number, start in enumerate(duty.starts):
        for day in (start.date - ONE_DAY, start.date + ONE_DAY):
            starts = (*duty.starts[:number], replace(start, date=day), *duty.starts[number + 1 :])
            yield f"start {day}", replace(duty, starts=starts)
    for number, reading in enumerate(duty.readings):
        for day in (reading.date - ONE_DAY, reading.date + ONE_DAY):
            readings = (*duty.readings[:number], replace(reading, date=day), *duty.readings[number + 1 :])
            yield f"reading {day}", replace(duty, readings=readings)


def condition_mutants(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Each leaf negated, each conjunct dropped, each date moved, one at a time."""
    match condition:
        case Leaf():
            yield f"not {condition.fact}", Not(condition)
            yield from _moved(condition)
        case Weighted() | Ref():
            yield "negated", Not(condition)
        case Not(part):
            for words, changed in condition_mutants(part):
                yield words, Not(changed)
        case All(parts) | AnyOf(parts):
            yield from _part_mutants(condition, parts)


def _part_mutants(whole: All | AnyOf, parts: tuple[Condition, ...]) -> Iterator[tuple[str, Condition]]:
    make = type(whole)
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        if make is All and len(parts) > 1:
            yield f"without conjunct {number + 1}", All((*before, *after))
        for words, changed in condition_mutants(part):
            yield words, make((*before, changed, *after))


def _moved(leaf: Leaf) -> Iterator[tuple[str, Condition]]:
    for value in leaf.values:
        if isinstance(value, date):
            for day in (value - ONE_DAY, value + ONE_DAY):
                yield f"{leaf.fact} at {day}", replace(leaf, values=(day,))
