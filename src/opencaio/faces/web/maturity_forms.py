"""What does the form of an assessment show, and which answers were sent that differ from those on record?"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opencaio.errors import BadInput
from opencaio.record.queries.maturity import AskedSide, GivenLevel, MaturityPage

UNKNOWN = "?"
STEPS = ("0", "1", "2", "3", "4", "5", UNKNOWN)


@dataclass(frozen=True)
class Line:
    """One question as the form shows it; ``level`` is a step, ``?`` (nobody knows) or empty (not asked yet)."""

    asked: GivenLevel
    level: str
    because: str
    evidence: str

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The steps 1 to 5 with what each looks like."""
        return [(str(number), words) for number, words in enumerate(self.asked.steps, start=1)]

    @property
    def words(self) -> str:
        """The step that was given, in words."""
        held = self.asked
        if held.level is None:
            return _("Nobody knows") if held.is_asked else _("Not asked yet")
        return held.steps[held.level - 1] if held.level else _("Nothing of it")


def sent_levels(page: MaturityPage, post: QueryDict | None) -> list[tuple[AskedSide, list[Line]]]:
    """Each side with its questions; what was sent stays in the form when it was refused."""
    return [(side, [_line(one, post) for one in side.questions]) for side in page.asked]


def read_levels(post: QueryDict, page: MaturityPage) -> list[dict[str, Any]]:
    """The answers that differ from those on record. Raises ``BadInput`` for a step that is none."""
    lines = [_line(one, post) for side in page.asked for one in side.questions]
    return [_answer(one) for one in lines if one.level and one != _line(one.asked, None)]


def _line(one: GivenLevel, post: QueryDict | None) -> Line:
    level = "" if not one.is_asked else UNKNOWN if one.level is None else str(one.level)
    proof = f"{one.evidence_id} {one.evidence}" if one.evidence_id else ""
    if post is None:
        return Line(one, level, one.because, proof)
    sent = (post.get(f"{name}.{one.id}", held).strip() for name, held in
            (("level", level), ("because", one.because), ("evidence", proof)))  # fmt: skip
    return Line(one, *sent)


def _answer(one: Line) -> dict[str, Any]:
    if one.level not in STEPS:
        raise BadInput(_("“%s” is no step. Choose one of those that are offered.") % one.level[:40])
    level = None if one.level == UNKNOWN else int(one.level)
    return {"question": one.asked.id, "level": level, "because": one.because, "evidence": _number(one.evidence)}


def _number(text: str) -> int | None:
    first = text.split(" ", 1)[0]
    if not first:
        return None
    if not first.isdecimal() or len(first) > 12:
        raise BadInput(_("“%s” is no evidence on record. Choose one of the list.") % text[:60])
    return int(first)
