"""Row integrity: which rows of the database are not those that were written, and how two people end it."""

from collections.abc import Iterator, Mapping

import schemas
from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.said import Said
from exchange.flows.evidence.compare import compare_rows
from exchange.ports.hub import Hub

_WRONG: Mapping[str, Said] = {
    "partner": Said(
        "zu zweit neu aufnehmen, geleit partner enrol", "enrol it again by two people, geleit partner enrol"
    ),
    "client": Said("aussetzen, geleit client suspend", "suspend it, geleit client suspend"),
    "staff": Said("abmelden, geleit staff deactivate", "deactivate the account, geleit staff deactivate"),
    "consent": Said(
        "die Person fragen und widerrufen, geleit withdraw", "ask the person and withdraw it, geleit withdraw"
    ),
}
"""What to do about a row that stands there as nobody wants it, by its table; the others come back from a backup."""
_BACK = Said("aus der Sicherung zurückholen", "bring it back from the backup")

_LOST = Said(
    " Einträge des Protokolls sagen nicht mehr, um welche Zeile es ging: Die Zeile kann auch fehlen. geleit log verify "
    "nennt ihre Stellen. Erst klären, wer die Datenbank geändert hat; dann aus der Sicherung zurückholen",
    " entries of the log no longer say which row they were about: the row may be gone as well. geleit log verify names "
    "their places. First find out who changed the database; then bring them back from the backup",
)
_WATCHED = Said(
    "Zeilen, die entscheiden, sind nicht die, die geschrieben wurden: geleit doctor nennt sie und sagt, was zu tun ist",
    "Rows that decide are not those that were written: geleit doctor names them and says what to do",
)


def check_watched_rows(differing: float) -> Iterator[HealthFinding]:
    """Say what the watch knows of them: how many differ; no number before it has looked, or where none runs here."""
    if differing > 0:
        yield HealthFinding(f"rows ({differing:.0f})", Grade.FAIL, _WATCHED)
    elif differing == 0:
        yield HealthFinding("rows", Grade.OK)


def check_rows(hub: Hub) -> Iterator[HealthFinding]:
    """Compare every row that decides with the log; nothing where that cannot be read, which readiness says."""
    try:
        with hub.store.reading() as tx:
            found, broken = compare_rows(tx)
    except GeleitError:
        return
    if broken:
        yield HealthFinding("rows", Grade.FAIL, after(len(broken), _LOST))
    elif not found:
        yield HealthFinding("rows", Grade.OK)
    for one in found:
        said, wrong = schemas.codes()["row-faults"][one.fault], _WRONG.get(one.table, _BACK)
        end = f"geleit log restate DIR {one.name}"
        words = Said(
            f"{said['de']}. Erst klären, wer die Datenbank geändert hat. Steht sie richtig da, zu zweit: {end}; "
            f"wenn nicht: {wrong.de}",
            f"{said['en']}. First find out who changed the database. If it is right, by two people: {end}; "
            f"if not: {wrong.en}",
        )
        yield HealthFinding(f"row {one.name}: {one.fault}", Grade.FAIL, after("", words))
