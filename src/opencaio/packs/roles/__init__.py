"""Which roles does an AI office have, what does each ask for, and what is it paid?

One file a role. `skills.yaml` names the skills that roles speak of, `salaries.yaml` what roles are paid as somebody
says, `wages.yaml` what whole occupations earn as a public statistic says.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent
TABLES = ("skills.yaml", "salaries.yaml", "wages.yaml")
LOWEST, HIGHEST = 1, 5
Rhythm = Literal["quarter", "year"]
Occasion = Literal["yearly", "law", "watch"]


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """Something that people can do; technical or human."""

    code: str
    name: str
    kind: Literal["technical", "human"]
    about: str


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill and the level that a role asks for: 1 knows of it to 5 sets the standard."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to learn again each quarter or year, for about how many hours, and what gives the occasion."""

    topic: str
    skill: str
    hours: int
    rhythm: Rhythm
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Profile:
    """A role: purpose, duties, wanted skills, education, paths in and out (role ids or words), yearly learning.

    ``soc`` is the nearest US occupation (SOC 2018), for its wages; ``follows_law``: changes of law are lessons.
    """

    id: str
    name: str
    soc: str
    purpose: str
    duties: tuple[str, ...]
    skills: tuple[WantedSkill, ...]
    education: tuple[str, ...]
    path_in: tuple[str, ...]
    path_out: tuple[str, ...]
    follows_law: bool
    learning: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What a role is paid a year, gross and full-time, in one country; without ``high`` it is "over ``low``"."""

    role: str
    country: str
    level: str
    size: str
    low: int
    currency: str
    year: int
    source: str
    certainty: Literal["checked", "likely", "recalled"]
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Wage:
    """What a whole occupation earns a year: mean and percentiles."""

    soc: str
    title: str
    employment: int
    mean: int
    p10: int
    p25: int
    median: int
    p75: int
    p90: int


@dataclass(frozen=True, slots=True)
class SkillsFile:
    """What stands in `skills.yaml`."""

    id: str
    title: str
    version: str
    checked_on: date
    skills: tuple[KnownSkill, ...]


@dataclass(frozen=True, slots=True)
class SalariesFile:
    """What stands in `salaries.yaml`."""

    id: str
    title: str
    version: str
    checked_on: date
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class WagesFile:
    """What stands in `wages.yaml`: one country and year, one source."""

    id: str
    title: str
    version: str
    checked_on: date
    country: str
    currency: str
    year: int
    source: str
    wages: tuple[Wage, ...]


@lru_cache(maxsize=1)
def load_skills() -> Mapping[str, KnownSkill]:
    """The skills by code. Raises BadPack with file and line."""
    raw = read_file(HERE / "skills.yaml", into=SkillsFile)
    _refuse_twins("skills.yaml", (one.code for one in raw.skills))
    return {one.code: one for one in raw.skills}


@lru_cache(maxsize=1)
def load_profiles() -> Mapping[str, Profile]:
    """The roles by id, the officer's first. Raises BadPack for an unknown skill, a level beyond 5, an id used twice."""
    return read_profiles(HERE)


def read_profiles(folder: Path) -> Mapping[str, Profile]:
    """The roles in a folder."""
    files = [one for one in sorted(folder.glob("*.yaml")) if one.name not in TABLES]
    found = [(one.name, read_file(one, into=Profile)) for one in files]
    _refuse_twins("roles", (profile.id for _file, profile in found))
    for file, profile in found:
        _check(file, profile)
    ordered = sorted((profile for _file, profile in found), key=lambda one: (one.id != "chief-ai-officer", one.name))
    return {one.id: one for one in ordered}


@lru_cache(maxsize=1)
def load_bands() -> tuple[Band, ...]:
    """What roles are paid, as somebody says. Raises BadPack for an unknown role, a range that is none, a twin."""
    bands = read_file(HERE / "salaries.yaml", into=SalariesFile).bands
    _refuse_twins("salaries.yaml", (f"{one.role} {one.country} {one.level} {one.size} {one.year}" for one in bands))
    for one in bands:
        if one.role not in load_profiles():
            raise BadPack(f"salaries.yaml: there is no role {one.role}.")
        if one.low <= 0 or (one.high is not None and one.high < one.low):
            raise BadPack(f"salaries.yaml: {one.role} {one.size}: {one.low} to {one.high} is no range.")
        if not (len(one.country) == 2 and one.country.isupper() and len(one.currency) == 3):
            raise BadPack(f"salaries.yaml: {one.role}: write a country as FR and a currency as EUR.")
    return bands


@lru_cache(maxsize=1)
def load_wages() -> WagesFile:
    """What occupations earn. Raises BadPack for percentiles out of order and for an occupation given twice."""
    raw = read_file(HERE / "wages.yaml", into=WagesFile)
    _refuse_twins("wages.yaml", (one.soc for one in raw.wages))
    for one in raw.wages:
        if not 0 < one.p10 <= one.p25 <= one.median <= one.p75 <= one.p90:
            raise BadPack(f"wages.yaml: the percentiles of {one.soc} are out of order.")
    return raw


def wage_of(soc: str) -> Wage | None:
    """What an occupation earns, if we have it."""
    return next((one for one in load_wages().wages if one.soc == soc), None)


def _check(file: str, profile: Profile) -> None:
    if file != f"{profile.id}.yaml":
        raise BadPack(f"{file}: the role in it is called {profile.id}; name the file after it.")
    _refuse_twins(file, (one.skill for one in profile.skills))
    known = load_skills()
    for skill in (*(one.skill for one in profile.skills), *(one.skill for one in profile.learning)):
        if skill not in known:
            raise BadPack(f"{file}: {skill} is no skill of skills.yaml.")
    for one in profile.skills:
        if not LOWEST <= one.level <= HIGHEST:
            raise BadPack(f"{file}: {one.skill}: levels go from {LOWEST} to {HIGHEST}, not {one.level}.")
    if any(not 0 < one.hours <= 400 for one in profile.learning):
        raise BadPack(f"{file}: a lesson takes 1 to 400 hours.")


def _refuse_twins(file: str, ids: Iterable[str]) -> None:
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise BadPack(f"{file}: {', '.join(twice)} stands there twice.")
