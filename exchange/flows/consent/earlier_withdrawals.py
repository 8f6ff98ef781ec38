"""Earlier withdrawals (Art. 7(3) GDPR): one for one recipient stood in the log alone; now its consent keeps it too.

Else an older yes of the person to the same recipient would stand, though they had withdrawn it since (`answers`). What
ran on it ends as it would with a withdrawal today.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from exchange.core.consent.answers import ONCE_GIVEN, declared_at
from exchange.core.consent.consent import Revocation
from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.evidence.row import RowDiffers
from exchange.flows.consent.overtaken import end_overtaken
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.errors import KeysError

PAGE = 500
"""So many leaves are read in one look."""


def recall_withdrawals(*, hub: Hub) -> Mapping[str, int]:
    """Enter what the log says of partial withdrawals into their consents, end what they speak against, and count both.

    Each consent is a transaction of its own: interrupted anywhere, a repeat goes on; done, a repeat changes nothing.
    Where a row of the person is not as the log says, or no key is there to notify with, nothing is ended, and that is
    counted: what could be entered is, and nothing goes out on the older yes either way.
    """
    done: Counter[str] = Counter(recalled=0, ended=0, unread=0)
    for consent_id, said in _partly_withdrawn(hub).items():
        try:
            done.update(_recall(consent_id, said, hub=hub))
        except (RowDiffers, KeysError):
            done.update(_only_enter(consent_id, said, hub=hub))
    return dict(done)


def _partly_withdrawn(hub: Hub) -> Mapping[str, Sequence[Revocation]]:
    """What the log says of withdrawals, by consent, where one was for one recipient. Whole ones the windows tell."""
    found: dict[str, list[Revocation]] = {}
    for entry in _entries(hub):
        record = json.loads(entry.record)
        # What another answer closed has its own answer, and needs no entry.
        if entry.type is EntryType.CONSENT_WITHDRAWN and "answer" not in record:
            said = Revocation(at=entry.at, entity=record.get("recipient") or "")
            found.setdefault(record["consent"], []).append(said)
    return {id_: said for id_, said in found.items() if any(one.entity for one in said)}


def _entries(hub: Hub) -> Iterator[LogEntry]:
    with hub.store.reading() as tx:
        size = tx.log.size()
    for start in range(0, size, PAGE):
        with hub.store.reading() as tx:
            page = tx.log.entries(start=start, limit=PAGE)
        yield from (entry for _, entry in page)


def _recall(consent_id: str, said: Sequence[Revocation], *, hub: Hub) -> Mapping[str, int]:
    with hub.store.transaction() as tx:
        person = _enter(tx, consent_id, said)
        if not person:
            return {}
        ended = end_overtaken(tx, person, by="", hub=hub, at=hub.clock.now())
    return {"recalled": 1, "ended": len(ended)}


def _only_enter(consent_id: str, said: Sequence[Revocation], *, hub: Hub) -> Mapping[str, int]:
    try:
        with hub.store.transaction() as tx:
            return {"recalled": int(bool(_enter(tx, consent_id, said))), "unread": 1}
    except RowDiffers:
        return {"unread": 1}


def _enter(tx: Tx, consent_id: str, said: Sequence[Revocation]) -> str:
    """Write the withdrawals into their consent; returns whose it is, empty where nothing was missing."""
    consent = tx.consents.get(consent_id)
    if consent is None or consent.status not in ONCE_GIVEN:
        return ""
    known = {one.entity for one in consent.revocations}
    missing = tuple(one for one in said if not known & {"", one.entity})
    if not missing:
        return ""
    kept = sorted((*consent.revocations, *missing), key=lambda one: one.at)
    tx.consents.put(replace(consent, revocations=tuple(kept), answered_at=declared_at(consent)))
    return consent.person
