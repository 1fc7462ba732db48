"""What does OpenCAIO look like? Screenshots of the example company, for the README.

`make shots` serves a copy of the workspace, signs Ana in and writes one PNG a page into `docs/pictures`.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.browser import launch
from tools.live import Site, give_passwords, serving
from tools.pages import Scheme, sign_in, watched


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: its name, the page, and what is to be opened there."""

    name: str
    path: str
    scheme: Scheme = "light"
    width: int = 1280
    height: int = 860
    open: str = ""


SHOTS = (
    Shot(name="brief", path="/"),
    Shot(name="brief-dark", path="/", scheme="dark"),
    Shot(name="inventory", path="/inventory"),
    Shot(name="use-case", path="/use/UC-014"),
    Shot(name="why", path="/use/UC-014", open="details.why > summary"),
    Shot(name="questions", path="/use/UC-013/questions"),
    Shot(name="law-ahead", path="/law"),
    Shot(name="document", path="/documents/1"),
    Shot(name="risks", path="/risks"),
    Shot(name="incident", path="/incidents/IN-10"),
    Shot(name="frameworks", path="/frameworks"),
    Shot(name="opportunities", path="/opportunities"),
    Shot(name="business-case", path="/initiative/I-01/case"),
    Shot(name="plan", path="/plan"),
    Shot(name="roadmap", path="/roadmap"),
    Shot(name="tasks", path="/initiative/I-01/tasks"),
    Shot(name="budget", path="/budget"),
    Shot(name="money", path="/money"),
    Shot(name="study", path="/study/ST-SDID-09"),
    Shot(name="fairness", path="/fairness/UC-022"),
    Shot(name="metric", path="/metric/M-01"),
    Shot(name="phone", path="/", width=390, height=844),
)


def take(shot: Shot, page: Page, *, into: Path) -> Path:
    """Go there, open what is to be open, and write the picture. Fails on an error page."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.emulate_media(color_scheme=shot.scheme, reduced_motion="reduce")
    answer = page.goto(shot.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.path} answers {answer.status if answer else 'nothing'}; no picture {shot.name}.")
    if shot.open:
        page.locator(shot.open).first.click()
    goal = into / f"{shot.name}.png"
    page.screenshot(path=goal)
    return goal


def main(arguments: Iterable[str] | None = None) -> int:
    """Take every picture."""
    parser = argparse.ArgumentParser(prog="python -m tools.shots", description="Screenshots for the README")
    parser.add_argument("--home", type=Path, required=True, help="the workspace to show; a copy is served")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pictures")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch, "home")
        shutil.copytree(chosen.home, home)
        give_passwords(home)
        with serving(home) as site:
            _take_all(site, into=chosen.out)
    return 0


def _take_all(site: Site, *, into: Path) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(base_url=site.origin, locale="en-GB")
        sign_in(context, site, person="ana")
        page = watched(context.new_page(), site)
        for shot in SHOTS:
            print(take(shot, page, into=into))
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
