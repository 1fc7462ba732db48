"""Do the imports run from the site down to the engines, and is a broken house refused?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]


def lint(source: Path, contracts: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the package below ``source``."""
    return subprocess.run(
        [*LINT, "--config", str(contracts), "--no-cache", "--no-logo"],
        env=os.environ | {"PYTHONPATH": str(source)},
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A copy of the package's modules, to be broken."""
    source = tmp_path_factory.mktemp("house")
    only_code = shutil.ignore_patterns("__pycache__", "static", "templates", "*.yaml", "*.csv", "*.json", "locale")
    shutil.copytree(root / "src/opencaio", source / "opencaio", ignore=only_code)
    return source


def test_the_house_stands(root: Path) -> None:
    seen = lint(root / "src", root / ".importlinter")
    assert seen.returncode == 0, seen.stdout[-3000:]
    assert "0 broken" in seen.stdout


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("engines", "import opencaio.record.ledger", "Imports run one way"),
        ("engines", "import opencaio.packs", "Imports run one way"),
        ("packs", "import opencaio.record.permissions", "Imports run one way"),
        ("record", "import opencaio.faces.web", "Imports run one way"),
        ("faces", "import opencaio.site.workspace", "Imports run one way"),
        ("faces/web", "import opencaio.faces.api", "No face imports another"),
        ("papers", "import django.db", "nothing knows Django"),
        ("engines", "import ninja", "nothing knows Django"),
        ("packs", "import httpx", "never go out to the network"),
    ],
)
def test_a_broken_house_is_refused(copied: Path, root: Path, room: str, line: str, contract: str) -> None:
    intruder = copied / "opencaio" / room / "intruder.py"
    intruder.write_text(f'"""An intruder."""\n\n{line}\n')
    try:
        seen = lint(copied, root / ".importlinter")
    finally:
        intruder.unlink()
    assert seen.returncode == 1
    broken = [row for row in seen.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), seen.stdout[-3000:]
