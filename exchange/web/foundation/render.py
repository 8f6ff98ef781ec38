"""Page rendering: Jinja2 with autoescape; a name that a template does not know is an error and no empty place.

No template asks the store for anything, and none marks a text as safe: what is shown is escaped, whoever wrote it.
"""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from exchange.web.foundation.assets import href

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        # With `no-referrer`, Chromium posts forms with `Origin: null`, which says nothing of where they come from.
        "Referrer-Policy": "same-origin",
    }
)


class Renderer:
    """Makes pages of templates; `demo` stands on every page, and a link to the start page where there is one.

    One for a process, for any number of threads.
    """

    def __init__(self, *, demo: bool, house: str, start: bool) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(str(files("exchange.web") / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals |= {"demo": demo, "house": house, "start": start, "asset": href}

    def text(self, template: str, *, values: Mapping[str, Any]) -> str:
        """The text of a page."""
        return self._environment.get_template(template).render(values)

    def page(self, template: str, *, status: int, values: Mapping[str, Any]) -> Response:
        """A page, with what keeps a browser from doing more with it than showing it."""
        visit = values["visit"]
        headers = {**HEADERS, "Content-Language": visit.language}
        return Response(self.text(template, values=values), status, headers, media_type="text/html")
