"""How long does it take to verify a ledger of 100,000 entries, and how does that compare with reading it?

Promised: under 5 s. The measure beside it hashes the same bytes in a plain loop over the same file, so that
the ratio tells our own cost apart from that of the machine.
"""

import argparse
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROMISED = 5.0
COLUMNS = "sequence, previous, at, actor_id, face, action, digest, hash"


def main() -> int:
    """Fill a workspace, verify it three times, print JSON; 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as home:
        _set_up(home)
        fill(count)
        from opencaio.record import ledger

        assert ledger.verify().holds
        ours = _best(lambda: ledger.verify())
        plain = _best(lambda: _plain_scan(Path(home) / "record.sqlite3"))
    print(
        json.dumps(
            {
                "entries": count,
                "verify_s": round(ours, 2),
                "plain_scan_s": round(plain, 2),
                "ratio": round(ours / plain, 1),
                "promised_s": PROMISED,
            }
        )
    )
    return 0 if ours < PROMISED else 1


def fill(count: int) -> None:
    """Write a sound chain of ``count`` entries of the usual size, at once."""
    from opencaio.record import ledger
    from opencaio.record.models import LedgerEntry, LedgerHead, LedgerPayload

    previous, at = ledger.GENESIS, "2026-11-22T12:00:00.000000+00:00"
    entries, payloads = [], []
    for number in range(1, count + 1):
        row = {"kind": "usecase", "id": number, "after": {"name": "x" * 200}, "before": {"name": "y" * 200}}
        body, salt = ledger.canonical({"rows": [row]}), f"{number:032x}"
        digest = ledger.digest_of(salt, "Edited a use case", body)
        entry = LedgerEntry(number, previous, at, 1, "web", "use_cases.edit", digest)
        entry.hash = previous = ledger.hash_of(entry)
        entries.append(entry)
        payloads.append(LedgerPayload(entry_id=number, salt=salt, words="Edited a use case", body=body))
    LedgerEntry.objects.bulk_create(entries, batch_size=2000)
    LedgerPayload.objects.bulk_create(payloads, batch_size=2000)
    LedgerHead.objects.create(pk=1, sequence=count, hash=previous)


def _plain_scan(path: Path) -> None:
    file = sqlite3.connect(path)
    rows = file.execute(
        f"SELECT {COLUMNS}, salt, words, body FROM record_ledgerentry "
        "JOIN record_ledgerpayload ON entry_id = sequence ORDER BY sequence"
    )
    for row in rows:
        hashlib.sha256(repr(row[:8]).encode()).digest()
        hashlib.sha256("\n".join(row[8:]).encode()).digest()
    file.close()


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def _set_up(home: str) -> None:
    os.environ |= {"OPENCAIO_HOME": home, "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    os.environ.pop("OPENCAIO_DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
