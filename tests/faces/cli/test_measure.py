"""Does the terminal say why a metric has no figure?"""

from collections.abc import Callable

from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def test_a_divided_metric_of_which_no_row_counts_says_so_below_its_empty_table(cast: Cast, caio: Caio) -> None:
    row = {"event_id": "1", "at": "2026-10-05", "use_case": cast.triage.code, "selected": "yes"}
    do("lake.add", cast.ana, fact="decisions", name="Triage", rows=[row])
    do(
        "metrics.declare", cast.ana, code="not-trial", name="Decisions but of trials", fact="decisions",
        unit="decisions", better="up", numerator={"how": "sum", "of": ["cases"]}, dimensions=["use_case"],
        conditions=[{"column": "model", "not": "trial"}],
    )  # fmt: skip
    assert "No row counts in this time." in caio("measure", "not-trial", "--by", "use_case").out
