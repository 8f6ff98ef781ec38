"""File of a case, handed out: one at a time, to be saved, and the look is on record."""

from urllib.parse import quote

from starlette.responses import Response

from exchange.core.errors import FILE, NotFound
from exchange.core.packet.file_name import UNCHECKED, safe_name
from exchange.flows.staff.access import look
from exchange.queries.files import files_of, opened_file
from exchange.web.caseworker.case import code_of
from exchange.web.caseworker.files import numbered
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.render import HEADERS
from exchange.web.foundation.visit import Visit

_OCTETS = "application/octet-stream"


def pages() -> tuple[Page, ...]:
    """One file."""
    return (Page(path="/vorgang/{code}/datei/{which}", roles=CASEWORK, get=_file),)


def _file(visit: Visit) -> Response:
    """Whoever sent it, no browser opens it as a page of ours."""
    seen = look(code_of(visit), what="file", by=visit.me.by, hub=visit.hub)
    found = numbered(files_of(seen, hub=visit.hub)).get(visit.param("which"))
    if found is None:
        raise NotFound(kind=FILE)
    opened = opened_file(seen, found.ref.id, hub=visit.hub)
    name = safe_name(opened.name) + ("" if opened.fits else UNCHECKED)
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(opened.content, headers=headers, media_type=opened.media_type if opened.fits else _OCTETS)
