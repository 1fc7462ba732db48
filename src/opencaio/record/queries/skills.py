"""Who can do what, how well, and where would one look for a skill?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.roles import load_profiles, load_skills
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Capacity, Opening, Person, PersonSkill, Skill
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.risk_register.standing import currency_of
from opencaio.record.scopes import readable
from opencaio.record.staffing.arrivals import ENDED
from opencaio.record.staffing.seeing import may_judge, people_within

ABLE = 3
"""The level from which somebody works alone."""


class AskMatrix(Asked):
    """People whose name holds ``q``, of a department and below, who master one skill (at ``level`` or better).

    ``kind``: only technical or human skills. ``everyone`` adds those of whom nobody has said anything.
    """

    q: str = Field("", max_length=200)
    department: str = ""
    kind: str = Field("", pattern="^(technical|human)?$")
    skill: str = ""
    level: int = Field(1, ge=1, le=5)
    everyone: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=1000)


class ShowSkill(Asked):
    """One skill, by its code."""

    code: str


class SkillColumn(BaseModel):
    """A skill, how many of the people shown master it alone (level 3 and above), and who would want more of it."""

    code: str
    name: str
    kind: str
    people: int
    able: int
    wanting: int


class LevelCell(BaseModel):
    """A person's level in a skill, the level to reach, who said so and when."""

    skill: str
    level: int
    wanted: int | None
    judged_on: date
    judged_by: str
    is_own: bool


class PersonRow(BaseModel):
    """One person with his levels; ``levels`` lie under the columns (None: nobody has said)."""

    id: int
    name: str
    title: str
    department: str
    levels: list[LevelCell | None]
    may_judge: bool


class SkillMatrix(BaseModel):
    """People × skills, as far as the asker may see the people."""

    skills: list[SkillColumn]
    rows: list[PersonRow]
    total: int
    unsaid: int
    page: int
    pages: int


class SkillLine(BaseModel):
    """A skill with its terms; costs in the organisation's currency, leads in quarters."""

    id: int
    code: str
    name: str
    about: str
    kind: str
    is_planned: bool
    hire_lead: int | None
    hire_cost: Decimal | None
    hire_most: int | None
    contract_cost: Decimal | None
    contract_most: Decimal | None
    train_cost: Decimal | None
    train_lead: int | None
    transferable_from: list[str]
    version: int


class SkillList(BaseModel):
    """The skills on record, and those of our list that are not."""

    rows: list[SkillLine]
    known: dict[str, str]
    currency: str


class AblePerson(BaseModel):
    """Somebody who masters a skill."""

    id: int
    name: str
    title: str
    department: str
    level: int
    wanted: int | None
    judged_on: date
    judged_by: str


class RoleWants(BaseModel):
    """A role that asks for the skill."""

    code: str
    name: str
    level: int


class OpenPlace(BaseModel):
    """A place for somebody with the skill."""

    code: str
    title: str
    stage: str
    people: Decimal
    needed_by: date | None


class CapacityOf(BaseModel):
    """How many people there are in a quarter."""

    quarter: str
    fte: Decimal


class SkillPage(SkillLine):
    """A skill with the people that the asker may see, the roles that ask for it, its capacity and open places."""

    currency: str
    people: list[AblePerson]
    roles: list[RoleWants]
    capacity: list[CapacityOf]
    openings: list[OpenPlace]
    may_edit: bool


@query("skills.list", words="List skills")
def list_skills(given: Asked, actor: Actor) -> SkillList:
    """Every skill on record with its terms; skills are everybody's."""
    rows = [line_of(row) for row in Skill.objects.filter(retired_at=None)]
    held = {row.code for row in rows}
    known = {code: one.name for code, one in load_skills().items() if code not in held}
    return SkillList(rows=rows, known=known, currency=currency_of())


@query("skills.matrix", words="Show who can do what")
def matrix(given: AskMatrix, actor: Actor) -> SkillMatrix:
    """The people whom the asker may see, with their levels."""
    skills = list(Skill.objects.filter(retired_at=None, **({"kind": given.kind} if given.kind else {})))
    people = _people(given, actor)
    levels = _levels(people, skills)
    if given.skill:
        chosen = {key for key, held in levels.items() if (one := held.get(given.skill)) and one.level >= given.level}
    else:
        chosen = set(levels) | ({row.pk for row in people} if given.everyone else set())
    rows = [row for row in people if row.pk in chosen]
    start = (given.page - 1) * given.size
    return SkillMatrix(
        skills=[_column(one, (levels[row.pk] for row in rows if row.pk in levels)) for one in skills],
        rows=[_row(row, skills, levels.get(row.pk, {}), actor) for row in rows[start : start + given.size]],
        total=len(rows),
        unsaid=sum(row.pk not in levels for row in people),
        page=given.page,
        pages=max(1, -(-len(rows) // given.size)),
    )


@query("skills.show", words="Show one skill")
def show(given: ShowSkill, actor: Actor) -> SkillPage:
    """One skill: its terms, who masters it, which roles ask for it, how many there are, whom we look for."""
    row = Skill.objects.filter(code__iexact=given.code, retired_at=None).first()
    if row is None:
        raise NotFound("There is no skill with this code.")
    capacity = Capacity.objects.filter(skill=row, retired_at=None).order_by("quarter")
    return SkillPage(
        **line_of(row).model_dump(),
        currency=currency_of(),
        people=_masters(row, actor),
        roles=[
            RoleWants(code=one.id, name=one.name, level=wanted.level)
            for one in load_profiles().values()
            for wanted in one.skills
            if wanted.skill == row.code
        ],
        capacity=[CapacityOf(quarter=one.quarter, fte=one.fte) for one in capacity],
        openings=_openings(row, actor),
        may_edit=actor.may(Right.EDIT, None),
    )


def line_of(row: Skill) -> SkillLine:
    """A skill as a line."""
    names = [one for one in SkillLine.model_fields if one != "id"]
    return SkillLine(id=row.pk, **{name: getattr(row, name) for name in names})


def _people(given: AskMatrix, actor: Actor) -> list[Person]:
    rows = people_within(actor)
    if given.q:
        rows = rows.filter(Q(name__icontains=given.q) | Q(title__icontains=given.q))
    if given.department:
        rows = rows.filter(department__in=readable(given.department, actor) or ())
    return list(rows.order_by("department__name", "name", "pk"))


def _levels(people: Iterable[Person], skills: Iterable[Skill]) -> dict[int, dict[str, PersonSkill]]:
    rows: QuerySet[PersonSkill] = PersonSkill.objects.filter(
        person__in=[row.pk for row in people], skill__in=[one.pk for one in skills], retired_at=None
    )
    found: dict[int, dict[str, PersonSkill]] = {}
    for row in rows.select_related("skill", "judged_by"):
        found.setdefault(row.person_id, {})[row.skill.code] = row
    return found


def _column(one: Skill, held: Iterable[dict[str, PersonSkill]]) -> SkillColumn:
    levels = [row for levels in held if (row := levels.get(one.code))]
    counted = Counter(row.level >= ABLE for row in levels)
    return SkillColumn(
        code=one.code,
        name=one.name,
        kind=one.kind,
        people=len(levels),
        able=counted[True],
        wanting=sum((row.wanted or 0) > row.level for row in levels),
    )


def _row(person: Person, skills: list[Skill], held: dict[str, PersonSkill], actor: Actor) -> PersonRow:
    return PersonRow(
        id=person.pk,
        name=person.name,
        title=person.title,
        department=person.department.name if person.department else "",
        levels=[_cell(held[one.code], actor) if one.code in held else None for one in skills],
        may_judge=may_judge(actor, person),
    )


def _cell(row: PersonSkill, actor: Actor) -> LevelCell:
    return LevelCell(
        skill=row.skill.code,
        level=row.level,
        wanted=row.wanted,
        judged_on=row.judged_on,
        judged_by=_judge(row, actor),
        is_own=row.judged_by_id == row.person_id,
    )


def _judge(row: PersonSkill, actor: Actor) -> str:
    """Who said so, where the asker may know him."""
    by: Any = row.judged_by
    if by is None:
        return ""
    seen = by.pk in {actor.person_id, row.person_id} or actor.may(Right.READ, by.department_id)
    return str(by.name) if seen or by.department_id is None else ""


def _masters(skill: Skill, actor: Actor) -> list[AblePerson]:
    rows = PersonSkill.objects.filter(skill=skill, retired_at=None, person__in=people_within(actor))
    rows = rows.select_related("person__department", "judged_by").order_by("-level", "person__name")
    return [
        AblePerson(
            id=row.person_id,
            name=row.person.name,
            title=row.person.title,
            department=row.person.department.name if row.person.department else "",
            level=row.level,
            wanted=row.wanted,
            judged_on=row.judged_on,
            judged_by=_judge(row, actor),
        )
        for row in rows
    ]


def _openings(skill: Skill, actor: Actor) -> list[OpenPlace]:
    rows = visible(Opening.objects.filter(skill=skill, retired_at=None), actor).exclude(stage__in=ENDED)
    return [
        OpenPlace(code=row.code, title=row.title, stage=row.stage, people=row.people, needed_by=row.needed_by)
        for row in rows
    ]
