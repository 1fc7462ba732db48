"""How does a browser test get a real site, and a page with one of the cast signed in?

`live` is the example company, `live_2025` the federal inventory of 2025; both are real `caio serve` children
on a copy of a workspace that is made once a run. `page_as("bo")` is a page with Bo signed in.
The assertions are in `tools.pages`: `assert_accessible`, `assert_fits`, `assert_quiet`.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from opencaio.record import migrations
from tools import live as sites
from tools.browser import BrowserMissing, browser_path, launch
from tools.live import CAST, Site
from tools.pages import sign_in, watched

PageAs = Callable[..., Page]
_signed_in: dict[tuple[str, str], Any] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


MIGRATIONS = Path(migrations.__file__).parent
#: A workspace of an earlier run that was made by an earlier version is not served.
NEWEST = max(path.stem for path in MIGRATIONS.glob("0*.py"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """`prepared(name, make)` is the workspace that ``make`` fills, once for all processes of a run."""
    common = tmp_path_factory.getbasetemp().parent / "workspaces"
    common.mkdir(exist_ok=True)

    def once(name: str, make: Callable[[Path], object]) -> Path:
        whole = common / f"{name}-{NEWEST}"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                half = common / f"{name}.half"
                shutil.rmtree(half, ignore_errors=True)
                make(half)
                half.replace(whole)
        return whole

    return once


@pytest.fixture(scope="session")
def live(
    prepared: Callable[[str, Callable[[Path], object]], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The example company, served."""
    home = tmp_path_factory.mktemp("live") / "home"
    shutil.copytree(prepared("example", sites.example_company), home)
    with sites.serving(home) as site:
        yield site


@pytest.fixture(scope="session")
def live_2025(
    prepared: Callable[[str, Callable[[Path], object]], Path],
    tmp_path_factory: pytest.TempPathFactory,
    shared_data: Path,
) -> Iterator[Site]:
    """The example company's people with the federal inventory of 2025 imported, served."""

    def make(home: Path) -> None:
        shutil.copytree(prepared("example", sites.example_company), home)
        sites.caio("import", str(next(shared_data.rglob("us-2025.csv"))), home=home)

    home = tmp_path_factory.mktemp("live-2025") / "home"
    shutil.copytree(prepared("federal-2025", make), home)
    with sites.serving(home) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Its event loop must not outlive the file: other tests run loops of their own."""
    try:
        executable = browser_path()
    except BrowserMissing as reason:
        pytest.skip(f"no browser: {reason}")
    with sync_playwright() as playwright:
        running = launch(playwright, executable=executable)
        yield running
        running.close()


@pytest.fixture
def context_as(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`context_as(site, person, **options)` is a browser context, signed in unless ``person`` is None."""
    opened: list[BrowserContext] = []

    def make(site: Site, person: str | None, **options: Any) -> BrowserContext:
        state = _state(browser, site, person) if person else None
        context = browser.new_context(storage_state=state, reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page_as(context_as: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> PageAs:
    """`page_as(person, on=site, **options)` is a listening page; person None: nobody signed in."""

    def make(person: str | None, *, on: Site | None = None, **options: Any) -> Page:
        site = on or request.getfixturevalue("live")
        context = context_as(site, person, base_url=site.origin, **options)
        return watched(context.new_page(), site)

    return make


def _state(browser: Browser, site: Site, person: str) -> Any:
    """The cookies of someone who signed in; each signs in once a run."""
    assert person in CAST, f"{person} is not of the cast: {', '.join(CAST)}"
    key = (site.origin, person)
    if key not in _signed_in:
        context = browser.new_context()
        sign_in(context, site, person=person)
        _signed_in[key] = context.storage_state()
        context.close()
    return _signed_in[key]
