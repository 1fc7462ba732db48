"""How long does it take to answer 10,000 uses again under the law of another day, stored and in the ledger?

Promised: under 30 s. Every use has facts of its own (the example company's, each with another day of placing), so
that no answer is shared; `shared` beside it is the usual case, in which many uses have the same facts.
The floor of the same run is the same engine on the same facts without the record. Seconds of the processor are told
beside seconds of the clock: on a busy machine the latter say little.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

USES = 10_000
PROMISED_S = 30
TODAY, BEFORE, LATER = date(2026, 11, 22), date(2026, 7, 26), date(2027, 12, 3)
FIRST_PLACED = date(2019, 1, 1)


def fill(uses: int, *, own_facts: bool) -> list[dict[str, Any]]:
    """One department with ``uses`` uses; gives back the facts of each."""
    from django.utils import timezone

    from opencaio.examples import load
    from opencaio.record.actions import perform
    from opencaio.record.models import Fact, UseCase
    from opencaio.record.permissions import FOUNDER
    from opencaio.record.vocabulary import checked_value

    perform("organisation.describe", {"name": "Bench"}, FOUNDER)
    home = perform("departments.add", {"code": "ALL", "name": "All"}, FOUNDER).result
    example = load()
    sets = [
        {one.key: checked_value(one.key, one.value) for one in example.statements(use) if one.known}
        for use in example.use_cases
    ]
    facts = [_facts(sets[n % len(sets)], n, own=own_facts) for n in range(uses)]
    kept = {"created_at": timezone.now(), "updated_at": timezone.now()}
    rows = [UseCase(code=f"UC-{n:05d}", name=f"Use {n}", department=home, stage="live", **kept) for n in range(uses)]
    UseCase.objects.bulk_create(rows, batch_size=500)
    stated = [
        Fact(subject_kind="usecase", subject_id=row.pk, key=key, value=value, recorded_at=kept["created_at"])
        for row, held in zip(rows, facts, strict=True)
        for key, value in held.items()
    ]
    Fact.objects.bulk_create(stated, batch_size=500)
    return facts


def _facts(held: dict[str, Any], number: int, *, own: bool) -> dict[str, Any]:
    return held | ({"placed": (FIRST_PLACED + timedelta(days=number % 2600)).isoformat()} if own else {})


def refreshes(days: tuple[date, ...]) -> Iterator[dict[str, Any]]:
    """Answer everything again for each day."""
    from opencaio.record.actions import perform
    from opencaio.record.permissions import FOUNDER

    for on in days:
        start, busy = time.perf_counter(), time.process_time()
        done = perform("assessments.refresh", {"law_on": on}, FOUNDER)
        took, busy = time.perf_counter() - start, time.process_time() - busy
        figures = {"seconds": round(took, 1), "cpu_seconds": round(busy, 1)}
        yield {"law_on": on.isoformat(), "changed": done.result, **figures, "entry": done.entry}


def floor(facts: list[dict[str, Any]], *, on: date) -> float:
    """The engine alone: the same facts, nothing stored."""
    from opencaio.record.assessing import Answers

    start = time.process_time()
    answers = Answers(law_on=on)
    for one in facts:
        answers.of(one)
    return time.process_time() - start


def measure(*, own_facts: bool, uses: int) -> dict[str, Any]:
    """A fresh workspace, filled, answered for three days."""
    from opencaio.record import ledger

    facts = fill(uses, own_facts=own_facts)
    found = list(refreshes((TODAY, LATER, BEFORE, TODAY)))
    alone = floor(facts, on=LATER)
    slowest = max(one["cpu_seconds"] for one in found[1:])
    return {
        "uses": uses,
        "facts": "own" if own_facts else "shared",
        "first answers": found[0],
        "another day": found[1:],
        "engine alone, cpu_seconds": round(alone, 1),
        "slowest over engine, cpu": round(slowest / alone, 1),
        "ledger holds": ledger.verify().holds,
        "promised, seconds": PROMISED_S,
        "kept": slowest < PROMISED_S,
    }


def main() -> int:
    """Measure in a workspace of its own and print JSON."""
    uses = int(os.environ.get("BENCH_USES", USES))
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["OPENCAIO_HOME"] = str(Path(scratch, "home"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "opencaio.site.settings"
        Path(scratch, "home").mkdir()
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print(json.dumps(measure(own_facts="--shared" not in sys.argv, uses=uses), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
