"""Does the wheel, in an empty environment, give a working `caio` with all that it needs inside?"""

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HATCH = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]


def run(*words: str | Path, cwd: Path, **variables: str) -> str:
    """The output of a command that must succeed, far from the checkout and its settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENCAIO_", "DJANGO_", "PYTHON"))
    }
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=kept | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(*HATCH, "-d", folder, cwd=root)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path, root: Path) -> Iterator[Path]:
    """The folder of programs of an environment that holds the wheel and what it runs on, nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv/bin"
    pip = [programs / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", root / "requirements/run.lock", cwd=folder)
    run(*pip, "--no-deps", wheel, cwd=folder)
    yield programs


def travelling(root: Path) -> set[str]:
    """Every file of the package that is no module: packs, templates, styles, the example, migrations."""
    listed = run("git", "ls-files", "-z", "src/opencaio", cwd=root).split("\0")
    return {name.removeprefix("src/") for name in listed if name}


def test_everything_of_the_package_is_in_the_wheel(wheel: Path, root: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = travelling(root)
    for room in (
        "packs/",
        "faces/web/templates/",
        "faces/web/static/",
        "examples/acme/",
        "record/migrations/",
    ):
        assert any(name.startswith(f"opencaio/{room}") for name in files), f"nothing in {room}"
    assert sorted(files - inside) == []


def test_nothing_of_the_checkout_strays_into_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"opencaio"}
    assert [name for name in names if "__pycache__" in name or name.endswith((".sqlite3", ".key", ".env"))] == []


def test_caio_says_its_version_from_an_empty_environment(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "caio", "--version", cwd=tmp_path)
    assert any(character.isdigit() for character in said)


def test_the_installed_caio_makes_the_example_and_its_brief(installed: Path, tmp_path: Path) -> None:
    secret = {"OPENCAIO_PASSWORD": "a-long-enough-password-26", "HOME": str(tmp_path)}
    home = tmp_path / "home"
    run(installed / "caio", "--home", home, "init", "--demo", cwd=tmp_path, **secret)
    out = tmp_path / "out"
    run(
        installed / "caio",
        "--home",
        home,
        "brief",
        "--format",
        "html,pdf",
        "--out",
        out,
        cwd=tmp_path,
        **secret,
    )
    assert {path.suffix for path in out.rglob("*") if path.stat().st_size > 1000} >= {".html", ".pdf"}
    verdict = run(installed / "caio", "--home", home, "ledger", "verify", "--json", cwd=tmp_path, **secret)
    assert json.loads(verdict)["holds"] is True
    assert json.loads(verdict)["count"] > 100
