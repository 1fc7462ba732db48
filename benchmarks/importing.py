"""How long does it take from a file to a brief, and how much memory: 3,611 rows with ledger, on SQLite?

Targets: import in at most 15 s and 500 MB; from import to brief in at most 20 s. Beside each time stands its ratio to
a floor measured in the same run: parsing the same file with the csv module and inserting its rows into a bare table.
"""

import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared/data/inventories/us-2025.csv"
ROWS = 3_611
CAIO = Path(sys.executable).with_name("caio")


def main() -> None:
    """Print one JSON object with seconds, megabytes and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder) / "home", _inventory(Path(folder))
        environment = os.environ | {"OPENCAIO_HOME": str(home), "OPENCAIO_PASSWORD": "a benchmark 7 is run"}
        _run(environment, "init", "--name", "Bench", "--officer", "Ana", "--email", "ana@bench.example")
        floor = _floor(file, Path(folder) / "floor.sqlite3")
        imported = _timed(environment, "import", str(file), "--json")
        again = _timed(environment, "import", str(file), "--json")
        brief = _timed(environment, "brief", "--format", "html", "--out", folder)
        verified = _timed(environment, "ledger", "verify")
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report = {
        "file": file.name,
        "floor_s": round(floor, 2),
        "import_s": round(imported, 2),
        "import_to_floor": round(imported / floor, 1),
        "import_again_s": round(again, 2),
        "brief_s": round(brief, 2),
        "import_to_brief_s": round(imported + brief, 2),
        "ledger_verify_s": round(verified, 2),
        "largest_process_mb": round(megabytes),
    }
    print(json.dumps(report, indent=1))


def _inventory(folder: Path) -> Path:
    """The real inventory where it is at hand, else one of the same size of our own making."""
    if REAL.is_file():
        return REAL
    path = folder / "made-up.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ID", "Name", "Department", "Purpose", "Stage"])
        for row in range(ROWS):
            writer.writerow([f"B-{row}", f"Use number {row}", f"Department {row % 40}", "Reads letters. " * 40, "Live"])
    return path


def _floor(file: Path, database: Path) -> float:
    start = time.perf_counter()
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = [(json.dumps(row),) for row in csv.DictReader(source)]
    with sqlite3.connect(database) as bare:
        bare.execute("CREATE TABLE kept (row TEXT)")
        bare.executemany("INSERT INTO kept VALUES (?)", rows)
    return time.perf_counter() - start


def _timed(environment: dict[str, str], *arguments: str) -> float:
    start = time.perf_counter()
    _run(environment, *arguments)
    return time.perf_counter() - start


def _run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([CAIO, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
