"""Which class, duties and open questions does the law give for these facts on this date, and why?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import cast

from opencaio.engines.classification.answers import (
    NEEDS_REVIEW,
    Answer,
    Assumption,
    Due,
    Hit,
    Mode,
    Open,
    PackStamp,
    Ratios,
)
from opencaio.engines.classification.compiled import CompiledPack, CompiledRule, compile_pack
from opencaio.engines.classification.conditions import Reasons
from opencaio.engines.classification.model import ClassOf, Duty, Law, Pack, Vocabulary
from opencaio.engines.classification.requests import Request
from opencaio.engines.classification.trees import (
    Borrowed,
    State,
    Truth,
    Value,
)
from opencaio.engines.impact import ratios

EVERY_OTHER = "every other unknown yes/no fact"


def classify(request: Request, packs: Law, *, law_on: date, mode: Mode) -> Answer:
    """The asked regime's answer, with the answers of every regime that the facts touch in `answers`.

    `facts.as_of` beats `law_on`. Mode `default` assumes nothing; `ordinary` takes the vocabulary's ordinary values
    for what is unknown and lists them. Pure: the same request, packs and date give the same answer.
    """
    day = request.as_of or law_on
    round_ = _Round(request, law=packs, day=day, mode=mode)
    asked = packs.pack_for(request.jurisdiction)
    parts = tuple(round_.answer(pack) for pack in packs.packs if pack is asked or _touched(pack, request))
    main = next(part for part in parts if part.regime == asked.regime)
    return replace(main, answers=parts)


def _touched(pack: Pack, request: Request) -> bool:
    facts = request.facts
    if any(key in facts for key in pack.touched_by):
        return True
    return any(_shares(facts.get(key), codes) for key, codes in pack.touched_where.items())


def _shares(value: Value | None, codes: tuple[str, ...]) -> bool:
    return isinstance(value, tuple) and any(code in value for code in codes)


class _Round:
    """One description on its way through the packs; findings of one pack are lent to the next."""

    def __init__(self, request: Request, *, law: Law, day: date, mode: Mode) -> None:
        self.request, self.law, self.day, self.mode = request, law, day, mode
        vocabulary = law.vocabulary
        assumed = {**vocabulary.ordinary, **vocabulary.silence} if mode == "ordinary" else vocabulary.silence
        self.facts: dict[str, Value] = {**assumed, **request.facts}
        self.ready: dict[str, tuple[CompiledPack, State]] = {}

    def state(self, pack: Pack) -> tuple[CompiledPack, State]:
        """The pack compiled for the day's text, and its state over these facts."""
        if pack.id not in self.ready:
            compiled = compile_pack(pack, text=pack.text_on(self.day).id)
            borrowed: dict[str, Borrowed] = {}
            for used in pack.uses:
                borrowed.update(_lend(*self.state(self.law.pack(used))))
            state = State(facts=self.facts, stated=self.request.facts, borrowed=borrowed, size=compiled.size)
            self.ready[pack.id] = compiled, state
        return self.ready[pack.id]

    def answer(self, pack: Pack) -> Answer:
        """The answer of one pack on its own."""
        compiled, state = self.state(pack)
        if pack.ratio and pack.ratio.asked_by in self.facts:
            return self._ratio(pack, compiled)
        questions = _Questions(self.law.vocabulary)
        chosen = _chosen_class(compiled, state, questions)
        truths = [(rule, rule.run(state)) for rule in compiled.rules]
        fired = [rule for rule, truth in truths if truth]
        shows = chosen.shows if chosen else () if pack.classes else pack.shows
        shown = [rule for rule in fired if rule.rule.group in shows]
        for rule, truth in truths:
            if truth is None and rule.rule.group in shows:
                questions.add(rule.unknown(state), deciding=False)
        self._open_findings(compiled, questions=questions)
        code = chosen.code if chosen else NEEDS_REVIEW if pack.classes else None
        starts = _starts(shown, state, class_code=code, questions=questions)
        obligations = _obligations(shown, pack)
        return Answer(
            id=self.request.id,
            regime=pack.regime,
            class_code=code,
            articles=_unique([*pack.articles, *(label for rule in shown for label in rule.rule.articles)]),
            obligations=obligations,
            applies_from=starts,
            findings=self._findings(pack),
            open=questions.ranked(),
            because=tuple(self._because(pack, fired, state, disputed=chosen.disputed if chosen else ())),
            pack=_stamp(pack, compiled),
            mode=self.mode,
            law_on=self.day,
            assumptions=self._assumptions(compiled),
            candidates=tuple(entry.code for entry in questions.candidates),
            duties=_dues(pack, shown, state, codes=obligations, class_code=code, day=starts),
        )

    def _open_findings(self, compiled: CompiledPack, *, questions: "_Questions") -> None:
        """What would settle the findings that the answer shows: the pack's own and those that it borrows by name."""
        lenders = [self.law.pack(used) for used in compiled.pack.uses]
        for shown in (compiled.pack, *(lender for lender in lenders if lender.findings_name)):
            lender, state = self.state(shown)
            for name in shown.findings:
                for rule in lender.finding_rules[name] if lender.finding(name, state) is None else ():
                    if rule.run(state) is None:
                        questions.add(rule.unknown(state), deciding=False)

    def _findings(self, pack: Pack) -> tuple[tuple[str, tuple[tuple[str, Truth], ...]], ...]:
        found = []
        for lender in self.law.packs:
            if not lender.findings_name:
                continue
            asked = lender is pack or lender.id in pack.uses
            if asked:
                compiled, state = self.state(lender)
                values = tuple((name, compiled.finding(name, state)) for name in lender.findings)
            else:
                values = tuple((name, None) for name in lender.findings)
            found.append((lender.findings_name, values))
        return tuple(found)

    def _because(
        self, pack: Pack, fired: list[CompiledRule], state: State, *, disputed: tuple[str, ...]
    ) -> Iterable[Hit]:
        for rule in fired:
            yield _hit(rule, state, disputed=rule.rule.group in disputed)
        for lender in self.law.lenders(pack):
            compiled, inner = self.state(lender)
            for rule in compiled.rules:
                if rule.rule.finding and rule.run(inner):
                    yield _hit(rule, inner, disputed=False)

    def _assumptions(self, compiled: CompiledPack) -> tuple[Assumption, ...]:
        if self.mode != "ordinary":
            return ()
        stated, vocabulary = self.request.facts, self.law.vocabulary
        named = tuple(
            Assumption(fact.key, vocabulary.ordinary[fact.key], fact.ordinary_words)
            for fact in compiled.ordinary_facts(self.law)
            if fact.key not in stated
        )
        return (*named, Assumption(EVERY_OTHER, False))

    def _ratio(self, pack: Pack, compiled: CompiledPack) -> Answer:
        assert pack.ratio is not None
        ratio = pack.ratio
        rows = self.facts.get(ratio.over)
        known = isinstance(rows, tuple)
        found = _ratios(cast("tuple[tuple[str, int, int], ...]", rows), below=ratio.below) if known else None
        hit = Hit(
            rule="impact-ratio",
            title=ratio.below_words,
            citation=ratio.citation,
            group="calculation",
            certainty="certain",
            facts=((ratio.over, self.facts.get(ratio.over)),),
            would_change=(f"other numbers in {ratio.over}",),
            class_code=ratio.class_,
            articles=ratio.articles,
        )
        return Answer(
            id=self.request.id,
            regime=pack.regime,
            class_code=ratio.class_ if known else NEEDS_REVIEW,
            articles=ratio.articles if known else (),
            obligations=(),
            applies_from=None,
            findings=self._findings(pack),
            open=() if known else (Open(ratio.over, deciding=True, settles=1),),
            because=(hit,) if known else (),
            pack=_stamp(pack, compiled),
            mode=self.mode,
            law_on=self.day,
            candidates=(ratio.class_,),
            ratios=found,
        )


class _Questions:
    """Collects what is open; a fact scores one for each open provision that it alone could rule out."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.order = vocabulary.order
        self.candidates: list[ClassOf] = []
        self.deciding: dict[str, int] = {}
        self.further: dict[str, int] = {}

    def add(self, facts: Iterable[str], *, deciding: bool) -> None:
        scores = self.deciding if deciding else self.further
        for fact in facts:
            scores[fact] = scores.get(fact, 0) + 1

    def ranked(self) -> tuple[Open, ...]:
        found = [Open(fact, deciding=True, settles=count) for fact, count in self.deciding.items()]
        found += [
            Open(fact, deciding=False, settles=count)
            for fact, count in self.further.items()
            if fact not in self.deciding
        ]
        return tuple(sorted(found, key=lambda item: (not item.deciding, -item.settles, self.order[item.fact])))


def _chosen_class(compiled: CompiledPack, state: State, questions: _Questions) -> ClassOf | None:
    """The one class that holds whatever the open facts are, or None; candidates and deciding facts are collected.

    In order of precedence: the first class whose rules are met is the last candidate; an open one before it is another.
    """
    for entry, rules in compiled.class_rules:
        values = [rule.run(state) for rule in rules]
        if True in values:
            questions.candidates.append(entry)
            break
        if None in values:
            questions.candidates.append(entry)
            for rule, value in zip(rules, values, strict=True):
                if value is None:
                    questions.add(rule.unknown(state), deciding=True)
    else:
        return None
    return entry if len(questions.candidates) == 1 else None


def _starts(shown: list[CompiledRule], state: State, *, class_code: str | None, questions: _Questions) -> date | None:
    """The earliest day from which a rule that gives the class binds; None while an open fact could move it."""
    giving = [rule for rule in shown if rule.rule.class_ == class_code and rule.starts] if class_code else []
    unknown: dict[str, None] = {}
    days = [rule.possible_starts(state, unknown) for rule in giving]
    early, late = [min(some) for some in days if some], [max(some) for some in days if some]
    if early and min(early) == min(late):
        return min(early)
    questions.add(unknown, deciding=False)
    return None


def _dues(
    pack: Pack,
    shown: list[CompiledRule],
    state: State,
    *,
    codes: tuple[str, ...],
    class_code: str | None,
    day: date | None,
) -> tuple[Due, ...]:
    """Each duty binds on its own day, else on that of the rule that gives it, else on that of the class."""
    given: dict[str, list[date]] = {}
    for rule in shown:
        days = rule.possible_starts(state, {}) if rule.starts and rule.rule.duties else []
        for code in rule.rule.duties if days else ():
            given.setdefault(code, []).append(min(days))
    return tuple(
        _due(pack.duty(code), class_code=class_code, day=min(given[code]) if code in given else day) for code in codes
    )


def _obligations(shown: list[CompiledRule], pack: Pack) -> tuple[str, ...]:
    codes = {code for rule in shown for code in rule.rule.duties}
    if pack.duty_order == "alphabetical":
        return tuple(sorted(codes))
    return tuple(duty.code for duty in pack.duties if duty.code in codes)


def _due(duty: Duty, *, class_code: str | None, day: date | None) -> Due:
    own = [start.date for start in duty.starts if not start.classes or class_code in start.classes]
    return Due(
        code=duty.code,
        title=duty.title,
        roles=duty.roles,
        citation=duty.citation,
        certainty=duty.certainty,
        applies_from=own[0] if own else day,
        readings=tuple((reading.date, reading.words) for reading in duty.readings),
        plain=duty.plain,
        evidence=duty.evidence,
        lead_days=duty.lead_days,
        review_months=duty.review_months,
    )


def _hit(compiled: CompiledRule, state: State, *, disputed: bool) -> Hit:
    rule = compiled.rule
    reasons = Reasons({}, {})
    compiled.node.explain(state, reasons, wanted=True)
    return Hit(
        rule=rule.id,
        title=rule.title,
        citation=rule.citation,
        group=rule.group,
        certainty="disputed" if disputed else rule.certainty,
        facts=tuple(reasons.facts.items()),
        would_change=tuple(reasons.changes),
        class_code=rule.class_,
        articles=rule.articles,
        duties=rule.duties,
        note=rule.note,
        plain=rule.plain,
    )


def _lend(compiled: CompiledPack, state: State) -> dict[str, Borrowed]:
    lent: dict[str, Borrowed] = {}
    for name, rules in compiled.finding_rules.items():
        value = compiled.finding(name, state)
        unknown: dict[str, None] = {}
        reasons = Reasons({}, {})
        for rule in rules:
            truth = rule.run(state)
            if truth is None and value is None:
                rule.node.unknown(state, unknown)
            if truth:
                rule.node.explain(state, reasons, wanted=True)
        lent[name] = Borrowed(value, tuple(unknown), tuple(reasons.facts.items()))
    return lent


def _ratios(rows: tuple[tuple[str, int, int], ...], *, below: tuple[int, int]) -> Ratios:
    """Each group's selection rate over the highest rate, exactly (29 CFR 1607.4(D); 6 RCNY 5-301)."""
    told = ratios.impact_ratios(rows)
    return Ratios(told, ratios.below(told, bound=Fraction(*below)))


def _stamp(pack: Pack, compiled: CompiledPack) -> PackStamp:
    return PackStamp(name=pack.id, version=pack.version, text_version=compiled.text, digest=pack.digest)


def _unique(labels: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))
