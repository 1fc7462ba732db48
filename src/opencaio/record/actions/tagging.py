"""How do many uses of AI get one tag at once?"""

from pydantic import Field

from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.tags import tag_called
from opencaio.record.actions.use_cases import use_case
from opencaio.record.changes import Change
from opencaio.record.models import UseCase
from opencaio.record.permissions import Right


class TagUseCases(Asked):
    """Which uses, and the word that groups them."""

    codes: list[str] = Field(min_length=1, max_length=500)
    tag: str = Field(min_length=1, max_length=60)


@action("use_cases.tag", right=Right.EDIT, words="Tag use cases")
def tag_use_cases(given: TagUseCases, change: Change) -> list[UseCase]:
    """Add one tag to many uses, beside those that they have; all or none."""
    rows = [use_case(code) for code in given.codes]
    for row in rows:
        change.allow(row.department_id)
    tag = tag_called(given.tag, change)
    for row in rows:
        held = set(row.tags.values_list("pk", flat=True))
        change.update(row, version=None, values={}, tags=sorted(held | {tag.pk}))
    change.say(f"Tagged {len(rows)} use cases {tag.name}")
    return rows
