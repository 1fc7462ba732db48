"""Where does the most touched work lie that nobody has decided on, and how many matches wait for a person?"""

from collections.abc import Iterator

from opencaio.engines.opportunity import Ranked
from opencaio.packs.work import load_groups
from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import money_short, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Workforce
from opencaio.record.opportunities.survey import Survey, survey_of

NAMED = 3
METHOD = "Eloundou et al., GPTs are GPTs (2023), section 3"


def opportunity_items(standing: Standing) -> Iterator[DocketItem]:
    """The largest opportunities where no use lies and nothing was decided, and matches to confirm."""
    if standing.is_past or not Workforce.objects.filter(retired_at=None).exists():
        return
    found = survey_of(standing.scope, today=standing.today)
    yield from _untouched(standing, found)
    yield from _waiting(standing, found)


def _untouched(standing: Standing, found: Survey) -> Iterator[DocketItem]:
    free = [one for one in found.ranked if not one.uses and (one.cell.department, one.cell.group) not in found.stances][
        :NAMED
    ]
    if not free:
        return
    yield DocketItem(
        on=None,
        days_left=None,
        title="The largest work that AI could touch and nobody has decided on",
        text="; ".join(_named(one, found) for one in free)
        + ". That is what the touched work is paid, not what AI would be worth.",
        citation=METHOD,
        verb="See the map",
        href=f"{standing.site}/opportunities?untouched=1&stance=open",
    )


def _named(one: Ranked, found: Survey) -> str:
    cell = one.cell
    group, place = load_groups()[cell.group].name, found.departments[cell.department].name
    if not cell.money.middle:
        return f"{group} in {place} ({number(cell.touched[1])} full-time people's worth)"
    low, middle, high = (
        money_short(amount, currency=found.basis.currency)
        for amount in (cell.money.low, cell.money.middle, cell.money.high)
    )
    return f"{group} in {place} (wage bill touched a year {middle}, {low} to {high})"


def _waiting(standing: Standing, found: Survey) -> Iterator[DocketItem]:
    count = len(found.waiting)
    if not count:
        return
    people = sum(row.people for row in found.waiting)
    lines = "One line of workforce waits" if count == 1 else f"{number(count)} lines of workforce wait"
    yield DocketItem(
        on=None,
        days_left=None,
        title=f"{lines} for somebody to confirm the occupation",
        text=f"{number(people)} people are not on the map of work until then.",
        citation="",
        verb="Confirm them",
        href=f"{standing.site}/workforce?match=waiting",
    )
