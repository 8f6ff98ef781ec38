"""Plausible mistakes at the command line: what is typed, and what each of the four parts of the answer has to say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """`types` gives the words typed at a desk; `what`, `where`, `right`, `do` have to stand in those parts (de, en)."""

    name: str
    types: Callable[[Any], tuple]
    code: str
    ends: int
    what: tuple[str, str]
    where: str
    right: tuple[str, str]
    do: tuple[str, str]
    who: dict = field(default_factory=dict)


def both(said):
    return (said, said) if isinstance(said, str) else said


def slip(name, types, answer, *, what, where, right, do, **who):
    return Mistake(name, types, *answer, both(what), where, both(right), both(do), who)


def called(d, state, *more):
    return ("report", d.hub, d.sent, state, "--channel", "telephone", "--said-by", "Empfang", *more)


def refers(d, *more, **changes):
    return ("refer", d.hub, d.example("refer", **changes), *more)


def records(d, **changes):
    return ("consent", "record", d.hub, d.example("consent", **changes))


def begins(d, *, roles=("team-lead", "caseworker"), origin="https://hub.example", folder="new", files=()):
    who = ("--first", "a", "A", roles[0], "--second", "b", "B", roles[1])
    one, other = files or (d.hand.secret("lea"), d.hand.secret("anna"))
    secrets = ("--first-passphrase-file", one, "--second-passphrase-file", other)
    return ("init", d.hand.root / folder, "--origin", origin, *who, *secrets)


USAGE, SCHEMA, HELP = "SENDER_USAGE", "SENDER_SCHEMA_INVALID", "--help"
DAY = ("ein Tag als JJJJ-MM-TT, zum Beispiel 2026-12-31", "a day as YYYY-MM-DD, for example 2026-12-31")
INSTANT = ("2026-12-31T09:00:00+01:00", "2026-12-31T09:00:00+01:00")
SPELLING = ("Die Schreibweise passt nicht.", "The spelling does not fit.")
UNFORESEEN = ("Diese Angabe ist nicht vorgesehen.", "This value is not foreseen.")
MISSING = ("Diese Angabe fehlt.", "This value is missing.")
LISTED = ("Hier ist nur ein Wert der Liste erlaubt.", "Only a value of the list is allowed here.")
CORRECT = ("berichtigen", "Correct the place named")
RENAME = ("benennen Sie das Feld um", "Rename the member")
ADD = ("ergänzen Sie das genannte Feld", "Add the member named")
NO_CASE = ("Gesucht ist eine Überleitung.", "A referral is looked for.")
LIST = ("geleit list zeigt Ihre Überleitungen", "geleit list shows yours")
TALK = ("Besprechen Sie es mit der Person", "Talk to the person")
HOW = ("So wird der Befehl nicht aufgerufen.", "This is not how the command is called.")
NO_VALUE = ("Diesen Wert gibt es hier nicht.", "There is no such value here.")
NO_COMMAND = ("Diesen Befehl gibt es nicht.", "There is no such command.")
NOT_A_FILE = ("der Pfad einer Datei, die da", "the path of a file that is there")
