"""How far are the requirements of each framework met, for us, a department or a use, and why?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.coverage import STATES, Framework, Reason, Requirement, State, Tally, unsettled
from opencaio.engines.coverage.cover import Places
from opencaio.engines.coverage.model import EVERY
from opencaio.errors import NotFound
from opencaio.packs.frameworks import framework
from opencaio.record.actions.registry import Asked
from opencaio.record.coverage import HIDDEN, Ground
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query

REASONS = 6
ALL_REASONS = 200


class Where(Asked):
    """For which uses: of a department and below it, or one use; as on a day (evidence that has run out by then)."""

    department: str = Field("", max_length=60)
    use_case: str = Field("", max_length=40)
    on: date | None = None


class ShowFramework(Where):
    """One framework, by its id; ``state`` keeps only the requirements that stand so."""

    id: str
    state: Literal["", "met", "partly", "missing", "not_applicable"] = ""


class ShowRequirement(Where):
    """One requirement, as ``framework:requirement``, with everything that bears on it."""

    key: str


class Counted(BaseModel):
    """How many requirements stand how, and how many pairs of a requirement and a use.

    ``share`` is met pairs of those that apply, from 0 to 1; nothing where none apply.
    """

    met: int
    partly: int
    missing: int
    not_applicable: int
    pairs: int
    pairs_met: int
    pairs_partly: int
    share: float | None


class FrameworkLine(Counted):
    """One framework with its source and how far it is covered; ``unsettled``: uses of which a fact must be known.

    ``regime`` is set for the duties of a law; ``left_out`` is the reason why it does not apply to us as a
    whole.
    """

    id: str
    title: str
    short: str
    version: str
    source: str
    licence: str
    link: str
    about: str
    checked_on: date
    regime: str
    requirements: int
    uses: int
    unsettled: int
    unsettled_fact: str
    left_out: str


class FrameworkList(BaseModel):
    """Frameworks first, then laws, by title."""

    rows: list[FrameworkLine]
    on: date


class StepLine(BaseModel):
    """One crosswalk on the way from what is met to what it bears on."""

    source: str
    target: str
    strength: str
    reason: str


class ReasonLine(BaseModel):
    """One control or piece of evidence: how far it carries (``met``, ``partly``, or nothing) and along which way.

    ``because``: ``shown``, ``said`` (nothing that holds shows it), ``partly_in_place``, ``planned``, ``evidence``,
    ``expired``.
    """

    sort: Literal["control", "evidence"]
    code: str
    evidence: int | None
    title: str
    counts: Literal["met", "partly", ""]
    because: str
    uses: int
    use_case: str
    until: date | None
    steps: list[StepLine]


class WalkLine(BaseModel):
    """Another requirement on which what meets this one bears."""

    key: str
    framework: str
    title: str
    strength: str
    same: bool
    reason: str


class RequirementLine(BaseModel):
    """One requirement: what it asks, how it stands for how many uses, and the first reasons."""

    key: str
    id: str
    title: str
    plain: str
    of: Literal["use", "organisation"]
    evidence: list[str]
    alone: Literal["full", "partly"]
    certainty: str
    citation: str
    link: str
    state: State
    met: int
    partly: int
    missing: int
    not_applicable: int
    applies: bool
    stance: str
    reasons: list[ReasonLine]
    more_reasons: int


class GroupPart(BaseModel):
    """A group with its requirements; ``part_of`` names the group above it."""

    id: str
    title: str
    plain: str
    part_of: str
    requirements: list[RequirementLine]


class FrameworkPage(FrameworkLine):
    """One framework, group by group; groups without a requirement that the filter lets through are left out."""

    on: date
    groups: list[GroupPart]


class RequirementPage(RequirementLine):
    """One requirement with its reasons (at most 200), and the crosswalks that lead away from it."""

    framework_id: str
    framework_title: str
    on: date
    crosswalks: list[WalkLine]


@query("frameworks.list", words="List frameworks with their coverage")
def list_frameworks(given: Where, actor: Actor) -> FrameworkList:
    """Every framework and law, and how far what the asker may see covers it."""
    ground = ground_of(given, actor)
    return FrameworkList(rows=[line_of(one, ground) for one in ground.net.frameworks], on=ground.on)


@query("frameworks.show", words="Show one framework")
def show(given: ShowFramework, actor: Actor) -> FrameworkPage:
    """Its requirements with their state and the reasons."""
    chosen, ground = framework(given.id), ground_of(given, actor)
    places = ground.net.places_of(chosen.id)
    tallies = dict(zip((one.key for one in chosen.requirements), ground.covered.tallies(places), strict=True))
    kept = [one for one in chosen.requirements if given.state in ("", tallies[one.key].state)]
    lines = {one.key: requirement_line(one, tallies[one.key], ground, most=REASONS) for one in kept}
    return FrameworkPage(
        **line_of(chosen, ground).model_dump(), on=ground.on, groups=list(_groups(chosen, kept, lines))
    )


@query("frameworks.requirement", words="Show one requirement")
def show_requirement(given: ShowRequirement, actor: Actor) -> RequirementPage:
    """Everything that bears on it, and what it bears on."""
    ground = ground_of(given, actor)
    place = ground.net.place(given.key)
    if place is None:
        raise NotFound(f"There is no requirement {given.key}.")
    one = ground.net.requirements[place]
    line = requirement_line(one, ground.covered.tally([place]), ground, most=ALL_REASONS)
    return RequirementPage(
        **line.model_dump(),
        framework_id=one.framework,
        framework_title=framework(one.framework).title,
        on=ground.on,
        crosswalks=_walks(one, ground),
    )


def ground_of(given: Where, actor: Actor) -> Ground:
    """What is on record for these uses; ``NotFound`` for a use that is not there or may not be seen."""
    day = given.on or timezone.localdate()
    ground = Ground(actor, on=day, department=given.department, use_case=given.use_case)
    if given.use_case and not ground.rows:
        raise NotFound("There is no such use of AI here, or you may not see it.")
    return ground


def line_of(one: Framework, ground: Ground, *, rows: list[int] | None = None) -> FrameworkLine:
    """One framework with its coverage, over all uses or those of these rows."""
    places = ground.net.places_of(one.id)
    uses = [ground.uses[row] for row in rows] if rows is not None else list(ground.uses)
    stance = ground.stance_of.get(f"{one.id}:{EVERY}")
    plain = ("id", "title", "short", "version", "source", "licence", "link", "about", "checked_on", "regime")
    return FrameworkLine(
        **counted(ground, places, rows=rows).model_dump(),
        **{name: getattr(one, name) for name in plain},
        requirements=len(one.requirements),
        uses=len(uses),
        unsettled=len(unsettled(one, uses)),
        unsettled_fact=one.applies_when.fact if one.applies_when else "",
        left_out=stance.reason if stance and not stance.applies else "",
    )


def counted(ground: Ground, places: Places, *, rows: list[int] | None = None) -> Counted:
    """The requirements at these places, counted by state and as pairs."""
    found = ground.covered.summary(places, uses=rows)
    states = {state: getattr(found, state) for state in STATES}
    pairs = {"pairs": found.pairs.applicable, "pairs_met": found.pairs.met, "pairs_partly": found.pairs.partly}
    return Counted(**states, **pairs, share=found.pairs.share)


def requirement_line(one: Requirement, tally: Tally, ground: Ground, *, most: int) -> RequirementLine:
    """One requirement as a row, with at most so many reasons."""
    stance = ground.stance_of.get(one.key) or ground.stance_of.get(f"{one.framework}:{EVERY}")
    found, count = ground.reasons(one.key, most=most) if tally.applicable else ((), 0)
    shown = found[:most]
    plain = ("key", "id", "title", "plain", "of", "alone", "certainty", "citation", "link")
    return RequirementLine(
        **{name: getattr(one, name) for name in plain},
        evidence=list(one.evidence),
        state=tally.state,
        met=tally.met,
        partly=tally.partly,
        missing=tally.missing,
        not_applicable=tally.not_applicable,
        applies=stance.applies if stance else True,
        stance=stance.reason if stance else "",
        reasons=[reason_line(each) for each in shown],
        more_reasons=count - len(shown),
    )


def reason_line(one: Reason) -> ReasonLine:
    """One reason; the code of a control that the asker may not see is left out."""
    counts: tuple[Literal["", "partly", "met"], ...] = ("", "partly", "met")
    return ReasonLine(
        sort=one.sort,
        code="" if one.code.startswith(HIDDEN) else one.code,
        evidence=one.proof,
        title=one.title,
        counts=counts[one.level],
        because=one.because,
        uses=len(one.uses),
        use_case=one.uses[0] if one.sort == "evidence" else "",
        until=one.until,
        steps=[StepLine(source=s.source, target=s.target, strength=s.strength, reason=s.reason) for s in one.steps],
    )


def _groups(chosen: Framework, kept: list[Requirement], lines: dict[str, RequirementLine]) -> Iterable[GroupPart]:
    held = {one.group for one in kept}
    above = {one.part_of for one in chosen.groups if one.id in held}
    for group in chosen.groups:
        if group.id in held | above:
            inside = [lines[one.key] for one in kept if one.group == group.id]
            yield GroupPart(
                id=group.id, title=group.title, plain=group.plain, part_of=group.part_of, requirements=inside
            )


def _walks(one: Requirement, ground: Ground) -> list[WalkLine]:
    found = []
    for target, route in ground.net.routes_from(ground.net.index[one.key]).items():
        if not route.steps:
            continue
        other = ground.net.requirements[target]
        found.append(
            WalkLine(
                key=other.key,
                framework=other.framework,
                title=other.title,
                strength="partly" if route.lost else "full",
                same=len(route.steps) == 1 and _is_same(one, other),
                reason=" → ".join(step.reason for step in route.steps),
            )
        )
    return sorted(found, key=lambda walk: (walk.strength, walk.key))


def _is_same(one: Requirement, other: Requirement) -> bool:
    return any(walk.both_ways and walk.to == other.key for walk in one.crosswalks) or any(
        walk.both_ways and walk.to == one.key for walk in other.crosswalks
    )
