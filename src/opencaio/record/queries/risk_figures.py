"""How much may our risks cost in a year, and how much are we ready to carry?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.risk import SEED, YEARS, Loss, chance_above
from opencaio.engines.risk import Portfolio as Whole
from opencaio.packs.risks import load_catalogue, load_criteria, load_references
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Appetite
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible_or_shared
from opencaio.record.queries.risks import FilterRisks, filtered
from opencaio.record.risk_register.appetites import bounds_of
from opencaio.record.risk_register.measuring import portfolio
from opencaio.record.risk_register.standing import Standing, currency_of

MOST_PARTS = 200


class AskExceedance(FilterRisks):
    """The filters of the register, and with what to compute; equal answers for equal inputs, years and seed."""

    years: int = Field(YEARS, ge=1_000, le=100_000)
    seed: int = Field(SEED, ge=0, le=2**31 - 1)


class CurvePoint(BaseModel):
    """The part of the years (0 to 1) that cost more than ``loss``."""

    loss: Decimal
    probability: float


class LossFigures(BaseModel):
    """The annual loss in one state; ``expected`` is exact, ``simulated`` the mean of the simulated years.

    ``p5`` to ``p99`` are percentiles of the annual loss, ``tail_mean`` the mean of the worst twentieth of years.
    """

    state: str
    expected: Decimal
    simulated: Decimal
    standard_error: Decimal
    p5: Decimal
    p50: Decimal
    p95: Decimal
    p99: Decimal
    tail_mean: Decimal
    any_loss: float
    curve: list[CurvePoint]
    above_appetite: float | None


class RiskPart(BaseModel):
    """One risk's part in the whole; ``tail_share`` of 1 is all of the mean of the worst years."""

    code: str
    title: str
    expected: Decimal
    in_tail: Decimal
    tail_share: float


class Exceedance(BaseModel):
    """The annual loss of many risks together, by state: inherent, current, planned.

    ``together`` is the current state if the worst years of all risks coincide; the other figures take the risks as
    independent. ``not_estimated`` counts risks without frequency or magnitude: they are in no figure.
    """

    currency: str
    states: list[LossFigures]
    together: LossFigures | None
    parts: list[RiskPart]
    estimated: int
    not_estimated: int
    appetite: Decimal | None
    appetite_whose: str
    years: int
    seed: int
    input_hash: str
    engine_version: str
    numpy_version: str
    as_of: date


class ListAppetites(Asked):
    """Nothing to say."""


class AppetiteLine(BaseModel):
    """What a department (empty: the whole organisation) is ready to carry."""

    id: int
    department: str
    department_code: str
    highest_level: int | None
    highest_level_name: str
    annual_loss: Decimal | None
    words: str
    version: int


class AppetiteList(BaseModel):
    """The organisation's first, then by department; money in ``currency``."""

    rows: list[AppetiteLine]
    currency: str


class AskCatalogue(Asked):
    """Risks of our catalogue whose words hold ``q``, of a category."""

    q: str = Field("", max_length=200)
    category: str = ""


class Referred(BaseModel):
    """What others describe, and where."""

    id: str
    name: str
    source: str
    link: str


class TypicalRisk(BaseModel):
    """A risk that uses of AI often carry."""

    id: str
    title: str
    category: str
    category_name: str
    cause: str
    event: str
    consequence: str
    controls: list[str]
    references: list[Referred]


class Catalogue(BaseModel):
    """In the order in which to offer them."""

    rows: list[TypicalRisk]


@query("risks.exceedance", words="Compute what risks may cost in a year")
def exceedance(given: AskExceedance, actor: Actor) -> Exceedance:
    """The expected annual loss, its range and the exceedance curve of the risks that the filters let through."""
    found, _ = filtered(given, actor)
    whole = portfolio((one.row for one in found), years=given.years, seed=given.seed)
    bounds = bounds_of(given.department, actor)
    most = bounds.annual_loss if bounds else None
    measured = whole.measured if whole else None
    return Exceedance(
        currency=currency_of(),
        states=[figures(state, loss, most) for state, loss in measured.losses.items()] if measured else [],
        together=figures("together", whole.together, most) if whole else None,
        parts=_parts(whole, found),
        estimated=sum(one.expected is not None for one in found),
        not_estimated=sum(one.expected is None for one in found),
        appetite=most,
        appetite_whose=bounds.whose if bounds else "",
        years=given.years,
        seed=given.seed,
        input_hash=measured.input_hash if measured else "",
        engine_version=measured.engine_version if measured else "",
        numpy_version=measured.numpy_version if measured else "",
        as_of=timezone.localdate(),
    )


@query("appetite.list", words="List how much risk is carried")
def list_appetites(given: ListAppetites, actor: Actor) -> AppetiteList:
    """The organisation's appetite and those of the departments that the asker may see."""
    names = {one.number: one.name for one in load_criteria().matrix.levels}
    rows = visible_or_shared(Appetite.objects.filter(retired_at=None).select_related("department"), actor)
    ordered = sorted(rows, key=lambda row: row.department.name if row.department else "")
    lines = [
        AppetiteLine(
            id=row.pk,
            department=row.department.name if row.department else "",
            department_code=row.department.code if row.department else "",
            highest_level=row.highest_level,
            highest_level_name=names.get(row.highest_level or 0, ""),
            annual_loss=row.annual_loss,
            words=row.words,
            version=row.version,
        )
        for row in ordered
    ]
    return AppetiteList(rows=lines, currency=currency_of())


@query("risks.catalogue", words="List common risks of AI")
def catalogue(given: AskCatalogue, actor: Actor) -> Catalogue:
    """Our catalogue, with what others say of the same risk."""
    rows = []
    for one in load_catalogue().values():
        text = f"{one.id} {one.title} {one.cause} {one.event} {one.consequence}".casefold()
        if all(word in text for word in given.q.casefold().split()) and given.category in {"", one.category}:
            rows.append(
                TypicalRisk(
                    category_name=load_criteria().categories[one.category].name,
                    controls=list(one.controls),
                    references=referred(one.references),
                    **{name: getattr(one, name) for name in TYPICAL},
                )
            )
    return Catalogue(rows=rows)


TYPICAL = ("id", "title", "category", "cause", "event", "consequence")


def referred(ids: list[str] | tuple[str, ...]) -> list[Referred]:
    """The ids that we know, with name and link; our own catalogue's are left out."""
    known = load_references()
    return [
        Referred(id=one, name=known[one].name, source=known[one].source, link=known[one].link)
        for one in ids
        if one in known
    ]


def figures(state: str, loss: Loss, appetite: Decimal | None) -> LossFigures:
    """The engine's figures as they are shown."""
    names = ("expected", "simulated", "standard_error", "p5", "p50", "p95", "p99", "tail_mean", "any_loss")
    return LossFigures(
        state=state,
        curve=[CurvePoint(loss=one.loss, probability=one.probability) for one in loss.curve],
        above_appetite=None if appetite is None else chance_above(loss.curve, appetite),
        **{name: getattr(loss, name) for name in names},
    )


def _parts(whole: Whole | None, found: list[Standing]) -> list[RiskPart]:
    titles = {one.row.code: one.row.title for one in found}
    return [
        RiskPart(
            code=part.key,
            title=titles[part.key],
            expected=part.expected,
            in_tail=part.in_tail,
            tail_share=part.tail_share,
        )
        for part in (whole.parts[:MOST_PARTS] if whole else ())
    ]
