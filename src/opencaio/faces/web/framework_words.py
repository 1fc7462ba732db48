"""In which words and why panels does the web face say how requirements stand?"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web import words
from opencaio.packs.evidence import load_kinds
from opencaio.packs.frameworks import load_frameworks
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import percent
from opencaio.record.queries.frameworks import FrameworkLine, ReasonLine, RequirementLine

#: state -> (mark, words)
STATES: Mapping[str, tuple[str, str | Promise]] = {
    "met": ("ok", _lazy("Met")),
    "partly": ("warn", _lazy("Partly met")),
    "missing": ("bad", _lazy("Missing")),
    "not_applicable": ("off", _lazy("Does not apply")),
}
STATUSES: Mapping[str, tuple[str, str | Promise]] = {
    "in_place": ("ok", _lazy("In place")),
    "partly": ("warn", _lazy("Partly in place")),
    "planned": ("off", _lazy("Planned")),
}
BECAUSE: Mapping[str, str | Promise] = {
    "shown": _lazy("in place, shown by evidence"),
    "said": _lazy("said to be in place, nothing that holds shows it"),
    "partly_in_place": _lazy("partly in place"),
    "planned": _lazy("planned only"),
    "evidence": _lazy("holds"),
    "expired": _lazy("has run out"),
}


def requirement_name(key: str) -> str:
    """A `framework:requirement` as people read it: NIST AI RMF GOVERN 1.1."""
    net, place = load_frameworks(), load_frameworks().place(key)
    if place is None:
        return key
    one = net.requirements[place]
    return f"{short_name(one.framework)} {one.id}"


def short_name(framework: str) -> str:
    """A framework's short name; a law as the rest of the house calls it."""
    chosen = next(one for one in load_frameworks().frameworks if one.id == framework)
    return str(words.regime_words(chosen.regime)) if chosen.regime in words.REGIMES else chosen.short


def kind_words(codes: Iterable[str]) -> list[str]:
    """Kinds of evidence as people read them."""
    known = load_kinds()
    return [known[code].title if code in known else code for code in codes]


def why_requirement(one: RequirementLine, *, on: date) -> Why:
    """Why a requirement stands as it does: what bears on it, along which crosswalks, and what would count."""
    counting = [each for each in one.reasons if each.counts]
    return Why(
        question=f"{one.id} {one.title}: {STATES[one.state][1]}",
        answer=_answer(one),
        rule=_rule(one),
        citation=one.citation,
        rows=tuple(_row(each) for each in counting),
        total_rows=len(counting) + one.more_reasons,
        rows_href=reverse("requirement", args=[one.key.partition(":")[0], one.id]) if one.more_reasons else "",
        as_of=on,
        certainty=str(words.CERTAINTY.get(one.certainty, ("", one.certainty))[1]),
        missing=_open(one),
        would_change=_turns(one),
    )


def why_share(one: FrameworkLine, *, on: date) -> Why:
    """How the share of a framework comes about."""
    rows = [
        WhyRow(_("Pairs that are met"), f"{one.pairs_met:,}"),
        WhyRow(_("Pairs that are partly met"), f"{one.pairs_partly:,}"),
        WhyRow(_("Pairs that apply"), f"{one.pairs:,}"),
        WhyRow(_("Uses of AI that are asked"), f"{one.uses:,}"),
    ]
    missing: tuple[str, ...] = ()
    if one.unsettled and not one.left_out:
        told = _("For %(n)d uses it is not known whether this framework asks anything of them (%(fact)s).")
        missing = (told % {"n": one.unsettled, "fact": one.unsettled_fact},)
    return Why(
        question=_("%s: how much is met?") % one.title,
        answer=one.left_out or _("%s of what applies is met.") % share_words(one.share),
        rule=_("met pairs of a requirement and a use ÷ pairs that apply"),
        rule_kind="formula",
        citation=one.source,
        rows=tuple(rows),
        as_of=on,
        missing=missing,
        would_change=(_("Evidence that holds, controls that are in place, and what applies to us."),),
    )


def share_words(share: float | None) -> str:
    """A share as people read it; never 0 % or 100 % where it is neither."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else percent(share)


def _open(one: RequirementLine) -> tuple[str, ...]:
    """What is there and does not count, or that nothing is there."""
    if one.state == "missing" and not one.reasons:
        return (_("No control names it, and no evidence bears on it."),)
    return tuple(_would(each) for each in one.reasons if not each.counts)


def _answer(one: RequirementLine) -> str:
    if one.state == "not_applicable":
        return one.stance or _("It asks nothing of these uses.")
    told = _("Of %(all)d uses of which it is asked, it is met for %(met)d and partly met for %(partly)d.")
    return told % {"all": one.met + one.partly + one.missing, "met": one.met, "partly": one.partly}


def _rule(one: RequirementLine) -> str:
    kinds = ", ".join(kind_words(one.evidence)) or _("any evidence")
    told = _("Met by a control in place that names it and has evidence that holds: %s.") % kinds
    if one.of != "use" or not one.evidence:
        return told
    if one.key.partition(":")[0] in load_frameworks().laws:
        return (
            f"{told} {_('Met for a use by evidence filed under the duty; by other evidence of these kinds in part.')}"
        )
    if one.alone == "partly":
        return f"{told} {_('Evidence of these kinds on a use counts for that use in part.')}"
    return f"{told} {_('Evidence of these kinds on a use counts for that use.')}"


def _row(one: ReasonLine) -> WhyRow:
    counts = str(STATES[one.counts][1]).lower() if one.counts else ""
    way = ", ".join(f"{requirement_name(step.target)} ({step_words(step.strength)})" for step in one.steps)
    via = _(" through %s") % way if way else ""
    return WhyRow(label=_label(one), value=f"{BECAUSE[one.because]}: {counts}{via}", href=_href(one))


def _label(one: ReasonLine) -> str:
    if one.sort == "control":
        return f"{one.code} {one.title}".strip()
    return f"{one.title} ({one.use_case})"


def _href(one: ReasonLine) -> str:
    if one.sort == "control":
        return reverse("control", args=[one.code]) if one.code else ""
    return reverse("use_case", args=[one.use_case])


def step_words(strength: str) -> str:
    """How much of it a crosswalk carries."""
    return _("in full") if strength == "full" else _("in part")


def _would(one: ReasonLine) -> str:
    until = f" ({one.until.isoformat()})" if one.until else ""
    return f"{_label(one)}: {BECAUSE[one.because]}{until}"


def _turns(one: RequirementLine) -> tuple[str, ...]:
    if one.state in ("met", "not_applicable"):
        return ()
    kinds = ", ".join(kind_words(one.evidence)) or _("any evidence")
    return (_("A control that names it, in place, with one of: %s.") % kinds,)
