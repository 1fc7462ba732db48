"""What does a measurement of impact say: how much, how surely, by which checks, and what may be claimed?

Every method of this engine answers with one `Estimate`. Effects and series are floats; a KPI in money may come in
as `Decimal` and is turned once, by `series`.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from dataclasses import field as part
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from opencaio.errors import BadInput

ENGINE_VERSION = "impact-2"
LEVEL = 0.95
LARGEST = 1e60
"""Beyond it squares of squares overflow: no KPI is that large."""
SMALLEST = 1e-60
"""Numbers nearer to zero are taken as zero: their squares would vanish."""
DIGITS = 12
"""Numbers that agree to so many digits are one for the hash: engines differ in the last ones."""

Series = npt.NDArray[np.float64]
Kind = Literal["confidence", "always valid", "credible", "placebo", "bootstrap"]
Number = float | int | Decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` at a `level` (0.95); `kind` says what the level promises. Raises BadInput.

    `confidence` covers the truth in that share of repetitions at one look; `always valid` at all looks together;
    `credible` is a share of the posterior; `placebo` and `bootstrap` come from re-assignment and re-sampling.
    """

    low: float
    high: float
    level: float = LEVEL
    kind: Kind = "confidence"

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise BadInput(f"An interval from {self.low} to {self.high} is none.")
        level_of(self.level)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def half(self) -> float:
        """Half its width."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class DesignCheck:
    """One condition that the method rests on. `passed` is None where it could not be looked at; `words` say why.

    `figure` is what was found and `limit` what it is held against, where there are such numbers.
    """

    name: str
    passed: bool | None
    words: str
    figure: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """Two plain sentences: what this estimate lets one say, and what it does not."""

    can: str
    cannot: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with its interval, checks and limits. Raises BadInput where the effect is no finite number.

    `n` counts what it rests on: `treated`, `control`, `periods`, `before`, `after`, `units`, `clusters`, as they
    apply. `p_value` is None where the method gives none. `details` holds a method's own result (paths, weights).
    """

    method: str
    effect: float
    interval: Interval | None
    standard_error: float | None
    unit: str
    n: Mapping[str, int]
    claims: Claims
    data_hash: str
    p_value: float | None = None
    checks: tuple[DesignCheck, ...] = ()
    notes: tuple[str, ...] = ()
    seed: int | None = None
    details: Any = part(default=None, compare=False)
    engine_version: str = ENGINE_VERSION

    def __post_init__(self) -> None:
        finite(self.effect, name="The effect")
        if self.standard_error is not None and finite(self.standard_error, name="The standard error") < 0:
            raise BadInput(f"The standard error {self.standard_error} is below zero.")

    @property
    def failed(self) -> tuple[DesignCheck, ...]:
        """The checks that were not passed."""
        return tuple(one for one in self.checks if one.passed is False)

    @property
    def sound(self) -> bool:
        """True where no check failed; a check that could not be looked at does not count against it."""
        return not self.failed

    @property
    def tells(self) -> Literal["above zero", "below zero", "nothing sure"]:
        """What the interval says of the effect's sign."""
        if self.interval is None or 0 in self.interval:
            return "nothing sure"
        return "above zero" if self.interval.low > 0 else "below zero"


def finite(value: Number, *, name: str) -> float:
    """The number as a float. Raises BadInput for NaN, infinite and absurd ones."""
    turned = float(value)
    if math.isnan(turned) or math.isinf(turned):
        raise BadInput(f"{name} is {value}: no number that one can count with. Correct it or leave it out.")
    if abs(turned) > LARGEST:
        raise BadInput(f"{name} is {turned:.3g}: too large to be a measurement. Check its unit.")
    return turned if abs(turned) >= SMALLEST else 0.0


def positive(value: Number, *, name: str) -> float:
    """The number as a float above zero. Raises BadInput."""
    turned = finite(value, name=name)
    if turned <= 0:
        raise BadInput(f"{name} is {value}; it must be above zero.")
    return turned


def count(value: int, *, name: str, least: int = 0) -> int:
    """A whole number of things, at least `least`. Raises BadInput."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise BadInput(f"{name} is {value!r}; it must be a whole number.")
    if value < least:
        raise BadInput(f"{name} is {value}; it must be at least {least}.")
    return int(value)


def level_of(level: float) -> float:
    """A level of confidence, above 0.5 and below 1. Raises BadInput."""
    if not 0.5 < level < 1:
        raise BadInput(f"A level of {level} is none: give one above 0.5 and below 1, such as 0.95.")
    return level


def series(values: Sequence[Number] | Series, *, name: str, least: int = 1) -> Series:
    """One column as floats, shape (rows,). Raises BadInput naming the row (from 1) that is no finite number."""
    read = _column(values, name)
    for row in np.flatnonzero(~np.isfinite(read) | (np.abs(read) > LARGEST)):
        finite(read[row], name=f"{name}, row {row + 1},")
    enough(read.size, least=least, what=f"{name}: rows")
    read[np.abs(read) < SMALLEST] = 0.0
    return read


def _column(values: Sequence[Number] | Series, name: str) -> Series:
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "fiub":
        return values.astype(np.float64)
    return np.array([_read(one, name, row) for row, one in enumerate(values, start=1)], dtype=np.float64)


def _read(value: object, name: str, row: int) -> float:
    if isinstance(value, bool | np.bool_ | int | float | Decimal | np.number):
        return float(value)
    raise BadInput(f"{name}, row {row}, is {value!r}: no number. Correct it or leave the row out.")


def enough(found: int, *, least: int, what: str) -> int:
    """The count where it reaches `least`. Raises BadInput."""
    if found < least:
        raise BadInput(f"{what}: {found}, and at least {least} are needed.")
    return found


def as_long(first: Sequence[object] | Series, second: Sequence[object] | Series, *, names: tuple[str, str]) -> None:
    """Raises BadInput where two columns differ in length."""
    if len(first) != len(second):
        raise BadInput(f"{names[0]} has {len(first)} rows and {names[1]} {len(second)}; each row needs both.")


def data_hash(method: str, inputs: Mapping[str, object]) -> str:
    """SHA-256 of the method's name and its inputs, in a canonical form: equal inputs have equal hashes.

    Single numbers count to 12 digits, arrays to the last. The order of a mapping's keys does not matter, that of a
    sequence does: sort rows whose order means nothing.
    """
    plain = {"engine": ENGINE_VERSION, "method": method, "inputs": _canonical(inputs)}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, np.ndarray):
        flat = np.ascontiguousarray(value, dtype="<f8") + 0.0
        return ["array", list(flat.shape), hashlib.sha256(flat.tobytes()).hexdigest()]
    if is_dataclass(value) and not isinstance(value, type):
        return _canonical(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _canonical(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_canonical(one) for one in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float | Decimal | np.number):
        return f"{float(value) + 0.0:.{DIGITS}g}"
    if isinstance(value, date):
        return value.isoformat()
    raise BadInput(f"{value!r} is of a kind that no measurement holds.")
