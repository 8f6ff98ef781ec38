"""Five steps of a new referral: their addresses, and what every one of their pages shows of the sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from exchange.core.errors import PARTNER, NotFound
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.flows.sending.drafting.sheet import OpenSheet, open_sheet
from exchange.queries.directory import partners
from exchange.web.foundation.visit import Visit
from exchange.web.sending.written import WrittenSheet, read_written

PATH = "/neu"
STEPS = ("person", "stelle", "angaben", "einwilligung", "senden")
"""The pages in their order; the names stand in the addresses."""


def address(which: str, step: str) -> str:
    """The address of a step of a sheet (by its id) or a draft (by its code)."""
    return f"{PATH}/{which}/{step}"


def opened(visit: Visit) -> tuple[OpenSheet, WrittenSheet]:
    """The sheet in the address, and what stands on it.

    Raises:
        NotFound: it is none of theirs, or a draft took its place.
    """
    found = open_sheet(visit.param("which"), by=visit.me.by, hub=visit.hub)
    return found, read_written(found.sheet.content)


def steps(visit: Visit, *, now: str, done: Sequence[str]) -> Sequence[Mapping[str, str]]:
    """The steps as they stand on top of each page; those that are done are links."""
    which = visit.request.path_params.get("which", "")
    return [
        {
            "name": visit.say(f"sending.step.{name}"),
            "href": address(which, name) if name in done and name != now and which else "",
            "now": "now" if name == now else "",
            "done": "done" if STEPS.index(name) < STEPS.index(now) else "",
        }
        for name in STEPS
    ]


def place_of(written: WrittenSheet, visit: Visit) -> tuple[Partner, ServiceLine]:
    """The place that was chosen.

    Raises:
        NotFound: it takes part no more, or no more offers this.
    """
    partner = partners(hub=visit.hub).get(written.partner)
    line = partner.line(written.line) if partner else None
    if partner is None or line is None or partner.standing is not PartnerStatus.ACTIVE:
        raise NotFound(kind=PARTNER)
    return partner, line


def number(text: str) -> int:
    """A count in a form; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**31)) else 0


def shown_sheet(found: OpenSheet, visit: Visit, *, now: str, done: Sequence[str]) -> dict[str, Any]:
    """What every page of a sheet shows."""
    return {
        "steps": steps(visit, now=now, done=done),
        "which": found.sheet.id,
        "writes": found.sheet.writes,
        "reference": found.reference,
    }
