"""Which uses count for which headline figure, by what rule?

A figure is never more than the number of uses for which its rule holds: so its rows can always be shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from opencaio.engines.standing.states import OPEN_CLASS, UseState

#: The minimum practices of OMB M-25-21 section 4(b), by the codes under which inventories report them.
MINIMUM_PRACTICES = (
    "OMB-PRETEST",
    "OMB-AIIA",
    "OMB-MONITOR",
    "OMB-TRAINING",
    "OMB-OVERSIGHT",
    "OMB-APPEAL",
    "OMB-FEEDBACK",
)
SETTLED = frozenset({"met", "waived", "not_applicable"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its name, its rule in words, its source, and the rule itself."""

    key: str
    title: str
    rule: str
    citation: str
    holds: Callable[[UseState], bool]
    short: str = ""

    @property
    def heading(self) -> str:
        """The title where there is little room, as above a column."""
        return self.short or self.title


def counted(measure: Measure, states: Iterable[UseState]) -> tuple[UseState, ...]:
    """The uses that the figure counts."""
    return tuple(one for one in states if measure.holds(one))


def missing_practices(state: UseState) -> tuple[str, ...]:
    """Minimum practices of a use that are not shown to be met, waived or without application."""
    practices = state.practices
    return tuple(code for code in MINIMUM_PRACTICES if practices.get(code, "") not in SETTLED)


def unstated_practices(state: UseState) -> tuple[str, ...]:
    """Those of the missing practices of which nothing is reported: unknown is not no."""
    return tuple(code for code in missing_practices(state) if code not in state.practices)


def differs(state: UseState) -> bool:
    """True when a declared class and the class computed for the same regime are both settled and not equal."""
    for regime, declared in state.declared.items():
        answer = state.answers.get(regime)
        if answer and answer.klass and answer.klass != OPEN_CLASS and answer.klass != declared:
            return True
    return False


def _declared_high(state: UseState) -> bool:
    return state.declared.get("US-FED") == "high_impact"


def _stopped(state: UseState) -> bool:
    return state.stage == "retired"


def _unassessed_personal(state: UseState) -> bool:
    if _stopped(state) or state.has_impact_assessment:
        return False
    required = any(one.dpia_required for one in state.answers.values())
    federal = "US-FED" in state.answers and state.facts.get("reported.pii") is True and _declared_high(state)
    return required or (federal and state.practices.get("OMB-AIIA", "") not in SETTLED)


MEASURES: dict[str, Measure] = {
    one.key: one
    for one in (
        Measure("uses", "AI uses", "every use on record that was not withdrawn", "", lambda one: True),
        Measure("live", "Live", "stage = live", "", lambda one: one.live),
        Measure(
            "prohibited",
            "Prohibited, not stopped",
            "EU class = prohibited, and stage is not retired",
            "AI Act Art. 5",
            lambda one: one.klass == "prohibited" and not _stopped(one),
        ),
        Measure(
            "heavy",
            "High-risk or high-impact",
            "computed class is high-risk (AI Act Art. 6), high-impact (M-25-21), an AEDT (LL144) or a covered ADMT",
            "AI Act Art. 6; OMB M-25-21 sec. 4; NYC LL144; Colorado SB 26-189",
            lambda one: one.heavy and not _stopped(one),
            short="High",
        ),
        Measure(
            "open",
            "Not settled",
            "some regime answers needs_review: a decisive fact is unknown (unknown is not no)",
            "",
            lambda one: not _stopped(one) and any(a.klass == OPEN_CLASS for a in one.answers.values()),
        ),
        Measure(
            "declared_high",
            "Declared high-impact",
            "the agency reported the use as high-impact, and it is not retired",
            "OMB M-25-21 sec. 4",
            lambda one: _declared_high(one) and not _stopped(one),
        ),
        Measure(
            "practice_gaps",
            "Live high-impact, practices not shown",
            "declared high-impact and live, and at least one of the seven minimum practices is not reported "
            "as met, waived or not applicable",
            "OMB M-25-21 sec. 4(b); due 3 Apr 2026",
            lambda one: _declared_high(one) and one.live and bool(missing_practices(one)),
            short="Practices not shown",
        ),
        Measure(
            "personal_unassessed",
            "Personal data without an impact assessment",
            "GDPR Art. 35 asks for a DPIA, or a declared high-impact federal use holds personal data, "
            "and no impact assessment is on record",
            "GDPR Art. 35; OMB M-25-21 sec. 4(b)(ii)",
            _unassessed_personal,
            short="No assessment",
        ),
        Measure("differs", "Declared and computed differ", "a declared class is not the computed one", "", differs),
        Measure(
            "no_owner",
            "Without an owner",
            "nobody is named as owner, and the use is not retired",
            "",
            lambda one: not one.owner and not _stopped(one),
        ),
        Measure(
            "no_stage",
            "Without a stage",
            "the stage is blank or came in words that no stage of ours fits",
            "",
            lambda one: not one.stage,
        ),
        Measure(
            "matches",
            "Waiting to be matched",
            "an import proposed that this use and another are one, and nobody has answered",
            "",
            lambda one: one.open_matches > 0,
        ),
    )
}
