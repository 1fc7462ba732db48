"""Which of these spans are calls of a model, and who asked what, when, of which model, for how many tokens?

Semantic conventions for generative AI (OpenTelemetry, in development): the older names are read as well. What was
asked and answered is never read. The conventions count tokens read from a cache within the input tokens and those of
reasoning within the output tokens; here each token stands in one class.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from opencaio.lake.facts import USAGE

if TYPE_CHECKING:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Attributes = Mapping[str, Any]
Pseudonym = Callable[[str], str]
Row = tuple[Any, ...]
TYPES = {"text": pa.string(), "whole": pa.int64(), "day": pa.date32(), "moment": pa.timestamp("us", "UTC")}
STORED = {"text": pa.string(), "whole": pa.int64(), "day": pa.int32(), "moment": pa.int64()}
PLAIN = frozenset({"string_value", "int_value", "bool_value", "double_value"})
OPERATION = ("gen_ai.operation.name",)
DAY = 86_400_000_000
PROVIDER = ("gen_ai.provider.name", "gen_ai.system")
MODEL = ("gen_ai.response.model", "gen_ai.request.model")
INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
OUTPUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
CACHED = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.input_tokens.cached",
)
REASONING = ("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.output_tokens.reasoning")
USER = ("enduser.pseudo.id", "enduser.id", "user.id", "user.hash")
CONVERSATION = ("gen_ai.conversation.id", "session.id")
USE, DEPARTMENT, SYSTEM = ("opencaio.use_case",), ("opencaio.department",), ("opencaio.system", "service.name")
MARK = "gen_ai."
FAILED = 2
MOST_NANOSECONDS = 2**62
MOST_TOKENS = 10**12
LONGEST = 300


@dataclass(frozen=True)
class Reduced:
    """Rows of the usage fact; ``others``: spans that are no calls of a model; ``wrong``: calls that cannot be counted,
    by reason."""

    table: pa.Table
    others: int
    wrong: Mapping[str, int]


@dataclass(frozen=True)
class _Home:
    """What the sender says of all its spans."""

    use: str | None
    system: str | None
    department: str | None
    user: str | None


def reduce_spans(requests: Iterable["ExportTraceServiceRequest"], *, pseudonym: Pseudonym) -> Reduced:
    """One row a call of a model. ``pseudonym`` turns a person's id into what may be kept."""
    rows: list[Row] = []
    wrong: dict[str, int] = {}
    others = 0
    for request in requests:
        for resource in request.resource_spans:
            home = _home(_attributes(resource.resource.attributes))
            for scope in resource.scope_spans:
                for span in scope.spans:
                    said = _attributes(span.attributes)
                    if not any(name.startswith(MARK) for name in said):
                        others += 1
                    elif fault := _fault(span, said):
                        wrong[fault] = wrong.get(fault, 0) + 1
                    else:
                        rows.append(_row(span, said, home, pseudonym))
    return Reduced(_table(rows), others, wrong)


def _table(rows: list[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(USAGE.columns)
    arrays = [pa.array(column, type=STORED[one.kind]) for one, column in zip(USAGE.columns, columns, strict=True)]
    return pa.table({one.name: array.cast(TYPES[one.kind]) for one, array in zip(USAGE.columns, arrays, strict=True)})


def _home(said: Attributes) -> _Home:
    return _Home(_text(said, USE), _text(said, SYSTEM), _text(said, DEPARTMENT), _text(said, USER))


def _row(span: Any, said: Attributes, home: _Home, pseudonym: Pseudonym) -> Row:
    """The cells in the order of the fact's columns; day and moment as counts of days and microseconds."""
    at = span.start_time_unix_nano // 1000
    user = _text(said, USER) or home.user
    failed = span.status.code == FAILED or "error.type" in said
    return (
        at // DAY,
        f"{span.trace_id.hex()}-{span.span_id.hex()}",
        at,
        _text(said, USE) or home.use,
        _text(said, SYSTEM) or home.system,
        _text(said, DEPARTMENT) or home.department,
        pseudonym(user) if user else None,
        _text(said, CONVERSATION),
        _text(said, PROVIDER),
        _text(said, MODEL),
        _text(said, OPERATION),
        "error" if failed else "ok",
        1,
        int(failed),
        *_tokens(said),
        (span.end_time_unix_nano - span.start_time_unix_nano) // 1000,
    )


def _tokens(said: Attributes) -> tuple[int | None, ...]:
    """Input, cached, output and reasoning, disjoint.

    A part that is larger than its whole was counted beside it by the sender, and both stay as they are.
    """
    cached, reasoning = _count(said, CACHED), _count(said, REASONING)
    return _without(_count(said, INPUT), cached), cached, _without(_count(said, OUTPUT), reasoning), reasoning


def _without(whole: int | None, part: int | None) -> int | None:
    return whole - part if whole is not None and part is not None and part <= whole else whole


def _fault(span: Any, said: Attributes) -> str | None:
    if not span.trace_id or not span.span_id:
        return "The span has no id."
    if not 0 < span.start_time_unix_nano <= span.end_time_unix_nano < MOST_NANOSECONDS:
        return "The span ends before it begins, or has no time."
    for name in (*INPUT, *OUTPUT, *CACHED, *REASONING):
        value = said.get(name)
        if value is not None and not (isinstance(value, int) and 0 <= value <= MOST_TOKENS):
            return f"{name} is no count from 0."
    return None


def _count(said: Attributes, names: Iterable[str]) -> int | None:
    found: int | None = next((said[name] for name in names if name in said), None)
    return found


def _text(said: Attributes, names: Iterable[str]) -> str | None:
    value = next((said[name] for name in names if name in said), None)
    return str(value)[:LONGEST] if value not in (None, "") else None


def _attributes(pairs: Iterable[Any]) -> dict[str, Any]:
    """Names and plain values; lists and messages are not looked into."""
    found = {}
    for pair in pairs:
        kind = pair.value.WhichOneof("value")
        if kind in PLAIN:
            found[pair.key] = getattr(pair.value, kind)
    return found
