"""Who stands at the door, and as whom does he act?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from pydantic import BaseModel

from opencaio.errors import Refused
from opencaio.record.actions import Done, perform
from opencaio.record.actors import actor_for
from opencaio.record.models import Person, User
from opencaio.record.permissions import Actor

Rest = ParamSpec("Rest")


class Visit(HttpRequest):
    """A request of someone who has signed in."""

    actor: Actor
    person: Person
    htmx: Any


View = Callable[Concatenate[Visit, Rest], HttpResponseBase]


def signed_in(view: View[Rest]) -> Callable[..., HttpResponseBase]:
    """Let only people through who have signed in, and say as whom they act."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        visit = cast(Visit, request)
        visit.person = person_of(cast(User, request.user))
        visit.actor = actor_for(visit.person, face="web")
        return view(visit, *args, **kwargs)

    return login_required(enter)


def person_of(user: User) -> Person:
    """The person behind a sign-in."""
    person = Person.objects.filter(user=user, retired_at=None).first()
    if person is None:
        raise Refused(_("This sign-in belongs to nobody on record. Ask an officer."))
    return person


def done(visit: Visit, name: str, given: BaseModel | dict[str, Any]) -> Done:
    """Perform an action as the visitor and say so on the next page."""
    outcome = perform(name, given, visit.actor)
    words = outcome.words if outcome.entry else _("Nothing changed.")
    messages.success(visit, words)
    return outcome
