"""Which duties does the law put on this AI use, on this date, and why?

`classify(request, law, law_on=..., mode=...)` is a pure function of facts, packs and a date. The engine knows no
regulation by name: packs are data (`opencaio.packs.law.load_law`).
"""

from opencaio.engines.classification.answers import (
    NEEDS_REVIEW,
    Answer,
    Assumption,
    Due,
    Hit,
    Mode,
    Open,
    PackStamp,
    Ratios,
    answer_to_json,
    next_questions,
)
from opencaio.engines.classification.evaluate import classify
from opencaio.engines.classification.model import Fact, Law, Pack, Vocabulary
from opencaio.engines.classification.requests import (
    Request,
    checked_value,
    input_hash,
    load_json,
    parse_facts,
    parse_line,
    parse_request,
    plain,
)

ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION",
    "NEEDS_REVIEW",
    "Answer",
    "Assumption",
    "Due",
    "Fact",
    "Hit",
    "Law",
    "Mode",
    "Open",
    "Pack",
    "PackStamp",
    "Ratios",
    "Request",
    "Vocabulary",
    "answer_to_json",
    "checked_value",
    "classify",
    "input_hash",
    "load_json",
    "next_questions",
    "parse_facts",
    "parse_line",
    "parse_request",
    "plain",
]
