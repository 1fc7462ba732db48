"""How many descriptions a second does the classification engine answer on one core?

Measured on the cases of the rule packs, in both modes: the engine alone, from a line of JSON to a line of JSON, and the
floor (the same lines read and written as JSON, nothing decided). Run: `python -m benchmarks.classification`.
"""

import json
import time
from collections.abc import Callable
from datetime import date

from opencaio.engines.classification import Mode, answer_to_json, classify, parse_line
from opencaio.engines.classification.requests import plain
from opencaio.packs.law import load_law

REQUIRED = 2_000
DAY = date(2026, 11, 22)
SECONDS = 2.0


def rate(run: Callable[[], int]) -> float:
    """Descriptions a second over at least `SECONDS`, after one run to warm up."""
    run()
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        done += run()
    return done / (time.process_time() - start)


def main() -> None:
    law = load_law()
    raw = [(pack.regime, case.facts) for pack in law.packs for case in pack.cases]
    lines = [
        json.dumps({"id": str(number), "jurisdiction": regime, "facts": facts}, default=plain)
        for number, (regime, facts) in enumerate(raw)
    ]
    requests = [parse_line(line, law.vocabulary) for line in lines]

    def floor() -> int:
        for line in lines:
            json.dumps(json.loads(line))
        return len(lines)

    def alone(mode: Mode) -> int:
        for request in requests:
            classify(request, law, law_on=DAY, mode=mode)
        return len(requests)

    def whole(mode: Mode) -> int:
        for line in lines:
            answer = classify(parse_line(line, law.vocabulary), law, law_on=DAY, mode=mode)
            json.dumps(answer_to_json(answer))
        return len(lines)

    base = rate(floor)
    print(f"{len(lines)} descriptions; floor (JSON read and written): {base:,.0f} a second")
    modes: tuple[Mode, ...] = ("ordinary", "default")
    for mode in modes:
        for name, run in (("engine alone", alone), ("line to line", whole)):
            found = rate(lambda run=run, mode=mode: run(mode))  # type: ignore[misc]
            verdict = "ok" if found >= REQUIRED else f"below {REQUIRED:,}"
            print(f"{mode:9} {name}: {found:>7,.0f} a second, 1/{base / found:,.0f} of the floor, {verdict}")


if __name__ == "__main__":
    main()
