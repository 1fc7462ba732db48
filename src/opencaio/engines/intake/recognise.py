"""Which format are these columns, or which one comes nearest and what does it lack?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from opencaio.engines.intake.cells import fold
from opencaio.engines.intake.formats import Column, Format

LONG_HEADER = 40
ALIKE = 92.0


@dataclass(frozen=True, slots=True)
class Recognised:
    """The format whose required columns are all there; `headers` maps its columns' names to the file's."""

    format: Format
    headers: Mapping[str, str]

    @property
    def unknown(self) -> int:
        """How many of the format's columns the file does not have."""
        return len(self.format.columns) - len(self.headers)


@dataclass(frozen=True, slots=True)
class ProposedFormat:
    """The nearest format, the required columns that the file lacks, and the share (0 to 1) that it has."""

    format: Format | None
    missing: tuple[str, ...]
    score: float


def assign(headers: Sequence[str], format: Format) -> dict[str, str]:
    """The file's header for each of the format's columns: exact words first, then long ones alike."""
    folded = {fold(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for column in format.columns:
        header = _exact(column, folded) or _beginning(column, folded)
        if header is not None and header not in found.values():
            found[column.name] = header
    for column in format.columns:
        if column.name not in found:
            header = _alike(column, folded, taken=set(found.values()))
            found.update({} if header is None else {column.name: header})
    return found


def _exact(column: Column, folded: Mapping[str, str]) -> str | None:
    return next((folded[fold(name)] for name in column.headers if fold(name) in folded), None)


def _beginning(column: Column, folded: Mapping[str, str]) -> str | None:
    starts = [fold(name[:-1]) for name in column.headers if name.endswith("*")]
    return next((raw for text, raw in folded.items() for start in starts if text.startswith(start)), None)


def _alike(column: Column, folded: Mapping[str, str], *, taken: set[str]) -> str | None:
    long = [fold(name.rstrip("*")) for name in column.headers if len(name) >= LONG_HEADER]
    scored = [
        (fuzz.ratio(start, text[: len(start)], score_cutoff=ALIKE), raw)
        for start in long
        for text, raw in folded.items()
        if raw not in taken and len(text) >= LONG_HEADER
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None


def recognise(headers: Sequence[str], formats: Sequence[Format]) -> Recognised | ProposedFormat:
    """The format with all its required columns here that explains most headers, or else the nearest one."""
    tried = [(one, assign(headers, one)) for one in formats]
    whole = [pair for pair in tried if _share(pair[0], pair[1]) == 1.0]
    if whole:
        best, found = max(whole, key=lambda pair: (len(pair[1]), -len(pair[0].columns)))
        return Recognised(format=best, headers=found)
    return _nearest(tried)


def apply_format(headers: Sequence[str], format: Format) -> Recognised | ProposedFormat:
    """The named format on these headers, or what it lacks: for a person who says which format it is."""
    return recognise(headers, [format])


def _share(format: Format, found: Mapping[str, str]) -> float:
    required = format.required()
    return sum(column.name in found for column in required) / max(len(required), 1)


def _nearest(tried: Sequence[tuple[Format, Mapping[str, str]]]) -> ProposedFormat:
    if not tried:
        return ProposedFormat(format=None, missing=(), score=0.0)
    best, found = max(tried, key=lambda pair: (_share(pair[0], pair[1]), len(pair[1])))
    missing = tuple(column.headers[0].rstrip("*") for column in best.required() if column.name not in found)
    return ProposedFormat(format=best, missing=missing, score=_share(best, found))
