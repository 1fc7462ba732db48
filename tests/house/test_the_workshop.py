"""Does make offer what is promised, do locks name no host, does the browser arrive whole or not at all?"""

import hashlib
import io
import re
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import browser

TARGETS = ("setup", "demo", "serve", "test", "test-slow", "check", "bench", "shots", "lock")
LOCKS = ("run", "dev", "build")


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(root: Path, target: str) -> None:
    plan = subprocess.run(["make", "-n", target], cwd=root, capture_output=True, text=True, check=False)
    assert plan.returncode == 0, plan.stderr
    listed = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert f"make {target} " in listed


def test_ci_runs_the_three_checks_in_order(root: Path) -> None:
    script = (root / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^make (.+)$", script, re.MULTILINE) == ["check", "test", "test-slow"]
    assert "set -euo pipefail" in script


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash(root: Path, name: str) -> None:
    text = (root / f"requirements/{name}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert packages
    assert [line for line in packages if "==" not in line or "--hash=sha256:" not in line] == []
    assert "://" not in text


def versions(root: Path, name: str) -> dict[str, str]:
    """Package (with its marker, if any) -> locked version."""
    text = (root / f"requirements/{name}.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9._-]+)(?:\[.+?\])?==(\S+)( ; .+?)?(?: \\)?$", text, re.MULTILINE)
    return {package + marker: version for package, version, marker in found}


def test_the_three_locks_agree(root: Path) -> None:
    dev = versions(root, "dev")
    for name in ("run", "build"):
        held = versions(root, name)
        assert held
        assert {package: dev.get(package) for package in held} == held


def archive(files: dict[str, bytes]) -> bytes:
    """A package as npm packs it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as package:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., browser.Pin]:
    """Let npm, the outside, hand over this archive; the pin expects it unless another sha256 is given."""
    monkeypatch.setattr(browser, "CACHE", tmp_path / "cache")

    def arrive(content: bytes, *, sha256: str | None = None) -> browser.Pin:
        def npm(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            Path(arguments[-1], "it.tgz").write_bytes(content)
            return subprocess.CompletedProcess(arguments, 0, stdout="", stderr="")

        monkeypatch.setattr(browser, "npm", npm)
        expected = sha256 or hashlib.sha256(content).hexdigest()
        return browser.Pin(name="axe-core", version="0.0.1", sha256=expected)

    return arrive


def test_a_package_with_another_checksum_is_refused_and_leaves_nothing(
    fetch: Callable[..., browser.Pin],
) -> None:
    pin = fetch(archive({"package/axe.min.js": b"axe"}), sha256="0" * 64)
    with pytest.raises(browser.BrowserMissing, match="is pinned"):
        browser._present(pin, unpack=browser._unpack_axe)
    assert list(browser.CACHE.iterdir()) == []


def test_an_unpacking_that_breaks_off_leaves_nothing_and_can_be_repeated(
    fetch: Callable[..., browser.Pin],
) -> None:
    pin = fetch(archive({"package/axe.min.js": b"axe"}))

    def broken(package: tarfile.TarFile, whole: Path) -> None:
        Path(whole, "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        browser._present(pin, unpack=broken)
    assert list(browser.CACHE.iterdir()) == []
    folder = browser._present(pin, unpack=browser._unpack_axe)
    assert [path.name for path in folder.iterdir()] == ["axe.min.js"]


def test_of_two_that_unpack_at_once_the_second_keeps_the_firsts(fetch: Callable[..., browser.Pin]) -> None:
    pin = fetch(archive({"package/axe.min.js": b"axe"}))

    def meanwhile(package: tarfile.TarFile, whole: Path) -> None:
        browser._unpack_axe(package, pin.folder if pin.folder.mkdir() is None else whole)
        browser._unpack_axe(package, whole)

    folder = browser._present(pin, unpack=meanwhile)
    assert (folder / "axe.min.js").read_bytes() == b"axe"
    assert [path.name for path in browser.CACHE.iterdir()] == [folder.name]


def test_a_browser_of_ones_own_is_taken_and_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCAIO_BROWSER", "/bin/sh")
    assert browser.browser_path() == Path("/bin/sh")
    monkeypatch.setenv("OPENCAIO_BROWSER", "no-such-browser")
    with pytest.raises(browser.BrowserMissing, match="no-such-browser"):
        browser.browser_path()


def test_a_machine_without_a_new_enough_python_is_told_so(root: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.11"):
        old = tmp_path / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
    told = subprocess.run(
        ["/bin/sh", root / "tools/find-python"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "needs Python 3.11 or newer" in told.stderr


def test_a_new_enough_python_is_found(root: Path) -> None:
    found = subprocess.run([root / "tools/find-python"], capture_output=True, text=True, check=True).stdout.strip()
    asked = [found, "-c", "import sys; print(sys.version_info >= (3, 11), sys.prefix == sys.base_prefix)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == ["True", "True"]
