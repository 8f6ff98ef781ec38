"""Referral repository, outbox and inbox: where referrals and the messages about them are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.delivery.messages import InboxMessage, Lease, OutboxMessage, Queue, Tally
from exchange.core.referral.referral import Draft, HistoryLine, Referral, StoredPacket
from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.vocabulary import Delivery, State


class Referrals(Protocol):
    """Referrals, drafts, packets and history."""

    def add(self, referral: Referral, draft: Draft) -> None:
        """Keep a new referral with its draft; Contended where its code is another's."""

    def get(self, referral_id: str) -> Referral | None:
        """Look up by id."""

    def by_code(self, code: str) -> str | None:
        """The id of the referral people call by this code; a code belongs to one and never changes."""

    def lock(self, referral_id: str) -> Referral | None:
        """Like `get`, and nobody else changes it until this transaction ends."""

    def save(self, referral: Referral, *, seen: int) -> None:
        """Write a changed referral. `seen` counts the writes seen at `lock`; raises StaleVersion if it moved on."""

    def writes(self, referral_id: str) -> int:
        """How often the referral was written; for `save`."""

    def draft(self, referral_id: str) -> Draft | None:
        """What is to be sent."""

    def put_draft(self, referral_id: str, draft: Draft) -> None:
        """Replace what is to be sent."""

    def open_duplicate(self, person_id: str, partner: str, service_line: str) -> str | None:
        """The id of an open referral of this person to this service line."""

    def waiting_for_consent(self, person_id: str) -> Sequence[Referral]:
        """Referrals of a person that wait for consent, in order of id."""

    def of_person(self, person_id: str) -> Sequence[Referral]:
        """All referrals of a person, in order of id."""

    def of_consent(self, consent_id: str) -> Sequence[Referral]:
        """Referrals that stand on the consent."""

    def page(
        self, *, states: Iterable[State], after: str, limit: int, owner: str = "", sought: Sought = EVERYTHING
    ) -> Sequence[Referral]:
        """Referrals in order of id after `after`; all states where `states` is empty, all owners' without one."""

    def due(self, at: datetime, *, limit: int) -> Sequence[Referral]:
        """Referrals the clock has to look at (`look_at` has come), oldest first."""

    def listed(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[Referral]:
        """Referrals on somebody's list (`listed_at` has come), the longest waiting first; all owners' or one's.

        One that has ended is on none, but for a work item on it.
        """

    def agenda(
        self,
        owner: str,
        *,
        reasons: Collection[str],
        after: tuple[datetime, str],
        until: datetime,
        limit: int,
        sought: Sought = EVERYTHING,
    ) -> Sequence[Referral]:
        """One owner's referrals in order of `listed_at`, then id: those after `after`, on the list by `until`.

        Of all reasons (`next_reason`) where `reasons` is empty.
        """

    def listed_counts(self, owner: str, *, at: datetime) -> Sequence[tuple[str, int, datetime]]:
        """Count one owner's referrals on the list at an instant: reason, how many, since when the first."""

    def open_count(self, owner: str) -> int:
        """How many of one owner's referrals have not ended."""

    def add_packet(self, packet: StoredPacket) -> None:
        """Keep a sealed packet."""

    def packet(self, packet_id: str) -> StoredPacket | None:
        """Look up a sealed packet by its id."""

    def hold_free(self, partner: str, packets: Iterable[str]) -> Mapping[str, bool]:
        """Which of these packets are the partner's, and whether nobody else changes what is their person's from now on.

        In order of the persons' ids, and without waiting: False where another transaction holds the person.
        """

    def in_hand(self, referral_id: str) -> StoredPacket | None:
        """The newest packet of a referral that its partner has in its hands, readable or not."""

    def last_packets(self) -> Sequence[StoredPacket]:
        """The last packet each partner has in its hands, in order of its id."""

    def packet_with_blob(self, partner: str, sha256: str) -> StoredPacket | None:
        """The partner's newest packet that names the blob."""

    def in_packets(self, blobs: Iterable[str]) -> frozenset[str]:
        """Those of the blobs that a packet names, whosever it is."""

    def set_delivery(self, packet_id: str, state: Delivery, *, at: datetime) -> None:
        """Write the packet's delivery state and since when it holds."""

    def uncollected(self, before: datetime, *, after: str = "", limit: int) -> Sequence[StoredPacket]:
        """Packets offered and not handed over since before the instant, in order of id, those after `after`."""

    def add_history(self, line: HistoryLine) -> None:
        """Keep one step."""

    def history(self, referral_id: str) -> Sequence[HistoryLine]:
        """The steps in order."""


class Outbox(Protocol):
    """What is on its way out; the worker's list, and the mailbox a pulling partner empties."""

    def add(self, outgoing: OutboxMessage) -> None:
        """Queue one thing."""

    def add_deposited(self, outgoing: OutboxMessage, *, at: datetime) -> None:
        """Put one thing where its partner's next poll finds it; the worker never sees it."""

    def lease(self, *, at: datetime, until: datetime, limit: int, token: str) -> Sequence[Lease]:
        """Claim due rows, prio first, then oldest; a row is leased by one worker at a time."""

    def due(self, at: datetime) -> bool:
        """Whether a lease would find anything; a look that changes nothing."""

    def settle(self, lease: Lease, state: Delivery, *, next_try: datetime | None) -> bool:
        """End a lease. False if the lease was lost; then nothing is written."""

    def withdraw(self, packet_id: str) -> None:
        """Stop what has not been handed over of this packet: neither leased, nor offered again."""

    def deposit(self, jti: str, *, at: datetime) -> None:
        """Put it where its partner's next poll finds it."""

    def offer(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        """What waits for the partner and was not offered in the last 60 s; marked as offered now."""

    def ripe(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        """What `offer` would offer now; a look that keeps nobody waiting."""

    def offer_these(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        """Offer those of these that `offer` would; marked as offered now."""

    def put_back(self, jtis: Iterable[str]) -> None:
        """Let what was offered be offered by the next poll, as if it had not been."""

    def taken(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        """The partner has stored these; they are not offered again. Returns those that were waiting."""

    def refused(self, partner: str, errors: Mapping[str, str], *, at: datetime) -> Sequence[OutboxMessage]:
        """The partner could not take these (RFC 8936 `setErrs`): they become work items. Returns those that waited."""

    def requeue(self, referral_id: str, *, at: datetime) -> Sequence[OutboxMessage]:
        """Give what could not be delivered of a referral to the worker once more; returns what goes again."""

    def stops(self, referral_id: str) -> Sequence[OutboxMessage]:
        """The stop signals of a referral (prio 0), oldest first, whatever became of them."""

    def work_items(self, *, limit: int) -> Sequence[tuple[str, str, str]]:
        """What needs a person: (partner, jti, code), oldest first."""

    def waiting(self, partner: str, *, at: datetime) -> int:
        """How many lie in the partner's mailbox and may still be offered."""

    def lying(self, partner: str, jtis: Iterable[str]) -> Sequence[OutboxMessage]:
        """Which of these lie in the partner's mailbox; a look that keeps nobody waiting."""

    def expired(self, at: datetime, *, limit: int) -> Sequence[OutboxMessage]:
        """What lies in a mailbox although its time is over; a look that keeps nobody waiting."""

    def tally(self) -> Tally:
        """How much is on the worker's list, in mailboxes, or a dead letter; dead letters are never the oldest."""

    def queues(self) -> Sequence[Queue]:
        """The same for each partner that has any of it, in order of entity id."""


class Inbox(Protocol):
    """Events as they came in; what makes effects happen once."""

    def get(self, issuer: str, jti: str) -> InboxMessage | None:
        """Look up by issuer and SET id."""

    def add(self, incoming: InboxMessage, *, person: str) -> None:
        """Keep one event with what was said of it."""

    def ahead(self, referral_id: str, issuer: str, *, after: int) -> Sequence[InboxMessage]:
        """Events of the thread with a `seq` after this one, in its order: parked, or refused before their turn."""

    def unpark(self, issuer: str, jti: str, *, verdict: str, content: str) -> None:
        """Write the verdict on an event that had waited for its predecessors."""

    def of(self, referral_id: str) -> Sequence[InboxMessage]:
        """The events of one referral, as they came in."""
