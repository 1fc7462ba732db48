"""Which rows were refused, in a file that can be mended and imported again?"""

import csv
from collections.abc import Sequence
from pathlib import Path

from opencaio.engines.intake.cells import REASON_COLUMN, ROW_COLUMN, neutralise
from opencaio.engines.intake.drafts import Refusal
from opencaio.engines.intake.tables import Table


def write_refusals(path: Path, table: Table, refusals: Sequence[Refusal]) -> Path:
    """A CSV (UTF-8 with mark, so that Excel reads it) of the refused rows: their cells, row and reason.

    Cells that would be formulas are neutralised; importing the mended file takes that back.
    """
    own = [place for place, header in enumerate(table.headers) if header not in (REASON_COLUMN, ROW_COLUMN)]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([*(table.headers[place] for place in own), ROW_COLUMN, REASON_COLUMN])
        for refusal in refusals:
            cells = [neutralise(refusal.raw[place]) for place in own]
            out.writerow([*cells, refusal.row, refusal.text])
    return path
