"""Why does a requirement stand as it does: which control, which evidence, along which crosswalks?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from opencaio.engines.coverage.cover import of_control
from opencaio.engines.coverage.model import Control, Level, Proof, Use
from opencaio.engines.coverage.net import Net, Route, Step

Because = Literal["shown", "said", "partly_in_place", "planned", "evidence", "expired"]
Best = tuple[int, Route]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that bears on a requirement: a control (`code`) or a piece of evidence (`proof`), and how far.

    `uses` are the codes of the uses for which it counts, `steps` the crosswalks on the way; `level` is 0 for what
    would count if it were in place or still held.
    """

    sort: Literal["control", "evidence"]
    title: str
    level: int
    because: Because
    uses: tuple[str, ...]
    code: str = ""
    proof: int | None = None
    until: date | None = None
    steps: tuple[Step, ...] = ()


class Bearing:
    """What bears on the requirements of a net for a set of uses, looked up once and asked for each requirement."""

    def __init__(self, net: Net, controls: Iterable[Control], uses: Sequence[Use], *, on: date) -> None:
        self.net, self.on = net, on
        self._direct = {one.code: of_control(net, one, on) for one in controls}
        self._controls = {one.code: one for one in controls}
        self._around: dict[str, list[str]] = defaultdict(list)
        self._duties = {use.code: use.duties for use in uses}
        self._by_word: dict[tuple[str, str], list[tuple[str, Proof]]] = defaultdict(list)
        for use in uses:
            for code in use.controls:
                self._around[code].append(use.code)
            for proof in use.proofs:
                self._by_word["kind", proof.kind].append((use.code, proof))
                self._by_word["code", proof.code].append((use.code, proof))

    def on_requirement(
        self, key: str, *, among: Collection[str] | None = None, most: int | None = None
    ) -> tuple[tuple[Reason, ...], int]:
        """What bears on it, what carries furthest first, and how many there are in all.

        `among`: only what counts for uses of these codes. `most`: no more than so many pieces of evidence that hold,
        and as many that have run out.
        """
        routes = self.net.routes_to(self.net.index[key])
        proofs, count = self._of_proofs(routes, among, most)
        found = [*self._of_controls(routes, among), *proofs]
        ordered = sorted(found, key=lambda one: (-one.level, len(one.steps), one.sort, one.code, one.title))
        return tuple(ordered), count + len(found) - len(proofs)

    def _of_controls(self, routes: Mapping[int, Route], among: Collection[str] | None) -> Iterator[Reason]:
        for code, control in self._controls.items():
            around = tuple(one for one in self._around[code] if among is None or one in among)
            named = [self.net.index[key] for key in control.requirements if self.net.index.get(key) in routes]
            if not around or not named:
                continue
            direct = self._direct[code]
            level, route = _best((direct.get(place, 0), routes[place]) for place in named)
            because = _because(control, level)
            yield Reason(
                "control", control.name, max(0, level - route.lost), because, around, code=code, steps=route.steps
            )

    def _of_proofs(
        self, routes: Mapping[int, Route], among: Collection[str] | None, most: int | None
    ) -> tuple[list[Reason], int]:
        """The best ways first, so that a piece of evidence is met on its best way."""
        seen: set[tuple[str, int]] = set()
        kept: dict[bool, list[Reason]] = {True: [], False: []}
        for word, duty, (level, route) in sorted(self._words(routes), key=lambda one: _worth(one[2]), reverse=True):
            if level <= route.lost:
                continue
            for use, proof in self._by_word.get(word, ()):
                outside = (among is not None and use not in among) or (duty and duty not in self._duties[use])
                if outside or (use, proof.id) in seen:
                    continue
                seen.add((use, proof.id))
                found = kept[proof.holds(self.on)]
                if most is None or len(found) < most:
                    found.append(_of_proof(proof, use, level=level - route.lost, steps=route.steps, on=self.on))
        return [*kept[True], *kept[False]], len(seen)

    def _words(self, routes: Mapping[int, Route]) -> Iterator[tuple[tuple[str, str], str, Best]]:
        """Each kind and code of evidence that bears on it, the duty that must bind the use, how far and which way."""
        for place, route in routes.items():
            one = self.net.requirements[place]
            if self.net.asks_every_use(one):
                yield from ((("kind", kind), "", (one.shown_alone, route)) for kind in one.evidence)
            elif one.framework in self.net.laws:
                yield ("code", one.id), "", (Level.FULL, route)
                yield from ((("kind", kind), one.key, (one.shown_alone, route)) for kind in one.evidence)


def reasons(
    net: Net, controls: Iterable[Control], uses: Sequence[Use], *, requirement: str, on: date
) -> tuple[Reason, ...]:
    """All that bears on one requirement for these uses, what carries furthest first."""
    return Bearing(net, tuple(controls), uses, on=on).on_requirement(requirement)[0]


def _best(ways: Iterable[Best]) -> Best:
    return max(ways, key=_worth)


def _worth(way: Best) -> tuple[int, int]:
    level, route = way
    return level - route.lost, -len(route.steps)


def _because(control: Control, level: int) -> Because:
    if control.status == "planned":
        return "planned"
    if level == Level.FULL:
        return "shown"
    return "said" if control.status == "in_place" else "partly_in_place"


def _of_proof(proof: Proof, use: str, *, level: int, steps: tuple[Step, ...], on: date) -> Reason:
    holds = proof.holds(on)
    because: Because = "evidence" if holds else "expired"
    return Reason(
        "evidence",
        proof.title,
        level if holds else 0,
        because,
        (use,),
        proof=proof.id,
        until=proof.until,
        steps=steps,
    )
