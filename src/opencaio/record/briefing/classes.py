"""How is each class shown: by which mark, in which words, in which order?"""

from functools import lru_cache

from opencaio.packs.law import load_law
from opencaio.papers.blocks import Glyph
from opencaio.papers.drawings import MarkName

#: Classes from the one that binds most, with their marks; the words stand in the packs.
MARKS: dict[str, MarkName] = {
    "prohibited": "prohibited",
    "high_risk_annex_i_a": "high_product",
    "high_risk_annex_iii": "high",
    "high_risk_annex_i_b": "high_product",
    "high_impact": "high",
    "aedt": "high",
    "covered_admt": "high",
    "gpai_systemic": "high",
    "needs_review": "open",
    "high_impact_pilot_exempt": "transparency",
    "not_yet_applicable": "transparency",
    "gpai": "transparency",
    "gpai_open": "transparency",
    "transparency": "transparency",
    "annex_iii_derogated": "minimal",
    "minimal": "minimal",
    "presumed_not_high_impact": "transparency",
    "not_high_impact": "minimal",
    "not_aedt": "none",
    "not_covered": "none",
    "no_chapter_v": "none",
    "out_of_scope": "none",
    "not_ai_system": "none",
    "not_declared": "none",
    "": "none",
}
OWN_WORDS = {
    "needs_review": "Not settled",
    "presumed_not_high_impact": "Presumed high-impact, determined not to be",
    "not_declared": "Not declared",
    "": "Not classified",
}
STAGES = {
    "idea": "Idea",
    "assessed": "Assessed",
    "approved": "Approved",
    "pilot": "Pilot",
    "building": "Building",
    "live": "Live",
    "retired": "Retired",
    "": "Not stated",
}


def class_words(klass: str) -> str:
    """The class in words, as its pack says it."""
    if klass in OWN_WORDS:
        return OWN_WORDS[klass]
    return _titles().get(klass) or klass.replace("_", " ").capitalize()


def class_glyph(klass: str) -> Glyph:
    """The class with its mark."""
    return Glyph(MARKS.get(klass, "none"), class_words(klass))


def rank(klass: str) -> int:
    """Heaviest first."""
    order = list(MARKS)
    return order.index(klass) if klass in order else len(order)


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {one.code: one.title for pack in load_law().packs for one in pack.classes}
