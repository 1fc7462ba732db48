"""How does a plan leave the house: a workbook for finance, rows, pictures, the problem and its answer?"""

import json
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from opencaio.errors import NotFound
from opencaio.faces.web import sheets
from opencaio.papers import charts
from opencaio.papers.blocks import Picture
from opencaio.record.planning.book import written
from opencaio.record.queries.plans import PlanDocument, PlanPage


def download(page: PlanPage, *, ending: str) -> HttpResponse:
    """The plan as ``xlsx`` (several sheets) or ``csv`` (its initiatives)."""
    kind = sheets.XLSX if ending == "xlsx" else "text/csv; charset=utf-8"
    return _attached(written(page.name, page.solved, ending=ending), name=f"{page.code}.{ending}", kind=kind)


def as_json(document: PlanDocument) -> HttpResponse:
    """Problem and answer, to check and solve again elsewhere."""
    body = json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=1).encode("utf-8")
    return _attached(body, name=f"{document.code}.json", kind="application/json")


def picture(pictures: Mapping[str, Picture], *, key: str, ending: str, name: str) -> HttpResponse:
    """A picture that stands alone, as ``svg`` or ``png``."""
    if key not in pictures or ending not in ("svg", "png"):
        raise NotFound(_("This plan has no such picture."))
    one = pictures[key]
    drawn = charts.draw(one.drawing, mode="paper", width=960, title=one.title)
    if ending == "svg":
        return _attached(drawn.encode("utf-8"), name=f"{name}.svg", kind="image/svg+xml")
    # Loading it takes a while: only who asks for a bitmap pays for it.
    import vl_convert

    return _attached(vl_convert.svg_to_png(drawn, scale=2), name=f"{name}.png", kind="image/png")


def _attached(body: bytes, *, name: str, kind: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
