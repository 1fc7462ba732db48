"""Bo has answered a question about his use, with the word in its source."""

from typing import Any

from opencaio.record import models as m
from tests.record.cast import do

WORD = "zanzibar"


def plant(planted: Any) -> None:
    """Two answers, and a fact that the use inherits from its system."""
    bo, use = planted.cast.bo, planted.use.code
    do("questionnaire.answer", bo, use_case=use, question="what", chosen=["system"], source=WORD, text=WORD)
    do("questionnaire.answer", bo, use_case=use, question="role", values={"role": ["deployer"]}, source=WORD)
    system = planted.parts["system"]
    do("facts.state", bo, kind="aisystem", id=system.pk, key="profiling", value=True, source=WORD)
    m.Fact.objects.filter(key__startswith="asked.").update(text=WORD)


def inputs(planted: Any) -> dict[str, dict[str, Any]]:
    """Answer the next one; take the last one back."""
    use = planted.use.code
    return {
        "questionnaire.answer": {"use_case": use, "question": "personal_data", "values": {"gdpr.personal": True}},
        "questionnaire.undo": {"use_case": use},
    }


def questions(planted: Any) -> dict[str, list[dict[str, Any]]]:
    """The next question, one that was answered, and where it stands."""
    use = planted.use.code
    return {
        "questionnaire.next": [{"use_case": use}, {"use_case": use, "question": "what"}],
        "questionnaire.show": [{"use_case": use}],
    }
