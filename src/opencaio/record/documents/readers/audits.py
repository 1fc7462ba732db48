"""Which groups are selected how often, for the summary of a bias audit?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opencaio.engines import classification
from opencaio.engines.impact.fairness import SMALL
from opencaio.packs.law import load_law
from opencaio.papers import numbers
from opencaio.papers.blocks import Block
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, tabled

REGIME = "US-NYC"


HEADS = ("Group", "Selected", "Of", "Selection rate", "Impact ratio", "Share of the data")
LEFT_OUT = "left out: under 2 %"


@source("impact_ratios", words="How many people of each group were selected, of how many", enter="question:selected")
def impact_ratios(known: Known) -> Told | None:
    """The newest audit that was kept of the use; without one, the numbers that were stated."""
    return _kept(known) or _stated(known)


def _kept(known: Known) -> Told | None:
    row = known.audit
    if row is None:
        return None
    blocks = [block for table in row.result["tables"] for block in _table(table, "Selection", HEADS)]
    scoring = (HEADS[0], "Above the median", HEADS[2], "Scoring rate", *HEADS[4:])
    blocks += [block for table in row.result.get("score_tables", ()) for block in _table(table, "Scores", scoring)]
    origin = (
        f"Counted on {row.on} from {numbers.number(row.result['people'])} decisions of {row.first_day} to "
        f"{row.last_day} in the record of this use's decisions (6 RCNY 5-301, 5-303); kept under the digest "
        f"{row.inputs_hash[:12]}."
    )
    return Told(tuple(blocks), origin=origin)


def _table(table: Mapping[str, Any], of: str, heads: tuple[str, ...]) -> tuple[Block, ...]:
    rows = [
        (
            one["name"], numbers.number(one["selected"]), numbers.number(one["people"]),
            _rate(one["selected"], one["people"]), _ratio(one), f"{100 * one['share']:.1f} %",
        )
        for one in table["groups"]
    ]  # fmt: skip
    unknown = f"; people of unknown category, not in it: {numbers.number(table['unknown'])}"
    return tabled(heads, rows, caption=f"{of} by {table['by'].lower()}{unknown}")


def _ratio(group: Mapping[str, Any]) -> str:
    if group["left_out"]:
        return LEFT_OUT
    return "–" if group["ratio"] is None else f"{group['ratio']:.3f}"


def _stated(known: Known) -> Told | None:
    selected = known.value("selected")
    if not selected:
        return None
    everybody = sum(int(total) for _, total in selected.values())
    rows = [
        (group, numbers.number(chosen), numbers.number(total), _rate(chosen, total), ratio, _share(total, everybody))
        for (group, (chosen, total)), ratio in zip(selected.items(), _ratios(selected), strict=True)
    ]
    blocks = tabled(HEADS, rows, caption="Selection rates and impact ratios; * less than 2 % of the data")
    return Told(blocks, origin="Worked out from the numbers on record (6 RCNY 5-301).") if blocks else None


def _ratios(selected: dict[str, Any]) -> list[str]:
    law = load_law()
    facts = {"calc": "impact_ratio", "selected": selected}
    request = classification.parse_request({"jurisdiction": REGIME, "facts": facts}, law.vocabulary)
    answer = classification.answer_to_json(
        classification.classify(request, law, law_on=date(2023, 7, 5), mode="default")
    )
    ratios: dict[str, float | None] = answer["impact_ratio"]  # type: ignore[assignment]
    return [f"{ratios[group]:.3f}" if ratios.get(group) is not None else "–" for group in selected]


def _rate(chosen: int, total: int) -> str:
    return f"{100 * chosen / total:.1f} %" if total else "–"


def _share(total: int, everybody: int) -> str:
    share = total / everybody if everybody else 0.0
    return f"{100 * share:.1f} %{' *' if share < SMALL else ''}"
