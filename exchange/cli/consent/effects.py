"""Effects of an answer, in sentences: what ends, is replaced or narrows by it, and whom it lets nothing out to yet."""

from collections.abc import Iterator

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.cli.text import name_of
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.consent.record import Recorded


def touched_lines(done: Recorded) -> Iterator[str]:
    """What of before is touched by it; nothing where it touches nothing."""
    if done.ended:
        yield either("Damit endet:", "This ends:")
        yield from (f"  {name_of(one)}  {one.partner}" for one in done.ended)
    if done.replaced:
        yield either("Für neue Pakete ersetzt sie:", "For new packets it replaces:")
        yield from (f"  {one}" for one in done.replaced)
    for one in done.narrowed:
        yield either("Weniger Rückmeldung kommt zu:", "Less feedback comes to:")
        yield f"  {one.code or one.referral}"
        yield f"    {', '.join(word('categories', category) for category in one.categories)}"
    yield from elsewhere_lines(done.elsewhere)


def elsewhere_lines(many: int) -> Iterator[str]:
    """How many cases and consents of colleagues it touches, which are not named here; nothing where it touches none."""
    if many:
        yield either(
            f"Auch bei Kolleginnen und Kollegen ändert sich etwas: {many}. Sie sehen es dort.",
            f"It also changes something of colleagues': {many}. They see it there.",
        )


def answer_lines(done: Recorded) -> Iterator[str]:
    """How the answer stands, and what it does."""
    yield f"{word('consent-status', done.consent.status)}: {done.consent.id}"
    yield from touched_lines(done)
    if done.consent.status is ConsentStatus.RENEWED and not done.consent.releases:
        yield either(
            "Ohne neue Schweigepflichtentbindung: Ist die Stelle daran gebunden, kommt nichts mehr zurück.",
            "Without a new release from secrecy: if the partner is bound to it, nothing comes back any more.",
        )
    if done.copies:
        yield either("Es gilt auch für gleich geschriebene Personen:", "It also holds for persons spelled alike:")
        yield from (f"  {one}" for one in done.copies)
    for one in done.unbound:
        yield f"{one.entity}, {one.service_line}:"
        yield either(
            "  Diese Stelle ist noch nicht aufgenommen. An sie geht damit nichts hinaus.\n"
            "  Erfassen Sie die Einwilligung noch einmal, wenn sie aufgenommen ist.",
            "  This partner is not enrolled yet. Nothing goes out to it.\n  Record the consent once more when it is.",
        )
