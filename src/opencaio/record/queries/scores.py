"""How do scoring schemes rank our initiatives, who shares a place, and which input is missing?"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from opencaio.engines.scores import SCHEMES, rank, score
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Initiative, PriorityScore
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListScores(Asked):
    """Scores by a scheme (none: all), of an initiative (none: all); ``unscored`` adds work without a score."""

    scheme: str = ""
    initiative: str = ""
    unscored: bool = False


class SchemePart(BaseModel):
    """One input of a scheme."""

    name: str
    title: str
    words: str
    low: Decimal
    high: Decimal
    divides: bool


class SchemeWords(BaseModel):
    """A scheme: its formula and inputs."""

    name: str
    title: str
    formula: str
    parts: list[SchemePart]


class ScoreRow(BaseModel):
    """One initiative under one scheme; no place while an input is missing."""

    initiative: str
    name: str
    scheme: str
    score: Decimal | None
    place: int | None
    tied: list[str]
    inputs: dict[str, Decimal]
    missing: list[str]
    on: date | None
    source: str


class ScoreList(BaseModel):
    """Scores by scheme and place, and the schemes themselves."""

    rows: list[ScoreRow]
    schemes: list[SchemeWords]


@query("scores.list", words="List scores of priority")
def list_scores(given: ListScores, actor: Actor) -> ScoreList:
    """The scores of the initiatives that the asker may see, each scheme by place."""
    works = list(visible(Initiative.objects.filter(retired_at=None), actor).order_by("code"))
    held = PriorityScore.objects.filter(retired_at=None, initiative__in=works).select_related("initiative")
    rows = [
        row for scheme in SCHEMES if given.scheme in ("", scheme)
        for row in _of_scheme(scheme, works, {one.initiative.code: one for one in held if one.scheme == scheme}, given)
    ]  # fmt: skip
    return ScoreList(rows=rows, schemes=[_scheme(name) for name in SCHEMES])


def _of_scheme(
    scheme: str, works: list[Initiative], held: dict[str, PriorityScore], given: ListScores
) -> list[ScoreRow]:
    if not held:
        return []
    names = {one.code: one.name for one in works}
    told: dict[str, Decimal | None] = {
        code: held[code].score if code in held else None for code in names if code in held or given.unscored
    }
    found = []
    for place in rank(told):
        one = held.get(place.key)
        again = score(scheme, one.inputs) if one else None
        found.append(
            ScoreRow(
                initiative=place.key,
                name=names[place.key],
                scheme=scheme,
                score=place.score,
                place=place.place,
                tied=list(place.tied_with),
                inputs=dict(again.inputs) if again else {},
                missing=list(again.missing) if again else ["every input"],
                on=one.on if one else None,
                source=one.source if one else "",
            )
        )
    wanted = given.initiative.casefold()
    return [row for row in found if not wanted or row.initiative.casefold() == wanted]


def _scheme(name: str) -> SchemeWords:
    one = SCHEMES[name]
    parts = [
        SchemePart(
            name=part.name, title=part.title, words=part.words, low=part.low, high=part.high, divides=part.divides
        )
        for part in one.parts
    ]
    return SchemeWords(name=one.name, title=one.title, formula=one.formula, parts=parts)
