"""Which words and marks does the web face use for classes, regimes, stages and states?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opencaio.record.models.portfolio import Stage

Words = str | Promise

REGIMES: Mapping[str, Words] = {
    "EU": _("EU AI Act"),
    "EU-GDPR": _("GDPR"),
    "EU-DP": _("GDPR, duties"),
    "EU-FR": _("CNIL lists"),
    "US-FED": _("OMB M-25-21"),
    "US-NYC": _("NYC LL144"),
    "US-CO": _("Colorado SB 26-189"),
    "US-CA": _("California ADMT"),
    "US-FED-BUY": _("OMB M-25-22"),
}

#: class -> (mark, words). Marks: X prohibited, H high, Q open, D derogated, T transparency, M minimal.
CLASSES: Mapping[str, tuple[str, Words]] = {
    "prohibited": ("X", _("Prohibited")),
    "high_risk_annex_i_a": ("H", _("High-risk, product")),
    "high_risk_annex_iii": ("H", _("High-risk")),
    "high_risk_annex_i_b": ("H", _("High-risk, sector law")),
    "annex_iii_derogated": ("D", _("Not high-risk, 6(3)")),
    "transparency": ("T", _("Transparency")),
    "minimal": ("M", _("Minimal")),
    "gpai": ("T", _("General-purpose model")),
    "gpai_open": ("T", _("Open general-purpose model")),
    "gpai_systemic": ("H", _("Model with systemic risk")),
    "no_chapter_v": ("M", _("Not a general-purpose model")),
    "not_ai_system": ("M", _("Not an AI system")),
    "out_of_scope": ("M", _("Out of scope")),
    "needs_review": ("Q", _("Not settled")),
    "high_impact": ("H", _("High-impact")),
    "high_impact_pilot_exempt": ("D", _("High-impact pilot, exempt")),
    "not_high_impact": ("M", _("Not high-impact")),
    "presumed_not_high_impact": ("D", _("Presumed high-impact, determined not to be")),
    "aedt": ("H", _("Automated hiring tool")),
    "not_aedt": ("M", _("Not a hiring tool")),
    "covered_admt": ("H", _("Covered decision")),
    "not_covered": ("M", _("Not covered")),
    "not_yet_applicable": ("M", _("Not yet applicable")),
    "dpia_listed": ("T", _("Listed, needs an assessment")),
    "dpia_exempt": ("M", _("Listed, needs no assessment")),
    "dpia_unlisted": ("M", _("On neither list")),
    "ca_admt": ("H", _("Automated decisions")),
    "ca_risk_only": ("T", _("Risk assessment only")),
    "ca_not_covered": ("M", _("Not covered")),
    "acquisition_covered": ("T", _("Covered acquisition")),
    "acquisition_earlier": ("M", _("Earlier solicitation")),
    "acquisition_not_covered": ("M", _("Not covered")),
}

CLASSES_OF: Mapping[str, tuple[str, ...]] = {
    "EU": (
        "prohibited",
        "high_risk_annex_iii",
        "high_risk_annex_i_a",
        "high_risk_annex_i_b",
        "annex_iii_derogated",
        "transparency",
        "minimal",
        "gpai",
        "gpai_open",
        "gpai_systemic",
        "not_ai_system",
        "out_of_scope",
        "needs_review",
    ),
    "US-FED": ("high_impact", "high_impact_pilot_exempt", "not_high_impact", "needs_review"),
    "US-NYC": ("aedt", "not_aedt", "needs_review"),
    "US-CO": ("covered_admt", "not_covered", "not_yet_applicable", "needs_review"),
    "US-CA": ("ca_admt", "ca_risk_only", "ca_not_covered", "needs_review"),
    "US-FED-BUY": ("acquisition_covered", "acquisition_earlier", "acquisition_not_covered", "needs_review"),
    "EU-FR": ("dpia_listed", "dpia_exempt", "dpia_unlisted", "needs_review"),
}

#: What organisations declare their uses to be, in the order of the filter.
DECLARABLE = (
    "prohibited",
    "high_risk_annex_iii",
    "high_risk_annex_i_a",
    "high_risk_annex_i_b",
    "annex_iii_derogated",
    "transparency",
    "minimal",
    "high_impact",
    "presumed_not_high_impact",
    "not_high_impact",
    "aedt",
    "not_aedt",
    "covered_admt",
    "not_covered",
)

STAGES: Mapping[str, Words] = {
    "idea": _("Idea"),
    "assessed": _("Assessed"),
    "approved": _("Approved"),
    "pilot": _("Pilot"),
    "building": _("Building"),
    "live": _("Live"),
    "retired": _("Retired"),
    "": _("Stage not known"),
}

SOURCING: Mapping[str, Words] = {
    "built": _("Built here"),
    "bought": _("Bought"),
    "both": _("Built and bought"),
}

ROLES: Mapping[str, Words] = {
    "officer": _("Officer"),
    "lead": _("Lead"),
    "reviewer": _("Reviewer"),
    "contributor": _("Contributor"),
    "auditor": _("Auditor"),
    "staff": _("Staff"),
}

PARTS: Mapping[str, Words] = {
    "aisystem": _("System"),
    "system": _("System"),
    "deployment": _("Deployment"),
    "model": _("Model"),
    "vendor": _("Vendor"),
    "dataset": _("Dataset"),
}

#: How a review stands: mark and words.
REVIEW_STATES: Mapping[str, tuple[str, Words]] = {
    "unasked": ("off", _("nobody has looked")),
    "waiting": ("warn", _("waits for a reviewer")),
    "sent_back": ("bad", _("sent back")),
    "signed": ("ok", _("signed off")),
    "overridden": ("ok", _("overridden")),
    "stale": ("bad", _("stale: sign again")),
    "expired": ("bad", _("override has ended")),
}

#: What a person can hold.
HOLDINGS: Mapping[str, Words] = {
    "uses": _("Uses of AI"),
    "initiatives": _("Initiatives"),
    "duties": _("Duties"),
    "risks": _("Risks"),
    "incidents": _("Incidents"),
    "controls": _("Controls"),
    "objectives": _("Objectives"),
    "key_results": _("Key results"),
    "ideas": _("Ideas to answer"),
    "tasks": _("Tasks of initiatives"),
    "cases": _("Business cases"),
    "openings": _("Openings"),
    "teams": _("Teams"),
    "resources": _("Tools and capacity"),
    "reviews": _("Reviews asked of the person"),
    "departments": _("Departments led"),
    "deputyships": _("Stands in for"),
}

CERTAINTY: Mapping[str, tuple[str, Words]] = {
    "certain": ("ok", _("certain")),
    "likely": ("warn", _("likely")),
    "disputed": ("warn", _("disputed")),
    "recalled": ("warn", _("recalled, not checked")),
}

PRACTICE_STATES: Mapping[str, tuple[str, Words]] = {
    "met": ("ok", _("met")),
    "missing": ("bad", _("missing")),
    "planned": ("warn", _("planned")),
    "waived": ("warn", _("waived")),
    "not_applicable": ("off", _("does not apply")),
    "unclear": ("warn", _("unclear")),
}

#: The minimum practices of OMB M-25-21 for high-impact AI, section 4(b).
PRACTICES: Mapping[str, Words] = {
    "OMB-PRETEST": _("Testing before deployment"),
    "OMB-AIIA": _("AI impact assessment"),
    "OMB-MONITOR": _("Ongoing monitoring"),
    "OMB-TRAINING": _("Training of operators"),
    "OMB-OVERSIGHT": _("Human oversight and fail-safe"),
    "OMB-APPEAL": _("Remedies and appeals"),
    "OMB-FEEDBACK": _("Feedback from those affected"),
}


def findings_words(answer: Mapping[str, object]) -> list[str]:
    """What a regime without classes found: its duties, else whether an assessment is due and Art. 22 applies."""
    duties = answer.get("obligations")
    if isinstance(duties, list) and duties and not answer.get("class"):
        return [ngettext("{n} duty", "{n} duties", len(duties)).format(n=len(duties))]
    found = answer.get("gdpr")
    if not isinstance(found, Mapping):
        return []
    dpia, art22 = found.get("dpia_required"), found.get("art22")
    first = _("DPIA open") if dpia is None else _("DPIA required") if dpia else _("no DPIA required")
    second = _("Art. 22 open") if art22 is None else _("Art. 22 applies") if art22 else _("Art. 22 does not apply")
    return [str(first), str(second)]


def class_words(klass: str) -> Words:
    """The class as people read it; an unknown code keeps its own words."""
    return CLASSES[klass][1] if klass in CLASSES else klass.replace("_", " ").capitalize() or _("No class")


def class_mark(klass: str) -> str:
    """The letter of the mark that stands beside the class."""
    return CLASSES[klass][0] if klass in CLASSES else "M"


def regime_words(regime: str) -> Words:
    """The regime as people call it."""
    return REGIMES.get(regime, regime)


def stage_steps(stage: str) -> int:
    """How many of the six steps from idea to live have been taken; 0 where the stage is not known."""
    path = [one for one in Stage.values if one != Stage.RETIRED]
    return path.index(stage) + 1 if stage in path else 0
