"""How do the example's documents come on record, with the facts that they are filled from?"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from opencaio.examples import document_rows
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling

PARTS = {"system": "aisystem", "model": "model", "dataset": "dataset", "vendor": "vendor"}
ORGANISATION = "organisation"
SAID = ("key", "value", "source")


def settle_documents(settling: Settling) -> None:
    """Facts, documents and signatures in the order of their days."""
    for _, step in sorted(_steps(settling), key=lambda one: one[0]):
        step()


def _steps(settling: Settling) -> Iterator[tuple[date, Callable[[], None]]]:
    for told in settling.example.document_facts:
        yield told.stated_on, partial(_state, settling, told)
    for one in settling.example.documents:
        yield one.written_on, partial(_write, settling, one)
        if one.signed_on:
            yield one.signed_on, partial(_sign, settling, one)


def _state(settling: Settling, told: document_rows.DocumentFacts) -> None:
    by = settling.people[told.by].pk
    facts = [
        {"key": key, "value": value.isoformat() if isinstance(value, date) else value, "source": told.source, "by": by}
        for key, value in told.facts.items()
    ]
    if told.about == ORGANISATION:
        for fact in facts:
            about: dict[str, Any] = {name: fact[name] for name in SAID}
            settling.do("facts.state", on=told.stated_on, kind=ORGANISATION, **about)
        return
    part = next((kind for kind in PARTS if (kind, told.about) in settling.numbers), None)
    if part is None:
        settling.do("facts.state_many", on=told.stated_on, use_case=told.about, facts=facts)
        return
    for fact in facts:
        given: dict[str, Any] = {name: fact[name] for name in SAID}
        settling.do("facts.state", on=told.stated_on, kind=PARTS[part], id=settling.numbers[part, told.about], **given)


def _write(settling: Settling, one: document_rows.WrittenDocument) -> None:
    by = actor_for(settling.people[one.by], face="web")
    row = settling.do("documents.write", on=one.written_on, by=by, kind=one.kind, use_case=one.use)
    settling.numbers["document", f"{one.kind} {one.use}"] = row.document_id


def _sign(settling: Settling, one: document_rows.WrittenDocument) -> None:
    settling.do(
        "documents.sign",
        on=one.signed_on,
        by=actor_for(settling.people[one.signed_by or one.by], face="web"),
        id=settling.numbers["document", f"{one.kind} {one.use}"],
        version=1,
        function=one.function,
        place=one.place,
    )
