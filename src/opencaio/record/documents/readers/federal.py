"""How does a use stand under OMB M-25-21, for a document?"""

from opencaio.packs.law import load_law
from opencaio.papers.blocks import Paragraph
from opencaio.record.documents.known import Known, Stated
from opencaio.record.documents.readers.law import ANSWERED, class_in_words
from opencaio.record.documents.sources import source
from opencaio.record.documents.telling import stated
from opencaio.record.documents.told import Told, tabled

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
