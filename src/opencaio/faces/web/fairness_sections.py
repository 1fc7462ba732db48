"""How is it laid out how often people of each group are selected, and how far groups are apart?"""

from django.utils.translation import gettext as _

from opencaio.faces.web.measured import Section, percent, table, told
from opencaio.papers.blocks import Cell, Glyph, Picture, Table, Why, WhyRow
from opencaio.papers.drawings import Bar, Bars
from opencaio.papers.numbers import day, number
from opencaio.record.queries.fairness import FairnessShown
from opencaio.record.queries.fairness_tables import GapRow, GroupRow, GroupTable

FOUR_FIFTHS = 0.8
MOST_WHY = 8


def intro(found: FairnessShown) -> str:
    """How many cases, how often a person overruled, and what is missing, in one line."""
    told_people = _("%(n)s cases with a known outcome.") % {"n": number(found.people)}
    words = ""
    if found.override_rate is not None:
        words = _("Of %(n)s that a person read, %(rate)s %% were overruled (%(low)s to %(high)s %%).") % {
            "n": number(found.reviewed),
            "rate": number(found.override_rate * 100, places=1),
            "low": number((found.override_low or 0) * 100, places=1),
            "high": number((found.override_high or 0) * 100, places=1),
        }
    return " ".join(filter(None, (told_people, words, found.missing, *found.notes)))


def of_use(found: FairnessShown) -> tuple[Section, ...]:
    """Selection rates, scoring rates, then other gaps."""
    selected = tuple(_section(one, found) for one in found.tables)
    scored = tuple(_scored(one, found) for one in found.score_tables)
    apart = (_gaps(found.gaps),) if found.gaps else ()
    return (*selected, *scored, *apart)


def marked(lowest: float | None) -> Cell:
    """The lowest impact ratio, with a mark where it lies under four fifths."""
    if lowest is None or lowest >= FOUR_FIFTHS:
        return told(lowest, places=3)
    return Glyph("warn", number(lowest, places=3))


def kept(found: FairnessShown) -> Section:
    """Audits as they were counted, and the form that keeps one."""
    rows: list[tuple[Cell, ...]] = [
        (day(one.on), day(one.first), day(one.last), told(one.people), one.digest[:12]) for one in found.audits
    ]
    heads = (_("Kept on"), _("From"), _("To"), _("Cases"), _("Digest"))
    return Section(
        _("Kept audits"),
        note=_("The document of a bias audit quotes the newest one."),
        tables=(table(_("Audits as they were counted"), heads, rows, ends=(3,)),) if rows else (),
        lines=() if rows else (_("None yet."),),
        form="parts/fairness_form.html" if found.may_audit else "",
    )


def rows_of(found: FairnessShown) -> list[list[str]]:
    """All tables as one sheet."""
    heads = [
        *(_("Counted"), _("By"), _("Group"), _("Cases"), _("Selected"), _("Rate"), _("Rate from"), _("Rate to")),
        *(_("Impact ratio"), _("Ratio from"), _("Ratio to"), _("Share"), _("Left out")),
    ]
    tables = [(_("selected"), one) for one in found.tables] + [(_("above the median"), o) for o in found.score_tables]
    groups = [_plain(what, one.by, group) for what, one in tables for group in one.groups]
    return [[*heads, _("Gap"), _("Gap from"), _("Gap to")], *groups, *map(_plain_gap, found.gaps)]


def _plain(what: str, by: str, one: GroupRow) -> list[str]:
    figures = (
        one.people,
        one.selected,
        one.rate,
        one.rate_low,
        one.rate_high,
        one.ratio,
        one.ratio_low,
        one.ratio_high,
    )
    told_figures = ["" if each is None else str(each) for each in (*figures, one.share)]
    return [what, by, one.name, *told_figures, _("yes") if one.left_out else "", "", "", ""]


def _plain_gap(one: GapRow) -> list[str]:
    """A gap in the columns of ``rows_of``."""
    about = _("%(group)s less %(against)s") % {"group": one.group, "against": one.against}
    gap = ["" if each is None else str(each) for each in (one.value, one.low, one.high)]
    return [one.measure, one.by, about, *[""] * 10, *gap]


def _section(one: GroupTable, found: FairnessShown) -> Section:
    title = _("Selected, by %(what)s") % {"what": one.by.lower()}
    return Section(title, note=_note(one), pictures=(_picture(one, title),), why=_why(one, found, scored=False))


def _scored(one: GroupTable, found: FairnessShown) -> Section:
    title = _("Scored above the median, by %(what)s") % {"what": one.by.lower()}
    return Section(title, note=_note(one), pictures=(_picture(one, title),), why=_why(one, found, scored=True))


def _note(one: GroupTable) -> str:
    group = one.highest or _("nobody")
    if not one.unknown:
        return _("Held against %(group)s.") % {"group": group}
    unknown = number(one.unknown)
    return _("Held against %(group)s; %(n)s people of unknown category are left out.") % {"group": group, "n": unknown}


def _picture(one: GroupTable, title: str) -> Picture:
    bars = tuple(_bar(each, one.highest) for each in one.groups if each.ratio is not None)
    drawing = Bars(
        bars,
        unit=_("ratio"),
        value_name=_("Impact ratio"),
        target_name=_("Four fifths"),
        interval_name=_("95 % interval"),
    )
    note = _("Four fifths is a rule of thumb of US federal agencies; the city's rule sets no threshold.")
    return Picture(
        title=_("Impact ratios. %(what)s") % {"what": title},
        drawing=drawing,
        alt=title,
        note=note,
        table=_groups(one, _("Every group. %(what)s") % {"what": title}),
    )


def _bar(group: GroupRow, highest: str) -> Bar:
    """The group that is held against has the ratio one by definition: a mark without an interval."""
    ratio = group.ratio or 0.0
    low, high = (ratio, ratio) if group.name == highest else (group.ratio_low, group.ratio_high)
    return Bar(group.name, ratio, number(ratio, places=3), low, high, FOUR_FIFTHS)


def _groups(one: GroupTable, title: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            told(each.people),
            told(each.selected),
            percent(each.rate),
            f"{number(each.rate_low * 100, places=1)} – {number(each.rate_high * 100, places=1)} %",
            told(each.ratio, places=3) if not each.left_out else _("left out: under 2 per cent"),
            _between(each.ratio_low, each.ratio_high),
            percent(each.share),
            each.words,
        )
        for each in one.groups
    ]
    between = _("95 % interval")
    heads = (_("Group"), _("Cases"), _("Selected"), _("Rate"), between, _("Impact ratio"), between, _("Share"))
    return table(title, (*heads, _("What it says")), rows, ends=(1, 2, 3, 4, 5, 6, 7))


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": number(low, places=3), "high": number(high, places=3)}


def _why(one: GroupTable, found: FairnessShown, *, scored: bool) -> Why:
    lowest = min(
        (each for each in one.groups if each.ratio is not None), key=lambda each: each.ratio or 0, default=None
    )
    answer = _("No group has a ratio.")
    if lowest is not None:
        answer = _("The lowest impact ratio is %(ratio)s, of %(group)s.") % {
            "ratio": number(lowest.ratio or 0, places=3),
            "group": lowest.name,
        }
    formula = (
        _("rate of scores above the median of everybody (%(m)s) ÷ the highest such rate")
        % {"m": number(found.median or 0, places=3)}
        if scored
        else _("selection rate of the group ÷ the highest selection rate")
    )
    return Why(
        question=_("How is this ratio counted?"),
        answer=answer,
        rule=formula,
        rule_kind="formula",
        citation="6 RCNY 5-300, 5-301(c), (d)",
        rows=tuple(WhyRow(each.name, f"{each.selected} / {each.people}") for each in one.groups[:MOST_WHY]),
        total_rows=len(one.groups),
        as_of=found.last,
        certainty=_("95 % intervals: of rates by Wilson, of ratios on the logarithm."),
        missing=(_("%(n)s people of unknown category") % {"n": number(one.unknown)},) if one.unknown else (),
    )


def _gaps(rows: list[GapRow]) -> Section:
    listed: list[tuple[Cell, ...]] = [
        (
            one.by,
            one.measure,
            one.group,
            one.against,
            told(one.value, places=3),
            _between(one.low, one.high),
            one.words,
        )
        for one in rows
    ]
    heads = (_("By"), _("What"), _("Group"), _("Against"), _("Gap"), _("95 % interval"), _("What it says"))
    return Section(
        _("Other gaps"),
        note=_("Where base rates differ, these cannot all be zero at once (Kleinberg, Mullainathan, Raghavan 2017)."),
        tables=(table(_("One group less the one that is selected most often"), heads, listed, ends=(4, 5)),),
    )
