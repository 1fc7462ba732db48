"""How is a duty, a practice or a control shown to be met: by a file, a link or a note, and until when?"""

from datetime import date
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.gates import later
from opencaio.errors import BadInput, NotFound
from opencaio.packs.evidence import load_kinds
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.attachments import Attachment, inspect, keep
from opencaio.record.changes import Change
from opencaio.record.duty_states import lapse
from opencaio.record.models import Control, Duty, Evidence, UseCase
from opencaio.record.permissions import Actor, Right

NOT_HERE = "There is no such thing here, or you may not see it."


class AddEvidence(Asked):
    """A file (``upload``, with its name), a link or a note, about a use or a ``control`` (its code).

    ``kind`` is one of the kinds of evidence; ``code`` names a practice, ``duty`` a duty. Without ``expires_on`` it
    holds as long as its kind usually does, from the day it is ``dated``. A link is kept, and never followed.
    """

    use_case: str = ""
    control: str = Field("", max_length=60)
    title: str = Field(min_length=1, max_length=300)
    kind: str = Field("", max_length=60)
    duty: int | None = None
    code: str = Field("", max_length=60)
    link: str = Field("", max_length=1000, pattern=r"^(https?://\S+)?$")
    note: str = Field("", max_length=20_000)
    upload: str | None = None
    file_name: str = Field("", max_length=255)
    dated: date | None = None
    expires_on: date | None = None


class RetireEvidence(Asked):
    """Evidence that no longer holds."""

    id: int
    version: int | None = None
    reason: str = ""


def look_at_file(given: AddEvidence, actor: Actor) -> Attachment | None:
    """Look at the upload; ``BadFile`` when it is not to be kept. Whoever may not add it learns nothing of it."""
    use, control = _about(given)
    department = use.department_id if use else control.department_id if control else None
    if given.upload is None or not actor.may(Right.STATE_FACTS, department):
        return None
    return inspect(given.upload, file_name=given.file_name)


@action("evidence.add", right=Right.STATE_FACTS, words="Add evidence", prepare=look_at_file)
def add(given: AddEvidence, change: Change, file: Attachment | None) -> Evidence:
    """Put evidence on record: of a use, beside a duty or a practice if one is named, or of a control."""
    use, control = _about(given)
    _allow(use, control, change)
    if not (file or given.link or given.note):
        raise BadInput("Evidence is a file, a link or a note: give one of them.")
    values = given.model_dump(exclude={"use_case", "control", "duty", "upload", "file_name"})
    values |= {"expires_on": _until(given, on=timezone.localdate(change.at)), "kind": _kind(given.kind)}
    row = Evidence(use_case=use, control=control, duty=_duty(given.duty, use), **values, **_columns(file))
    if row.duty and not row.code:
        row.code = row.duty.code
    _touch(row, change)
    change.say(f"Added evidence to {use.code if use else control and control.code}: {given.title}")
    change.create(row)
    if file and given.upload:
        keep(given.upload, file)
    return row


@action("evidence.retire", right=Right.STATE_FACTS, words="Retire evidence")
def retire(given: RetireEvidence, change: Change) -> Evidence:
    """The evidence no longer holds; it and its file stay readable. What it alone showed to be done is open again."""
    rows = Evidence.objects.select_related("use_case", "control")
    row = rows.filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    _allow(row.use_case, row.control, change)
    _touch(row, change)
    because = f" ({given.reason})" if given.reason else ""
    change.say(f"Retired evidence of {_whose(row)}: {row.title}{because}")
    change.update(row, version=given.version, values={"retired_at": change.at})
    lapse(row, change)
    return row


def _about(given: AddEvidence) -> tuple[UseCase | None, Control | None]:
    if bool(given.use_case) == bool(given.control):
        raise BadInput("Evidence is of a use or of a control: name one of them.")
    if given.use_case:
        return use_case(given.use_case), None
    row = Control.objects.filter(code__iexact=given.control, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return None, row


def _allow(use: UseCase | None, control: Control | None, change: Change) -> None:
    if use is not None:
        change.allow(use.department_id)
    elif control is not None:
        change.allow_part(control.department_id)


def _touch(row: Evidence, change: Change) -> None:
    if row.use_case_id:
        change.touch("usecase", row.use_case_id)
    if row.control_id:
        change.touch("control", row.control_id)
    if row.duty_id:
        change.touch("duty", row.duty_id)


def _whose(row: Evidence) -> str:
    return row.use_case.code if row.use_case else row.control.code if row.control else ""


def _kind(code: str) -> str:
    if code and code not in load_kinds():
        raise BadInput(f"There is no kind of evidence {code}. Kinds: {', '.join(load_kinds())}.")
    return code


def _until(given: AddEvidence, *, on: date) -> date | None:
    """Its last day: the one that is given, else as long as its kind usually says something about today."""
    if given.dated and given.expires_on and given.expires_on < given.dated:
        raise BadInput(f"It cannot expire on {given.expires_on} when it is of {given.dated}.")
    kind = load_kinds().get(given.kind)
    if given.expires_on or kind is None or kind.months is None:
        return given.expires_on
    return later(given.dated or on, months=kind.months)


def _duty(key: int | None, use: UseCase | None) -> Duty | None:
    if key is None:
        return None
    row = Duty.objects.filter(pk=key, use_case=use, retired_at=None).first() if use else None
    if row is None:
        raise NotFound("This use case has no such duty.")
    return row


def _columns(file: Attachment | None) -> dict[str, Any]:
    if file is None:
        return {}
    return {"file_name": file.name, "file_digest": file.digest, "file_size": file.size}
