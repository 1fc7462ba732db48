"""What was AI worth, which studies are due, what waits for finance, and which uses stay below their threshold?"""

from collections.abc import Iterator
from datetime import date

from opencaio.papers.blocks import Block, Column, DocketItem, Heading, Number, Paragraph, Row, Table, Why, WhyRow
from opencaio.papers.blocks import Figure as PaperFigure
from opencaio.papers.numbers import money_short, number, percent
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import BenefitEntry, BusinessCase, Study
from opencaio.record.queries.benefits import BenefitOverview, TotalRow, overview_of
from opencaio.record.queries.studies import StudyLine, line_of
from opencaio.record.valuing.promising import without_follow_up

NAMED = 3


def impact_items(standing: Standing) -> Iterator[DocketItem]:
    """Uses whose value stays below its threshold, studies whose time is over, benefits that finance has to look at."""
    if standing.is_past:
        return
    studies = _studies(standing)
    for one in studies:
        if one.is_stop:
            yield _stop(standing, one)
    due = [one for one in studies if one.is_due and not one.is_stop]
    for one in due[:NAMED]:
        text = f"{one.code}, {one.use_case_name}: its time is over and it is still running. Compute it, then end it."
        title = f"Finish the study {one.title}"
        yield _item(standing, one.ends_on, title, text, owner=one.owner, verb="Open the study", path=_path(one))
    if len(due) > NAMED:
        title = f"{number(len(due) - NAMED)} more studies are to be finished"
        yield _item(standing, None, title, _codes(due[NAMED:]), verb="List them", path="/impact?status=running")
    yield from _of_finance(standing)
    yield from _promised(standing)


def impact_state(standing: Standing) -> Iterator[Block]:
    """Planned, measured and agreed by kind; nothing where no benefit is on record."""
    if standing.is_past:
        return
    entries = _entries(standing)
    hints = [one for one in _studies(standing) if one.no_interval]
    if not entries:
        return
    found = overview_of(entries, by="kind", today=standing.today)
    yield Heading(2, "Impact", note=f"{number(len(entries))} benefits on record")
    begun = found.planned - found.to_come
    measured, planned = (money_short(one, currency=found.currency) for one in (found.measured, begun))
    share = f" ({percent(found.share)} of what was planned of the same)" if found.share is not None else ""
    figure = PaperFigure(
        key="measured_of_planned",
        value=found.measured,
        display=f"{measured} of {planned}",
        as_of=standing.today,
        why=_why(standing, found),
    )
    agreed = money_short(found.agreed, currency=found.currency)
    interval = f"; 95 %: {_interval(found)}" if found.low is not None else ""
    coming = f" For times to come {money_short(found.to_come, currency=found.currency)} is planned."
    tail = coming if found.to_come else ""
    yield Paragraph.of(figure, f" is measured{share}{interval}. Finance has agreed to {agreed}.{tail}")
    yield _table(found)
    if hints:
        verb = "studies show an effect" if len(hints) > 1 else "study shows an effect"
        yield Paragraph.of(
            f"{number(len(hints))} {verb} for which no interval can be given ({', '.join(one.code for one in hints)}): "
            "hints and no results, and in none of these figures."
        )


def _why(standing: Standing, found: BenefitOverview) -> Why:
    return Why(
        question="Why is this the measured value?",
        answer="The sum of what was measured of each benefit, for the time of its entry.",
        rule="measured = sum over entries; interval = 1.96 x root of the sum of squared errors",
        rule_kind="formula",
        rows=tuple(WhyRow(one.title, money_short(one.measured, currency=found.currency)) for one in found.rows),
        rows_href=f"{standing.site}/benefits",
        as_of=standing.today,
        certainty="The interval holds if the errors of the studies have nothing to do with each other.",
        missing=(f"{number(found.waiting)} measured entries that finance has not agreed to",) if found.waiting else (),
    )


def _table(found: BenefitOverview) -> Table:
    rows: tuple[Row, ...] = tuple(
        (
            one.title.capitalize(),
            Number(one.planned - one.to_come, money_short(one.planned - one.to_come, currency=found.currency)),
            Number(one.measured, money_short(one.measured, currency=found.currency)),
            _interval(one, currency=found.currency),
            Number(one.agreed, money_short(one.agreed, currency=found.currency)),
            percent(one.share) if one.share is not None else "not measured",
        )
        for one in found.rows
        if one.planned != one.to_come
    )
    ends = (Column(name, align="end") for name in ("Planned until now", "Measured", "95 %", "Agreed", "Of the plan"))
    return Table((Column("Kind"), *ends), rows, "Benefits by kind: planned, measured, agreed")


def _interval(one: BenefitOverview | TotalRow, *, currency: str = "") -> str:
    if one.low is None or one.high is None:
        return "not known"
    unit = currency or getattr(one, "currency", "")
    return f"{money_short(one.low, currency=unit)} to {money_short(one.high, currency=unit)}"


def _stop(standing: Standing, one: StudyLine) -> DocketItem:
    high, least = (money_short(amount or 0, currency=one.currency) for amount in (one.high, one.stop_below))
    text = f"{one.code}: the last two readings stay below {least} a year, at best {high}. Decide whether it goes on."
    if one.failed:
        text += f" Checks not passed: {', '.join(one.failed)}: look at them before you decide."
    title = f"Stop or keep {one.use_case_name}?"
    return _item(standing, None, title, text, owner=one.owner, verb="Open the study", path=_path(one))


def _of_finance(standing: Standing) -> Iterator[DocketItem]:
    for status, words, verb in (
        ("measured", "are measured and wait for finance", "Agree or dispute"),
        ("disputed", "are disputed by finance", "Measure them anew"),
    ):
        found = [one for one in _entries(standing) if one.status == status]
        if found:
            title = f"{number(len(found))} benefits {words}" if len(found) > 1 else f"1 benefit {_single(words)}"
            text = ", ".join(one.benefit.title for one in found[:NAMED]) + (
                f" and {number(len(found) - NAMED)} more." if len(found) > NAMED else "."
            )
            yield _item(standing, None, title, text, verb=verb, path=f"/benefits?status={status}")


def _promised(standing: Standing) -> Iterator[DocketItem]:
    """What was promised in approved cases and nobody follows up."""
    cases = BusinessCase.objects.all()
    cases = cases if standing.scope is None else cases.filter(initiative__department_id__in=standing.scope)
    found = without_follow_up(cases)
    if found:
        many = sum(lines for _, lines in found)
        title = f"{number(many)} promised {'benefits are' if many > 1 else 'benefit is'} followed up by nobody"
        names = ", ".join(f"{row.initiative.code} {row.initiative.name}" for row, _ in found[:NAMED])
        more = f" and {number(len(found) - NAMED)} more" if len(found) > NAMED else ""
        text = f"Approved with the case of {names}{more}. Take them over into the ledger of benefits."
        yield _item(standing, None, title, text, verb="Open the ledger", path="/benefits")


def _single(words: str) -> str:
    return words.replace("are ", "is ", 1).replace("and wait", "and waits")


def _entries(standing: Standing) -> list[BenefitEntry]:
    rows = BenefitEntry.objects.filter(retired_at=None, benefit__retired_at=None)
    rows = rows.select_related("benefit__use_case__department")
    return list(rows if standing.scope is None else rows.filter(benefit__use_case__department_id__in=standing.scope))


def _studies(standing: Standing) -> list[StudyLine]:
    rows = Study.objects.filter(retired_at=None).select_related("use_case__department", "metric", "owner")
    rows = rows if standing.scope is None else rows.filter(use_case__department_id__in=standing.scope)
    return [line_of(row, today=standing.today) for row in rows.prefetch_related("estimates")]


def _codes(rows: list[StudyLine]) -> str:
    return ", ".join(one.code for one in rows[:NAMED]) + "."


def _path(one: StudyLine) -> str:
    return f"/study/{one.code}"


def _item(
    standing: Standing, on: date | None, title: str, text: str, *, owner: str = "", verb: str, path: str
) -> DocketItem:
    left = (on - standing.today).days if on else None
    return DocketItem(
        on=on, days_left=left, title=title, text=text, owner=owner, verb=verb, href=f"{standing.site}{path}"
    )
