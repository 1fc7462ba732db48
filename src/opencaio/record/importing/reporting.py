"""What became of a file: how many rows were read, created, updated, unchanged, merged, refused?"""

from dataclasses import asdict, dataclass
from typing import Any

from opencaio.engines.intake.matching import Counts
from opencaio.record.importing.planning import Plan


@dataclass(frozen=True)
class ImportReport:
    """What became of one file: the six counts, its format, and where its refused rows are."""

    file: str
    format: str
    format_title: str
    counts: Counts
    refusals: str
    open_matches: int
    batch: int | None
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """One flat object, for ``--json`` and the API."""
        rest = {name: value for name, value in asdict(self).items() if name != "counts"}
        return {**rest, **asdict(self.counts)}


def report_of(planned: Plan) -> ImportReport:
    """The report of a dry run."""
    proposals = sum(1 for one in planned.decisions if one.proposal or one.kind == "keep_apart")
    return ImportReport(
        file=planned.reading.file_name,
        format=planned.reading.format.id,
        format_title=planned.reading.format.title,
        counts=planned.counts,
        refusals="",
        open_matches=proposals,
        batch=None,
        dry_run=True,
    )
