"""A small format, tables and known uses for the tests of intake."""

from collections.abc import Sequence

from opencaio.engines.intake.drafts import Draft
from opencaio.engines.intake.formats import Choice, Column, Format, States
from opencaio.engines.intake.mapping import map_rows
from opencaio.engines.intake.matching import Decision, Known
from opencaio.engines.intake.tables import Table, unique_headers

STAGES = Choice(exact={"live": "live", "planned": "idea"}, prefixes=(("pilot", "pilot"),))
PRACTICE = Choice(exact={"yes": "met", "no": "missing"}, prefixes=(("in-progress", "planned"),), otherwise="unclear")

SMALL = Format(
    id="small",
    title="A small list",
    year=2026,
    source="Test",
    columns=(
        Column("agency", ("Agency",), required=True, to="department_code"),
        Column("id", ("ID",), to="external_id"),
        Column("name", ("Name",), required=True, to="name"),
        Column("bureau", ("Bureau",), to="unit"),
        Column("purpose", ("Purpose",), to="purpose"),
        Column("stage", ("Stage",), to="stage", choice=STAGES),
        Column("started", ("Started",), to="started_on"),
        Column("vendors", ("Vendors",), to="vendors", is_list=True),
        Column("mail", ("Mail",), to="contact_email"),
        Column(
            "tested",
            ("Tested",),
            states=(States("practice.T", PRACTICE, strongest=("met", "planned", "unclear")),),
            is_list=True,
        ),
        Column("seen", ("Seen",), ignored_for_change=True),
    ),
    blanks=frozenset({"", "n/a", "[]"}),
    placeholder_ids=frozenset({"tbd"}),
    dates=("%Y-%m-%d", "%m/%Y"),
    constants={"agency": True},
)


def table(headers: Sequence[str], *rows: Sequence[str]) -> Table:
    """A table as a reader would give it, the header in line 1."""
    full = unique_headers(headers)
    cells = tuple((*row, *[""] * (len(full) - len(row))) for row in rows)
    return Table(headers=full, rows=cells, numbers=tuple(range(2, len(rows) + 2)))


def uses(*rows: tuple[str, str, str, str]) -> tuple[Draft, ...]:
    """Drafts from (agency, id, name, purpose)."""
    return map_rows(table(["Agency", "ID", "Name", "Purpose"], *rows), SMALL).drafts


def known(decisions: Sequence[Decision], *, format_id: str = "small") -> list[Known]:
    """What the record would hold after these decisions were carried out on an empty one."""
    return [
        Known(
            key=number,
            identity=one.draft.identity,
            identity_key=one.draft.identity_key,
            name=one.draft.name,
            department_code=one.draft.department_code,
            content_digest=one.draft.content_digest,
            format_id=format_id,
            unit=one.draft.unit,
        )
        for number, one in enumerate(decisions)
        if one.kind in ("create", "keep_apart")
    ]
