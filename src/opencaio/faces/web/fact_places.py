"""Of which part, or of the organisation, is a fact stated, and where else could it better stand?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.faces.web.choices import Choice
from opencaio.faces.web.part_words import FACT_KINDS, KINDS, PART_KINDS, bearing, question_href
from opencaio.packs.law import load_law
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.organisation import OrganisationShown
from opencaio.record.queries.parts import PartPage
from opencaio.record.queries.stated import StatedHere


class Elsewhere(NamedTuple):
    """Another thing of which the same fact can be stated."""

    name: str
    href: str


@dataclass(frozen=True)
class FactPlace:
    """The thing that a question is about: its name, its page, its facts, and who may state them."""

    kind: str
    name: str
    above: Elsewhere
    home: str
    subject: dict[str, Any]
    facts: list[StatedHere]
    may_state: bool
    near: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def args(self) -> list[Any]:
        """What its addresses are made of."""
        return [self.kind, self.subject["id"]] if "id" in self.subject else []

    def to(self, what: str) -> str:
        """One of its addresses: question, fact, fact_withdraw."""
        return reverse(f"{'part' if self.args else 'organisation'}_{what}", args=self.args)


def place_of_part(page: PartPage, actor: Actor) -> FactPlace:
    """A part as a thing of which facts are stated."""
    above = Elsewhere(str(KINDS[page.kind].many), f"{reverse('parts')}?kind={page.kind}")
    return FactPlace(
        kind=page.kind,
        name=page.name,
        above=above,
        home=reverse("part", args=[page.kind, page.id]),
        subject={"kind": FACT_KINDS.get(page.kind, page.kind), "id": page.id},
        facts=page.facts,
        may_state=may_state(page, actor),
        near=[(one.kind, one.id, one.name) for one in page.linked],
    )


def place_of_organisation(actor: Actor) -> FactPlace:
    """The organisation as a thing of which facts are stated."""
    shown: OrganisationShown = ask("organisation.show", {}, actor)
    return FactPlace(
        kind="organisation",
        name=shown.name,
        above=Elsewhere(_("Organisation"), reverse("organisation")),
        home=reverse("organisation"),
        subject={"kind": "organisation"},
        facts=shown.facts,
        may_state=actor.may(Right.STATE_FACTS, None),
    )


def may_state(page: PartPage, actor: Actor) -> bool:
    """True when the actor may state facts of this part; of a deployment nobody does."""
    return not page.is_retired and page.kind != "deployment" and actor.may(Right.STATE_FACTS, page.department_id)


def questions(kind: str) -> tuple[list[Choice], list[Choice]]:
    """The questions that bear on this kind of thing, and all others."""
    first = bearing(kind)
    facts = load_law().vocabulary.facts
    return (
        [Choice(key, facts[key].question) for key in first],
        [Choice(one.key, one.question) for one in facts.values() if one.key not in set(first)],
    )


def elsewhere(key: str, near: Iterable[tuple[str, int, str]], *, document: int | None = None) -> list[Elsewhere]:
    """The parts near by (kind, number, name) on which this question bears, and where it is answered for them."""
    query = urlencode({"key": key} | ({"document": document} if document else {}))
    return [
        Elsewhere(name, f"{question_href(kind, number)}?{query}")
        for kind, number, name in near
        if key in bearing(PART_KINDS.get(kind, kind))
    ]
