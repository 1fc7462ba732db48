"""How many questions does somebody get who knows all the facts, until the class is settled and until nothing is open?

An oracle answers for each case of a file (one JSON object a line: id, jurisdiction, facts, expected.class), else for
the packs' own cases; what a case leaves out is ordinary. One line a class: cases, then the median and the most
questions for the class, and with duties, dates and findings. Every case must reach its class.
Run: `python -m benchmarks.questionnaire [FILE]`.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from opencaio.engines.classification import Request, classify, parse_facts
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire import Oracle, run
from opencaio.packs.law import load_law
from opencaio.packs.vocabulary.screens import load_questions

DAY = date(2026, 11, 22)
LAW, QUESTIONS = load_law(), load_questions()
Row = tuple[str, str, dict[str, Value], str | None]


def of_file(path: Path) -> Iterator[Row]:
    """The decided cases of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        yield raw["id"], raw["jurisdiction"], parse_facts(raw["facts"], LAW.vocabulary), raw["expected"]["class"]


def of_packs() -> Iterator[Row]:
    """The packs' own cases on today's text, with the class that the ordinary mode gives."""
    for pack in LAW.packs:
        for case in pack.cases:
            if case.law_on is None and "as_of" not in case.facts and case.mode == "ordinary":
                facts, regime = parse_facts(case.facts, LAW.vocabulary), case.regime or pack.regime
                found = classify(Request(None, regime, facts), LAW, law_on=DAY, mode="ordinary")
                yield case.id, regime, facts, found.class_code


def main() -> None:
    """Ask every case through, and print the table."""
    rows = list(of_file(Path(sys.argv[1])) if len(sys.argv) > 1 else of_packs())
    counts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    wrong: list[str] = []
    steps, began = 0, time.process_time()
    for name, regime, facts, expected in rows:
        asked = run(Oracle(facts, law=LAW), law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=(regime,))
        reached = classify(Request(None, regime, asked.given.legal), LAW, law_on=DAY, mode="default").class_code
        counts[expected or f"{regime}, no classes"].append((asked.for_class, len(asked.asked)))
        steps += len(asked.asked) + 1
        if reached != expected:
            wrong.append(f"{name}: {reached} instead of {expected}")
    spent = time.process_time() - began
    print("| class | cases | median to the class | most | median in all | most |\n|---|---|---|---|---|---|")
    for klass, found in sorted(counts.items()):
        first, every = [one for one, _ in found], [one for _, one in found]
        print(f"| {klass} | {len(found)} | {median(first):g} | {max(first)} | {median(every):g} | {max(every)} |")
    print(f"\n{len(rows)} cases, {len(wrong)} in another class; {1000 * spent / steps:.1f} ms a question")
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
