"""What changes for our uses of AI between two days, or two texts, of the law?"""

from collections import defaultdict
from datetime import date
from functools import lru_cache

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.law_diff import (
    Change,
    Day,
    Provision,
    beginnings,
    compare,
    milestones,
    provisions,
    read_day,
)
from opencaio.engines.standing import UseState
from opencaio.errors import BadInput
from opencaio.packs.law import load_law
from opencaio.record.actions.registry import Asked
from opencaio.record.briefing.loading import load_states
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query
from opencaio.record.scopes import readable
from opencaio.record.storable import FIRST_YEAR, LAST_YEAR

Changed = tuple[UseState, tuple[Change, ...]]

AHEAD = 800
"""Days ahead that are compared with today when nobody says until when."""


class AskLawDiff(Asked):
    """Two days (2027-12-02) or texts (eu-ai-act@2024); from today and 800 days ahead where left out."""

    since: str = Field("", max_length=60)
    until: str = Field("", max_length=60)
    department: str = ""
    regime: str = ""
    kind: str = Field("", pattern="^(class|begins|new|gone|moved|could|)$")
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=20_000)


class LawDay(BaseModel):
    """A day of the law, and what it was named by."""

    on: date
    words: str


class ChangeRow(BaseModel):
    """One change for one use; see `opencaio.engines.law_diff.Change` for the kinds."""

    kind: str
    regime: str
    code: str
    title: str
    citation: str
    on: date | None
    before: str
    after: str
    certainty: str
    facts: list[str]


class UseChanges(BaseModel):
    """A use of AI and all that changes for it."""

    code: str
    name: str
    department: str
    owner: str
    stage: str
    changes: list[ChangeRow]


class Milestone(BaseModel):
    """What begins by a regulation's own calendar, whether or not a use of ours is touched."""

    regime: str
    words: str
    citation: str
    certainty: str
    note: str


class Coming(BaseModel):
    """What begins for some uses, named by their codes; ``facts`` are unknown and decide whether it does."""

    regime: str
    title: str
    citation: str
    certainty: str
    uses: list[str]
    facts: list[str] = []


class Bundle(BaseModel):
    """Duties that begin for the same uses."""

    uses: list[str]
    duties: list[Coming]


class ComingDay(BaseModel):
    """One day between the two: the calendar, the classes and duties that bind from it, and what could bind."""

    on: date
    milestones: list[Milestone] = []
    classes: list[Coming] = []
    bundles: list[Bundle] = []
    could: list[Coming] = []


class ProvisionRow(BaseModel):
    """A provision that the two texts do not share."""

    regime: str
    title: str
    citation: str
    kind: str
    before: list[date]
    after: list[date]
    certainty: str


class LawDiff(BaseModel):
    """What changes between the two days: in the law, by date, and use by use."""

    since: LawDay
    until: LawDay
    compared: int
    changed: int
    provisions: list[ProvisionRow]
    days: list[ComingDay]
    rows: list[UseChanges]
    total: int
    page: int


@query("law.diff", words="Say what changes for our uses between two days of the law")
def diff(given: AskLawDiff, actor: Actor) -> LawDiff:
    """Every use that the asker may see, answered under both days; what is the same is left out."""
    law = load_law()
    since, until = _days(given)
    compared, changed = _changes(given, actor, since=since.on, until=until.on)
    start = (given.page - 1) * given.size
    return LawDiff(
        since=LawDay(on=since.on, words=since.words),
        until=LawDay(on=until.on, words=until.words),
        compared=compared,
        changed=len(changed),
        provisions=[_provision(one) for one in provisions(law, since=since.on, until=until.on)],
        days=_coming_days(changed, since=since.on, until=until.on),
        rows=[_use(state, changes) for state, changes in changed[start : start + given.size]],
        total=len(changed),
        page=given.page,
    )


def _days(given: AskLawDiff) -> tuple[Day, Day]:
    law, today = load_law(), timezone.localdate()
    since = read_day(given.since, law, end="since") if given.since else Day(today, today.isoformat())
    if not FIRST_YEAR <= since.on.year <= LAST_YEAR:
        raise BadInput(f"since: the year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    later = date.fromordinal(since.on.toordinal() + AHEAD)
    until = read_day(given.until, law, end="until") if given.until else Day(later, later.isoformat())
    if since.on >= until.on:
        raise BadInput(f"The law is compared forwards: {since.on} does not lie before {until.on}.")
    return since, until


def _changes(given: AskLawDiff, actor: Actor, *, since: date, until: date) -> tuple[int, list[Changed]]:
    """How many uses were compared, and those that change."""
    scope = readable(given.department, actor)
    ahead = beginnings(load_law(), since=since, until=until)
    earlier = {one.key: one for one in load_states(scope=scope, law_on=since) if one.stage != "retired"}
    later = [one for one in load_states(scope=scope, law_on=until) if one.key in earlier]
    changed = []
    for state in later:
        changes = compare(earlier[state.key], state, since=since, until=until, ahead=ahead)
        kept = tuple(one for one in changes if given.regime in ("", one.regime) and given.kind in ("", one.kind))
        if kept:
            changed.append((state, kept))
    return len(later), changed


def _coming_days(changed: list[Changed], *, since: date, until: date) -> list[ComingDay]:
    """The same by day, the soonest first, with the regulations' own calendar."""
    days: dict[date, ComingDay] = {}
    for regime, one in milestones(load_law(), since=since, until=until):
        known = Milestone(regime=regime, words=one.words, citation=one.citation, certainty=one.certainty, note=one.note)
        days.setdefault(one.date, ComingDay(on=one.date)).milestones.append(known)
    for (on, kind), coming in _by_provision(changed, since=since).items():
        day = days.setdefault(on, ComingDay(on=on))
        ordered = sorted(coming.values(), key=lambda one: (one.regime, one.citation))
        if kind == "duty":
            day.bundles = _bundles(ordered)
        elif kind == "class":
            day.classes = ordered
        else:
            day.could = ordered
    return [days[on] for on in sorted(days)]


def _by_provision(changed: list[Changed], *, since: date) -> dict[tuple[date, str], dict[tuple[str, str, str], Coming]]:
    """``{(day, class|duty|could): {(regime, title, citation): what begins}}``."""
    found: dict[tuple[date, str], dict[tuple[str, str, str], Coming]] = defaultdict(dict)
    for state, changes in changed:
        for one in changes:
            if one.on is None or one.on <= since or one.kind in ("gone", "moved"):
                continue
            kind = "could" if one.kind == "could" else "duty" if one.title else "class"
            citation = "" if kind == "class" else one.citation
            key = (one.regime, _title(one), citation)
            coming = found[one.on, kind].setdefault(key, _coming(one))
            coming.uses = list(dict.fromkeys([*coming.uses, state.code]))
            coming.facts = sorted({*coming.facts, *one.facts})
            if kind == "class":
                coming.citation = ", ".join(sorted({*_articles(coming.citation), *_articles(one.citation)}))
    return found


def _articles(citation: str) -> list[str]:
    return [one for one in citation.split(", ") if one]


def _bundles(duties: list[Coming]) -> list[Bundle]:
    """Duties of the same uses together, those of most uses first."""
    groups: dict[tuple[str, ...], list[Coming]] = defaultdict(list)
    for one in duties:
        groups[tuple(one.uses)].append(one)
    found = [Bundle(uses=list(uses), duties=members) for uses, members in groups.items()]
    return sorted(found, key=lambda one: (-len(one.uses), one.uses))


def _coming(one: Change) -> Coming:
    return Coming(regime=one.regime, title=_title(one), citation=one.citation, certainty=one.certainty, uses=[])


def _use(state: UseState, changes: tuple[Change, ...]) -> UseChanges:
    return UseChanges(
        code=state.code,
        name=state.name,
        department=state.department,
        owner=state.owner,
        stage=state.stage,
        changes=[_change(one) for one in changes],
    )


def _change(one: Change) -> ChangeRow:
    return ChangeRow(
        kind=one.kind,
        regime=one.regime,
        code=one.code,
        title=_title(one),
        citation=one.citation,
        on=one.on,
        before=_class_title(one.regime, one.before) if one.kind == "class" else one.before,
        after=_class_title(one.regime, one.after) if one.kind == "class" else one.after,
        certainty=one.certainty,
        facts=list(one.facts),
    )


def _provision(one: Provision) -> ProvisionRow:
    return ProvisionRow(
        regime=one.regime,
        title=one.title,
        citation=one.citation,
        kind=one.kind,
        before=list(one.before),
        after=list(one.after),
        certainty=one.certainty,
    )


def _title(one: Change) -> str:
    return one.title or _class_title(one.regime, one.code)


@lru_cache(maxsize=256)
def _class_title(regime: str, code: str) -> str:
    if not code:
        return "no answer"
    titles = {one.code: one.title for pack in load_law().packs if pack.regime == regime for one in pack.classes}
    return titles.get(code) or ("Not settled" if code == "needs_review" else code)
