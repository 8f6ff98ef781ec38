import gzip

from exchange.web.foundation.assets import bundle, href, version
from tests.support.site import Site

WEIGHT = 120 * 1024
"""What a first visit may weigh on the wire, in bytes."""


def test_a_file_lies_under_its_digest_may_be_kept_for_ever_and_comes_compressed():
    browser = Site().browser()
    answer = browser.get(href("frame.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == bundle()["frame.css"]
    plain = browser.get(href("frame.css"), **{"accept-encoding": "identity"})
    assert ("content-encoding" in plain.headers, plain.content) == (False, bundle()["frame.css"])


def test_nothing_else_is_found_there():
    browser = Site().browser()
    for path in ("/static/0000000000000000/frame.css", f"/static/{version()}/secret.css", f"/static/{version()}/..%2F"):
        assert browser.get(path).status_code == 404, path


def test_a_first_visit_weighs_what_it_may():
    page = Site().browser().get("/anmelden")
    loaded = [name for name in bundle() if href(name) in page.text and not name.endswith(".svg")]
    fonts = ["fira-sans-latin-400.woff2", "fira-sans-latin-600.woff2"]
    weights = [len(gzip.compress(bundle()[name], 9)) for name in [*loaded, "htmx.min.js"]]
    weights += [len(bundle()[name]) for name in fonts]
    assert sum(weights) + len(page.content) <= WEIGHT


def test_no_style_sheet_and_no_page_asks_anybody_else():
    ours = [bundle()[name].decode() for name in ("frame.css", "parts.css", "session.js")]
    assert not [text for text in ours if "http:" in text or "https:" in text or "@import" in text]
