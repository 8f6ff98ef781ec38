"""Partner's side in words: what a round with the hub brought, what was sent, what is to be done about a packet."""

from collections.abc import Iterator

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import NOTHING, event_word, word
from exchange.partner.hub_events import Objection
from exchange.partner.listing import Entry
from exchange.partner.receive import Round
from exchange.partner.threads import Delivery, Sent

DELETION = ("Löschung bestätigen", "confirm deletion")
_AWAY = (
    "Die Vermittlungsstelle ist nicht erreichbar; es geht von selbst weiter.",
    "The hub is away; it goes on by itself.",
)
_TAKEN = {
    Delivery.ACCEPTED: (
        "Bei der Vermittlungsstelle angekommen. Ob der Schritt gilt, sagt das nächste Abholen.",
        "It has arrived at the hub. Whether the step counts, the next fetch says.",
    ),
    Delivery.PENDING: ("Es geht beim nächsten Abholen hinaus.", "It goes out with the next fetch."),
    Delivery.TRIED: ("Noch nicht angekommen; es wird wiederholt.", "Not arrived yet; it is tried again."),
    Delivery.REJECTED: ("Die Vermittlungsstelle nimmt es nicht an", "The hub does not take it"),
}


def round_text(done: Round) -> str:
    """What a round brought, or that it brought nothing."""
    if done.away:
        return either(*_AWAY)
    return "\n".join(_brought(done)) or either("Nichts Neues.", "Nothing new.")


def _brought(done: Round) -> Iterator[str]:
    if done.received:
        yield either("Empfangen, geprüft und quittiert:", "Received, checked and signed for:")
        yield from (f"  {packet}" for packet in done.received)
    if done.unreadable:
        yield either("Nicht lesbar:", "Unreadable:")
        yield from (f"  {packet}: {word('unreadable-reasons', reason)}" for packet, reason in done.unreadable)
    if done.stopped:
        yield either("Zurückgenommen:", "Taken back:")
        yield from (f"  {packet}" for packet in done.stopped)
    if done.events:
        yield either("Nachrichten:", "Messages:")
        yield from (f"  {packet}: {event_word(name)}" for packet, name in done.events)
    if done.faults:
        yield either("Nicht verarbeitet:", "Not worked off:")
        yield from (f"  {about}: {code}" for about, code in done.faults)
    if done.waiting:
        yield either(f"Noch nicht abgenommen: {done.waiting}", f"Not taken by the hub yet: {done.waiting}")


def sent_text(sent: Sent) -> str:
    """What was said, and whether the hub has it."""
    err = f": {sent.err}" if sent.err else ""
    return f"{sent.packet}: {event_word(sent.name)}\n  {either(*_TAKEN[sent.delivery])}{err}"


def todo_text(entry: Entry) -> str:
    """What is to be done about a packet, and what of ours waits."""
    due = [either(*DELETION)] if entry.answer_due else []
    waits = [f"{event_word(name)}: {either('noch nicht angekommen', 'not arrived yet')}" for name in entry.waiting]
    return "; ".join([*map(_refused, entry.objections), *due, *waits]) or NOTHING


def _refused(one: Objection) -> str:
    steps = ", ".join(word("states", each) for each in one.allowed)
    said = either("abgelehnt", "refused")
    return f"{said} ({one.code})" + (f" → {steps}" if steps else "")
