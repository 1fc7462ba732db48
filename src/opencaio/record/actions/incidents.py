"""How does an incident come on record, get an owner, and have its particulars put right?"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from pydantic import BaseModel, Field

from opencaio.errors import BadInput, NotFound
from opencaio.packs.calendars import MEMBER_STATES
from opencaio.packs.incidents import load_incidents
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.alarms import write_report_letters
from opencaio.record.changes import Change
from opencaio.record.clocks import answers_on_record, in_zone, known_answers, place_of, renew_clocks
from opencaio.record.models import AISystem, Department, Incident, Person, UseCase
from opencaio.record.permissions import Actor, Right

CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class ReportIncident(Asked):
    """What went wrong, in a few words; only the title is needed.

    ``use`` is the code of a use, or what people call it. ``known_at`` is the moment at which we came to know
    (default: now); a moment without a zone is one of the organisation's own.
    """

    title: str = Field(min_length=1, max_length=300)
    description: str = Field("", max_length=20_000)
    use: str = Field("", max_length=300)
    known_at: datetime | None = None
    happened_at: datetime | None = None
    people_affected: int | None = Field(None, ge=0)
    code: str | None = Field(None, max_length=40, pattern=CODE)


class Reported(BaseModel):
    """What whoever reported gets back: enough to find it again, and nothing that he may not see."""

    code: str
    title: str
    known_at: datetime


class EditIncident(Asked):
    """What is put right; another moment of awareness, which moves every deadline, needs a reason."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = Field(None, max_length=20_000)
    use: str | None = None
    department: str | None = None
    system: int | None = None
    place: str | None = Field(None, max_length=2)
    known_at: datetime | None = None
    happened_at: datetime | None = None
    people_affected: int | None = Field(None, ge=0)
    reason: str = Field("", max_length=500)


class AssignIncident(Asked):
    """Who looks after it from now on."""

    code: str
    owner: int


@action("incidents.report", right=Right.REPORT, words="Report an incident")
def report(given: ReportIncident, change: Change) -> Reported:
    """Put an incident on record: anyone may who works here; the clocks start with the moment of awareness."""
    change.allow_own()
    use = _use_named(given.use)
    known, happened = in_zone(given.known_at or change.at), given.happened_at and in_zone(given.happened_at)
    _in_order(happened, known, now=change.at)
    row = Incident(
        code=_code(given.code),
        title=given.title,
        description=given.description,
        use_words=given.use,
        use_case=use,
        department=use.department if use else _own_department(change.actor),
        system=_only_system(use),
        owner=use.owner if use else None,
        reported_by=acting_person(change.actor),
        known_at=known,
        happened_at=happened,
        people_affected=given.people_affected,
        place=place_of(use),
    )
    row.answers = {key: _from_record(value, change) for key, value in answers_on_record(use).items()}
    row.may_be = load_incidents().judge(known_answers(row)).may_be
    change.create(row)
    renew_clocks(row, change)
    _touch_use(row, change)
    change.say(f"Reported {row.code} {row.title}")
    write_report_letters(row, at=change.at)
    return Reported(code=row.code, title=row.title, known_at=row.known_at)


@action("incidents.edit", right=Right.EDIT, words="Put an incident's particulars right")
def edit(given: EditIncident, change: Change) -> Incident:
    """Change the given particulars; the clocks follow."""
    row = incident(given.code, change)
    plain = {"title", "description", "place", "people_affected"}
    values: dict[str, Any] = given.model_dump(include=plain, exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name == "people_affected"}
    if values.get("place") and values["place"] not in MEMBER_STATES:
        raise BadInput(f"“{values['place']}” is no member state of the Union. Write two letters, as in FR.")
    values |= _moments(given, row, change) | _whose(given, row, change)
    if use := values.get("use_case"):
        held = row.answers | {key: _from_record(one, change) for key, one in answers_on_record(use).items()}
        values["answers"] = held | {key: one for key, one in row.answers.items() if one.get("origin") == "person"}
        values.setdefault("place", place_of(use) or row.place)
    change.say(f"Put right {row.code} {row.title}" + (f": {given.reason}" if given.reason else ""))
    change.update(row, version=given.version, values=values)
    follow_answers(row, change)
    return row


@action("incidents.assign", right=Right.EDIT, words="Assign an incident")
def assign(given: AssignIncident, change: Change) -> Incident:
    """Say who looks after it."""
    row = incident(given.code, change)
    who = living_person(given.owner, change.actor)
    change.say(f"{row.code}: {who.name} looks after it")
    return change.update(row, version=None, values={"owner": who})


def incident(code: str, change: Change) -> Incident:
    """The incident of that code, provided that the actor may do this to it."""
    rows = Incident.objects.select_related("use_case__legal_entity", "department", "system", "owner")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.department_id)
    _touch_use(row, change)
    return row


def follow_answers(row: Incident, change: Change) -> None:
    """Bring clocks and gravity in step with the answers; gravity only once somebody has answered."""
    judged = renew_clocks(row, change)
    questions = load_incidents().questions
    by_people = any(one.get("origin") == "person" for key, one in row.answers.items() if key in questions)
    values = {"may_be": judged.may_be, "severity": judged.severity if by_people else row.severity}
    change.update(row, version=None, values=values)


def _touch_use(row: Incident, change: Change) -> None:
    if row.use_case_id:
        change.touch("usecase", row.use_case_id)


def _use_named(words: str) -> UseCase | None:
    """The use that is meant: by its code or, if only one is called so, by its name."""
    if not words:
        return None
    rows = UseCase.objects.filter(retired_at=None).select_related("department", "owner", "legal_entity")
    found = rows.filter(Q(code__iexact=words) | Q(name__iexact=words))[:2]
    return found[0] if len(found) == 1 else None


def acting_person(actor: Actor) -> Person | None:
    """The person who acts; None for the workspace's own hand."""
    return Person.objects.select_related("department").get(pk=actor.person_id) if actor.person_id else None


def _own_department(actor: Actor) -> Department | None:
    person = acting_person(actor)
    return person.department if person else None


def _only_system(use: UseCase | None) -> AISystem | None:
    found = list(use.systems.filter(retired_at=None)[:2]) if use else []
    return found[0] if len(found) == 1 else None


def _in_order(happened: datetime | None, known: datetime, *, now: datetime) -> None:
    if known > now:
        raise BadInput("The moment at which we came to know cannot lie in the future.")
    if happened and happened > known:
        raise BadInput("It cannot have happened after we came to know of it.")


def _code(given: str | None) -> str:
    if given is None:
        codes = Incident.objects.filter(code__regex=r"^IN-[0-9]+$").values_list("code", flat=True)
        return f"IN-{max((int(one[3:]) for one in codes), default=0) + 1:02d}"
    if Incident.objects.filter(code__iexact=given).exists():
        raise BadInput(f"An incident with the code {given} is on record already.")
    return given


def _from_record(value: Any, change: Change) -> dict[str, Any]:
    return {"value": value, "origin": "record", "at": change.at.isoformat(), "by": None}


def _moments(given: EditIncident, row: Incident, change: Change) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if given.happened_at is not None:
        values["happened_at"] = in_zone(given.happened_at)
    if given.known_at is not None:
        values["known_at"] = in_zone(given.known_at)
        if values["known_at"] != row.known_at and not given.reason:
            raise BadInput("Another moment of awareness moves every deadline: say why.")
    known, happened = values.get("known_at", row.known_at), values.get("happened_at", row.happened_at)
    _in_order(happened, known, now=change.at)
    return values


def _whose(given: EditIncident, row: Incident, change: Change) -> dict[str, Any]:
    """Another use, department or system; each must be one that the actor may see."""
    values: dict[str, Any] = {}
    if given.use:
        use = _use_named(given.use)
        if use is None or not change.actor.may(Right.READ, use.department_id):
            raise NotFound(f"There is no use of AI called {given.use} here, or you may not see it.")
        values |= {"use_case": use, "department": use.department, "system": _only_system(use)}
        change.touch("usecase", use.pk)
    if given.department:
        home = Department.objects.filter(code__iexact=given.department, retired_at=None).first()
        if home is None or not change.actor.may(Right.READ, home.pk):
            raise NotFound(f"There is no department with the code {given.department}, or you may not see it.")
        if row.use_case_id or "use_case" in values:
            raise BadInput("The incident belongs to the department of its use.")
        values["department"] = home
    if given.system is not None:
        system = AISystem.objects.filter(pk=given.system, retired_at=None).first()
        if system is None or not (system.department_id is None or change.actor.may(Right.READ, system.department_id)):
            raise NotFound("There is no such system here, or you may not see it.")
        values["system"] = system
    return values
