"""Who looked at the example's answers, what was answered anew after that, and who stands in for whom?"""

from typing import Any

from opencaio.examples import rows
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.permissions import Actor


def settle_reviews(settling: Settling) -> None:
    """Reviews on their days, of the answers as they are now; then what changed under some of them."""
    settling.do("assessments.refresh", on=settling.example.organisation.today)
    for one in settling.example.reviews:
        _ask(settling, one)
        if one.verdict != "waiting" and one.by:
            _judge(settling, one, by=_actor(settling, one.by))
    for new in settling.example.corrections:
        given = {"use_case": new.use, "key": new.key, "value": new.value, "source": new.source}
        settling.do("facts.state", on=new.stated_on, by=_actor(settling, new.by), **given)
    for away in settling.example.deputies:
        settling.do(
            "deputies.name",
            on=away.from_on,
            by=_actor(settling, away.person),
            deputy=settling.people[away.deputy].pk,
            from_on=away.from_on,
            until_on=away.until_on,
            reason=away.reason,
        )


def _ask(settling: Settling, one: rows.Round) -> None:
    reviewer = settling.people[one.reviewer].pk if one.reviewer else None
    given = {"use_case": one.use, "regime": one.regime, "reviewer": reviewer, "note": one.note}
    settling.do("reviews.ask", on=one.asked_on, by=_actor(settling, one.asked_by), **given)


def _judge(settling: Settling, one: rows.Round, *, by: Actor) -> None:
    given: dict[str, Any] = {"use_case": one.use, "regime": one.regime}
    if one.verdict == "signed":
        settling.do("reviews.sign", on=one.judged_on, by=by, note=one.reason, **given)
    elif one.verdict == "sent_back":
        settling.do("reviews.send_back", on=one.judged_on, by=by, reason=one.reason, **given)
    else:
        given |= {"klass": one.klass, "expires_on": one.expires_on}
        settling.do("reviews.override", on=one.judged_on, by=by, reason=one.reason, **given)


def _actor(settling: Settling, key: str) -> Actor:
    return actor_for(settling.people[key], face="web")
