"""What does a role ask for, what is it paid, how does one come to it, and what is there to learn this year?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.roles import load_skills, load_wages, wage_of
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Opening, PersonSkill, Skill
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.staffing.arrivals import ENDED
from opencaio.record.staffing.occasions import occasions
from opencaio.record.staffing.role_book import Pay, Role, pay, roles
from opencaio.record.staffing.seeing import people_within

AHEAD = timedelta(days=365)
HOURS_A_LEVEL = 20
"""A start for planning, ours: about this many hours of learning and practice from one level to the next."""


class ShowRole(Asked):
    """One role, by its code."""

    code: str = Field(max_length=60)


class CompareRole(ShowRole):
    """A role and a person (number; without one, oneself)."""

    person: int | None = None


class RoleLine(BaseModel):
    """A role in one line; ``origin``: listed, changed (ours in place of the list's) or own."""

    code: str
    name: str
    purpose: str
    origin: str
    skills: int
    hours: int
    openings: int
    bands: int


class RoleList(BaseModel):
    """Every role, the officer's first."""

    rows: list[RoleLine]
    may_edit: bool


class RoleSkill(BaseModel):
    """A skill that a role asks for, with the level."""

    skill: str
    name: str
    kind: str
    level: int
    is_on_record: bool


class RoleStep(BaseModel):
    """A role or a place in life that one comes from or goes to; with a code where it is a role of the list."""

    code: str
    words: str


class RoleLesson(BaseModel):
    """What to learn again each quarter or year; ``hours`` each time."""

    topic: str
    skill: str
    skill_name: str
    hours: int
    rhythm: str
    occasion: str
    hours_a_year: int


class LessonDay(BaseModel):
    """A day ahead that is a lesson: what begins, where that stands."""

    on: date
    kind: str
    regime: str
    words: str
    citation: str
    certainty: str


class RolePay(BaseModel):
    """What the role is paid a year, gross and full-time; without ``high``: over ``low``."""

    country: str
    level: str
    size: str
    low: Decimal
    high: Decimal | None
    currency: str
    year: int
    source: str
    certainty: str


class RoleWage(BaseModel):
    """What the nearest whole occupation earns a year in one country, by a public statistic."""

    soc: str
    title: str
    country: str
    currency: str
    year: int
    mean: int
    p10: int
    p25: int
    median: int
    p75: int
    p90: int
    source: str


class RolePage(RoleLine):
    """A role in full."""

    version: int | None
    duties: list[str]
    wanted: list[RoleSkill]
    education: list[str]
    path_in: list[RoleStep]
    path_out: list[RoleStep]
    learning: list[RoleLesson]
    law_ahead: list[LessonDay]
    ahead_until: date
    pay: list[RolePay]
    wage: RoleWage | None
    may_edit: bool


class SkillGap(BaseModel):
    """A wanted skill against what a person has (``level`` None: nobody has said), and about how many hours to learn."""

    skill: str
    name: str
    kind: str
    wanted: int
    level: int | None
    gap: int | None
    hours: int | None
    lessons: list[str]


class RoleComparison(BaseModel):
    """A person against a role: the gaps, the largest first; ``met`` of ``known`` wanted skills are there."""

    code: str
    role: str
    person: int
    name: str
    rows: list[SkillGap]
    met: int
    known: int
    unknown: int
    hours: int


@query("roles.list", words="List roles")
def list_roles(given: Asked, actor: Actor) -> RoleList:
    """The roles of an AI office, ours and the list's."""
    places, bands = _places(actor), pay()
    rows = [_line(one, places, bands) for one in roles().values()]
    return RoleList(rows=rows, may_edit=actor.may(Right.EDIT, None))


@query("roles.show", words="Show one role")
def show(given: ShowRole, actor: Actor) -> RolePage:
    """One role with its skills, paths, pay and this year's learning, the law's changes among it."""
    book = roles()
    one = _found(given.code, book)
    bands, today = pay(), timezone.localdate()
    names = _skill_names()
    return RolePage(
        **_line(one, _places(actor), bands).model_dump(),
        version=one.version,
        duties=list(one.duties),
        wanted=[_wanted(skill, level, names) for skill, level in one.skills],
        education=list(one.education),
        path_in=[_path(step, book) for step in one.path_in],
        path_out=[_path(step, book) for step in one.path_out],
        learning=[_lesson(lesson, names) for lesson in one.learning],
        law_ahead=_law_ahead(today) if one.follows_law else [],
        ahead_until=today + AHEAD,
        pay=[_pay(band) for band in bands if band.role == one.code],
        wage=_wage(one.soc),
        may_edit=actor.may(Right.EDIT, None),
    )


@query("roles.compare", words="Compare a person with a role")
def compare(given: CompareRole, actor: Actor) -> RoleComparison:
    """What a person whom the asker may see still has to learn for a role."""
    one = _found(given.code, roles())
    who = people_within(actor).filter(pk=given.person or actor.person_id or 0).first()
    if who is None:
        raise NotFound("There is no such person here, or you may not see them.")
    held = PersonSkill.objects.filter(person=who, retired_at=None, skill__retired_at=None)
    levels = dict(held.values_list("skill__code", "level"))
    names = _skill_names()
    rows = [_gap(skill, wanted, levels.get(skill), one, names) for skill, wanted in one.skills]
    return RoleComparison(
        code=one.code,
        role=one.name,
        person=who.pk,
        name=who.name,
        rows=sorted(rows, key=lambda row: (-(row.gap if row.gap is not None else 0.5), -row.wanted, row.name)),
        met=sum(row.gap == 0 for row in rows),
        known=sum(row.gap is not None for row in rows),
        unknown=sum(row.gap is None for row in rows),
        hours=sum(row.hours or 0 for row in rows),
    )


def _found(code: str, book: dict[str, Role]) -> Role:
    if code not in book:
        raise NotFound("There is no such role.")
    return book[code]


def _line(one: Role, places: dict[str, int], bands: list[Pay]) -> RoleLine:
    return RoleLine(
        code=one.code,
        name=one.name,
        purpose=one.purpose,
        origin=one.origin,
        skills=len(one.skills),
        hours=sum(_hours_a_year(lesson) for lesson in one.learning),
        openings=places.get(one.code, 0),
        bands=sum(band.role == one.code for band in bands),
    )


def _places(actor: Actor) -> dict[str, int]:
    """Open places by role, as far as the asker sees them."""
    found: dict[str, int] = {}
    rows = visible(Opening.objects.filter(retired_at=None), actor).exclude(role="").exclude(stage__in=ENDED)
    for role in rows.values_list("role", flat=True):
        found[role] = found.get(role, 0) + 1
    return found


def _skill_names() -> dict[str, tuple[str, str, bool]]:
    """Name, kind and whether it is on record, by code."""
    listed = {code: (one.name, one.kind, False) for code, one in load_skills().items()}
    rows = Skill.objects.filter(retired_at=None).values_list("code", "name", "kind")
    return listed | {code: (name, kind, True) for code, name, kind in rows}


def _wanted(skill: str, level: int, names: dict[str, tuple[str, str, bool]]) -> RoleSkill:
    name, kind, held = names.get(skill, (skill, "technical", False))
    return RoleSkill(skill=skill, name=name, kind=kind, level=level, is_on_record=held)


def _path(step: str, book: dict[str, Role]) -> RoleStep:
    return RoleStep(code=step, words=book[step].name) if step in book else RoleStep(code="", words=step)


def _hours_a_year(lesson: dict[str, Any]) -> int:
    return int(lesson["hours"]) * (4 if lesson["rhythm"] == "quarter" else 1)


def _lesson(lesson: dict[str, Any], names: dict[str, tuple[str, str, bool]]) -> RoleLesson:
    name = names.get(lesson["skill"], (lesson["skill"], "", False))[0]
    return RoleLesson(**lesson, skill_name=name, hours_a_year=_hours_a_year(lesson))


def _law_ahead(today: date) -> list[LessonDay]:
    return [
        LessonDay(
            on=one.on, kind=one.kind, regime=one.regime, words=one.words, citation=one.citation, certainty=one.certainty
        )
        for one in occasions(today, today + AHEAD)
    ]


def _pay(band: Pay) -> RolePay:
    return RolePay(**{name: getattr(band, name) for name in RolePay.model_fields})


def _wage(soc: str) -> RoleWage | None:
    found, file = wage_of(soc), load_wages()
    if found is None:
        return None
    plain = {name: getattr(found, name) for name in ("soc", "title", "mean", "p10", "p25", "median", "p75", "p90")}
    return RoleWage(country=file.country, currency=file.currency, year=file.year, source=file.source, **plain)


def _gap(skill: str, wanted: int, level: int | None, one: Role, names: dict[str, tuple[str, str, bool]]) -> SkillGap:
    name, kind, _held = names.get(skill, (skill, "technical", False))
    gap = None if level is None else max(wanted - level, 0)
    lessons = [str(lesson["topic"]) for lesson in one.learning if lesson["skill"] == skill]
    return SkillGap(
        skill=skill,
        name=name,
        kind=kind,
        wanted=wanted,
        level=level,
        gap=gap,
        hours=None if gap is None else gap * HOURS_A_LEVEL,
        lessons=lessons if gap != 0 else [],
    )
