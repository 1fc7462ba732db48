"""Does starting load only what it needs: no solver, no learner and no painter before somebody asks for them?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("scipy", "sklearn", "ortools", "highspy", "vl_convert", "pandas", "statsmodels", "matplotlib")
ALL_OF_THE_RECORD = """
import django
django.setup()
from opencaio.record import actions, queries
actions.load()
queries.load()
assert len(actions.registry.ACTIONS) > 100
"""
THE_TERMINAL = "import opencaio.faces.cli"
THE_PAGES = "import django; django.setup(); import opencaio.faces.web.urls"


def loaded_by(program: str, *, home: Path) -> set[str]:
    """The heavy libraries that a fresh interpreter holds after running ``program``."""
    asked = f"{program}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    settled = {"OPENCAIO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | settled, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return set(ran.stdout.split())


@pytest.mark.parametrize("program", [ALL_OF_THE_RECORD, THE_TERMINAL, THE_PAGES], ids=["record", "terminal", "pages"])
def test_no_solver_is_loaded_before_it_is_asked(program: str, tmp_path: Path) -> None:
    assert loaded_by(program, home=tmp_path) == set()


def test_what_is_loaded_is_seen(tmp_path: Path) -> None:
    assert "highspy" in loaded_by("from opencaio.engines.portfolio import search", home=tmp_path)
