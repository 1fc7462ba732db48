"""What does a person hold, of what one may see, and what of it could one hand over?"""

from django.utils import timezone
from pydantic import BaseModel

from opencaio.record.actions.people import seen_person
from opencaio.record.actions.registry import Asked
from opencaio.record.holding import Holding, holdings_of, may_move, may_see
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class HoldingsOf(Asked):
    """One person, by number."""

    person: int


class HoldingLine(BaseModel):
    """One thing; ``use_case`` is the code of the use that it is, or belongs to; ``may_hand_over`` by the asker."""

    kind: str
    id: int
    name: str
    use_case: str
    may_hand_over: bool


class HoldingList(BaseModel):
    """What the asker may see of it; ``hides_some`` when there is more in departments that he does not see."""

    person: str
    rows: list[HoldingLine]
    hides_some: bool


@query("people.holdings", words="Show what a person holds")
def holdings(given: HoldingsOf, actor: Actor) -> HoldingList:
    """Uses, initiatives, duties, risks, incidents, controls, reviews, departments and deputyships of one person."""
    person = seen_person(given.person, actor)
    held = list(holdings_of(person, on=timezone.localdate()))
    seen = [one for one in held if may_see(actor, one)]
    hides = len(seen) < len(held) and bool(seen)
    return HoldingList(person=person.name, rows=[_line(one, actor) for one in seen], hides_some=hides)


def _line(one: Holding, actor: Actor) -> HoldingLine:
    use = one.row if one.kind.key == "uses" else getattr(one.row, "use_case", None)
    return HoldingLine(
        kind=one.kind.key,
        id=one.row.pk,
        name=one.name,
        use_case=use.code if use else "",
        may_hand_over=may_move(actor, one),
    )
