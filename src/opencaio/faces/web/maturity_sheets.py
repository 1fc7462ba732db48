"""How does maturity leave the house as rows of a sheet?"""

from django.utils.translation import gettext as _

from opencaio.faces.web.maturity_forms import sent_levels
from opencaio.record.queries.maturity import MaturityOverview, MaturityPage


def overview(found: MaturityOverview) -> list[list[str]]:
    """A row for each closed assessment and side; amounts in the organisation's currency."""
    header = [_("Department"), _("Held on"), _("By"), _("Side"), _("Level, 0 to 5"), _("Answered"), _("Questions"),
              _("Steps missing to %d") % found.wanted, _("Value that rests on it, %s") % found.currency,
              _("Value times missing share, %s") % found.currency]  # fmt: skip
    rows = [
        [one.department or _("The whole organisation"), str(one.held_on), one.by, side.title,
         *(_cell(value) for value in (side.level, side.answered, side.asked, side.missing, side.stake, side.weight))]
        for one in [*found.latest, *found.earlier]
        for side in one.sides
    ]  # fmt: skip
    return [header, *rows]


def answers(page: MaturityPage) -> list[list[str]]:
    """A row for each question of one assessment."""
    header = [_("Side"), _("Question"), _("Level, 0 to 5"), _("In words"), _("Why"), _("Evidence")]
    rows = [
        [side.title, one.asked.ask, _cell(one.asked.level), one.words, one.asked.because, one.asked.evidence]
        for side, lines in sent_levels(page, None)
        for one in lines
    ]
    return [header, *rows]


def _cell(value: object) -> str:
    return "" if value is None else str(value)
