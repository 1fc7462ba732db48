"""Which named sets of filters has this person, and which are shared?"""

from django.db.models import Q
from pydantic import BaseModel

from opencaio.record.actions.registry import Asked
from opencaio.record.models import SavedView
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class ListViews(Asked):
    """Nothing to say: one's own views and the shared ones."""


class ViewLine(BaseModel):
    """One saved view; ``query`` is the part of an address after the question mark."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool


class ViewList(BaseModel):
    """In the order of their names."""

    rows: list[ViewLine]


@query("views.list", words="List saved views")
def list_views(given: ListViews, actor: Actor) -> ViewList:
    """One's own views and those that are shared with all."""
    mine = Q(by=actor.person_id) | Q(is_shared=True)
    rows = SavedView.objects.filter(mine, retired_at=None).order_by("name")
    return ViewList(
        rows=[
            ViewLine(
                id=row.pk,
                name=row.name,
                query=row.query,
                is_shared=row.is_shared,
                is_mine=row.by_id == actor.person_id,
            )
            for row in rows
        ]
    )
