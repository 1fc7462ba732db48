"""What stands in our own template: columns, worked examples, and what to write where?"""

from collections.abc import Sequence

from opencaio.engines.intake.formats import CHOICES, Column, Format

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "id": "HR-001",
        "name": "Sorting of job applications",
        "department": "Human resources",
        "department_code": "HR",
        "unit": "Recruiting",
        "purpose": "Ranks applications so that recruiters read the likeliest first.",
        "benefit": "Two days less from application to first answer.",
        "outputs": "A rank from 1 to 100 for each application",
        "stage": "pilot",
        "topic": "Recruiting",
        "technique": "Classification",
        "sourcing": "bought",
        "vendors": "Talentra",
        "systems": "Talentra Rank",
        "started_on": "2026-03-02",
        "contact_email": "recruiting@example.org",
        "role": "deployer",
        "infers": "yes",
        "personal": "yes",
        "about_person": "yes",
        "legal_effect": "don't know",
        "automated": "no",
        "profiling": "yes",
        "workplace": "no",
        "declared_eu": "high-risk",
    },
    {
        "id": "FIN-014",
        "name": "Reading of supplier invoices",
        "department": "Finance",
        "department_code": "FIN",
        "unit": "Accounts payable",
        "purpose": "Reads amounts and references from scanned invoices into the ledger.",
        "benefit": "1,200 hours of typing a year.",
        "outputs": "Fields of the invoice",
        "stage": "live",
        "topic": "Bookkeeping",
        "technique": "Document reading",
        "sourcing": "both",
        "vendors": "Skriva; Paperloom",
        "systems": "Skriva Capture",
        "started_on": "2024-11",
        "contact_email": "payables@example.org",
        "role": "deployer",
        "infers": "yes",
        "personal": "no",
        "declared_eu": "minimal",
    },
    {
        "id": "",
        "name": "Answers for visitors of the web site",
        "department": "Service",
        "unit": "Digital desk",
        "purpose": "Answers common questions on opening hours and forms in the visitor's language.",
        "outputs": "Text of an answer",
        "stage": "idea",
        "topic": "Customer service",
        "technique": "Language model",
        "sourcing": "built",
        "contact_email": "desk@example.org",
        "role": "provider; deployer",
        "interacts": "yes",
        "generates": "text",
        "remarks": "Waits for the council of September.",
    },
)
"""Invented by us; keys are the columns' names in the format."""

FILES = "Files and sheets"
ADVICE: tuple[tuple[str, str], ...] = (
    (
        FILES,
        "Fill in the sheet “Uses”: a row for each use of AI. Remove the examples, keep the first line.",
    ),
    (FILES, "Columns may be left out or put in another order, save Name, Department, Purpose and Stage."),
    (FILES, "Columns of your own may be added. They are kept “as reported”."),
    ("Blank cells", "Leave a cell blank when you do not know. Blank means unknown; it never means no."),
    (
        "ID",
        "Your own number, once in a department: a later import finds the use again by it.",
    ),
    ("Stage", "idea, assessed, approved, pilot, building, live, retired."),
    ("Built or bought", "built, bought, both."),
    ("Vendors, systems", "Several are told apart by a semicolon."),
    ("Dates", "2026-03-02, or 2026-03 or 2026 where only the month or year is known."),
    ("Our role", "provider, deployer, importer, distributor, product manufacturer,"),
    ("Our role", "authorised representative (of a provider outside the Union)."),
    ("yes/no", "yes or no; blank where it is not known."),
    ("Generates", "text, image, audio, video, code."),
    ("Declared class", "What your organisation has declared. It is kept beside what OpenCAIO computes."),
    ("Formulas", "Text that begins with = + - or @ stays text."),
)


def template_headers(format: Format) -> tuple[str, ...]:
    """The column names of the template, in order."""
    return tuple(header_of(column) for column in format.columns)


def header_of(column: Column) -> str:
    """The first way in which the column's header is written."""
    return column.headers[0].rstrip("*")


def offered(column: Column) -> tuple[str, ...]:
    """The words that a cell of this column may be chosen from, or none where any words will do."""
    if column.to in CHOICES:
        return CHOICES[column.to]
    if any(states.choice.knows("yes") for states in column.states):
        return ("yes", "no")
    return ()


def template_rows(format: Format) -> tuple[tuple[str, ...], ...]:
    """The worked examples, one cell for each header."""
    return tuple(_row(example, format.columns) for example in EXAMPLES)


def _row(example: dict[str, str], columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(example.get(column.name, "") for column in columns)
