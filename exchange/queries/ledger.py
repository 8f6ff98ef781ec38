"""Right of access (Art. 15 GDPR, § 83 SGB X): the person's ledger in plain sentences, read from the evidence log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import schemas
from exchange.core.consent.answers import declared_at
from exchange.core.evidence.entry import LogEntry
from exchange.core.ids import show_instant
from exchange.core.rights.ledger import ledger
from exchange.core.rights.line import Around, CaseFacts, Line, Record
from exchange.core.rights.sentence import sentence_of
from exchange.core.said import Said
from exchange.core.staff.seen import SeenPerson
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from exchange.queries.directory import as_written


@dataclass(frozen=True, slots=True)
class PersonLedger:
    """A person's ledger, and how many records of the log nobody can read: somebody overwrote them.

    `reference` is the person's at the Jobcenter. It is `whole` where who looked saw all cases and consents.
    """

    told: Sequence["Told"]
    unreadable: int
    reference: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A line, the partner's name where there is one, and the sentence the person reads."""

    line: Line
    name: str
    says: Said


def ledger_of(seen: SeenPerson, *, hub: Hub) -> PersonLedger:
    """All that happened to what is kept of a person, as far as who looked may see it, oldest first."""
    with hub.store.reading() as tx:
        records = [_record(entry) for _, entry in tx.log.of_person(seen.person)]
        lines = _lines(tx, [one for one in records if one.said], seen=seen)
        person, whole = tx.people.get(seen.person), _is_whole(tx, seen)
        names = {entity: _name(tx, entity) for entity in {line.who for line in lines if line.who}}
    told = [Told(line, names.get(line.who, ""), sentence_of(line, names=names, words=words)) for line in lines]
    return PersonLedger(
        told,
        unreadable=sum(not one.said for one in records),
        reference=person.reference if person else seen.person,
        whole=whole,
    )


def _is_whole(tx: Tx, seen: SeenPerson) -> bool:
    return {one.id for one in tx.referrals.of_person(seen.person)} <= seen.referrals and {
        one.id for one in tx.consents.of(seen.person)
    } <= seen.consents


def _lines(tx: Tx, records: Sequence[Record], *, seen: SeenPerson) -> Sequence[Line]:
    def shows(line: Line) -> bool:
        if line.referral:
            return line.referral in seen.referrals
        return not line.basis.consent or line.basis.consent in seen.consents

    return ledger(records, around=_around(tx, seen.person), shows=shows)


def words(listed: str, code: str) -> Said:
    """The word for a code of a list; a code the list does not have stays as it is."""
    known = schemas.codes()[listed].get(code)
    return Said(known["de"], known["en"]) if known else Said(code, code)


def _around(tx: Tx, person: str) -> Around:
    referrals = tx.referrals.of_person(person)
    return Around(
        cases={
            one.id: CaseFacts(
                partner=one.partner, purpose=one.purpose.value, consent=one.consent or "", power=one.power
            )
            for one in referrals
        },
        events={message.jti: one.id for one in referrals for message in tx.inbox.of(one.id)},
        declared={one.id: declared_at(one) for one in tx.consents.of(person)},
    )


def _record(entry: LogEntry) -> Record:
    return Record(type=entry.type, at=entry.at, said=json.loads(entry.record))


def _name(tx: Tx, entity: str) -> str:
    partner = as_written(tx, entity)
    return partner.name if partner else entity


def facts_of_ledger(person: str, found: PersonLedger) -> dict[str, Any]:
    """A ledger as programs read it."""
    return {"person": person, "lines": [_facts(one) for one in found.told], "unreadable": found.unreadable}


def _facts(one: Told) -> dict[str, Any]:
    line = one.line
    facts = {
        "kind": line.kind.value,
        "at": show_instant(line.at),
        "who": line.who,
        "name": one.name,
        "what": list(line.what),
        "categories": list(line.categories),
        "why": line.why,
        "consent": line.basis.consent,
        "consent_declared_at": show_instant(line.basis.declared_at) if line.basis.declared_at else "",
        "power": line.basis.power,
        "channel": line.channel,
        "referral": line.referral,
    }
    named = {name: value for name, value in facts.items() if value}
    return {**named, "count": line.count, "says": {"de": one.says.de, "en": one.says.en}}
