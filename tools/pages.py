"""Is this page accessible, does it fit a phone, and is it quiet: no error, no request to the outside?"""

import json
from collections.abc import Sequence
from typing import Any, Literal, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tools.browser import axe_source
from tools.live import CAST, PASSWORD, Site

Scheme = Literal["light", "dark"]
SCHEMES: Sequence[Scheme] = ("light", "dark")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose answer a colour scheme can change; the style sheet hides and moves nothing by scheme."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TOO_WIDE = """
(width) => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > width + 0.5)
  .filter((one) => {
    for (let up = one.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return false;
    return true;
  })
  .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))
"""

_heard: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


def sign_in(context: BrowserContext, site: Site, *, person: str, password: str = PASSWORD) -> None:
    """Sign one of the cast in through the form, as a person would."""
    page = context.new_page()
    page.goto(site.url("/accounts/login/"))
    page.locator("input[name=login]").fill(CAST[person])
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.close()


def watched(page: Page, site: Site) -> Page:
    """The page, with an ear on it: `assert_quiet` says what was heard since."""
    heard: list[str] = []
    home = urlsplit(site.origin).netloc

    def asked(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and where.netloc != home:
            heard.append(f"asked the outside: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(f"console {message.type}: {message.text} ({page.url})")

    def answered(response: Response) -> None:
        if response.status >= 500:
            heard.append(f"{response.status} from {response.url}")

    page.on("request", asked)
    page.on("console", said)
    page.on("response", answered)
    page.on("pageerror", lambda error: heard.append(f"script error: {error}"))
    _heard[page] = heard
    return page


def assert_quiet(page: Page, *, but: Sequence[str] = ()) -> None:
    """No error on console, in scripts or of the server, no outside request (``but``: what may).

    A page that is meant to answer 403 or 404 makes the console say so: name that status in ``but``.
    """
    loud = [line for line in _heard[page] if not any(text in line for text in but)]
    assert loud == [], "\n".join(loud)


def assert_accessible(page: Page, *, within: str | None = None) -> None:
    """axe finds nothing, in light and in dark; ``within`` limits it to a part of the page."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = violations(page, within=within, only=COLOURS if scheme == "dark" else ())
        assert found == [], f"{page.url} in {scheme}:\n" + "\n".join(found)
    page.emulate_media(color_scheme="light")


def violations(page: Page, *, within: str | None = None, only: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, by all rules or ``only`` some: one line for each, with first places."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(axe_source())
    rules = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(RULES)}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    where = json.dumps(within) if within else "document"
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    answer = page.evaluate(f"axe.run({where}, {json.dumps(options)})")
    return [_line(one) for one in cast(list[dict[str, Any]], answer["violations"])]


def _line(violation: dict[str, Any]) -> str:
    places = [f"{node['target'][0]}: {_reason(node)}" for node in violation["nodes"][:3]]
    return f"{violation['id']} ({violation['help']}), {len(violation['nodes'])} times: " + " | ".join(places)


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return checks[0]["message"] if checks else node["html"][:120]


def assert_fits(page: Page, width: int = 390) -> None:
    """Nothing makes the page scroll sideways at this width in CSS pixels; a scrolling box of its own may."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 844})
    real = page.evaluate("document.documentElement.scrollWidth")
    offenders = page.evaluate(TOO_WIDE, width) if real > width else []
    if before:
        page.set_viewport_size(before)
    assert real <= width, f"{page.url} is {real} px wide at {width} px:\n" + "\n".join(offenders)
