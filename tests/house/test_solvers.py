"""Do the two solvers, which bring parts of the same name, work in one process, whichever comes first?"""

import subprocess
import sys

import pytest

ORDERS = (
    "import highspy; from ortools.sat.python import cp_model",
    "from ortools.sat.python import cp_model; import highspy",
)


@pytest.mark.parametrize("order", ORDERS)
def test_planning_and_scheduling_load_together(order: str) -> None:
    code = f"{order}; highspy.Highs().run(); assert cp_model.CpSolver().solve(cp_model.CpModel()) == cp_model.OPTIMAL"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
