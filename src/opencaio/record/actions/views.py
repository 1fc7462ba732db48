"""How is a set of filters over the inventory kept under a name, and let go?"""

from pydantic import Field

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import SavedView
from opencaio.record.permissions import Right


class SaveView(Asked):
    """A name for filters (the part of an address after the question mark)."""

    name: str = Field(min_length=1, max_length=100)
    query: str = Field(max_length=2000)
    is_shared: bool = False


class RemoveView(Asked):
    """A view of one's own."""

    id: int


@action("views.save", right=Right.COMMENT, words="Save a view")
def save(given: SaveView, change: Change) -> SavedView:
    """Keep filters under a name; the same name again replaces one's own view.

    A shared view is read by everyone, so only someone who may edit everything shares one.
    """
    change.allow_own()
    if given.is_shared and not change.actor.may(Right.EDIT, None):
        raise Refused("Only someone who may edit the whole inventory can share a view with everyone.")
    if change.actor.person_id is None:
        raise Refused("A view belongs to a person.")
    change.say(f"Saved the view {given.name}")
    values = {"query": given.query, "is_shared": given.is_shared, "retired_at": None}
    row = SavedView.objects.filter(by=change.actor.person_id, name__iexact=given.name).first()
    if row is None:
        return change.create(SavedView(by_id=change.actor.person_id, name=given.name, **values))
    return change.update(row, version=None, values=values)


@action("views.remove", right=Right.COMMENT, words="Remove a saved view")
def remove(given: RemoveView, change: Change) -> SavedView:
    """Take one's own view off the list."""
    change.allow_own()
    row = SavedView.objects.filter(pk=given.id, by=change.actor.person_id, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such view of yours.")
    change.say(f"Removed the view {row.name}")
    return change.update(row, version=None, values={"retired_at": change.at})
