"""Which answers cannot all be true?"""

from collections.abc import Mapping

from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire.model import Clash, Questionnaire
from opencaio.engines.questionnaire.truth import holds


def clashes(facts: Mapping[str, Value], questionnaire: Questionnaire) -> tuple[Clash, ...]:
    """The contradictions among these facts; empty when they can all be true."""
    return tuple(clash for clash in questionnaire.clashes if holds(clash.when, facts) is True)
