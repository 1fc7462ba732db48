"""How does a promise of a case get into the ledger of benefits, and how is a benefit's follow-up put right?"""

from typing import Any

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.benefits import benefit_seen
from opencaio.record.actions.commitments import initiative_seen, use_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.studies import study_seen
from opencaio.record.actions.taking_over import take_over, use_for
from opencaio.record.changes import Change
from opencaio.record.models import Benefit, BusinessCase
from opencaio.record.permissions import Right
from opencaio.record.valuing.promising import approved_case, promises_of


class TakeOver(Asked):
    """The initiative whose approved case promises benefits.

    ``use_case``: the use that they are benefits of, where the initiative has several or none; ``line``: one line of
    the case alone (its number).
    """

    initiative: str = Field(min_length=1)
    use_case: str = ""
    line: int | None = None


class EditBenefit(Asked):
    """What changes about a benefit: the fields that are given, and no other. An empty study takes it away."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    study: str | None = None
    owner: int | None = None
    note: str | None = Field(None, max_length=4000)


@action("benefits.take_over", right=Right.EDIT, words="Take the benefits of a case over")
def take_over_case(given: TakeOver, change: Change) -> BusinessCase:
    """Put the benefits of the approved case into the ledger as plans by year; doing it again changes nothing."""
    work = initiative_seen(given.initiative, change.actor)
    row = approved_case(work.pk) if work else None
    if work is None or row is None:
        raise Conflict(f"{given.initiative[:40]} has no approved case: only what was approved is a promise.")
    change.allow(work.department_id)
    use = use_for(row, use_seen(given.use_case, change.actor))
    if use is not None:
        change.allow(use.department_id)
    if given.line is not None and given.line not in {one.line.pk for one in promises_of(row)}:
        raise NotFound(f"The approved case of {work.code} has no benefit with the number {given.line}.")
    done = take_over(row, change, use=use, line=given.line)
    if done.waiting and not (done.new or done.planned or done.dropped):
        raise BadInput(_which_use(row, done.waiting))
    change.touch("initiative", work.pk)
    change.say(f"Took over the benefits of the case of {work.code}: {done.words or 'nothing had changed'}")
    return row


@action("benefits.edit", right=Right.EDIT, words="Edit a benefit")
def edit(given: EditBenefit, change: Change) -> Benefit:
    """Change title, study, owner or note; its figures are planned, measured and agreed elsewhere."""
    row = benefit_seen(given.code, change.actor)
    change.allow(row.use_case.department_id)
    values: dict[str, Any] = given.model_dump(include={"title", "note"}, exclude_none=True)
    if given.study is not None:
        study = study_seen(given.study, change.actor) if given.study else None
        if study and study.use_case_id != row.use_case_id:
            raise BadInput(f"{study.code} is a study of {study.use_case.code}, not of {row.use_case.code}.")
        values["study"] = study
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Edited the benefit {row.code} {row.title}")
    return change.update(row, version=given.version, values=values)


def _which_use(row: BusinessCase, waiting: list[str]) -> str:
    uses = [one.code for one in row.initiative.use_cases.filter(retired_at=None).order_by("code")]
    work = row.initiative.code
    if not uses:
        return f"{work} has no use to which its benefits could belong: name one (use_case), or link it first."
    return f"{work} has several uses ({', '.join(uses)}) or one that you may not write about: name the use (use_case)."
