"""Why does a requirement stand as it does: which control, which evidence, along which crosswalks?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from opencaio.engines.coverage.cover import of_control
from opencaio.engines.coverage.model import Control, Level, Proof, Use
from opencaio.engines.coverage.net import Net, Route, Step

Because = Literal["shown", "said", "partly_in_place", "planned", "evidence", "expired"]


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


def reasons(
    net: Net, controls: Iterable[Control], uses: Sequence[Use], *, requirement: str, on: date
) -> tuple[Reason, ...]:
    """All that bears on one requirement for these uses, what carries furthest first."""
    target = net.index[requirement]
    routes = net.routes_to(target)
    found = [*_controls(net, controls, uses, routes, on), *_proofs(net, uses, routes, on)]
    return tuple(sorted(found, key=lambda one: (-one.level, len(one.steps), one.sort, one.code, one.title)))


def _controls(
    net: Net, controls: Iterable[Control], uses: Sequence[Use], routes: Mapping[int, Route], on: date
) -> Iterable[Reason]:

    for control in controls:
        around = tuple(use.code for use in uses if control.code in use.controls)
        named = [net.index[key] for key in control.requirements if net.index.get(key) in routes]
        if not around or not named:
            continue
        direct = of_control(net, control, on)
        best = max(named, key=lambda place: _worth(direct.get(place, 0), routes[place]))
        level = max(0, direct.get(best, 0) - routes[best].lost)
        yield Reason(
            "control",
            control.name,
            level,
            _because(control, direct.get(best, 0)),
            around,
            code=control.code,
            steps=routes[best].steps,
        )


def _because(control: Control, level: int) -> Because:
    if control.status == "planned":
        return "planned"
    if level == Level.FULL:
        return "shown"
    return "said" if control.status == "in_place" else "partly_in_place"


def _worth(level: int, route: Route) -> tuple[int, int]:
    return level - route.lost, -len(route.steps)


def _proofs(net: Net, uses: Sequence[Use], routes: Mapping[int, Route], on: date) -> Iterable[Reason]:
    for use in uses:
        for proof in use.proofs:
            direct = _direct(net, proof, routes)
            if not direct:
                continue
            best = max(direct, key=lambda place: _worth(direct[place], routes[place]))
            level = max(0, direct[best] - routes[best].lost)
            if level:
                yield _of_proof(proof, use, level=level if proof.holds(on) else 0, steps=routes[best].steps)


def _of_proof(proof: Proof, use: Use, *, level: int, steps: tuple[Step, ...]) -> Reason:
    return Reason(
        "evidence",
        proof.title,
        level,
        "evidence" if level else "expired",
        (use.code,),
        proof=proof.id,
        until=proof.until,
        steps=steps,
    )


def _direct(net: Net, proof: Proof, places: Iterable[int]) -> dict[int, int]:
    """What the evidence would show directly among these requirements, while it holds."""
    found: dict[int, int] = {}
    for place in places:
        one = net.requirements[place]
        if proof.code and proof.code == one.id and one.framework in net.laws:
            found[place] = Level.FULL
        elif one.of == "use" and proof.kind and proof.kind in one.evidence:
            found[place] = one.shown_alone
    return found
