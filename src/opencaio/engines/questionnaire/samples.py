"""Which answers could somebody give, a few that stand for all, to see what each would settle?"""

from collections.abc import Iterable
from datetime import date

from opencaio.engines.classification.model import Fact, Vocabulary
from opencaio.engines.questionnaire.answering import Reply
from opencaio.engines.questionnaire.model import Question

MOST = 6
SMALL, GREAT = 1, 10**26
EARLY, LATE = date(2020, 1, 1), date(2100, 1, 1)


def samples(question: Question, offered: Iterable[str], *, vocabulary: Vocabulary) -> tuple[Reply, ...]:
    """The usual answer first, then others; none for what can only be written freely."""
    shown = tuple(offered)
    if question.pick == "one":
        return tuple(Reply(chosen=(code,)) for code in _few(shown))
    if question.pick == "many":
        return (Reply(), *(Reply(chosen=(code,)) for code in _few(shown)))
    columns = [(key, _values(vocabulary.facts[key])) for key in shown]
    columns = [(key, values) for key, values in columns if values]
    most = max((len(values) for _, values in columns), default=0)
    return tuple(Reply(values={key: values[row % len(values)] for key, values in columns}) for row in range(most))


def _few(codes: tuple[str, ...]) -> tuple[str, ...]:
    """At most a handful, spread over the list."""
    if len(codes) <= MOST:
        return codes
    return tuple(codes[number * len(codes) // MOST] for number in range(MOST))


def _values(fact: Fact) -> tuple[object, ...]:
    match fact.kind:
        case "yes_no":
            return False, True
        case "choice" | "code":
            codes = sorted(fact.codes, key=lambda code: code != "none")
            return _few(tuple(codes))
        case "choices" | "codes":
            return tuple([code] for code in _few(fact.codes))
        case "whole":
            return SMALL, GREAT
        case "day":
            return LATE, EARLY
    return ()
