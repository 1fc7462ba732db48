"""What do we ask next about an AI use, so that its class is settled in as few questions as can be?"""

from opencaio.engines.questionnaire.answering import Reply, Stated, reply_of, stated_by
from opencaio.engines.questionnaire.asking import Progress, RegimeState, Step, next_step, regimes_of
from opencaio.engines.questionnaire.clashing import clashes
from opencaio.engines.questionnaire.model import (
    ASKED,
    Near,
    Option,
    Question,
    Questionnaire,
)
from opencaio.engines.questionnaire.oracle import Oracle, Run, run, usual_left
from opencaio.engines.questionnaire.relevance import Given, question_of, shown, whole

__all__ = [
    "ASKED",
    "Given",
    "Near",
    "Option",
    "Oracle",
    "Progress",
    "Question",
    "Questionnaire",
    "RegimeState",
    "Reply",
    "Run",
    "Stated",
    "Step",
    "clashes",
    "next_step",
    "question_of",
    "regimes_of",
    "reply_of",
    "run",
    "shown",
    "stated_by",
    "usual_left",
    "whole",
]
