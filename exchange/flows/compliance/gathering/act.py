"""Cases of acts: what staff did and looked at, with who had the case then, whatever became of it since."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from exchange.core.compliance.house import ActCase
from exchange.core.evidence.entry import EntryType
from exchange.core.rights.line import Record
from exchange.core.vocabulary import Actor
from exchange.flows.compliance.gathering.person import Known

ACTS = frozenset(
    {
        EntryType.STAFF_ACCESS, EntryType.CONSENT_RECORDED, EntryType.CONSENT_WITHDRAWN, EntryType.DRAFT_CHANGED,
        EntryType.DRAFT_APPROVED, EntryType.DRAFT_GIVEN_BACK, EntryType.REFERRAL_STEP,
    }
)  # fmt: skip
_OF_STAFF = frozenset({Actor.CASEWORKER, Actor.SECOND, Actor.DPO})


def act_cases(known: Known) -> Iterator[ActCase]:
    """Every act of staff about a person."""
    owners: dict[str, str] = {}
    recorders: set[str] = set()
    for record in known.records:
        _follow(record, owners, recorders)
        if record.type not in ACTS or not _by_staff(record):
            continue
        who = who_of(record)
        of_case = owners.get(str(record.said.get("referral", "")))
        yield ActCase(
            subject=str(record.said.get("referral") or known.person.id),
            at=record.at,
            record=record,
            role=known.reading.role_at(who, record.at) if who else None,
            owners=frozenset({of_case} if of_case else {*owners.values(), *recorders}),
            stood_in_for=_stood_in_for(known, who, record.at),
        )


def who_of(record: Record) -> str:
    """Which member of staff a record names."""
    said: Mapping[str, object] = record.said
    return str(said.get("who" if record.type is EntryType.REFERRAL_STEP else "by") or "")


def _stood_in_for(known: Known, who: str, at: datetime) -> frozenset[str]:
    return known.reading.stood_in_for(who, at) if who else frozenset()


def _by_staff(record: Record) -> bool:
    return record.type is not EntryType.REFERRAL_STEP or record.said.get("by") in _OF_STAFF


def _follow(record: Record, owners: dict[str, str], recorders: set[str]) -> None:
    """Whose the cases are after a record."""
    said = record.said
    if record.type is EntryType.REFERRAL_CREATED and said:
        owners[said["referral"]] = str(said.get("by", ""))
    elif record.type is EntryType.CASE_ASSIGNED and said:
        owners[said["referral"]] = str(said["to"])
    elif record.type is EntryType.CONSENT_RECORDED and said:
        recorders.add(str(said.get("by", "")))
