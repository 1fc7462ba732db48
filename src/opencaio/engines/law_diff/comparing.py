"""What changes for one use of AI between two days of the law?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from opencaio.engines.law_diff.beginnings import Beginning
from opencaio.engines.standing import LawAnswer, UseState

Kind = Literal["class", "begins", "new", "gone", "moved", "could"]


@dataclass(frozen=True)
class Change:
    """One change for one use.

    ``class``: the answer is another one; ``begins``: a duty or class that was known binds from ``on``; ``new`` and
    ``gone``: a duty that only one of the days knows; ``moved``: it binds from another day; ``could``: a provision that
    begins on ``on`` turns on ``facts`` that nobody has stated.
    """

    kind: Kind
    regime: str
    code: str
    title: str
    citation: str
    on: date | None = None
    before: str = ""
    after: str = ""
    certainty: str = ""
    facts: tuple[str, ...] = ()


def compare(
    before: UseState, after: UseState, *, since: date, until: date, ahead: tuple[Beginning, ...]
) -> tuple[Change, ...]:
    """The changes for a use whose state was worked out for both days; ``ahead`` as from ``beginnings``."""
    found = list(_could(after, ahead))
    for regime in sorted({*before.answers, *after.answers}):
        old, new = before.answers.get(regime), after.answers.get(regime)
        found += _of_regime(regime, old, new, since=since, until=until)
    return tuple(found)


def _of_regime(
    regime: str, old: LawAnswer | None, new: LawAnswer | None, *, since: date, until: date
) -> Iterator[Change]:
    if old is None or new is None or old.klass != new.klass:
        yield Change(
            kind="class",
            regime=regime,
            code=new.klass if new else "",
            title="",
            citation=", ".join((new or old).articles) if new or old else "",  # type: ignore[union-attr]
            on=new.applies_from if new else None,
            before=old.klass if old else "",
            after=new.klass if new else "",
        )
    elif old.applies_from != new.applies_from:
        yield _of_class("moved", regime, new, before=_iso(old.applies_from), after=_iso(new.applies_from))
    elif new.applies_from and since < new.applies_from <= until:
        yield _of_class("begins", regime, new)
    yield from _duties(regime, _by_code(old), _by_code(new), since=since, until=until)


def _of_class(kind: Kind, regime: str, answer: LawAnswer, *, before: str = "", after: str = "") -> Change:
    return Change(
        kind=kind,
        regime=regime,
        code=answer.klass,
        title="",
        citation=", ".join(answer.articles),
        on=answer.applies_from,
        before=before,
        after=after,
    )


def _duties(
    regime: str, old: Mapping[str, Any], new: Mapping[str, Any], *, since: date, until: date
) -> Iterator[Change]:
    for code, duty in new.items():
        on = _day(duty)
        if code not in old:
            yield _of_duty("new", regime, duty)
        elif _day(old[code]) != on:
            yield _of_duty("moved", regime, duty, before=_iso(_day(old[code])), after=_iso(on))
        elif on and since < on <= until:
            yield _of_duty("begins", regime, duty)
    yield from (_of_duty("gone", regime, duty) for code, duty in old.items() if code not in new)


def _of_duty(kind: Kind, regime: str, duty: Mapping[str, Any], *, before: str = "", after: str = "") -> Change:
    return Change(
        kind=kind,
        regime=regime,
        code=duty["code"],
        title=duty["title"],
        citation=duty["citation"],
        on=_day(duty),
        before=before,
        after=after,
        certainty=duty["certainty"],
    )


def _could(state: UseState, ahead: tuple[Beginning, ...]) -> Iterator[Change]:
    """Provisions that begin between the days and may be met, as far as anybody knows."""
    deciding = {
        regime: frozenset(one.key for one in answer.open if one.deciding) for regime, answer in state.answers.items()
    }
    for one in ahead:
        unknown = one.facts & deciding.get(one.regime, frozenset())
        if unknown:
            yield Change(
                kind="could",
                regime=one.regime,
                code=one.rule.class_ or "",
                title=one.rule.title,
                citation=one.rule.citation,
                on=one.on,
                certainty=one.rule.certainty,
                facts=tuple(sorted(unknown)),
            )


def _by_code(answer: LawAnswer | None) -> dict[str, Mapping[str, Any]]:
    return {one["code"]: one for one in answer.duties} if answer else {}


def _day(duty: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(duty["applies_from"]) if duty["applies_from"] else None


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
