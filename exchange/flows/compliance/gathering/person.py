"""Cases of persons: all that the log says of somebody, and the lines of the person's ledger, read once for all."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.compliance.case import PersonCase
from exchange.core.consent.answers import declared_at
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Person, Referral
from exchange.core.rights.ledger import ledger
from exchange.core.rights.line import Around, CaseFacts, Line, Record
from exchange.flows.compliance.gathering.reading import Reading
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is read of a person once and looked at for each of their cases; `whole` are the records that still speak."""

    person: Person
    records: Sequence[Record]
    whole: Sequence[Record]
    lines: Sequence[Line]
    referrals: Sequence[Referral]
    reading: Reading

    @property
    def hub(self) -> Hub:
        """Whose hub it is."""
        return self.reading.hub

    @property
    def known_at(self) -> datetime:
        """Until when facts count that were written down."""
        return self.reading.known_at

    @property
    def delivered(self) -> Sequence[Record]:
        """The steps of packets on their way."""
        return [one for one in self.whole if one.type is EntryType.DELIVERY and "packet" in one.said]

    @property
    def signalled(self) -> Sequence[Record]:
        """What became of stop signals."""
        return [one for one in self.whole if one.type is EntryType.DELIVERY and "signal" in one.said]


def persons(tx: Tx, *, after: str = "") -> Iterator[Person]:
    """Everybody who is known and was not erased, in order of id, those after `after`."""
    while page := tx.people.page(after=after, limit=_PAGE):
        yield from page
        after = page[-1].id


def read_person(person: Person, *, reading: Reading) -> Known:
    """Read what all cases of a person have in common."""
    tx = reading.tx
    records = [_record(entry.type, entry.at, entry.record) for _, entry in tx.log.of_person(person.id)]
    referrals = tx.referrals.of_person(person.id)
    whole = [one for one in records if one.said]
    lines = ledger(whole, around=_around(tx, person, referrals), shows=lambda _: True)
    return Known(person=person, records=records, whole=whole, lines=lines, referrals=referrals, reading=reading)


def person_cases(tx: Tx, known: Known) -> Iterator[PersonCase]:
    """The person as such, when the newest record was written."""
    if known.records:
        newest = max(one.at for one in known.records)
        yield PersonCase(
            subject=known.person.id,
            at=newest,
            records=known.records,
            lines=known.lines,
            disclosures=tx.ledger.of(known.person.id),
        )


def _around(tx: Tx, person: Person, referrals: Sequence[Referral]) -> Around:
    return Around(
        cases={
            one.id: CaseFacts(
                partner=one.partner, purpose=one.purpose.value, consent=one.consent or "", power=one.power
            )
            for one in referrals
        },
        events={message.jti: one.id for one in referrals for message in tx.inbox.of(one.id)},
        declared={one.id: declared_at(one) for one in tx.consents.of(person.id)},
    )


def _record(kind: EntryType, at: datetime, raw: bytes) -> Record:
    return Record(type=kind, at=at, said=json.loads(raw))
