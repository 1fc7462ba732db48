"""What did people say, and which tags and fields of our own are there?"""

from datetime import datetime

from django.db.models import Count, Q
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Comment, CustomField, Tag, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible


class ListComments(Asked):
    """Comments on one use case, or (``mine``) those that call the asker, newest first."""

    use_case: str = ""
    mine: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class CommentLine(BaseModel):
    """One comment and whom it calls."""

    id: int
    use_case: str
    use_case_name: str
    by: str
    by_id: int
    at: datetime
    text: str
    mentions: list[str]


class CommentList(BaseModel):
    """One page of comments, newest first."""

    rows: list[CommentLine]
    total: int
    page: int


class ListTags(Asked):
    """Nothing to say."""


class TagLine(BaseModel):
    """A tag, and how many uses of AI that the asker may see carry it."""

    name: str
    use_cases: int


class TagList(BaseModel):
    """By name."""

    rows: list[TagLine]


class ListFields(Asked):
    """Nothing to say."""


class FieldLine(BaseModel):
    """A field that this organisation adds to its use cases."""

    key: str
    label: str
    kind: str
    choices: list[str]
    version: int


class FieldList(BaseModel):
    """By label."""

    rows: list[FieldLine]


@query("comments.list", words="List comments")
def list_comments(given: ListComments, actor: Actor) -> CommentList:
    """Comments on the uses that the asker may see."""
    rows = visible(Comment.objects.filter(retired_at=None), actor, by="use_case__department_id")
    if given.use_case:
        uses = visible(UseCase.objects.filter(code__iexact=given.use_case), actor)
        if not uses.exists():
            raise NotFound("There is no such thing here, or you may not see it.")
        rows = rows.filter(use_case__in=uses)
    if given.mine:
        rows = rows.filter(mentions=actor.person_id)
    start = (given.page - 1) * given.size
    shown = rows.select_related("use_case", "by").prefetch_related("mentions").order_by("-created_at", "-pk")
    lines = [_line(row) for row in shown[start : start + given.size]]
    return CommentList(rows=lines, total=rows.count(), page=given.page)


@query("tags.list", words="List tags")
def list_tags(given: ListTags, actor: Actor) -> TagList:
    """The tags of the uses that the asker may see; who sees everything sees unused tags too."""
    scope = actor.scope(Right.READ)
    seen = Q(use_cases__retired_at=None, use_cases__isnull=False)
    if scope is not EVERYWHERE:
        seen &= Q(use_cases__department__in=scope)
    rows = Tag.objects.filter(retired_at=None).annotate(uses=Count("use_cases", filter=seen, distinct=True))
    if scope is not EVERYWHERE:
        rows = rows.filter(uses__gt=0)
    return TagList(rows=[TagLine(name=row.name, use_cases=row.uses) for row in rows.order_by("name")])


@query("fields.list", words="List fields of our own")
def list_fields(given: ListFields, actor: Actor) -> FieldList:
    """The fields that are offered for every use case."""
    rows = CustomField.objects.filter(retired_at=None).order_by("label")
    names = FieldLine.model_fields
    return FieldList(rows=[FieldLine(**{name: getattr(row, name) for name in names}) for row in rows])


def _line(row: Comment) -> CommentLine:
    return CommentLine(
        id=row.pk,
        use_case=row.use_case.code,
        use_case_name=row.use_case.name,
        by=row.by.name,
        by_id=row.by_id,
        at=row.created_at,
        text=row.text,
        mentions=[one.name for one in row.mentions.all()],
    )
