"""Which keys has this person given to programs?"""

from datetime import datetime

from pydantic import BaseModel

from opencaio.record.actions.registry import Asked
from opencaio.record.models import ApiToken
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query


class ListTokens(Asked):
    """One's own keys; ``everyone`` shows an officer those of all people."""

    everyone: bool = False


class TokenLine(BaseModel):
    """One key: never its secret, which is not kept."""

    id: int
    name: str
    person: str
    can_write: bool
    only_for: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class TokenList(BaseModel):
    """The newest first."""

    rows: list[TokenLine]


@query("tokens.list", words="List tokens")
def list_tokens(given: ListTokens, actor: Actor) -> TokenList:
    """The keys that stand, and those that were revoked."""
    rows = ApiToken.objects.select_related("person").order_by("-created_at", "-pk")
    if not (given.everyone and actor.may(Right.PEOPLE, None)):
        rows = rows.filter(person=actor.person_id)
    plain = [name for name in TokenLine.model_fields if name != "person"]
    return TokenList(
        rows=[TokenLine(person=row.person.name, **{name: getattr(row, name) for name in plain}) for row in rows]
    )
