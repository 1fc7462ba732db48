"""How far is each requirement met for each use of AI, and what does that sum up to?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from opencaio.engines.coverage.model import EVERY, Control, Framework, Level, Proof, Stance, State, Use
from opencaio.engines.coverage.net import Levels, Net

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.intp]
Places = Sequence[int] | npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pairs of a requirement and a use stand how; `share` is met of those that apply, None when none do."""

    met: int
    partly: int
    missing: int
    not_applicable: int

    @property
    def applicable(self) -> int:
        return self.met + self.partly + self.missing

    @property
    def share(self) -> float | None:
        return self.met / self.applicable if self.applicable else None

    @property
    def state(self) -> State:
        """One word for all: met when all that apply are, missing when nothing bears on any of them."""
        if not self.applicable:
            return "not_applicable"
        if self.met == self.applicable:
            return "met"
        return "missing" if self.missing == self.applicable else "partly"


@dataclass(frozen=True, slots=True)
class Summary:
    """How many requirements stand how over some uses, and all pairs of them with these uses."""

    met: int
    partly: int
    missing: int
    not_applicable: int
    pairs: Tally


@dataclass(frozen=True, eq=False)
class Covered:
    """`levels` and `applies` have a row a use and a column a requirement of `net`."""

    net: Net
    uses: tuple[Use, ...]
    levels: Levels
    applies: Mask

    def tally(self, requirements: Places, *, uses: Places | None = None) -> Tally:
        """The pairs of these requirements and these uses (None: all), counted."""
        met, partly, inside, rows = self._counts(requirements, uses)
        held = int(met.sum()), int(partly.sum()), int(inside.sum())
        return Tally(held[0], held[1], held[2] - held[0] - held[1], rows * len(met) - held[2])

    def tallies(self, requirements: Places, *, uses: Places | None = None) -> list[Tally]:
        """One tally for each of these requirements, in one sweep."""
        met, partly, inside, rows = self._counts(requirements, uses)
        counts = zip(met.tolist(), partly.tolist(), inside.tolist(), strict=True)
        return [Tally(m, p, n - m - p, rows - n) for m, p, n in counts]

    def summary(self, requirements: Places, *, uses: Places | None = None) -> Summary:
        """The requirements counted by the state that they have over these uses, as in `Tally.state`."""
        met, partly, inside, rows = self._counts(requirements, uses)
        asked = inside > 0
        whole, none = int((asked & (met == inside)).sum()), int((asked & (met + partly == 0)).sum())
        some = int(asked.sum())
        held = int(met.sum()), int(partly.sum()), int(inside.sum())
        pairs = Tally(held[0], held[1], held[2] - held[0] - held[1], rows * len(met) - held[2])
        return Summary(whole, some - whole - none, none, len(met) - some, pairs)

    def _counts(self, requirements: Places, uses: Places | None) -> tuple[Counts, Counts, Counts, int]:
        """For each requirement how many uses meet it, meet it in part, are asked; and how many uses there are."""
        rows = np.arange(len(self.uses)) if uses is None else np.asarray(uses, np.intp)
        pairs = np.ix_(rows, np.asarray(requirements, np.intp))
        levels, applies = self.levels[pairs], self.applies[pairs]
        met = (applies & (levels == Level.FULL)).sum(axis=0)
        return met, (applies & (levels == Level.PARTLY)).sum(axis=0), applies.sum(axis=0), len(rows)


def cover(
    net: Net, controls: Iterable[Control], uses: Iterable[Use], *, stances: Iterable[Stance] = (), on: date
) -> Covered:
    """Every requirement for every use on that day; uses with equal ground are worked out once."""
    held, rows = _Ground(net, {one.code: one for one in controls}, on), tuple(uses)
    levels = np.array([held.levels(use) for use in rows], np.uint8).reshape(len(rows), len(net.requirements))
    ours = _ours(net, stances)
    asked = _Asked(net)
    applies = np.array([asked.of(use) & ours for use in rows], bool).reshape(levels.shape)
    return Covered(net, rows, levels, applies)


class _Ground:
    """What each control, kind and code of evidence carries, worked out once each."""

    def __init__(self, net: Net, controls: Mapping[str, Control], on: date) -> None:
        self.net, self.controls, self.on = net, controls, on
        self._kinds = [frozenset(one.evidence) for one in net.requirements]
        self._carried: dict[tuple[str, str], Levels] = {}
        self._summed: dict[frozenset[tuple[str, str]], Levels] = {}

    def levels(self, use: Use) -> Levels:
        sources = {("control", code) for code in use.controls if code in self.controls}
        held = [proof for proof in use.proofs if proof.holds(self.on)]
        for proof in held:
            sources |= {("kind", proof.kind), ("code", proof.code)}
        sources |= {("duty", key) for key in self._shown_duties(use.duties, frozenset(one.kind for one in held))}
        key = frozenset(sources)
        if key not in self._summed:
            carried = [self._of(source) for source in key]
            nothing = np.zeros(len(self.net.requirements), np.uint8)
            self._summed[key] = np.maximum.reduce([nothing, *carried])
        return self._summed[key]

    def _shown_duties(self, duties: frozenset[str], kinds: frozenset[str]) -> list[str]:
        """The duties that bind the use and of which one of these kinds of evidence shows that they are met."""
        asked = [(key, self.net.place(key)) for key in duties]
        return [key for key, place in asked if place is not None and kinds & self._kinds[place]]

    def _of(self, source: tuple[str, str]) -> Levels:
        if source not in self._carried:
            sort, name = source
            self._carried[source] = self.net.spread(
                of_control(self.net, self.controls[name], self.on)
                if sort == "control"
                else _of_word(self.net, sort, name)
            )
        return self._carried[source]


def of_control(net: Net, control: Control, on: date) -> dict[int, int]:
    """What a control meets directly: in full with evidence of the right kind that holds, partly when only said."""
    if control.status == "planned":
        return {}
    held = [proof for proof in control.proofs if proof.holds(on)]
    found: dict[int, int] = {}
    for key in control.requirements:
        place = net.place(key)
        if place is not None:
            is_shown = control.status == "in_place" and _shows(held, net.requirements[place].evidence)
            found[place] = Level.FULL if is_shown else Level.PARTLY
    return found


def _shows(proofs: Iterable[Proof], kinds: Sequence[str]) -> bool:
    return any(not kinds or proof.kind in kinds for proof in proofs)


def _of_word(net: Net, sort: str, word: str) -> dict[int, int]:
    """What a piece of evidence on a use meets directly.

    By its `kind` what a framework asks of every use; by its `code` the duty that it is filed under; and each `duty`
    (`framework:requirement`) that binds the use and is shown by its kind.
    """
    if sort == "duty":
        return {net.index[word]: net.requirements[net.index[word]].shown_alone}
    if not word:
        return {}
    every = enumerate(net.requirements)
    if sort == "kind":
        return {place: one.shown_alone for place, one in every if net.asks_every_use(one) and word in one.evidence}
    return {place: Level.FULL for place, one in every if one.id == word and one.framework in net.laws}


def _ours(net: Net, stances: Iterable[Stance]) -> Mask:
    """Which requirements we hold to apply to us; a word on one requirement goes before one on its framework."""
    said = {one.key: one.applies for one in stances}
    return np.array(
        [said.get(one.key, said.get(f"{one.framework}:{EVERY}", True)) for one in net.requirements],
        bool,
    )


class _Asked:
    """Of which uses each framework asks something."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.law = np.zeros(len(net.requirements), bool)
        for framework in net.frameworks:
            if framework.regime:
                self.law[net.places_of(framework.id)] = True
        self.when = [(one.applies_when, net.places_of(one.id)) for one in net.frameworks if one.applies_when]

    def of(self, use: Use) -> Mask:
        """A law asks its duties of those whom they bind, a framework all of it where its condition is met."""
        asked = ~self.law
        places = [self.net.index[key] for key in use.duties if key in self.net.index]
        asked[places] = True
        for condition, held in self.when:
            if not condition.met_by(use.facts):
                asked[held] = False
        return asked


def unsettled(framework: Framework, uses: Iterable[Use]) -> tuple[Use, ...]:
    """The uses of which it is not known whether the framework asks anything: unknown is not no."""
    condition = framework.applies_when
    return () if condition is None else tuple(use for use in uses if condition.met_by(use.facts) is None)
