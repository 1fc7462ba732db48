"""Which clocks does an incident run by, and how are they kept in step with what is answered?

A clock is never removed: one that no longer applies says why. What is written here is written through the change of
the action that asks for it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from opencaio.engines.classification.trees import Value
from opencaio.engines.clocks import Chosen, Deadline, Judged, deadline, why_not
from opencaio.packs.calendars import MEMBER_STATES, calendar_of
from opencaio.packs.incidents import Pack, load_incidents
from opencaio.record.assessing import HOME_REGIME, standing_facts
from opencaio.record.changes import Change
from opencaio.record.models import Assessment, Clock, Incident, Organisation, UseCase

HIGH = frozenset({"high_risk_annex_iii", "high_risk_annex_i_a", "prohibited"})
# Of products of Annex I, Section B, sector law speaks, not Art. 73 (Art. 2(2)): a person says.
OPEN = frozenset({"needs_review", "high_risk_annex_i_b", ""})
LAPSED = "lapsed"


def zone_of_record() -> ZoneInfo:
    """The organisation's time zone, in which awareness counts."""
    row = Organisation.objects.only("time_zone").first()
    return ZoneInfo(row.time_zone if row else "UTC")


def in_zone(moment: datetime) -> datetime:
    """A moment with its zone: one that came without gets the organisation's (the first, where it shows twice)."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of_record())


def known_answers(row: Incident) -> dict[str, Value]:
    """The answers that settle something, without “we do not know”."""
    found = {key: one.get("value") for key, one in row.answers.items() if isinstance(one, dict)}
    return {key: tuple(one) if isinstance(one, list) else one for key, one in found.items() if one is not None}


def answers_on_record(use: UseCase | None) -> dict[str, Any]:
    """What the record of the use says already: its class and our role; nothing that is open there."""
    if use is None:
        return {}
    held = Assessment.objects.filter(use_case=use, regime=HOME_REGIME, superseded_at=None)
    classes = {one.answer.get("class") or "" for one in held}
    found: dict[str, Any] = {}
    if classes & HIGH:
        found["high_risk"] = True
    elif classes and not classes & OPEN:
        found["high_risk"] = False
    roles = [one for one in standing_facts([use.pk]).get(use.pk, {}).get("role") or [] if isinstance(one, str)]
    if roles:
        found["our_role"] = [one for one in roles if one in {"provider", "deployer"}] or ["neither"]
    return found


def place_of(use: UseCase | None) -> str:
    """The member state whose holidays count, as far as the record knows it: where the legal entity sits."""
    if use is not None and use.legal_entity is not None and use.legal_entity.country in MEMBER_STATES:
        return use.legal_entity.country
    countries = [one for one in (use.countries if use else []) if one in MEMBER_STATES]
    return countries[0] if len(countries) == 1 else ""


def renew_clocks(row: Incident, change: Change) -> Judged:
    """Start, change or let lapse the clocks of ``row`` by its answers and its moment of awareness."""
    pack, answers = load_incidents(), known_answers(row)
    judged = pack.judge(answers)
    held = {one.code: one for one in row.clocks.all()}
    for chosen in judged.clocks:
        values = _values(row, chosen, pack)
        if chosen.rule.code in held:
            change.update(held[chosen.rule.code], version=None, values=values)
        else:
            change.create(Clock(incident=row, code=chosen.rule.code, **values))
    running = {one.rule.code for one in judged.clocks}
    for code, clock in held.items():
        if code not in running and clock.stands != LAPSED:
            because = _lapsed_because(clock, judged, pack, answers)
            change.update(clock, version=None, values={"stands": LAPSED, "lapsed_because": because[:500]})
    return judged


def _values(row: Incident, chosen: Chosen, pack: Pack) -> dict[str, Any]:
    rule, found = chosen.rule, _deadline(row, chosen)
    return {
        "title": rule.title,
        "citation": rule.citation,
        "addressee": rule.addressee,
        "group": rule.group,
        "period": rule.period.words,
        "stands": chosen.stands,
        "lapsed_because": "",
        "weight": rule.weight(row.known_at.astimezone(zone_of_record()).date()),
        "certainty": rule.certainty,
        "report": rule.report,
        "reckoning": _reckoning(chosen, found, pack),
        "starts_at": row.known_at,
        "strict_at": found.strict.at,
        "lenient_at": found.lenient.at if found.lenient else None,
    }


def _deadline(row: Incident, chosen: Chosen) -> Deadline:
    zone = zone_of_record()
    is_law = chosen.rule.binds_from is not None
    calendar = calendar_of(row.place, year=row.known_at.astimezone(zone).year) if is_law else None
    return deadline(chosen.rule.period, known_at=row.known_at, zone=zone, calendar=calendar)


def _reckoning(chosen: Chosen, found: Deadline, pack: Pack) -> dict[str, Any]:
    return {
        "strict": list(found.strict.because),
        "lenient": list(found.lenient.because) if found.lenient else [],
        "facts": [[pack.questions[key].question, value_words(pack, key, value)] for key, value in chosen.facts.items()],
        "open": [pack.questions[key].question for key in chosen.open],
        "note": chosen.rule.note,
        "binds_from": chosen.rule.binds_from.isoformat() if chosen.rule.binds_from else "",
        "pack": f"{pack.id} {pack.version}",
    }


def _lapsed_because(clock: Clock, judged: Judged, pack: Pack, answers: Mapping[str, Value]) -> str:
    rule = pack.clock(clock.code)
    if rule is None:
        return f"The pack {pack.id} {pack.version} has this clock no longer."
    if facts := why_not(rule, answers):
        said = (f"{pack.questions[key].question} {value_words(pack, key, value)}" for key, value in facts.items())
        return "Answered: " + "; ".join(said) + "."
    shorter = next((one.rule for one in judged.clocks if rule.group and one.rule.group == rule.group), None)
    return f"One report serves; the clock “{shorter.title}” runs for it." if shorter else "It no longer applies."


def value_words(pack: Pack, key: str, value: Value | None) -> str:
    """An answer in words."""
    if value is None:
        return "we do not know"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = {one.code: one.words for one in pack.questions[key].values} if key in pack.questions else {}
    members = value if isinstance(value, tuple | list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in members) or "none"
