"""Which controls of ISO/IEC 42001 Annex A apply to us, and how are they met, for the statement of applicability?"""

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from opencaio.packs.frameworks import framework
from opencaio.papers import numbers
from opencaio.papers.blocks import Paragraph
from opencaio.record.coverage import Ground
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, tabled
from opencaio.record.models import AISystem, Control, Model, UseCase
from opencaio.record.permissions import FOUNDER
from opencaio.record.queries.frameworks import requirement_line

FRAMEWORK = "iso-42001"
WORDS = {"met": "Met", "partly": "Partly met", "missing": "Not met yet", "not_applicable": "Left out"}
MOST = 4


@source("portfolio", words="What our AI consists of")
def portfolio(known: Known) -> Told | None:
    counts = Counter(UseCase.objects.filter(retired_at=None).values_list("stage", flat=True))
    systems, models = (kind.objects.filter(retired_at=None).count() for kind in (AISystem, Model))
    text = (
        f"{numbers.counted(sum(counts.values()), 'use of AI is', 'uses of AI are')} on record, "
        f"{numbers.number(counts['live'])} of them live, on {numbers.counted(systems, 'system', 'systems')} with "
        f"{numbers.counted(models, 'model', 'models')}."
    )
    return Told((Paragraph.of(text),), origin="Counted in the record.")


@source("iso-42001.statement", words="Which controls of Annex A apply")
def statement(known: Known) -> Told | None:
    rows = [line for line, applies in _lines() if applies]
    heads = ("Control", "What it is about", "Why it applies", "State", "Met by")
    blocks = tabled(heads, rows, caption="Controls of Annex A that apply")
    return Told(blocks, origin="The controls and evidence on record; titles in our own words.") if blocks else None


@source("iso-42001.left_out", words="Which controls of Annex A are left out")
def left_out(known: Known) -> Told | None:
    rows = [line[:3] for line, applies in _lines() if not applies]
    blocks = tabled(("Control", "What it is about", "Why it is left out"), rows, caption="Controls that are left out")
    return Told(blocks, origin="As stated for each control.") if blocks else None


def _lines() -> Iterator[tuple[tuple[str, str, str, str, str], bool]]:
    """Each control as a row of the statement, and whether it applies."""
    ground = Ground(FOUNDER, on=timezone.localdate())
    chosen = framework(FRAMEWORK)
    names = dict(Control.objects.values_list("code", "name"))
    tallies = ground.covered.tallies(ground.net.places_of(chosen.id))
    for requirement, tally in zip(chosen.requirements, tallies, strict=True):
        line = requirement_line(requirement, tally, ground, most=MOST)
        why = line.stance or ("No reason stated: applies by default" if line.applies else "No reason stated")
        met_by = [names.get(one.code, one.title) if one.code else one.title for one in line.reasons if one.counts]
        row = (line.id, line.title, why, WORDS[line.state], "; ".join(dict.fromkeys(met_by)) or "–")
        yield row, line.applies
