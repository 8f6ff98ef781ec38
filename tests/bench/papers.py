"""What a person is shown: a ledger of many records, and a letter, each against the least it could take."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from exchange.core.evidence.entry import EntryType
from exchange.core.rights.address import Addressee
from exchange.core.staff.seen import SeenPerson
from exchange.flows.append_entry import append_entry
from exchange.flows.person.look import see_person
from exchange.ports.hub import Hub
from exchange.queries.ledger import PersonLedger, ledger_of
from exchange.reports.letter import LetterWish, letter
from exchange.reports.render import FONTS, ROOM, render
from tests.bench.ground import LEAD, ground
from tests.bench.loop import Worker
from tests.bench.operations import Operation, measured

RECORDS, LINES = 1_000, 20


def papers(*, rounds: int) -> list[Operation]:
    """Measure the ledger of 1,000 lines and the letter of 20; each number is the median of `rounds` turns."""
    with TemporaryDirectory(prefix="geleit-bench-") as folder, ground(Path(folder), partners=1) as made:
        worker, hub = Worker(made, made.recipients[0]), made.hub
        many = _somebody("P-1", lines=RECORDS, worker=worker)
        short = ledger_of(_somebody("P-2", lines=LINES, worker=worker), hub=hub)
        sentences = [one.says.de for one in short.told]
        of_ledger = measured(
            f"ledger, {RECORDS:,} lines",
            "decrypting its records",
            lambda: ledger_of(many, hub=hub),
            lambda: _records(hub, many),
            rounds=rounds,
        )
        of_letter = measured(
            f"letter, {len(sentences)} lines",
            "bare typst",
            lambda: _letter(short, hub),
            lambda: _bare(sentences),
            rounds=rounds,
        )
        return [of_ledger, of_letter]


def _somebody(reference: str, *, lines: int, worker: Worker) -> SeenPerson:
    """A person with a consent, at whom somebody looked on so many days."""
    hub = worker.ground.hub
    worker.consent(reference)
    seen = see_person(reference, what="ledger", by=LEAD, hub=hub)
    at = hub.clock.now()
    with hub.store.transaction() as tx:
        for number in range(lines):
            record = {"by": LEAD.staff, "what": "ledger", "person": seen.person}
            day = at - timedelta(days=number + 1)
            append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=day, person=seen.person)
    return seen


def _records(hub: Hub, seen: SeenPerson) -> object:
    with hub.store.reading() as tx:
        return tx.log.of_person(seen.person)


def _letter(ledger: PersonLedger, hub: Hub) -> object:
    wish = LetterWish(language="de", large=False, sender="Messung", origin=hub.origin, made_at=hub.clock.now())
    return render(letter(ledger, to=Addressee(), wish=wish, attached={}))


def _bare(sentences: list[str]) -> object:
    """The same lines as a paper of the same standards, from a text of ten lines and nothing around it."""
    text = '#set document(title: "Brief")\n#set text(lang: "de", font: "Noto Sans")\n= Brief\n'
    text += "".join(f"- {one}\n" for one in (line.replace("#", "").replace("*", "") for line in sentences))
    compiler = typst.Compiler(text.encode(), root=ROOM, font_paths=[FONTS], ignore_system_fonts=True)
    return compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"])
