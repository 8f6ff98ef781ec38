"""Tables for people: they fit 80 columns, or a wider terminal; what somebody copies or types stands on one line.

A column is named as in the JSON of the same command; `HEADS` holds its word. A cell too long for its column goes on
below itself. A script reads `--json` instead.
"""

import sys
from collections.abc import Mapping, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from exchange.cli.terminal.language import either
from exchange.core.characters import visible

NARROW = 80
"""Columns a table may take where the terminal has no more, or nobody knows how many it has."""
WHOLE = frozenset({"code", "staff"})
"""What people type again: never broken, whatever else has to give way."""

_BETWEEN = 3

LEAST: Mapping[str, int] = {"name": 18, "partner": 18}
"""Columns a name gets at least, so that it is not broken into pieces."""

HEADS: Mapping[str, tuple[str, str]] = {
    "alg": ("Verfahren", "Algorithm"),
    "approved_by": ("Bestätigt von", "Confirmed by"),
    "client_id": ("Kennung", "Id"),
    "code": ("Nummer", "Code"),
    "delivery": ("Zustellung", "Delivery"),
    "fail": ("Verletzt", "Failed"),
    "entity": ("Kennung", "Id"),
    "error": ("Fehler", "Error"),
    "exp": ("Gilt bis", "Valid until"),
    "failing_since": ("Gestört seit", "Failing since"),
    "health": ("Zustand", "Health"),
    "kid": ("Kennung", "Key id"),
    "kind": ("Art", "Kind"),
    "listed_at": ("Wartet seit", "Waiting since"),
    "listed_for": ("Wartet auf", "Waiting for"),
    "name": ("Name", "Name"),
    "nbf": ("Gilt ab", "Valid from"),
    "next_at": ("Bis", "By"),
    "next_call_at": ("Nächster Aufruf", "Next call"),
    "next_reason": ("Anlass", "What for"),
    "not-applicable": ("Betrifft nicht", "Not applicable"),
    "oldest": ("Älteste offene", "Oldest open"),
    "packet": ("Paket", "Packet"),
    "partner": ("Stelle", "Partner"),
    "pass": ("In Ordnung", "Passed"),
    "purpose": ("Zweck", "Purpose"),
    "referral": ("Überleitung", "Referral"),
    "registered_at": ("Angemeldet am", "Registered at"),
    "registered_by": ("Angemeldet von", "Registered by"),
    "role": ("Rolle", "Role"),
    "rule": ("Regel", "Rule"),
    "service_line": ("Angebot", "Service"),
    "staff": ("Kürzel", "Staff id"),
    "stage": ("Schritt", "Stage"),
    "standing": ("Status", "Standing"),
    "state": ("Stand", "State"),
    "succeeded_at": ("Zuletzt erreicht", "Last reached"),
    "todo": ("Zu tun", "To do"),
    "undecidable": ("Nicht prüfbar", "Undecidable"),
    "version": ("Fassung", "Version"),
    "waiting": ("Wartend", "Waiting"),
}


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table to a person. `columns` are names of `HEADS`; cells are shown as they are, never read as markup."""
    console = Console(file=sys.stdout, highlight=False)
    shown = Table(
        title=Text(title), title_justify="left", box=box.HORIZONTALS, pad_edge=False, show_lines=True, show_edge=False
    )
    longest = [max(map(cell_len, cells), default=0) for cells in zip(*rows, strict=True)]
    crowded = sum(longest) + _BETWEEN * len(columns) > console.width
    for column in columns:
        # Beside a least width Rich draws more than there is room for, and cuts the last column; not beside a fixed one.
        width = LEAST.get(column) if crowded else None
        shown.add_column(either(*HEADS[column]), overflow="fold", no_wrap=column in WHOLE, width=width)
    for row in rows:
        shown.add_row(*(Text(visible(cell)) for cell in row))
    console.print(shown)


def folded(text: str, *, indent: str = "") -> str:
    """A text of one line that goes on below itself where it is wider than `NARROW`, each line behind the indent."""
    lines = Text(text).wrap(Console(width=NARROW), NARROW - len(indent), overflow="fold")
    return "\n".join(f"{indent}{line.plain.rstrip()}" for line in lines)
