"""Which evidence and which risks stand on record, for a document?"""

from collections.abc import Callable

from opencaio.packs.evidence import load_kinds
from opencaio.papers import numbers
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, listed, tabled
from opencaio.record.models import Evidence, Risk

ON_RECORD = "Evidence on record."


def _line(one: Evidence) -> str:
    dated = f", {numbers.day(one.dated)}" if one.dated else ""
    proof = f", file {one.file_name} (SHA-256 {one.file_digest[:16]}…)" if one.file_digest else ""
    where = f", {one.link}" if one.link else ""
    note = f": {one.note}" if one.note else ""
    return f"{one.title}{dated}{proof}{where}{note}"


def _of_kind(code: str) -> Callable[[Known], Told | None]:
    def read(known: Known) -> Told | None:
        found = listed(_line(one) for one in known.evidence if one.kind == code)
        return Told(found, origin=ON_RECORD) if found else None

    return read


for _kind in load_kinds().values():
    source(f"evidence:{_kind.code}", words=f"Evidence: {_kind.title}")(_of_kind(_kind.code))


@source("evidence", words="The evidence on record")
def evidence(known: Known) -> Told | None:
    found = listed(_line(one) for one in known.evidence)
    return Told(found, origin=ON_RECORD) if found else None


@source("risks", words="The risks in the register")
def risks(known: Known) -> Told | None:
    rows = [(f"{one.code} {one.title}", one.consequence or one.event or "–", *_levels(one)) for one in known.risks]
    heads = ("Risk", "What may happen to whom", "Before", "After")
    blocks = tabled(
        heads, rows, caption="Risks on record: likelihood × impact, each from 1 to 5, before and after measures"
    )
    return Told(blocks, origin="The risk register.") if blocks else None


def _levels(one: Risk) -> tuple[str, str]:
    return _pair(one.likelihood, one.impact), _pair(one.residual_likelihood, one.residual_impact)


def _pair(likelihood: int | None, impact: int | None) -> str:
    return "not rated" if likelihood is None or impact is None else f"{likelihood} × {impact}"
