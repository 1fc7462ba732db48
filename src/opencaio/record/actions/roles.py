"""How does the organisation make the profiles of roles, and what they are paid, its own?"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.packs.roles import Band, load_bands, load_profiles, load_skills
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import RoleProfile, SalaryBand, Skill
from opencaio.record.permissions import Right

Level = Annotated[int, Field(ge=1, le=5)]
Words = Annotated[str, Field(min_length=1, max_length=500)]
Lines = Annotated[list[Words], Field(max_length=40)]
Pay = Annotated[Decimal, Field(gt=0, lt=10**9, decimal_places=2, allow_inf_nan=False)]
ROLE = r"^[a-z0-9][a-z0-9-]*$"


class WantedSkill(Asked):
    """A skill and the level that the role asks for."""

    skill: str
    level: Level


class LessonOfRole(Asked):
    """What to learn again each quarter or year, about how many hours, on which occasion."""

    topic: Words
    skill: str
    hours: int = Field(ge=1, le=400)
    rhythm: Literal["quarter", "year"] = "year"
    occasion: Literal["yearly", "law", "watch"] = "yearly"


class EditRole(Asked):
    """A role of ours, or what we say otherwise about one of the list: what is not given stays as it stands."""

    code: str = Field(min_length=1, max_length=60, pattern=ROLE)
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    purpose: str | None = Field(None, max_length=2000)
    duties: Lines | None = None
    skills: list[WantedSkill] | None = Field(None, max_length=40)
    education: Lines | None = None
    path_in: Lines | None = None
    path_out: Lines | None = None
    learning: list[LessonOfRole] | None = Field(None, max_length=40)


class ResetRole(Asked):
    """A role whose own words are given up: that of the list stands again, or none."""

    code: str


class BandKey(Asked):
    """Which range: role, country, level, size of organisation and year name it."""

    role: str
    country: str = Field(pattern="^[A-Z]{2}$")
    level: str = Field("all", max_length=40)
    size: str = Field("", max_length=40)
    year: int = Field(ge=1990, le=2099)


class SetBand(BandKey):
    """What a role is paid a year, gross and full-time; without ``high`` it is "over ``low``". Say who says so."""

    low: Pay
    high: Pay | None = None
    currency: str = Field(pattern="^[A-Z]{3}$")
    source: str = Field(min_length=3, max_length=300)


@action("roles.edit", right=Right.EDIT, words="Edit the profile of a role")
def edit(given: EditRole, change: Change) -> RoleProfile:
    """Say what the role asks for here."""
    change.allow_part(None)
    row = RoleProfile.objects.filter(code=given.code).first()
    values = _values(given)
    if row is None:
        row = RoleProfile(code=given.code, **{**_start(given), **values})
        change.say(f"Wrote the role {row.name}")
        return change.create(row)
    start = _start(given) if row.retired_at else {}
    change.say(f"Edited the role {row.name}")
    return change.update(row, version=given.version, values={**start, **values, "retired_at": None})


@action("roles.reset", right=Right.RETIRE, words="Give up our own words on a role")
def reset(given: ResetRole, change: Change) -> RoleProfile:
    """The profile of the list stands again."""
    change.allow_part(None)
    row = RoleProfile.objects.filter(code=given.code, retired_at=None).first()
    if row is None:
        raise NotFound("We have no words of our own on this role.")
    change.say(f"Gave up our own words on the role {row.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


@action("roles.band_set", right=Right.EDIT, words="Say what a role is paid")
def band_set(given: SetBand, change: Change) -> SalaryBand:
    """Put a range on record, in place of that of the list where there is one."""
    change.allow_part(None)
    _role(given.role)
    if given.high is not None and given.high < given.low:
        raise BadInput(f"{given.low} to {given.high} is no range: the upper end lies below the lower one.")
    values: dict[str, Any] = {"low": given.low, "high": given.high, "currency": given.currency, "source": given.source}
    change.say(f"Pay of {given.role} in {given.country}, {given.year}")
    return _put(given, {**values, "retired_at": None}, change)


@action("roles.band_remove", right=Right.RETIRE, words="Take back what a role is paid")
def band_remove(given: BandKey, change: Change) -> SalaryBand:
    """The range counts no longer, be it ours or that of the list."""
    change.allow_part(None)
    held, listed = _held(given), _listed(given)
    if held is None and listed is None:
        raise NotFound("There is no such range.")
    if held is not None and held.retired_at is not None:
        raise Conflict("This range was taken back already.")
    change.say(f"Took back the pay of {given.role} in {given.country}, {given.year}")
    return _put(given, {**(_values_of(listed) if held is None and listed else {}), "retired_at": change.at}, change)


def _values(given: EditRole) -> dict[str, Any]:
    said = given.model_dump(exclude={"code", "version"}, exclude_none=True)
    for one in (*(said.get("skills") or ()), *(said.get("learning") or ())):
        _known_skill(one["skill"])
    names = [one["skill"] for one in said.get("skills") or ()]
    if len(names) != len(set(names)):
        raise BadInput("skills: a skill stands there twice.")
    return said


def _start(given: EditRole) -> dict[str, Any]:
    """What the list says of the role; without one, a name is needed."""
    listed = load_profiles().get(given.code)
    if listed is None:
        if not given.name:
            raise BadInput("name: a role that is not of our list needs a name.")
        return {"name": given.name}
    return {
        "name": listed.name,
        "purpose": listed.purpose,
        "duties": list(listed.duties),
        "skills": [{"skill": one.skill, "level": one.level} for one in listed.skills],
        "education": list(listed.education),
        "path_in": list(listed.path_in),
        "path_out": list(listed.path_out),
        "learning": [
            {name: getattr(one, name) for name in ("topic", "skill", "hours", "rhythm", "occasion")}
            for one in listed.learning
        ],
    }


def _known_skill(code: str) -> None:
    if code not in load_skills() and not Skill.objects.filter(code=code, retired_at=None).exists():
        raise BadInput(f"skills: {code[:60]} is no skill on record or of our list.")


def _role(code: str) -> None:
    if code not in load_profiles() and not RoleProfile.objects.filter(code=code, retired_at=None).exists():
        raise NotFound(f"There is no role {code[:60]}.")


def _held(given: BandKey) -> SalaryBand | None:
    return SalaryBand.objects.filter(**given.model_dump(include=set(BandKey.model_fields))).first()


def _listed(given: BandKey) -> Band | None:
    key = (given.role, given.country, given.level, given.size, given.year)
    return next((one for one in load_bands() if (one.role, one.country, one.level, one.size, one.year) == key), None)


def _values_of(one: Band) -> dict[str, Any]:
    return {"low": one.low, "high": one.high, "currency": one.currency, "source": one.source}


def _put(given: BandKey, values: dict[str, Any], change: Change) -> SalaryBand:
    held = _held(given)
    if held is not None:
        return change.update(held, version=None, values=values)
    return change.create(SalaryBand(**given.model_dump(include=set(BandKey.model_fields)), **values))
