"""Recording a fact: kept in the caller's transaction, with the leaf of the act; it is never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime

from exchange.core.compliance.fact import Fact, Written
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, show_instant, uuid7
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.strictjson import canonical


@dataclass(frozen=True, slots=True)
class Recorders:
    """Who enters a fact, and who looked over it; both empty where the hub itself writes it down."""

    by: str = ""
    approved_by: str = ""


def record_fact(
    tx: Tx, kind: FactKind, written: Written, *, people: Recorders, hub: Hub, at: datetime, person: str = ""
) -> Fact:
    """Keep a fact and note it. The leaf's record holds ids, days and the digest of what it says, never the words."""
    fact = Fact(
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        kind=kind,
        subject=written.subject,
        topic=written.topic,
        valid_from=written.valid_from,
        valid_until=written.valid_until,
        recorded_at=at,
        entered_by=people.by,
        approved_by=people.approved_by,
        document=written.document,
        person=person,
    )
    tx.facts.put(fact)
    record = {
        "fact": fact.id,
        "kind": kind.value,
        "subject": fact.subject,
        "from": show_instant(fact.valid_from),
        "until": show_instant(fact.valid_until) if fact.valid_until else None,
        "sha256": digest(canonical(dict(fact.document))),
        "by": people.by or hub.origin,
        "approved_by": people.approved_by or None,
    }
    append_entry(tx, _leaf(fact), record, hub=hub, at=at, person=person)
    return fact


def _leaf(fact: Fact) -> EntryType:
    # A rule whose arming is over as it begins is disarmed: that is another act.
    over = fact.valid_until == fact.valid_from
    return EntryType.RULE_DISARMED if fact.kind is FactKind.ARMED and over else REGISTERS[fact.kind].leaf
