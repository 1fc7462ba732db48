"""As whom does someone act: which person, with which grants over which departments?"""

from opencaio.errors import NotFound
from opencaio.record.models import Department, Person, RoleGrant
from opencaio.record.permissions import EVERYWHERE, Actor, Grant, Role


def actor_for(person: Person, *, face: str, read_only: bool = False) -> Actor:
    """The actor that ``person`` is when he comes through ``face`` (web, cli, api, mcp)."""
    grants = RoleGrant.objects.filter(person=person, retired_at=None).select_related("department")
    return Actor(
        person_id=person.pk,
        name=person.name,
        face=face,
        grants=tuple(Grant(Role(one.role), _subtree(one.department)) for one in grants),
        read_only=read_only,
    )


def officer(*, face: str = "cli") -> Actor:
    """The first officer of this workspace: as whom the command line acts unless told otherwise."""
    grant = (
        RoleGrant.objects.filter(role=Role.OFFICER, department=None, retired_at=None)
        .select_related("person")
        .order_by("pk")
        .first()
    )
    if grant is None:
        raise NotFound("This workspace has no officer yet. Run `caio init` first.")
    return actor_for(grant.person, face=face)


def person_by_email(email: str, *, face: str) -> Actor:
    """The actor with this e-mail address."""
    person = Person.objects.filter(email__iexact=email, erased_at=None, retired_at=None).first()
    if person is None:
        raise NotFound(f"Nobody here has the e-mail address {email}.")
    return actor_for(person, face=face)


def _subtree(department: Department | None) -> frozenset[int] | None:
    if department is None:
        return EVERYWHERE
    return frozenset(Department.objects.filter(path__startswith=department.path).values_list("pk", flat=True))
