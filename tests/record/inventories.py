"""A small federal inventory of our own making, in the columns of the 2025 file."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

HEADERS = (
    "agency", "agency_name", "id", "use_case_name", "agency_bureau", "development_stage", "is_high_impact",
    "topic_area", "problem_solved", "vendor_name", "has_pii", "pia_url", "hi_testing_conducted",
    "hi_assessment_completed", "hi_ongoing_monitoring", "hi_training_established", "hi_failsafe_presence",
    "hi_appeal_process", "hi_public_consultation",
)  # fmt: skip
PRACTICES = HEADERS[-7:]


def row(number: int, **changes: str) -> dict[str, str]:
    """One live, high-impact use with every practice reported as met, unless told otherwise."""
    usual = {
        "agency": "HEALTH",
        "agency_name": "Health",
        "id": f"H-{number}",
        "use_case_name": f"Reading of scan series {number:03d}",
        "agency_bureau": "Clinics",
        "development_stage": "Deployed",
        "is_high_impact": "High-impact",
        "problem_solved": "Scans wait too long to be read.",
        "vendor_name": "Lensfield",
        "has_pii": "Yes",
        **dict.fromkeys(PRACTICES, "Yes"),
        "hi_public_consultation": "['Usability Testing']",
    }
    return usual | changes


def written(folder: Path, rows: Iterable[Mapping[str, str]], *, name: str = "inventory.csv") -> Path:
    """The rows as a CSV file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS)
        writer.writeheader()
        writer.writerows(rows)
    return path
