"""How do tests read a bill, and look at its rows?"""

from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa

from opencaio.lake.focus import Bill, Source, read_bill


def read(*paths: Path, into: Path | None = None) -> Bill:
    """The bill in these files; what waits of it lies beside them."""
    place = Path(mkdtemp(dir=into or paths[0].parent))
    return read_bill([Source(path, path.name) for path in paths], into=place)


def rows_of(bill: Bill, part: int = 0) -> pa.Table:
    """All rows of one of its parts."""
    return pa.concat_tables(bill.parts[part].tables())
