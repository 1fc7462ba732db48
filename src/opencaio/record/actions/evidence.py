"""How is a duty or a practice shown to be met: by a file, a link or a note, and until when?"""

from datetime import date
from typing import Any

from pydantic import Field

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.attachments import Attachment, attach
from opencaio.record.changes import Change
from opencaio.record.models import Duty, Evidence
from opencaio.record.permissions import Actor, Right


class AddEvidence(Asked):
    """A file (``upload``, with its name), a link or a note; ``code`` names a practice, ``duty`` a duty."""

    use_case: str
    title: str = Field(min_length=1, max_length=300)
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


def keep_file(given: AddEvidence, actor: Actor) -> Attachment | None:
    """Look at the upload and keep it under its digest; ``BadFile`` when it is not to be kept."""
    use = use_case(given.use_case)
    if given.upload is None or not actor.may(Right.STATE_FACTS, use.department_id):
        return None
    return attach(given.upload, file_name=given.file_name)


@action("evidence.add", right=Right.STATE_FACTS, words="Add evidence", prepare=keep_file)
def add(given: AddEvidence, change: Change, file: Attachment | None) -> Evidence:
    """Put evidence on record, beside a duty or a practice if one is named."""
    use = use_case(given.use_case)
    change.allow(use.department_id)
    if not (file or given.link or given.note):
        raise BadInput("Evidence is a file, a link or a note: give one of them.")
    if given.dated and given.expires_on and given.expires_on < given.dated:
        raise BadInput(f"It cannot expire on {given.expires_on} when it is of {given.dated}.")
    values = given.model_dump(exclude={"use_case", "duty", "upload", "file_name"})
    row = Evidence(use_case=use, duty=_duty(given.duty, use.pk), **values, **_columns(file))
    if row.duty and not row.code:
        row.code = row.duty.code
    change.touch("usecase", use.pk)
    change.say(f"Added evidence to {use.code}: {given.title}")
    return change.create(row)


@action("evidence.retire", right=Right.STATE_FACTS, words="Retire evidence")
def retire(given: RetireEvidence, change: Change) -> Evidence:
    """The evidence no longer holds; it and its file stay readable."""
    row = Evidence.objects.select_related("use_case").filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.use_case.department_id)
    change.touch("usecase", row.use_case_id)
    because = f" ({given.reason})" if given.reason else ""
    change.say(f"Retired evidence of {row.use_case.code}: {row.title}{because}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def _duty(key: int | None, use_case_id: int) -> Duty | None:
    if key is None:
        return None
    row = Duty.objects.filter(pk=key, use_case=use_case_id, retired_at=None).first()
    if row is None:
        raise NotFound("This use case has no such duty.")
    return row


def _columns(file: Attachment | None) -> dict[str, Any]:
    if file is None:
        return {}
    return {"file_name": file.name, "file_digest": file.digest, "file_size": file.size}
