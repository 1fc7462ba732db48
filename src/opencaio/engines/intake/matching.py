"""Which rows are new, changed, the same as before or the same twice, and which look like an older use?"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz

from opencaio.engines.intake.cells import fold
from opencaio.engines.intake.drafts import Draft, Identity
from opencaio.engines.intake.likeness import Likeness, likest

Kind = Literal["create", "update", "unchanged", "merge", "keep_apart"]
SAME_THING = 60.0
"""Names at least so alike (0 to 100) may be one use under one id; below it the id has been given anew."""


@dataclass(frozen=True, slots=True)
class Known:
    """A use that the record holds from an earlier import (`format_id` blank: entered by hand).

    `identity_key` and `content_digest` are those of the draft that last wrote it; `key` is the record's own.
    A use that came from several rows is given once for each. One that was `retired` from the record (merged
    into another, or put away) still owns its rows, so that they do not come back, but is never proposed.
    """

    key: Hashable
    identity: Identity | None
    identity_key: str
    name: str
    department_code: str
    content_digest: str
    format_id: str
    unit: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class ProposedMatch:
    """A use of the record that this row may continue, and how alike they are (0 to 100)."""

    key: Hashable
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a draft: `key` is the record's use if any, `of_row` the row it repeats."""

    draft: Draft
    kind: Kind
    key: Hashable | None
    reason: str
    of_row: int | None = None
    proposal: ProposedMatch | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The six counts of an import; `read` is always the sum of the others. Kept apart counts as created."""

    read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    refused: int


def match(drafts: Sequence[Draft], known: Sequence[Known], *, format_id: str) -> tuple[Decision, ...]:
    """One decision for each draft, in the drafts' order.

    Identity is the id within the department (or the name within department and unit) in the same
    format. What is new but reads like another use of the same department carries a proposal.
    """
    before: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        if one.format_id == format_id:
            before[one.identity_key].append(one)
    groups: dict[str, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        groups[draft.identity_key].append(index)
    decided: dict[int, Decision] = {}
    for key, indexes in groups.items():
        group = [drafts[index] for index in indexes]
        decided.update(zip(indexes, _decide(group, before.get(key, [])), strict=True))
    return _with_proposals([decided[index] for index in range(len(drafts))], known)


def _decide(group: Sequence[Draft], before: Sequence[Known]) -> list[Decision]:
    """Decisions for rows of one identity, given what the record holds under it."""
    free = list(before)
    decisions: list[Decision | None] = [None] * len(group)
    first: dict[str, int] = {}
    for place, draft in enumerate(group):
        if draft.content_digest in first:
            decisions[place] = _merge(draft, of_row=first[draft.content_digest])
            continue
        first[draft.content_digest] = draft.row
        same = next((one for one in free if one.content_digest == draft.content_digest), None)
        if same is not None:
            free.remove(same)
            decisions[place] = Decision(draft, "unchanged", same.key, "Nothing has changed since.")
    _decide_rest(group, decisions, free=free, occupied=len(before) - len(free))
    return [one for one in decisions if one is not None]


def _merge(draft: Draft, *, of_row: int) -> Decision:
    return Decision(draft, "merge", None, f"The same as row {of_row}, cell for cell.", of_row=of_row)


def _decide_rest(group: Sequence[Draft], decisions: list[Decision | None], *, free: list[Known], occupied: int) -> None:
    """Rows that are neither repeated nor unchanged: changed, new, or another use under a taken identity."""
    rest = [place for place, decision in enumerate(decisions) if decision is None]
    taken = occupied > 0
    for place in rest:
        changed = _the_changed(group[place], free, alone=len(rest) == 1)
        if changed is not None:
            free.remove(changed)
            decisions[place] = Decision(group[place], "update", changed.key, "The row has changed.")
        elif taken or free:
            decisions[place] = _kept_apart(group[place])
        else:
            decisions[place] = Decision(group[place], "create", None, "Not in the record yet.")
        taken = True


def _the_changed(draft: Draft, free: Sequence[Known], *, alone: bool) -> Known | None:
    """The one use of the record that this row is a new version of, where there is no doubt."""
    alike = [one for one in free if _same_name(draft.name, one.name)]
    exact = [one for one in alike if fold(one.name) == fold(draft.name)]
    if len(exact) == 1 and (alone or draft.identity is not None):
        return exact[0]
    return alike[0] if len(alike) == 1 and alone else None


def _same_name(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(fold(one), fold(other)) >= SAME_THING


def _kept_apart(draft: Draft) -> Decision:
    if draft.identity is not None:
        words = f"Another use bears the id “{draft.identity.external_id}” too: say which is which, or merge."
    else:
        words = "Another use of this department bears the same name, and neither has an id: say if they are one."
    return Decision(draft, "keep_apart", None, words)


def _with_proposals(decisions: list[Decision], known: Sequence[Known]) -> tuple[Decision, ...]:
    """New rows get the likest use of the record that this file has not already claimed."""
    claimed = {decision.key for decision in decisions if decision.key is not None}
    old = [one for one in known if one.key not in claimed and not one.retired]
    new = [index for index, decision in enumerate(decisions) if decision.kind == "create"]
    asked = [
        Likeness(decisions[i].draft.department_code, decisions[i].draft.unit, decisions[i].draft.name) for i in new
    ]
    held = [Likeness(one.department_code, one.unit, one.name) for one in old]
    for index, found in zip(new, likest(asked, held), strict=True):
        if found is not None:
            proposal = ProposedMatch(old[found.place].key, found.score)
            decisions[index] = replace(decisions[index], proposal=proposal)
    return tuple(decisions)


def gone(decisions: Sequence[Decision], known: Sequence[Known], *, format_id: str) -> tuple[Known, ...]:
    """Uses that an earlier file of this format held and this one, for the departments it covers, does not."""
    claimed = {decision.key for decision in decisions if decision.key is not None}
    covered = {fold(decision.draft.department_code) for decision in decisions}
    return tuple(
        one
        for one in known
        if one.format_id == format_id
        and one.key not in claimed
        and not one.retired
        and fold(one.department_code) in covered
    )


def count(decisions: Sequence[Decision], *, refused: int) -> Counts:
    """The six counts: read = created + updated + unchanged + merged + refused."""
    kinds = Counter(decision.kind for decision in decisions)
    return Counts(
        read=len(decisions) + refused,
        created=kinds["create"] + kinds["keep_apart"],
        updated=kinds["update"],
        unchanged=kinds["unchanged"],
        merged=kinds["merge"],
        refused=refused,
    )
