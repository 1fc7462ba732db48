"""How does a use stand under OMB M-25-21, for a document?"""

from collections import Counter

from opencaio.packs.law import load_law
from opencaio.papers import numbers
from opencaio.papers.blocks import Paragraph
from opencaio.record import federal_inventory
from opencaio.record.documents.known import Known, Stated
from opencaio.record.documents.readers.law import ANSWERED, class_in_words
from opencaio.record.documents.sources import source
from opencaio.record.documents.telling import stated
from opencaio.record.documents.told import Told, listed, tabled

REGIME = "US-FED"
STATES = {
    "met": "Met",
    "missing": "Missing",
    "planned": "Planned",
    "waived": "Waived",
    "not_applicable": "Does not apply",
    "unclear": "Unclear",
}


@source("answers.US-FED.class", words="The answer under OMB M-25-21", enter="question:principal_basis")
def class_(known: Known) -> Told | None:
    answer = known.answers.get(REGIME)
    return Told((Paragraph.of(class_in_words(REGIME, answer)),), origin=ANSWERED) if answer else None


@source("declared.US-FED", words="What the agency declared")
def declared(known: Known) -> Told | None:
    said = stated(known, "declared.US-FED")
    code = known.value("declared.US-FED")
    if said is None:
        return None
    return Told((Paragraph.of(class_in_words(REGIME, {"class": code})),), said.origin, said.rows)


@source("practices", words="How the minimum practices stand")
def practices(known: Known) -> Told | None:
    titles = {one.code: one.title for one in load_law().pack_for(REGIME).duties}
    rows = [
        (titles.get(code, code), STATES.get(str(one.value), str(one.value)), one.text or one.source or "–")
        for code, one in _practices(known)
    ]
    blocks = tabled(("Practice", "State", "As stated"), rows, caption="Minimum practices as stated")
    return Told(blocks, origin="Stated on the page of the use.") if blocks else None


def _practices(known: Known) -> list[tuple[str, Stated]]:
    found = ((key, said[0]) for key, said in sorted(known.facts.items()) if key.startswith("practice.OMB-"))
    return [(key.removeprefix("practice."), one) for key, one in found if not one.is_unknown]


@source("omb-2025.summary", words="How many uses the inventory holds")
def inventory_summary(known: Known) -> Told | None:
    rows = federal_inventory.inventory()
    if not rows:
        return None
    high = Counter(row.get("is_high_impact", "") or "Not stated" for row in rows)
    stages = Counter(row.get("development_stage", "") or "Not stated" for row in rows)
    blocks = tabled(
        ("What", "Uses"),
        [("All", numbers.number(len(rows))), *_counted(high), *_counted(stages)],
        caption="Uses in the inventory, by impact and stage",
    )
    return Told(blocks, origin="The record; withdrawn uses are left out.")


@source("omb-2025.gaps", words="Columns that the record cannot fill")
def inventory_gaps(known: Known) -> Told | None:
    found = listed(federal_inventory.unfilled())
    return Told(found, origin="Only what was reported stands in these columns.") if found else None


def _counted(counts: Counter[str]) -> list[tuple[str, str]]:
    return [(name, numbers.number(count)) for name, count in sorted(counts.items())]
