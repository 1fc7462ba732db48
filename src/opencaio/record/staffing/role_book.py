"""What does a role ask for here: as the list has it, unless the organisation says otherwise?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opencaio.packs.roles import Profile, load_bands, load_profiles
from opencaio.record.models import RoleProfile, SalaryBand

PLAIN = ("duties", "education", "path_in", "path_out")


@dataclass(frozen=True)
class Role:
    """A role as it stands: ``origin`` is listed, changed (ours in place of the list's) or own."""

    code: str
    name: str
    purpose: str
    duties: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    education: tuple[str, ...]
    path_in: tuple[str, ...]
    path_out: tuple[str, ...]
    learning: tuple[dict[str, Any], ...]
    origin: str
    soc: str
    follows_law: bool
    version: int | None


@dataclass(frozen=True)
class Pay:
    """What a role is paid a year; ``certainty``: ours (said here), checked, likely or recalled."""

    role: str
    country: str
    level: str
    size: str
    low: Decimal
    high: Decimal | None
    currency: str
    year: int
    source: str
    certainty: str


def roles() -> dict[str, Role]:
    """Every role by code, the list's first, in its order."""
    own = {row.code: row for row in RoleProfile.objects.filter(retired_at=None)}
    found = {
        code: _changed(one, own.pop(code)) if code in own else _listed(one) for code, one in load_profiles().items()
    }
    return found | {code: _own(row) for code, row in own.items()}


def pay() -> list[Pay]:
    """Every range that stands: ours go before those of the list; what was taken back is left out."""
    rows = list(SalaryBand.objects.all())
    spoken = {(row.role, row.country, row.level, row.size, row.year) for row in rows}
    found = [_own_pay(row) for row in rows if row.retired_at is None]
    found += [
        Pay(
            one.role, one.country, one.level, one.size, Decimal(one.low),
            None if one.high is None else Decimal(one.high), one.currency, one.year, one.source, one.certainty,
        )
        for one in load_bands()
        if (one.role, one.country, one.level, one.size, one.year) not in spoken
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.role, one.country, one.low, one.year))


def _own_pay(row: SalaryBand) -> Pay:
    names = ("role", "country", "level", "size", "low", "high", "currency", "year", "source")
    return Pay(**{name: getattr(row, name) for name in names}, certainty="ours")


def _listed(one: Profile) -> Role:
    lessons = [
        {name: getattr(lesson, name) for name in ("topic", "skill", "hours", "rhythm", "occasion")}
        for lesson in one.learning
    ]
    return Role(
        code=one.id,
        name=one.name,
        purpose=one.purpose,
        skills=tuple((wanted.skill, wanted.level) for wanted in one.skills),
        learning=tuple(lessons),
        origin="listed",
        soc=one.soc,
        follows_law=one.follows_law,
        version=None,
        **{name: getattr(one, name) for name in PLAIN},
    )


def _changed(one: Profile, row: RoleProfile) -> Role:
    return _of_row(row, origin="changed", soc=one.soc, follows_law=one.follows_law)


def _own(row: RoleProfile) -> Role:
    follows = any(lesson.get("occasion") == "law" for lesson in row.learning)
    return _of_row(row, origin="own", soc="", follows_law=follows)


def _of_row(row: RoleProfile, *, origin: str, soc: str, follows_law: bool) -> Role:
    return Role(
        code=row.code,
        name=row.name,
        purpose=row.purpose,
        skills=tuple((str(one["skill"]), int(one["level"])) for one in row.skills),
        learning=tuple(row.learning),
        origin=origin,
        soc=soc,
        follows_law=follows_law,
        version=row.version,
        **{name: tuple(getattr(row, name)) for name in PLAIN},
    )
