"""References in several spellings: persons who may be one, from before references had one spelling."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.typed_key import looks_like
from exchange.operations.finding import Finding, Result
from exchange.ports.hub import Hub

_ONE_OR_TWO = (
    "Eine Person oder mehrere? {} / one person or several? Neue Überleitungen warten / new referrals wait: "
    "geleit person merge, geleit person correct"
)
_UNSEEN = "Kennzeichen, von dem nichts zu sehen ist / references of which nothing can be seen: {}"
_STAFF = "Kürzel in mehreren Schreibweisen / staff ids in several spellings: {}"


def check_references(hub: Hub) -> Iterator[Finding]:
    """Name the persons, by id, whose references differ in spelling alone, and staff ids that look like others."""
    try:
        with hub.store.reading() as tx:
            colliding, names = tx.people.colliding(), [one.id for one in tx.staff.all()]
            unseen = [one.id for one in tx.people.named("")]
    except GeleitError:
        return
    for ids in colliding:
        yield Finding("references", Result.WARN, _ONE_OR_TWO.format(", ".join(ids)))
    if unseen:
        yield Finding("references", Result.WARN, _UNSEEN.format(", ".join(sorted(unseen))))
    odd = [name for name in names if looks_like(name) != name]
    if odd:
        yield Finding("staff ids", Result.WARN, _STAFF.format(", ".join(map(ascii, odd))))
