"""What do allocation rules ask of a line's attribute, so that texts which all rules take alike need not stay apart?

A bill may have a million different tags, of which the rules know forty. Grouped by what the rules ask, and not by the
texts, it comes to a few hundred charges.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import ibis

from opencaio.engines.costs import Rule

#: With so many different texts or fewer, each stays apart.
FEW = 300
#: Of the codes that are not on record, those with the largest amounts stay apart.
NAMED = 20
BLANK = r"[\s\v\x1c-\x1f\x85\p{Z}]"
ASCII = r"^[\x00-\x7F]*$"
KEPT, FOLDED = "=", "#"


@dataclass(frozen=True)
class Question:
    """The patterns that an attribute's text may have to fit; ``codes``: of the uses it may name, where a rule takes the
    use from it."""

    patterns: tuple[str, ...] = ()
    codes: frozenset[str] | None = None

    @property
    def is_foldable(self) -> bool:
        """Patterns with letters beyond ASCII are matched by the rules only."""
        return all(one.isascii() for one in self.patterns)


def asked_of(rules: Iterable[Rule], uses: Collection[str]) -> dict[str, Question]:
    """By attribute, what these rules ask of it."""
    patterns: dict[str, dict[str, None]] = defaultdict(dict)
    named: set[str] = set()
    for rule in rules:
        for name, wanted in rule.condition.items():
            patterns[name] |= dict.fromkeys(wanted)
        if rule.by:
            named.add(rule.by)
    codes = frozenset(uses)
    return {
        name: Question(tuple(patterns.get(name, ())), codes if name in named else None)
        for name in sorted({*patterns, *named})
    }


def many_of(rows: ibis.Table, questions: Mapping[str, Question]) -> set[str]:
    """The columns of ``rows`` that have so many different texts that they are worth folding."""
    asked = [name for name, question in questions.items() if question.is_foldable]
    if not asked:
        return set()
    found = rows.aggregate(**{name: rows[name].approx_nunique() for name in asked}).to_pyarrow().to_pylist()[0]
    return {name for name in asked if (found[name] or 0) > FEW}


def folded(rows: ibis.Table, name: str, question: Question) -> ibis.Value:
    """A key that texts have in common which the rules take alike; it begins with `KEPT` where it is one text's own."""
    text = rows[name]
    alone = text == ""
    if question.codes is not None:
        alone = alone | _bare(text).isin(sorted(question.codes) or [""]) | text.isin(_largest(rows, name, question))
    if question.patterns:
        alone = alone | ~text.re_search(ASCII)
    bits = ibis.literal(FOLDED)
    for pattern in question.patterns:
        bits = bits + ibis.ifelse(text.re_search(_expression(pattern)), "1", "0")
    return ibis.ifelse(text.isnull(), ibis.null("string"), ibis.ifelse(alone, KEPT + text, bits))


def _largest(rows: ibis.Table, name: str, question: Question) -> list[str]:
    """Codes that are not on record, the largest amounts first."""
    text = rows[name]
    strangers = rows.filter(text.notnull() & ~_bare(text).isin(sorted(question.codes or []) or [""]))
    sums = strangers.group_by(name).agg(worth=strangers.BilledCost.abs().sum())
    first = sums.order_by([ibis.desc("worth"), name]).limit(NAMED)
    return first[name].to_pyarrow().to_pylist() or [""]


def _bare(text: ibis.Value) -> ibis.Value:
    """Without the blanks around it that Python's ``strip`` takes away."""
    return text.re_replace(f"^{BLANK}+|{BLANK}+$", "")


def _expression(pattern: str) -> str:
    """The pattern as the database's regular expression; case is not looked at."""
    parts = (".*" if one == "*" else "." if one == "?" else f"\\x{{{ord(one):x}}}" for one in pattern)
    return f"(?is)^(?:{''.join(parts)})$"
