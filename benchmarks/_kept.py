"""Where do measured figures go, so that the docs can quote them and a test can compare?"""

import json
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "results"


def keep(name: str, figures: Mapping[str, Any], *, seed: int | None = None) -> Path:
    """Write the figures of a run with its commit, seed and Python to ``results/<name>.json``."""
    path = FOLDER / f"{name}.json"
    about = {"commit": _commit(), "python": platform.python_version(), "seed": seed}
    path.write_text(json.dumps({**about, "figures": figures}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _commit() -> str:
    asked = ["git", "-C", str(FOLDER), "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
