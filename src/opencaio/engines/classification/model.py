"""What is a rule pack: texts, classes, rules and duties of one regulation, as plain data?"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from opencaio.engines.classification.trees import Condition, Value
from opencaio.errors import BadPack

Certainty = Literal["certain", "likely", "recalled", "disputed"]
Kind = Literal["yes_no", "choice", "choices", "code", "codes", "day", "whole", "groups", "text"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a fact, in words for a person; `point` names the legal point, `near` the codes easily confused."""

    code: str
    words: str
    point: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Fact:
    """One question about an AI use.

    `ordinary` is what the mode of that name assumes (with `ordinary_words` where the value itself says little);
    `silence` is what the law itself reads into an unstated fact, in both modes, with the reason beside it. `form` is
    a regular expression for codes beyond the listed ones, `form_words` says it to a person.
    """

    key: str
    kind: Kind
    question: str
    citation: str
    help: str = ""
    values: tuple[Choice, ...] = ()
    ordinary: Value | None = None
    ordinary_words: str = ""
    silence: Value | None = None
    silence_reason: str = ""
    ask_when: Condition | None = None
    form: str = ""
    form_words: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.values)


@dataclass(frozen=True, slots=True)
class BlockOfFacts:
    """Facts asked together, and when to ask them."""

    key: str
    title: str
    citation: str
    ask_when: Condition | None = None


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Every fact that can be stated, and every regime that can be asked."""

    facts: dict[str, Fact]
    blocks: dict[str, BlockOfFacts]
    regimes: tuple[str, ...]
    ordinary: dict[str, Value] = field(init=False)
    silence: dict[str, Value] = field(init=False)
    order: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        ordinary: dict[str, Value] = {}
        for fact in self.facts.values():
            if fact.ordinary is not None:
                ordinary[fact.key] = fact.ordinary
            elif fact.kind == "yes_no":
                ordinary[fact.key] = False
        silence = {fact.key: fact.silence for fact in self.facts.values() if fact.silence is not None}
        object.__setattr__(self, "ordinary", ordinary)
        object.__setattr__(self, "silence", silence)
        object.__setattr__(self, "order", {key: number for number, key in enumerate(self.facts)})


@dataclass(frozen=True, slots=True)
class Text:
    """One version of the regulation's text, and the first day on which it is the text in force."""

    id: str
    title: str
    from_: date


@dataclass(frozen=True, slots=True)
class Start:
    """From which day what a rule gives binds; the first that fits the text and whose condition is met counts."""

    date: date
    texts: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that stand together, in words, with the start that they share unless they have their own."""

    title: str
    starts: tuple[Start, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision. It gives a class hit with article labels, duties, or a finding; `plain` says it in our words."""

    id: str
    title: str
    group: str
    citation: str
    when: Condition
    class_: str | None = None
    articles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    finding: str | None = None
    starts: tuple[Start, ...] = ()
    role: str = ""
    texts: tuple[str, ...] = ()
    certainty: Certainty = "certain"
    note: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class ClassOf:
    """A class of the regime. `weight`: the heavier binds more; `shows`: the groups whose labels and duties count.

    `disputed` lists groups whose hits are kept as reasons but marked disputed in this class.
    """

    code: str
    title: str
    weight: int
    shows: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of a duty's date that is found in serious sources."""

    date: date
    words: str


@dataclass(frozen=True, slots=True)
class DutyStart:
    """From which day a duty binds, and for which classes (empty: all)."""

    date: date
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in our own short words. Without `starts` it binds when its class does.

    `plain` says in a sentence or two what to do; `evidence`: the kinds that show it met (`packs.evidence`);
    `lead_days`: how long before the legal day to begin; `review_months`: how often it comes back, None for once.
    """

    code: str
    title: str
    roles: tuple[str, ...]
    citation: str
    certainty: Certainty = "certain"
    starts: tuple[DutyStart, ...] = ()
    readings: tuple[Reading, ...] = ()
    plain: str = ""
    evidence: tuple[str, ...] = ()
    lead_days: int | None = None
    review_months: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the regulation's calendar: what begins, by which provision, how certain; `note` holds other readings."""

    date: date
    words: str
    citation: str
    certainty: Certainty = "certain"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A calculation of selection rates: group rate over the highest rate; `below` flags groups under that share."""

    asked_by: str
    value: str
    over: str
    class_: str
    articles: tuple[str, ...]
    citation: str
    below: tuple[int, int]
    below_words: str


@dataclass(frozen=True, slots=True)
class Expect:
    """What a case asks of the answer; only what is given is compared. `none` stands for an empty answer."""

    class_: str | None = None
    articles: tuple[str, ...] | None = None
    obligations: tuple[str, ...] | None = None
    applies_from: date | Literal["none"] | None = None
    findings: dict[str, bool | Literal["unknown"]] | None = None
    missing: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    not_because: tuple[str, ...] = ()
    certainty: dict[str, str] | None = None
    due: dict[str, date] | None = None
    readings: dict[str, date] | None = None
    text: str | None = None
    impact_ratio: dict[str, float] | None = None
    below_four_fifths: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A pack's own test: facts in, expectation out, written from the source that it names."""

    id: str
    source: str
    facts: dict[str, object]
    expect: Expect
    mode: Literal["ordinary", "default"] = "ordinary"
    law_on: date | None = None
    regime: str = ""


@dataclass(frozen=True, eq=False)
class Pack:
    """One regulation as data. Compared by identity: a changed copy is another pack.

    It joins an answer when a fact of `touched_by` is stated, or a list of `touched_where` holds one of its codes.
    """

    id: str
    title: str
    regime: str
    version: str
    source: str
    checked_on: date
    texts: tuple[Text, ...]
    touched_by: tuple[str, ...]
    classes: tuple[ClassOf, ...]
    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...] = ()
    terms: dict[str, Condition] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    findings_name: str = ""
    uses: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    duty_order: Literal["alphabetical", "listed"] = "alphabetical"
    ratio: Ratio | None = None
    timeline: tuple[Milestone, ...] = ()
    cases: tuple[Case, ...] = ()
    digest: str = ""
    touched_where: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def starts_of(self, rule: Rule) -> tuple[Start, ...]:
        """From when the rule binds: its own starts, else those of its group."""
        return rule.starts or self.groups[rule.group].starts

    def text_on(self, day: date) -> Text:
        """The version in force on the day; before the first one, the first."""
        in_force = [text for text in self.texts if text.from_ <= day]
        return in_force[-1] if in_force else self.texts[0]

    def duty(self, code: str) -> Duty:
        for duty in self.duties:
            if duty.code == code:
                return duty
        raise BadPack(f"{self.id} knows no duty {code}.")


@dataclass(frozen=True, eq=False)
class Law:
    """The vocabulary and every pack: what the engine needs to answer."""

    vocabulary: Vocabulary
    packs: tuple[Pack, ...]

    def pack_for(self, regime: str) -> Pack:
        for pack in self.packs:
            if pack.regime == regime:
                return pack
        raise BadPack(f"No pack answers for {regime}.")

    def pack(self, id: str) -> Pack:
        for pack in self.packs:
            if pack.id == id:
                return pack
        raise BadPack(f"There is no pack {id}.")

    def lenders(self, pack: Pack) -> tuple[Pack, ...]:
        """Every pack whose findings this one reads, also through others, each once."""
        found: dict[str, Pack] = {}
        for used in pack.uses:
            lender = self.pack(used)
            found |= {one.id: one for one in (*self.lenders(lender), lender)}
        return tuple(found.values())
