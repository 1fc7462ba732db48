"""What does the brief say, and which rows lie behind one of its figures?"""

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.standing import MEASURES
from opencaio.errors import NotFound
from opencaio.papers.render import render
from opencaio.record.actions.registry import Asked
from opencaio.record.briefing import write_brief
from opencaio.record.briefing.standing import Standing, stand
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class AskBrief(Asked):
    """The day of the law, the moment of the record, and the department (its code)."""

    law_on: date | None = None
    record_at: datetime | None = None
    department: str | None = None


class AskFigure(AskBrief):
    """One figure of the brief, by its key; a page of its rows."""

    key: str
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=5000)


class FigureRow(BaseModel):
    """One use that the figure counts."""

    code: str
    name: str
    department: str
    stage: str
    classes: dict[str, str]


class FigureAnswer(BaseModel):
    """A figure, its rule, its source, and the uses that it counts."""

    key: str
    title: str
    value: int
    rule: str
    citation: str
    law_on: date
    record_at: datetime
    rows: list[FigureRow]


class BriefAnswer(BaseModel):
    """The whole brief as a tree of blocks."""

    paper: dict[str, Any]


@query("brief.show", words="The brief, as data")
def show(given: AskBrief, actor: Actor) -> BriefAnswer:
    """Every block of the brief with its figures and their reasons."""
    return BriefAnswer(paper=json.loads(render(write_brief(_standing(given, actor)), format="json")))


@query("brief.figure", words="The rows behind one figure of the brief")
def figure(given: AskFigure, actor: Actor) -> FigureAnswer:
    """Which uses a headline figure counts, and by what rule."""
    if given.key not in MEASURES:
        raise NotFound(f"There is no figure called {given.key}. Known: {', '.join(MEASURES)}.")
    standing = _standing(given, actor)
    measure, rows = MEASURES[given.key], standing.of(given.key)
    return FigureAnswer(
        key=measure.key,
        title=measure.title,
        value=len(rows),
        rule=measure.rule,
        citation=measure.citation,
        law_on=standing.law_on,
        record_at=standing.record_at,
        rows=[
            FigureRow(
                code=one.code,
                name=one.name,
                department=one.department,
                stage=one.stage,
                classes={regime: answer.klass for regime, answer in one.answers.items()},
            )
            for one in rows[given.offset : given.offset + given.limit]
        ],
    )


def _standing(given: AskBrief, actor: Actor) -> Standing:
    return stand(
        actor,
        now=timezone.now(),
        law_on=given.law_on,
        record_at=given.record_at,
        department=given.department,
    )
