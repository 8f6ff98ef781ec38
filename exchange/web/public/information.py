"""Information pages: help, privacy, and the declaration of accessibility (BITV 2.0 section 4), for anybody."""

from starlette.responses import Response

from exchange.web.foundation.page import Answer, Page
from exchange.web.foundation.visit import Visit

SECTIONS = {"help": 5, "privacy": 3, "accessibility": 3}
_PATHS = {"help": "/hilfe", "privacy": "/datenschutz", "accessibility": "/barrierefreiheit"}


def pages() -> tuple[Page, ...]:
    """The pages."""
    return tuple(Page(path=path, get=_shows(about)) for about, path in _PATHS.items())


def _shows(about: str) -> Answer:
    def get(visit: Visit) -> Response:
        return visit.show("information.html", about=about, sections=SECTIONS[about])

    return get
