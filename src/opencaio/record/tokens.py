"""As whom does a program act that shows a token?"""

from dataclasses import replace
from datetime import datetime, timedelta

from opencaio.errors import Refused
from opencaio.record.actions.tokens import digest_of
from opencaio.record.actors import actor_for
from opencaio.record.models import ApiToken
from opencaio.record.permissions import Actor

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def actor_with_token(secret: str, *, face: str, now: datetime, only_for: str = "") -> Actor:
    """The person behind the token, without the right to write if the token has none.

    A token that is ``only_for`` one door opens no other, and that door needs one of its own. Raises ``Refused`` in
    the same words for a token that is unknown, expired, revoked, or of another door.
    """
    row = ApiToken.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if row is None or row.only_for != only_for or row.revoked_at or row.expires_at <= now or row.person.retired_at:
        raise Refused("This token does not hold: it is unknown, expired or revoked.")
    if row.last_used_at is None or now - row.last_used_at > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return replace(actor_for(row.person, face=face), read_only=not row.can_write)
