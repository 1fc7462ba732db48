"""As whom does a program act: by a token in its header, or by the session of someone signed in?"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from opencaio.errors import Refused
from opencaio.record import bad_tokens
from opencaio.record.actors import actor_for
from opencaio.record.models import Person
from opencaio.record.permissions import Actor
from opencaio.record.tokens import actor_with_token


class NotKnown(Exception):
    """The token or the session does not say who this is."""


class ByToken(HttpBearer):
    """``Authorization: Bearer caio_…``; the token's own scope limits what it may do."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The person behind the token. Raises ``NotKnown``, or ``TooMany`` after twenty a minute."""
        try:
            return actor_with_token(token, face="api", now=timezone.now())
        except (Refused, ValueError) as refusal:
            address = request.META.get("REMOTE_ADDR", "?")
            bad_tokens.count(address, face="api", now=timezone.now())
            raise NotKnown(str(refusal)) from refusal


class BySession(APIKeyCookie):
    """The cookie of someone signed in on the web; a change needs the CSRF token too."""

    param_name = "sessionid"

    def __init__(self) -> None:
        # Checked in `authenticate`, and only for someone who is signed in: else the answer is 401, not 403.
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The person of the session, if any."""
        user: Any = getattr(request, "user", None)
        if "Authorization" in request.headers or user is None or not user.is_authenticated:
            return None
        if check_csrf(request):
            raise Refused("The CSRF token is missing. Send the cookie csrftoken as the header X-CSRFToken.")
        person = Person.objects.filter(user=user, retired_at=None).first()
        return actor_for(person, face="api") if person else None
