"""Bo's use has a review of each kind; a deputy stands in for Bo, and a letter is on its way to him."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from tests.record.cast import do

WORD = "zanzibar"


def plant(planted: Any) -> None:
    """A use that the AI Act settles and whose answer waits for eyes, a deputy of Bo's, and a letter to him."""
    cast, today = planted.cast, timezone.localdate()
    use = do("use_cases.add", cast.bo, name=f"Looked at {WORD}", department="HEALTH")
    do("facts.state", cast.bo, use_case=use.code, key="infers", value=False)
    (waiting,) = do("reviews.ask", cast.bo, use_case=use.code, regime="EU", note=WORD)
    m.Review.objects.filter(pk=waiting.pk).update(reason=WORD, stale_because=WORD, inputs={"said": WORD})
    away = {"from_on": today, "until_on": today + timedelta(days=30), "reason": WORD}
    deputy = do("deputies.name", cast.ana, person=cast.bo.person_id, deputy=planted.cora.person_id, **away)
    stand_in = do("people.add", cast.ana, name="Sam Stand", email="sam@northwind.example", department="HEALTH")
    words = {"kind": "digest", "about": WORD, "subject": WORD, "text": WORD, "link": WORD, "last_fault": WORD}
    letter = m.Letter.objects.create(to_id=cast.bo.person_id, created_at=timezone.now(), **words)
    planted.more |= {"reviewed": use, "deputy": deputy, "letter": letter, "stand_in": stand_in}


def inputs(planted: Any) -> dict[str, dict[str, Any]]:
    """Each aims at what is Bo's."""
    bo, cora = planted.cast.bo.person_id, planted.cora.person_id
    judged = {"use_case": planted.more["reviewed"].code, "regime": "EU"}
    later = timezone.localdate() + timedelta(days=100)
    return {
        "deputies.end": {"id": planted.more["deputy"].pk},
        "deputies.name": {"deputy": planted.more["stand_in"].pk, "from_on": later},
        "letters.retry": {"letter": planted.more["letter"].pk},
        "people.choose_mail": {"wants_mail": False},
        "people.erase": {"person": bo, "leave_holdings": True},
        "people.hand_over": {"person": bo, "to": cora, "kinds": ["uses"]},
        "people.retire": {"person": bo, "leave_holdings": True},
        "reviews.ask": {"use_case": planted.use.code},
        "reviews.override": {**judged, "klass": "transparency", "reason": "Seen at work.", "expires_on": later},
        "reviews.send_back": {**judged, "reason": "Which contract?"},
        "reviews.sign": judged,
        "reviews.withdraw": judged,
    }


def questions(planted: Any) -> dict[str, list[dict[str, Any]]]:
    """About all, and straight at what is Bo's."""
    use, bo = planted.more["reviewed"].code, planted.cast.bo.person_id
    return {
        "deputies.list": [{}, {"person": bo}, {"past": True}],
        "letters.list": [{}, {"state": "failing"}],
        "people.holdings": [{"person": bo}],
        "reviews.effective": [{"use_case": use}, {"use_case": planted.use.code}],
        "reviews.reviewers": [{"use_case": use}],
        "reviews.show": [{"use_case": use}],
        "reviews.list": [{}, {"use_case": use}, {"mine": True}, {"past": True}, {"state": "waiting"}],
    }
