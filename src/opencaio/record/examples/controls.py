"""How do its controls come on record, with their evidence, and its word on which requirements apply?"""

from opencaio.examples import rows
from opencaio.record.examples.settling import OPENED, Settling


def settle_controls(settling: Settling) -> None:
    for one in settling.example.controls:
        _settle(settling, one)
    for stance in settling.example.stances:
        settling.do("stances.set", **stance.model_dump())


def _settle(settling: Settling, one: rows.Control) -> None:
    since = max(OPENED, one.since)
    plain = {"name", "department", "status", "requirements", "review_due_on"}
    settling.do(
        "controls.add",
        on=since,
        code=one.key,
        description=one.about,
        owner=settling.people[one.owner].pk,
        use_cases=one.uses,
        **one.model_dump(include=plain),
    )
    for proof in one.proofs:
        settling.do(
            "evidence.add",
            on=max(since, proof.held_on),
            control=one.key,
            kind=proof.kind,
            title=proof.title,
            note=proof.reference,
            dated=proof.held_on,
            expires_on=proof.expires_on,
        )
