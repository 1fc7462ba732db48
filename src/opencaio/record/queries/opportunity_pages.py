"""What is behind one opportunity: which tasks of whom, how they were labelled, what is near, what could be begun?"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.opportunity import Task
from opencaio.errors import NotFound
from opencaio.packs.work import load_groups, load_work
from opencaio.record.actions.registry import Asked
from opencaio.record.opportunities.drafts import doers, draft_for
from opencaio.record.opportunities.survey import Survey, survey
from opencaio.record.opportunities.wording import wordings
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.opportunities import (
    OpportunityBasis,
    OpportunityCell,
    OpportunityLine,
    basis_of,
    cell_of,
    line_of,
)
from opencaio.record.queries.registry import query
from opencaio.record.vocabulary import question

NEAREST = 6


class ShowOpportunity(Asked):
    """One cell of the map."""

    department: str
    group: str = Field(max_length=60)
    proposed: bool = False


class OpportunityTask(BaseModel):
    """A task behind the cell. ``share`` is its share of the cell's working time; ``wording`` is empty without a file.

    Labels: E0 no exposure, E1 direct, E2 with software built on a model; T0 to T4: how far it could run alone.
    """

    task: int
    occupation: str
    occupation_title: str
    wording: str
    core: bool
    people: str
    gpt4: str
    automation: str
    observed: float
    share: float


class OpportunityDoer(BaseModel):
    """An occupation that does the work: its people, the share of their time, and full-time people's worth."""

    occupation: str
    occupation_title: str
    title: str
    people: Decimal
    share: float
    worth: float


class NearUse(BaseModel):
    """A use of AI near by its words; ``inside``: it counts as lying here."""

    code: str
    name: str
    stage: str
    department: str
    nearness: float
    inside: bool


class OpenFact(BaseModel):
    """A fact that the law turns on first, which nobody has answered for this work."""

    key: str
    question: str


class OpportunityDraft(BaseModel):
    """A use of AI to begin from."""

    name: str
    purpose: str
    topic: str
    technique: str
    unknown: list[OpenFact]


class OpportunityPage(BaseModel):
    """Everything about one cell. ``line`` is its place in the ranking (None: tasks in no group)."""

    cell: OpportunityCell
    line: OpportunityLine | None
    ranked: int
    about: str
    kinds: list[str]
    currency: str
    doers: list[OpportunityDoer]
    tasks: list[OpportunityTask]
    no_wording: str
    near: list[NearUse]
    draft: OpportunityDraft
    may_edit: bool
    may_create: bool
    basis: OpportunityBasis


@query("opportunities.show", words="Show one opportunity")
def show(given: ShowOpportunity, actor: Actor) -> OpportunityPage:
    """One cell with its tasks, people, nearest uses and draft. Raises NotFound where no work lies."""
    found = survey(actor, department=given.department, proposed=given.proposed, today=timezone.localdate())
    code = next((one for one in found.departments if one.casefold() == given.department.casefold()), "")
    cell = found.map.cell(code, given.group)
    if cell is None:
        raise NotFound("No confirmed workforce has work of this kind here, or you may not see it.")
    group, home = load_groups()[given.group], found.departments[code]
    entry = next((one for one in found.ranked if one.cell is cell), None)
    words, lacking = wordings()
    own = doers(found, code, given.group)
    titles = load_work().occupations
    return OpportunityPage(
        cell=cell_of(cell, found),
        line=line_of(entry, found) if entry else None,
        ranked=len(found.ranked),
        about=group.about,
        kinds=list(group.uses),
        currency=found.basis.currency,
        doers=[
            OpportunityDoer(
                occupation=one.occupation,
                occupation_title=titles[one.occupation].title,
                title=one.given_title,
                people=one.people,
                share=one.share,
                worth=one.worth,
            )
            for one in own
        ],
        tasks=_tasks(found, code, given.group, words),
        no_wording=lacking,
        near=_near(found, code, given.group),
        draft=_draft(found, code, given.group),
        may_edit=actor.may(Right.EDIT, home.pk),
        may_create=actor.may(Right.CREATE, home.pk),
        basis=basis_of(found),
    )


def _tasks(found: Survey, code: str, group: str, words: Mapping[int, str]) -> list[OpportunityTask]:
    """The tasks of everybody who works here, those with most working time first."""
    work, people = load_work(), _people(found, code)
    worth: list[tuple[float, Task]] = []
    for occupation, count in people.items():
        own = work.tasks.get(occupation, ())
        total = sum(one.weight for one in own)
        worth += [(float(count) * one.weight / total, one) for one in own if one.group == group]
    whole = sum(value for value, _task in worth) or 1.0
    worth.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [
        OpportunityTask(
            task=one.id,
            occupation=one.occupation,
            occupation_title=work.occupations[one.occupation].title,
            wording=words.get(one.id, ""),
            core=one.weight == 2,
            people=one.human,
            gpt4=one.gpt4,
            automation=one.automation,
            observed=one.observed,
            share=value / whole,
        )
        for value, one in worth
    ]


def _people(found: Survey, code: str) -> dict[str, Decimal]:
    people: dict[str, Decimal] = {}
    for row in found.lines:
        if row.department.code == code:
            people[row.occupation] = people.get(row.occupation, Decimal(0)) + row.people
    return people


def _near(found: Survey, code: str, group: str) -> list[NearUse]:
    kept = []
    for one in found.near.get((code, group), ())[:NEAREST]:
        use = found.uses[one.use]
        kept.append(
            NearUse(
                code=use.code,
                name=use.name,
                stage=use.stage,
                department=use.department_name,
                nearness=one.nearness,
                inside=one.inside,
            )
        )
    return kept


def _draft(found: Survey, code: str, group: str) -> OpportunityDraft:
    draft = draft_for(found, code, group)
    assert draft is not None
    return OpportunityDraft(
        name=draft.name,
        purpose=draft.purpose,
        topic=draft.topic,
        technique=draft.technique,
        unknown=[OpenFact(key=key, question=question(key)) for key in draft.unknown],
    )
