"""Do the browser tests' own assertions notice what they are for?"""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tools.live import Site
from tools.pages import assert_accessible, assert_fits, assert_quiet, watched

HEAD = "<!doctype html><html lang=en><head><title>A page</title>"
GOOD = HEAD + "</head><body><main><h1>Good</h1><p>Nothing wrong here.</p></main></body></html>"
PAGES = {
    "/good": GOOD,
    "/unlabelled": HEAD + "</head><body><main><h1>Form</h1><input name=a></main></body></html>",
    "/dark": HEAD + "<style>:root{color-scheme:light dark} @media (prefers-color-scheme: dark)"
    "{body{background:#222;color:#333}}</style></head><body><main><h1>Dim</h1></main></body></html>",
    "/wide": HEAD + "</head><body><main><h1>Wide</h1><div style='width:900px'>w</div></main></body></html>",
    "/outside": GOOD.replace("</main>", "<img alt=x src='http://outside.invalid/x.png'></main>"),
    "/throws": GOOD.replace("</main>", "</main><script>throw new Error('broken')</script>"),
    "/strict": GOOD.replace("<p>", "<p style='color:red'>"),
}


class Answer(BaseHTTPRequestHandler):
    """Serves `PAGES`; `/strict` under the site's own content policy."""

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/strict":
            self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(origin=f"http://127.0.0.1:{server.server_port}", home=Path())
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(context_as: Callable[..., BrowserContext], site: Site) -> Callable[[str], Page]:
    def go(path: str) -> Page:
        page = watched(context_as(site, None).new_page(), site)
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.goto(site.url(path))
        return page

    return go


def test_a_good_page_passes(visit: Callable[[str], Page]) -> None:
    page = visit("/good")
    assert_quiet(page)
    assert_fits(page, 390)
    assert_accessible(page)


def test_a_field_without_a_label_is_found(visit: Callable[[str], Page]) -> None:
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(visit("/unlabelled"))


def test_contrast_that_fails_only_in_the_dark_is_found(visit: Callable[[str], Page]) -> None:
    with pytest.raises(AssertionError, match="dark:\ncolor-contrast"):
        assert_accessible(visit("/dark"))


def test_a_box_wider_than_a_phone_is_found(visit: Callable[[str], Page]) -> None:
    page = visit("/wide")
    assert_fits(page, 1000)
    with pytest.raises(AssertionError, match="width:900px"):
        assert_fits(page, 390)


@pytest.mark.parametrize(
    ("path", "word"),
    [("/outside", "asked the outside"), ("/throws", "broken"), ("/strict", "Content Security Policy")],
)
def test_a_loud_page_is_heard(visit: Callable[[str], Page], path: str, word: str) -> None:
    page = visit(path)
    page.wait_for_load_state("load")
    with pytest.raises(AssertionError, match=word):
        assert_quiet(page)


def test_axe_works_under_the_sites_own_policy_and_makes_no_noise(visit: Callable[[str], Page]) -> None:
    page = visit("/strict")
    assert_accessible(page)
    assert_quiet(page, but=["inline style"])
