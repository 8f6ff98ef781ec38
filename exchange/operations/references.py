"""References in several spellings: persons who may be one, from before references had one spelling."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.said import Said
from exchange.core.typed_key import looks_like
from exchange.ports.hub import Hub

_ONE_OR_TWO = Said(
    "Neue Überleitungen warten. Eine Person oder mehrere (geleit person merge, geleit person correct)?",
    "New referrals wait. One person or several (geleit person merge, geleit person correct)?",
)
_UNSEEN = Said("Kennzeichen, von dem nichts zu sehen ist:", "References of which nothing can be seen:")
_STAFF = Said("Kürzel in mehreren Schreibweisen:", "Staff ids in several spellings:")


def check_references(hub: Hub) -> Iterator[HealthFinding]:
    """Name the persons, by id, whose references differ in spelling alone, and staff ids that look like others."""
    try:
        with hub.store.reading() as tx:
            colliding, names = tx.people.colliding(), [one.id for one in tx.staff.all()]
            unseen = [one.id for one in tx.people.named("")]
    except GeleitError:
        return
    for ids in colliding:
        yield HealthFinding("references", Grade.WARN, after("", _ONE_OR_TWO, f" {', '.join(ids)}"), names=True)
    if unseen:
        yield HealthFinding("references", Grade.WARN, after("", _UNSEEN, f" {', '.join(sorted(unseen))}"), names=True)
    odd = [name for name in names if looks_like(name) != name]
    if odd:
        yield HealthFinding("staff ids", Grade.WARN, after("", _STAFF, f" {', '.join(map(ascii, odd))}"), names=True)
