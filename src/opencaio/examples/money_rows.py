"""What does one row of an example company's money look like: its assumptions, rates, closings, limits, commitments?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from opencaio.examples.rows import Row


class AssumptionSet(Row):
    """A set under the keys of `engines.value`; figures as text: none is rounded. Without `approved_on` a draft."""

    key: str
    name: str
    by: str
    drafted_on: date
    approved_by: str | None = None
    approved_on: date | None = None
    review_due_on: date | None = None
    reason: str
    values: dict[str, str]


class Rate(Row):
    """How much of the report currency one unit was worth on a day; the figure as text."""

    currency: str
    as_of: date
    rate: str
    source: str


class Closing(Row):
    """Books closed until a day, on a day."""

    until: date
    closed_on: date
    reason: str


class Limit(Row):
    """Up to which amount a person may approve, in whole euros."""

    person: str
    amount: int
    reason: str


class Commitment(Row):
    """The part of a supplier's contract that is for AI: `share` of its yearly fee over its term, or an own amount.

    `amount` is in `currency` for the whole term.
    """

    key: str
    title: str
    vendor: str
    department: str
    use: str | None = None
    line: Literal["capex", "opex"] = "opex"
    share: float | None = None
    amount: int | None = None
    currency: str = "EUR"
