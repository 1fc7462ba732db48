"""What is missing before a use may pass a gate?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from opencaio.engines.gates.model import Case, Demand, DutyStanding, Gates, Missing, Override, Passage, Want

NEEDS_REVIEW = "needs_review"
BEGUN = frozenset({"started", "done"})


def passage(case: Case, *, to: str, gates: Gates, on: date) -> Passage:
    """Whether ``case`` may move to the stage ``to`` on this day.

    Going back, ending, and staying are always open. Going forward asks for all that any gate up to ``to`` demands.
    An override counts until its last day, for its stage and those before, and only for what was missing then.
    """
    if to in gates.ends or _place(to, gates) <= _place(case.stage, gates):
        return Passage(to)
    return _asked(case, to=to, gates=gates, on=on)


def stands_rightly(case: Case, *, gates: Gates, on: date) -> Passage:
    """Whether ``case`` could pass into the stage at which it stands: what was reported or found passed no gate."""
    if _place(case.stage, gates) < 1:
        return Passage(case.stage)
    return _asked(replace(case, stage=""), to=case.stage, gates=gates, on=on)


def _asked(case: Case, *, to: str, gates: Gates, on: date) -> Passage:
    never = next((one for one in gates.forbidden if case.classes.get(one.regime) in one.classes), None)
    if never is not None:
        return Passage(to, forbidden=never)
    every = _every(case, to=to, gates=gates)
    override = _standing(case, to=to, gates=gates, on=on)
    let = override.missing if override else frozenset()
    return Passage(
        to,
        missing=tuple(one for one in every if one.code not in let),
        waived=tuple(one for one in every if one.code in let),
        override=override if any(one.code in let for one in every) else None,
        lapsed=tuple(one for one in case.overrides if one.expires_on < on) if every else (),
    )


def _every(case: Case, *, to: str, gates: Gates) -> tuple[Missing, ...]:
    """All that is missing; a duty that must be done is not asked to be begun as well."""
    reach = _place(to, gates)
    due = (one for one in gates.demands if _place(one.by, gates) <= reach)
    found = [one for demand in due for one in _missing(demand, case)]
    to_do = {one.duty for one in found if one.wants == "done"}
    return tuple(one for one in found if one.wants != "begun" or one.duty not in to_do)


def _place(stage: str, gates: Gates) -> int:
    return gates.stages.index(stage) if stage in gates.stages else -1


def _standing(case: Case, *, to: str, gates: Gates, on: date) -> Override | None:
    held = [one for one in case.overrides if one.expires_on >= on and _place(one.to, gates) >= _place(to, gates)]
    if not held:
        return None
    last = max(held, key=lambda one: (one.expires_on, one.key))
    return replace(last, missing=frozenset().union(*(one.missing for one in held)))


def _missing(demand: Demand, case: Case) -> Iterator[Missing]:
    if not _concerns(demand, case):
        return iter(())
    return WANTS[demand.wants](demand, case)


def _concerns(demand: Demand, case: Case) -> bool:
    if demand.finding and demand.finding not in case.findings:
        return False
    if not demand.regime:
        return True
    klass = case.classes.get(demand.regime)
    return klass is not None and (not demand.classes or klass in demand.classes)


def _lacking(demand: Demand, *, regime: str = "", kinds: tuple[str, ...] = ()) -> Missing:
    code = f"{demand.code}:{regime}" if regime and not demand.regime else demand.code
    return Missing(
        code, demand.wants, demand.title, demand.why, demand.citation, regime=regime or demand.regime, kinds=kinds
    )


def _fact(demand: Demand, case: Case) -> Iterator[Missing]:
    if not case.has_facts:
        yield _lacking(demand)


def _owner(demand: Demand, case: Case) -> Iterator[Missing]:
    if not case.has_owner:
        yield _lacking(demand)


def _settled(demand: Demand, case: Case) -> Iterator[Missing]:
    for regime, klass in sorted(case.classes.items()):
        if klass == NEEDS_REVIEW and demand.regime in ("", regime):
            yield _lacking(demand, regime=regime)


def _evidence(demand: Demand, case: Case) -> Iterator[Missing]:
    if case.kinds.isdisjoint(demand.kinds):
        yield _lacking(demand, kinds=demand.kinds)


def _review(demand: Demand, case: Case) -> Iterator[Missing]:
    if demand.regime not in case.signed:
        yield _lacking(demand, regime=demand.regime)


def _begun(demand: Demand, case: Case) -> Iterator[Missing]:
    return (_undone(demand, duty) for duty in _named(demand, case) if duty.state not in BEGUN)


def _done(demand: Demand, case: Case) -> Iterator[Missing]:
    return (_undone(demand, duty) for duty in _named(demand, case) if duty.state != "done")


def _named(demand: Demand, case: Case) -> Iterator[DutyStanding]:
    return (one for one in case.duties if one.code in demand.duties)


def _undone(demand: Demand, duty: DutyStanding) -> Missing:
    return Missing(
        f"{demand.code}:{duty.code}",
        demand.wants,
        duty.title,
        demand.why,
        duty.citation,
        regime=duty.regime,
        kinds=duty.kinds,
        duty=duty.key,
        state=duty.state,
        binds_from=duty.binds_from,
    )


WANTS: Mapping[Want, Callable[[Demand, Case], Iterator[Missing]]] = {
    "fact": _fact,
    "owner": _owner,
    "settled": _settled,
    "evidence": _evidence,
    "begun": _begun,
    "done": _done,
    "review": _review,
}
