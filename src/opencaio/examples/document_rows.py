"""What does one row of an example company's documents look like?"""

from __future__ import annotations

from datetime import date

from opencaio.examples.rows import Facts, Row


class DocumentFacts(Row):
    """What documents ask about one thing: a use, a system, a model, a data set or a vendor, by its key.

    ``organisation`` is the organisation as a whole.
    """

    about: str
    by: str
    stated_on: date
    source: str
    facts: Facts


class WrittenDocument(Row):
    """A document as it was written on a day, and signed if it was."""

    kind: str
    use: str
    by: str
    written_on: date
    signed_by: str | None = None
    signed_on: date | None = None
    function: str = ""
    place: str = ""
