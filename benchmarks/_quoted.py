"""Which figures of `benchmarks/results` do the docs quote, and in which words?

`python -m benchmarks._quoted` writes them into docs/benchmarks.md between their marks; a test holds them equal.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks import _quotes_lake, _quotes_plan
from benchmarks._kept import FOLDER, HERE

DOCS = HERE.parent / "docs/benchmarks.md"
BEGIN, END = "<!-- begin: benchmarks/results/{} -->", "<!-- end: benchmarks/results/{} -->"


def kept(name: str) -> dict[str, Any] | None:
    """What a benchmark has kept; None if it has never run."""
    path = FOLDER / f"{name}.json"
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return found


QUOTED: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "portfolio": _quotes_plan.portfolio,
    "conflicts": _quotes_plan.conflicts,
    "scheduling": _quotes_plan.scheduling,
    "value": _quotes_plan.value,
    "opportunity": _quotes_plan.opportunity,
    "measuring_10": _quotes_lake.measuring,
    "measuring_100": _quotes_lake.measuring,
    "intake": _quotes_lake.intake,
    "lake": _quotes_lake.lake,
    "bills_1000": _quotes_lake.bills,
    "bills_5000": _quotes_lake.bills,
}


def quoted(text: str) -> str:
    """The docs with every marked part as the kept figures say it."""
    for name, words in QUOTED.items():
        told, begin, end = kept(name), BEGIN.format(name), END.format(name)
        if told is not None and begin in text:
            head, rest = text.split(begin, 1)
            text = f"{head}{begin}\n" + "\n".join(words(told)) + f"\n{end}" + rest.split(end, 1)[1]
    return text


def main(path: Path = DOCS) -> None:
    path.write_text(quoted(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
