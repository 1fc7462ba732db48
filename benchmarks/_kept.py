"""Where do measured figures go, so that the docs can quote them and a test can compare?"""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# A short run elsewhere must not take the place of the figures that the docs quote.
FOLDER = Path(os.environ.get("OPENCAIO_BENCHMARK_RESULTS") or HERE / "results")


def keep(name: str, figures: Mapping[str, Any], *, seed: int | None = None) -> Path:
    """Write the figures of a run with its commit, seed and Python to ``results/<name>.json``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    about = {"commit": _commit(), "python": platform.python_version(), "seed": seed}
    path.write_text(json.dumps({**about, "figures": figures}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _commit() -> str:
    asked = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
