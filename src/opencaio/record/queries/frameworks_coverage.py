"""Which department and which use is how far with which framework, and which requirements apply to us?"""

from datetime import date
from typing import Literal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.coverage.cover import Places
from opencaio.packs.frameworks import framework
from opencaio.record.actions.registry import Asked
from opencaio.record.coverage import Ground
from opencaio.record.permissions import Actor
from opencaio.record.queries.frameworks import FrameworkLine, ReasonLine, counted, ground_of, line_of, requirement_line
from opencaio.record.queries.frameworks import Where as Scope
from opencaio.record.queries.registry import query

#: So many controls and pieces of evidence are named for a requirement in a statement.
STATED = 20


class AskCoverage(Scope):
    """A table with a row a department (with all below it) or a use, and a column a framework."""

    by: Literal["department", "use"] = "department"
    frameworks: list[str] = Field([], max_length=100)
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=20_000)


class Cell(BaseModel):
    """One framework for one row; ``share`` (0 to 1) is met pairs of those that apply, nothing where none apply."""

    framework: str
    share: float | None
    met: int
    partly: int
    missing: int
    pairs: int
    pairs_met: int


class CoverageRow(BaseModel):
    """One department or use; ``uses`` counts those that are asked anything."""

    code: str
    name: str
    uses: int
    cells: list[Cell]


class Column(BaseModel):
    """One framework as a column."""

    id: str
    title: str
    short: str
    regime: str


class CoverageTable(BaseModel):
    """The rows of one page, and how many there are; ``whole`` is each framework over all rows."""

    columns: list[Column]
    whole: list[FrameworkLine]
    rows: list[CoverageRow]
    total: int
    page: int
    on: date


class AskStatement(Asked):
    """A framework, by default Annex A of ISO/IEC 42001."""

    framework: str = "iso-42001"
    on: date | None = None


class StatementRow(BaseModel):
    """Whether a requirement applies to us and why, how it stands, and what serves it.

    ``is_decided`` is false while nobody has said so: then it applies, as everything does. ``controls`` are those in
    place or under way, ``planned`` those that are not yet.
    """

    key: str
    id: str
    group: str
    title: str
    plain: str
    certainty: str
    applies: bool
    is_decided: bool
    reason: str
    state: Literal["met", "partly", "missing", "not_applicable"]
    controls: list[str]
    planned: list[str]
    evidence: list[str]
    reasons: list[ReasonLine]


class Statement(BaseModel):
    """The statement of applicability of one framework."""

    id: str
    title: str
    version: str
    source: str
    licence: str
    on: date
    uses: int
    rows: list[StatementRow]


@query("frameworks.coverage", words="Show coverage by department or use")
def coverage(given: AskCoverage, actor: Actor) -> CoverageTable:
    """How far each row is with each framework, as far as the asker may see."""
    ground = ground_of(given, actor)
    wanted = [one for one in ground.net.frameworks if not given.frameworks or one.id in given.frameworks]
    rows = _departments(ground) if given.by == "department" else _uses(ground)
    start = (given.page - 1) * given.size
    shown = rows[start : start + given.size]
    places: dict[str, Places] = {one.id: ground.net.places_of(one.id) for one in wanted}
    return CoverageTable(
        columns=[Column(id=one.id, title=one.title, short=one.short, regime=one.regime) for one in wanted],
        whole=[line_of(one, ground) for one in wanted],
        rows=[_row(ground, code, name, inside, places) for code, name, inside in shown],
        total=len(rows),
        page=given.page,
        on=ground.on,
    )


@query("frameworks.statement", words="Say which requirements apply to us")
def statement(given: AskStatement, actor: Actor) -> Statement:
    """Every requirement of the framework: applies or not, why, and what we do about it."""
    chosen = framework(given.framework)
    ground = Ground(actor, on=given.on or timezone.localdate())
    return Statement(
        id=chosen.id,
        title=chosen.title,
        version=chosen.version,
        source=chosen.source,
        licence=chosen.licence,
        on=ground.on,
        uses=len(ground.rows),
        rows=[_stated(one.key, ground) for one in chosen.requirements],
    )


def _departments(ground: Ground) -> list[tuple[str, str, list[int]]]:
    seen = {row.department for row in ground.rows}
    inside = [(one, ground.rows_below(one)) for one in ground.places.values() if ground.may_read(one.pk)]
    rows = [(one.code, one.name, held) for one, held in inside if held or one.pk in seen]
    return sorted(rows, key=lambda row: row[1].casefold())


def _uses(ground: Ground) -> list[tuple[str, str, list[int]]]:
    return [(row.code, row.name, [number]) for number, row in enumerate(ground.rows)]


def _row(ground: Ground, code: str, name: str, inside: list[int], places: dict[str, Places]) -> CoverageRow:
    cells = []
    for id_, held in places.items():
        one = counted(ground, held, rows=inside)
        kept = one.model_dump(include={"share", "met", "partly", "missing", "pairs", "pairs_met"})
        cells.append(Cell(framework=id_, **kept))
    return CoverageRow(code=code, name=name, uses=len(inside), cells=cells)


def _stated(key: str, ground: Ground) -> StatementRow:
    place = ground.net.index[key]
    one = ground.net.requirements[place]
    line = requirement_line(one, ground.covered.tally([place]), ground, most=STATED)
    decided = key in ground.stance_of or f"{one.framework}:*" in ground.stance_of
    counts = [each for each in line.reasons if each.counts]
    kept = ("key", "id", "title", "plain", "certainty", "applies", "state")
    return StatementRow(
        **line.model_dump(include=set(kept)),
        group=one.group,
        is_decided=decided,
        reason=line.stance,
        controls=[_called(each) for each in counts if each.sort == "control"],
        planned=[_called(each) for each in line.reasons if each.because == "planned"],
        evidence=[each.title for each in counts if each.sort == "evidence"],
        reasons=line.reasons,
    )


def _called(one: ReasonLine) -> str:
    return f"{one.code} {one.title}".strip()
