"""How do words come to group use cases, and how are such words mended?"""

from pydantic import Field

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Tag
from opencaio.record.permissions import Right


class RenameTag(Asked):
    """A tag by its name, and its new name."""

    name: str
    new_name: str = Field(min_length=1, max_length=60)


class RetireTag(Asked):
    """A tag that is no longer wanted."""

    name: str


@action("tags.rename", right=Right.SETTINGS, words="Rename a tag")
def rename(given: RenameTag, change: Change) -> Tag:
    """The use cases keep the tag under its new name."""
    change.allow(None)
    row = _tag(given.name)
    if Tag.objects.filter(name__iexact=given.new_name).exclude(pk=row.pk).exists():
        raise Conflict(f"There is a tag {given.new_name} already.")
    change.say(f"Renamed the tag {row.name} to {given.new_name}")
    return change.update(row, version=None, values={"name": given.new_name})


@action("tags.retire", right=Right.SETTINGS, words="Retire a tag")
def retire(given: RetireTag, change: Change) -> Tag:
    """Take a tag off every use case and out of the list; using its name again brings it back."""
    change.allow(None)
    row = _tag(given.name)
    for use_case in row.use_cases.all():
        left = row.use_cases.model.tags.through.objects.filter(usecase=use_case).exclude(tag=row)
        change.update(use_case, version=None, values={}, tags=list(left.values_list("tag_id", flat=True)))
    change.say(f"Retired the tag {row.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


def tag_called(name: str, change: Change) -> Tag:
    """The tag of this name, made or brought back if need be."""
    row = Tag.objects.filter(name__iexact=name).first()
    if row is None:
        return change.create(Tag(name=name[:60]))
    return change.update(row, version=None, values={"retired_at": None}) if row.retired_at else row


def _tag(name: str) -> Tag:
    row = Tag.objects.filter(name__iexact=name, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no tag {name}.")
    return row
