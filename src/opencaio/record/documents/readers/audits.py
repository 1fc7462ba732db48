"""Which groups are selected how often, for the summary of a bias audit?"""

from datetime import date
from typing import Any

from opencaio.engines import classification
from opencaio.engines.impact.fairness import SMALL
from opencaio.packs.law import load_law
from opencaio.papers import numbers
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, tabled

REGIME = "US-NYC"


@source("impact_ratios", words="How many people of each group were selected, of how many", enter="question:selected")
def impact_ratios(known: Known) -> Told | None:
    selected = known.value("selected")
    if not selected:
        return None
    everybody = sum(int(total) for _, total in selected.values())
    rows = [
        (group, numbers.number(chosen), numbers.number(total), _rate(chosen, total), ratio, _share(total, everybody))
        for (group, (chosen, total)), ratio in zip(selected.items(), _ratios(selected), strict=True)
    ]
    heads = ("Group", "Selected", "Of", "Selection rate", "Impact ratio", "Share of the data")
    blocks = tabled(heads, rows, caption="Selection rates and impact ratios; * less than 2 % of the data")
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
