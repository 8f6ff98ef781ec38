"""Ledger of the person (Art. 15 GDPR): read from the evidence records, so that what was logged cannot be missing.

Every kind of entry is read here into lines, or is named with the reason why it is none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from exchange.core.calendar import day_of
from exchange.core.events.feedback import EVENT_CATEGORY
from exchange.core.evidence.entry import EntryType
from exchange.core.rights.line import Around, Basis, CaseFacts, Line, LineKind, Record
from exchange.core.vocabulary import Actor, Category, Delivery, State

_NOBODY = CaseFacts(partner="", purpose="")
_DELIVERY = MappingProxyType(
    {
        Delivery.WITHDRAWN_BEFORE_DELIVERY.value: LineKind.STOPPED,
        Delivery.DEAD_LETTER.value: LineKind.NOT_DELIVERED,
        Delivery.UNREADABLE.value: LineKind.NOT_DELIVERED,
        Delivery.RETURNED.value: LineKind.RETURNED,
    }
)
_ENDED = frozenset({State.CONSENT_WITHDRAWN, State.CANCELLED, State.ENTERED_IN_ERROR, State.EXPIRED})
"""Ends that are not the partner's: from here on nothing more goes there."""


@dataclass(slots=True)
class _Reader:
    """Reads records in their order. Some say what a later one is about: a sealed packet its consent."""

    around: Around
    sealed: dict[str, Record] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    categories: tuple[datetime, Sequence[str]] | None = None

    def read(self, record: Record) -> Iterator[Line]:
        reader = READERS.get(record.type)
        if reader is not None:
            yield from reader(self, record)

    def case(self, referral: str) -> CaseFacts:
        return self.around.cases.get(referral, _NOBODY)

    def basis(self, referral: str, *, packet: str = "") -> Basis:
        """On what a referral, or a packet of it, stood: the consent its packet was sealed on, not that of today."""
        case, sealed = self.case(referral), self.sealed.get(packet or self.newest.get(referral, ""))
        if case.power:
            return Basis(power=case.power)
        consent = str(sealed.said.get("consent") or "") if sealed else case.consent
        return Basis(consent=consent, declared_at=self.around.declared.get(consent))

    def about(self, kind: LineKind, record: Record, referral: str, **more: object) -> Line:
        case = self.case(referral)
        values = {"who": case.partner, "why": case.purpose, "basis": self.basis(referral), "referral": referral}
        return Line(kind=kind, at=record.at, **{**values, **more})  # type: ignore[arg-type]


def ledger(records: Iterable[Record], *, around: Around, shows: Callable[[Line], bool]) -> Sequence[Line]:
    """The lines of a person's records, oldest first, those that `shows` lets through.

    Looks of one day and purpose are one line, which says how many there were.
    """
    reader = _Reader(around)
    looks: dict[tuple[date, str], int] = {}
    lines: list[Line] = []
    for line in (line for record in records for line in reader.read(record) if shows(line)):
        seen = (day_of(line.at), line.why)
        if line.kind is LineKind.LOOKED and seen in looks:
            place = looks[seen]
            lines[place] = replace(lines[place], count=lines[place].count + 1)
            continue
        if line.kind is LineKind.LOOKED:
            looks[seen] = len(lines)
        lines.append(line)
    return lines


def _sealed(reader: _Reader, record: Record) -> Iterator[Line]:
    reader.sealed[record.said["packet"]] = record
    reader.newest[record.said["referral"]] = record.said["packet"]
    yield from ()


def _disclosed(reader: _Reader, record: Record) -> Iterator[Line]:
    said, sealed = record.said, reader.sealed.get(record.said["packet"])
    referral = str(sealed.said["referral"]) if sealed else ""
    consented = said["basis"] == "consent"
    basis = reader.basis(referral, packet=said["packet"]) if consented else Basis(power=said["basis"])
    what = tuple(said["categories"])
    more = {"what": what, "listed": "categories", "categories": what, "basis": basis}
    yield reader.about(LineKind.SENT, record, referral, who=said["recipient"], **more)


def _delivered(reader: _Reader, record: Record) -> Iterator[Line]:
    # A stop signal carries nothing of the person: what it stops has a line of its own.
    kind = _DELIVERY.get(record.said["to"]) if "packet" in record.said else None
    if kind is not None:
        yield reader.about(kind, record, record.said["referral"], what=(record.said["to"],), listed="delivery")


def _acknowledged(reader: _Reader, record: Record) -> Iterator[Line]:
    said, name = record.said, str(record.said["event"])
    referral = reader.around.events.get(said["jti"], "")
    kind = LineKind.ANSWERED_WITHDRAWAL if name == "withdrawal-answered" else LineKind.TOLD
    if name == "feedback" and reader.categories and reader.categories[0] == record.at:
        what = reader.categories[1]
        yield reader.about(kind, record, referral, what=what, listed="categories", categories=what)
        return
    yield reader.about(kind, record, referral, what=(name,), listed=_listed(name), categories=_told_by(name))


def _feedback(reader: _Reader, record: Record) -> Iterator[Line]:
    # Its acknowledgement follows in the same transaction and says whose it is.
    reader.categories = record.at, tuple(record.said["categories"])
    yield from ()


def _refused(reader: _Reader, record: Record) -> Iterator[Line]:
    referral = reader.around.events.get(record.said["set_jti"], "")
    yield reader.about(LineKind.REFUSED, record, referral)


def _stepped(reader: _Reader, record: Record) -> Iterator[Line]:
    said = record.said
    if said.get("channel"):
        to = str(said["to"])
        more = {"what": (to,), "listed": "states", "channel": said["channel"], "categories": _told_by(to)}
        yield reader.about(LineKind.TOLD, record, said["referral"], **more)
    elif said["to"] in _ENDED and said["by"] != Actor.PARTNER:
        yield reader.about(LineKind.STOPPED, record, said["referral"], what=(said["to"],), listed="states")


def _looked(reader: _Reader, record: Record) -> Iterator[Line]:
    why = str(record.said.get("what", ""))
    yield reader.about(LineKind.LOOKED, record, str(record.said.get("referral", "")), who="", why=why, basis=Basis())


def _answered(reader: _Reader, record: Record) -> Iterator[Line]:
    consent = str(record.said["consent"])
    basis = Basis(consent=consent, declared_at=reader.around.declared.get(consent))
    status = str(record.said.get("status", "ConsentExpired"))
    yield Line(kind=LineKind.CHANGED, at=record.at, what=(status,), listed="consent-status", basis=basis)


def _entered(_: _Reader, record: Record) -> Iterator[Line]:
    yield Line(kind=LineKind.CHANGED, at=record.at, what=(str(record.said["kind"]),), listed="fact-kinds")


def _changed(reader: _Reader, record: Record) -> Iterator[Line]:
    what = {"what": (record.type.name.lower().replace("_", "-"),), "listed": "ledger-changes"}
    yield reader.about(LineKind.CHANGED, record, str(record.said.get("referral", "")), basis=Basis(), **what)


def _erased(_: _Reader, record: Record) -> Iterator[Line]:
    yield Line(kind=LineKind.ERASED, at=record.at)


READERS: Mapping[EntryType, Callable[[_Reader, Record], Iterator[Line]]] = MappingProxyType(
    {
        EntryType.PACKET_SEALED: _sealed,
        EntryType.DISCLOSURE: _disclosed,
        EntryType.DELIVERY: _delivered,
        EntryType.ACKNOWLEDGEMENT: _acknowledged,
        EntryType.FEEDBACK: _feedback,
        EntryType.REFUSAL: _refused,
        EntryType.REFERRAL_STEP: _stepped,
        EntryType.STAFF_ACCESS: _looked,
        EntryType.CONSENT_RECORDED: _answered,
        EntryType.CONSENT_WITHDRAWN: _answered,
        EntryType.CONSENT_EXPIRED: _answered,
        EntryType.PERSON_INFORMED: _entered,
        EntryType.CONFLICT_NOTED: _entered,
        EntryType.RIGHT_CLAIMED: _entered,
        EntryType.GLASS_BROKEN: _entered,
        EntryType.REFERRAL_CREATED: _changed,
        EntryType.DRAFT_CHANGED: _changed,
        EntryType.CASE_ASSIGNED: _changed,
        EntryType.REFERENCE_CORRECTED: _changed,
        EntryType.RECEIPT_HANDED_OUT: _changed,
        EntryType.PAPER_KEPT: _changed,
        EntryType.PERSONS_MERGED: _changed,
        EntryType.PLAN_OPENED: _changed,
        EntryType.PLAN_CHANGED: _changed,
        EntryType.PLAN_REVIEWED: _changed,
        EntryType.PLAN_CLOSED: _changed,
        EntryType.ERASED: _erased,
    }
)
"""By the kind of an entry: how it becomes lines."""
NO_LINE: Mapping[EntryType, str] = MappingProxyType(
    {
        EntryType.PACKET_HANDED_OVER: "the disclosure beside it says the same, and what went",
        EntryType.REMINDER: "that a partner or a colleague was reminded tells nobody anything of the person",
        EntryType.WORK_ITEM_SETTLED: "a list of the Jobcenter's own",
        EntryType.FINDINGS_CONFIRMED: "a second look at words of a draft, which a line says was changed or sent",
        EntryType.DRAFT_APPROVED: "a second look at what a line says was changed or sent",
        EntryType.APPROVAL_ASKED: "that a colleague was asked for a second look tells nobody anything of the person",
        EntryType.DRAFT_GIVEN_BACK: "a second look at a draft, of which nothing left",
        EntryType.ROW_WRITTEN: "the keeping of what another line tells",
        EntryType.ROWS_FROM_HERE: "the keeping of rows",
        EntryType.ROW_RESTATED: "the keeping of rows",
    }
)
"""Kinds that may be a person's and are no line, with the reason."""
NOBODYS = frozenset(EntryType) - set(READERS) - set(NO_LINE)
"""Kinds that are never a person's: partners, keys, staff, clients, the house, the log itself."""


def _told_by(event: str) -> tuple[str, ...]:
    """The category of what an event tells by happening; what is only an answer to us is a receipt."""
    return (EVENT_CATEGORY.get(event, Category.FB_RECEIPT).value,)


def _listed(event: str) -> str:
    return "states" if event in {state.value for state in State} else "events"
