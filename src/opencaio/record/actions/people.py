"""How do people, their roles and their sign-ins come to be, change and go?"""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.organisation import department
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.erasing import erase_traces
from opencaio.record.holding import holdings_of, listed
from opencaio.record.manifest import erase_rows
from opencaio.record.models import ApiToken, Person, RoleGrant, User
from opencaio.record.permissions import Actor, Right, Role
from opencaio.record.places import checked_places


class AddPerson(Asked):
    """Someone the record will name; ``password`` also gives a sign-in."""

    name: str = Field(min_length=1, max_length=200)
    email: str | None = Field(None, pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    title: str = ""
    country: str = Field("", max_length=6)
    department: str | None = None
    password: str | None = None


class EditPerson(Asked):
    """What changes about a person; a new e-mail address is also that of the sign-in."""

    id: int
    name: str | None = Field(None, min_length=1, max_length=200)
    email: str | None = Field(None, pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    title: str | None = None
    country: str | None = Field(None, max_length=6)
    department: str | None = None
    version: int | None = None


class GrantRole(Asked):
    """A role over a department and all below it, or over everything."""

    person: int
    role: Role
    department: str | None = None


class WithdrawRole(Asked):
    """The grant to take back."""

    grant: int


class SetPassword(Asked):
    """A new password for someone who has, or gets, a sign-in."""

    person: int
    password: str


class OnePerson(Asked):
    """One person, by number."""

    person: int


class LeavingPerson(OnePerson):
    """Who goes; ``leave_holdings`` lets what he holds stay on his name, which is refused otherwise."""

    leave_holdings: bool = False


@action("people.add", right=Right.PEOPLE, words="Add a person")
def add(given: AddPerson, change: Change) -> Person:
    """A person, with a sign-in when a password is given."""
    change.allow(None)
    email = (given.email or "").lower()
    if email and Person.objects.filter(email__iexact=email).exists():
        raise Conflict(f"Someone with the e-mail address {email} is on record already.")
    home = department(given.department) if given.department else None
    checked_places([given.country] if given.country else [])
    row = change.create(Person(name=given.name, email=email, title=given.title, country=given.country, department=home))
    if given.password is not None:
        _give_sign_in(row, given.password, change)
    change.say(f"Added {row.name}")
    return row


@action("people.edit", right=Right.PEOPLE, words="Edit a person")
def edit(given: EditPerson, change: Change) -> Person:
    """Change what is given."""
    change.allow(None)
    row = living_person(given.id, change.actor)
    values = given.model_dump(include={"name", "title", "country"}, exclude_none=True)
    checked_places([given.country] if given.country else [])
    if given.email is not None:
        values["email"] = _new_address(row, given.email.lower())
    if given.department is not None:
        values["department"] = department(given.department)
    change.say(f"Edited {row.name}")
    return change.update(row, version=given.version, values=values)


@action("people.grant", right=Right.PEOPLE, words="Give a role")
def grant(given: GrantRole, change: Change) -> RoleGrant:
    """Give a role; giving it twice changes nothing."""
    change.allow(None)
    who = living_person(given.person, change.actor)
    where = department(given.department) if given.department else None
    row = RoleGrant.objects.filter(person=who, role=given.role, department=where).first()
    change.say(f"Made {who.name} {given.role} of {where.name if where else 'everything'}")
    if row is None:
        return change.create(RoleGrant(person=who, role=given.role.value, department=where))
    return change.update(row, version=None, values={"retired_at": None})


@action("people.withdraw_role", right=Right.PEOPLE, words="Take back a role")
def withdraw_role(given: WithdrawRole, change: Change) -> RoleGrant:
    """Take back a role; the last officer stays."""
    change.allow(None)
    row = RoleGrant.objects.select_related("person").filter(pk=given.grant, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such role to take back.")
    _keep_an_officer(row.person, losing=row)
    change.say(f"Took the role {row.role} from {row.person.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


@action("people.set_password", right=Right.PEOPLE, words="Set a password")
def set_password(given: SetPassword, change: Change) -> Person:
    """Set a password, unlock the sign-in, and leave only the fact of it in the ledger."""
    change.allow(None)
    row = living_person(given.person, change.actor)
    _give_sign_in(row, given.password, change)
    change.say(f"Set a password for {row.name}")
    return row


@action("people.close_sign_in", right=Right.PEOPLE, words="Close a sign-in")
def close_sign_in(given: OnePerson, change: Change) -> Person:
    """The person stays on record and can no longer sign in."""
    change.allow(None)
    row = person(given.person)
    _keep_an_officer(row, losing=None)
    _close(row, change)
    change.say(f"Closed the sign-in of {row.name}")
    if held := list(holdings_of(row, on=timezone.localdate(change.at))):
        change.say(f"{change.words}, who still holds {len(held)} things: {listed(held)}. Hand them over")
    return row


@action("people.retire", right=Right.PEOPLE, words="Retire a person")
def retire(given: LeavingPerson, change: Change) -> Person:
    """The person has left: no sign-in, no role, no new work; what they did stays readable. Hand over first."""
    change.allow(None)
    row = living_person(given.person, change.actor)
    _keep_an_officer(row, losing=None)
    _leave_nothing(row, given, change)
    _close(row, change)
    for held in row.grants.filter(retired_at=None):
        change.update(held, version=None, values={"retired_at": change.at})
    change.say(f"Retired {row.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


@action("people.erase", right=Right.ERASE, words="Erase a person's data")
def erase(given: LeavingPerson, change: Change) -> Person:
    """Erase one person's data (GDPR Art. 17): name, address, sign-in and what the ledger holds of them.

    What the person did stays counted, under no name; the chain stays valid.
    """
    change.allow(None)
    row = person(given.person)
    if row.erased_at:
        raise Conflict("This person's data has been erased already.")
    if row.pk == change.actor.person_id:
        raise Refused("You cannot erase yourself. Ask another officer.")
    _keep_an_officer(row, losing=None)
    _leave_nothing(row, given, change)
    _close(row, change)
    change.notes["erased_lake_rows"] = erase_rows([row.email or "", row.name], change)
    change.notes["erased_entries"] = erase_traces(row, at=change.at)
    blank = {
        "name": f"Erased person {row.pk}",
        "email": "",
        "title": "",
        "retired_at": change.at,
        "user": None,
    }
    if row.user:
        row.user.delete()
    Person.objects.filter(pk=row.pk).update(**blank, erased_at=change.at, version=row.version + 1)
    change.notes["erased_person"] = row.pk
    change.touch("person", row.pk)
    change.say(f"Erased person {row.pk}")
    return person(row.pk)


def person(key: int) -> Person:
    """The person of this number."""
    row = Person.objects.filter(pk=key).first()
    if row is None:
        raise NotFound(f"There is no person number {key}.")
    return row


def living_person(key: int, actor: Actor) -> Person:
    """A person who is still here and whom the actor may see: of a department of his, or of none."""
    row = Person.objects.filter(pk=key, retired_at=None, erased_at=None).first()
    if row is None or not may_see_person(actor, row):
        raise NotFound("There is no such person here, or you may not see them.")
    return row


def seen_person(key: int, actor: Actor) -> Person:
    """A person whom the actor may see, here still or gone."""
    row = Person.objects.filter(pk=key).first()
    if row is None or not may_see_person(actor, row):
        raise NotFound("There is no such person here, or you may not see them.")
    return row


def may_see_person(actor: Actor, row: Person) -> bool:
    """True for oneself, for those of no department, and for those of a department that one may read."""
    return row.department_id is None or row.pk == actor.person_id or actor.may(Right.READ, row.department_id)


def _new_address(row: Person, email: str) -> str:
    if Person.objects.filter(email__iexact=email).exclude(pk=row.pk).exists():
        raise Conflict(f"Someone with the e-mail address {email} is on record already.")
    if row.user and row.user.is_active:
        row.user.email = email
        row.user.save(update_fields=["email"])
    return email


def _give_sign_in(row: Person, password: str, change: Change) -> None:
    if not row.email:
        raise BadInput(f"{row.name} has no e-mail address, which a sign-in needs.")
    user = row.user or User(date_joined=change.at)
    user.email = row.email
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    user.set_password(password)
    user.is_active = True
    user.save()
    if row.user_id is None:
        row.user = user
        row.save(update_fields=["user"])
    change.notes["sign_in_of"] = row.pk
    change.touch("person", row.pk)


def _close(row: Person, change: Change) -> None:
    if row.user:
        row.user.is_active = False
        row.user.set_unusable_password()
        row.user.email = f"closed-{row.user.pk}@invalid"
        row.user.save()
    ApiToken.objects.filter(person=row, revoked_at=None).update(revoked_at=change.at)
    change.notes["sign_in_closed"] = row.pk
    change.touch("person", row.pk)


def _leave_nothing(row: Person, given: LeavingPerson, change: Change) -> None:
    """Refuse while something stands on this name, unless it is said that it may stay there."""
    held = list(holdings_of(row, on=timezone.localdate(change.at)))
    if held and not given.leave_holdings:
        count = "1 thing" if len(held) == 1 else f"{len(held)} things"
        raise Refused(
            f"{row.name} still holds {count}: {listed(held)}. Hand them over first.",
            details=[one.name for one in held],
        )


def _keep_an_officer(row: Person, *, losing: RoleGrant | None) -> None:
    officers = RoleGrant.objects.filter(
        role=Role.OFFICER, department=None, retired_at=None, person__user__is_active=True
    )
    mine = officers.filter(person=row)
    if losing is not None:
        mine = mine.filter(pk=losing.pk)
    if mine.exists() and not officers.exclude(pk__in=mine.values("pk")).exists():
        raise Refused("This is the last officer. Name another one first.")
