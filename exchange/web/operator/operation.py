"""Operation page: one sentence, what to do, what waits and since when; without the database what can be seen then."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.errors import GeleitError
from exchange.core.text.dates import full, since
from exchange.core.vocabulary import Role
from exchange.ports.hub import Hub
from exchange.queries.operation import Operation, operation
from exchange.web.foundation.page import Answer, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import weekday, word
from exchange.web.operator.health import Examine, health

PATH = "/betrieb"
_GIGABYTE = 1_000_000_000


def pages(examine: Examine) -> Sequence[Page]:
    """The page."""
    return (Page(path=PATH, roles=frozenset({Role.OPERATOR}), get=shows(examine), menu="operation.menu"),)


def shows(examine: Examine) -> Answer:
    """Make what answers; `examine` looks at the installation."""

    def get(visit: Visit) -> Response:
        seen, day = _seen(visit.hub), visit.now.date()
        return visit.show(
            "operation.html",
            day=f"{weekday(day, visit.language)}, {full(day, visit.language)}",
            health=health(examine(), language=visit.language),
            seen=_said(seen, visit) if seen else None,
        )

    return get


def _seen(hub: Hub) -> Operation | None:
    try:
        return operation(hub=hub)
    except GeleitError:
        # The database is away, and what was examined says so.
        return None


def _said(seen: Operation, visit: Visit) -> Mapping[str, Any]:
    """What was seen, in words."""
    today, language = visit.now.date(), visit.language
    return {
        "queues": [
            {
                "name": name,
                "counts": _counts(one.sending, one.lying, one.dead, visit),
                "since": since(one.oldest.astimezone(BERLIN).date(), today=today, language=language)
                if one.oldest
                else "",
            }
            for name, one in seen.queues
        ],
        "ways": [
            {
                "name": one.adapter,
                "partners": visit.say(f"operation.partners{_plural(one.partners)}", count=one.partners),
                "how": visit.say("operation.pulled" if one.pulled else "operation.carried"),
            }
            for one in seen.ways
        ],
        "holds": [
            (word("key-purposes", purpose.value, language), full(until.astimezone(BERLIN).date(), language))
            for purpose, until in seen.keys
        ],
        "leaves": seen.leaves,
        "waiting": seen.waiting,
        "room": f"{seen.room // _GIGABYTE} GB",
    }


def _counts(sending: int, lying: int, dead: int, visit: Visit) -> str:
    """How many of each, without those there are none of."""
    counted = {"sending": sending, "lying": lying, "dead": dead}
    return ", ".join(visit.say(f"operation.{kind}", count=count) for kind, count in counted.items() if count)


def _plural(count: int) -> str:
    return ".one" if count == 1 else ""
