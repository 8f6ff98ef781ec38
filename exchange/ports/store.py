"""Unit of work: where everything is kept, one transaction (`Tx`) at a time.

The store is `storage.store.SqlStore` and the memory fake of the tests, held equal by one contract suite.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.delivery.messages import SharedConsent
from exchange.core.partner.partner import Partner
from exchange.core.referral.referral import Person
from exchange.core.session.assurance import Assurance
from exchange.core.staff.change import Change
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.staff.staff import Staff, Training
from exchange.ports.facts import Facts
from exchange.ports.log import Log
from exchange.ports.passkeys import Passkeys
from exchange.ports.plans import Plans
from exchange.ports.referrals import Inbox, Outbox, Referrals
from exchange.ports.rows import Rows
from exchange.ports.sessions import Sessions
from exchange.ports.sheets import Sheets
from exchange.ports.single_use import SingleUse, VaultSteps
from exchange.ports.uploads import Uploads
from exchange.ports.webhooks import Webhooks

Answer = TypeVar("Answer")


class People(Protocol):
    """Persons and their pairwise pseudonyms."""

    def add(self, person: Person) -> None:
        """Keep a new person."""

    def get(self, person_id: str) -> Person | None:
        """Look up by id."""

    def named(self, reference: str) -> Sequence[Person]:
        """Everybody whose reference looks like this one, the newest first, through a keyed hash of what it looks like.

        More than one where references of before there was one spelling fall together: nobody knows who is meant.
        """

    def doubles(self, person_id: str) -> Sequence[str]:
        """Ids of the others whose reference looks like this person's."""

    def colliding(self) -> Sequence[Sequence[str]]:
        """Ids of the persons whom `named` cannot tell apart, a group a reference, in order of id."""

    def page(self, *, after: str, limit: int) -> Sequence[Person]:
        """Persons in order of id, those after `after`, of whom nobody was erased."""

    def respell(self, person: Person) -> None:
        """Keep a person under the reference of this value, and let `named` find them under what it looks like."""

    def merge(self, gone: str, *, into: str) -> None:
        """Let all that is kept of one person be another's, under that one's key; the first is found as the other.

        Only in `Store.transaction`. When it stands, the key of the first is destroyed.
        """

    def pseudonym(self, person_id: str, recipient: str, *, fresh: str) -> str:
        """The pseudonym of this person for this recipient; `fresh` becomes it when there is none yet."""

    def pseudonyms(self, person_id: str) -> Mapping[str, str]:
        """What a person is called at each recipient who knows them; of nobody who was erased."""

    def shared(self, consent_id: str, recipient: str) -> SharedConsent | None:
        """What the recipient knows of the consent, if anything was shared yet."""

    def share(self, shared: SharedConsent, *, person: str) -> None:
        """Keep what the recipient knows of the consent."""


class StaffRepository(Protocol):
    """Staff, trainings and deputy periods, and what of them waits for a second person."""

    def add(self, staff: Staff) -> None:
        """Keep a member of staff; a second one of the same id replaces the first."""

    def get(self, staff_id: str) -> Staff | None:
        """Look up by id."""

    def all(self) -> Sequence[Staff]:
        """Everybody, in order of id."""

    def add_training(self, training: Training) -> None:
        """Keep a training."""

    def trainings(self, staff_id: str) -> Sequence[Training]:
        """The trainings of one member of staff, oldest first."""

    def put_deputy(self, period: DeputyPeriod) -> None:
        """Keep a deputy's period; the same id replaces it."""

    def stands_in(self, deputy: str) -> Sequence[DeputyPeriod]:
        """The periods of one deputy, oldest first."""

    def put_change(self, change: Change) -> None:
        """Keep a change that waits; the same id replaces it."""

    def changes(self) -> Sequence[Change]:
        """Every change that waits, or is void and was not dropped yet, oldest first."""

    def drop_change(self, change_id: str) -> None:
        """Forget a change that was taken, replaced or is void."""


class Partners(Protocol):
    """Enrolled partners."""

    def put(self, partner: Partner) -> None:
        """Keep a partner; the same entity id replaces the earlier document."""

    def get(self, entity: str) -> Partner | None:
        """Look up by entity id."""

    def page(self, *, after: str, limit: int) -> Sequence[Partner]:
        """Partners in order of entity id, those after `after`."""


class Clients(Protocol):
    """Registered clients of the hub's own organisation."""

    def put(self, client: RegisteredClient) -> None:
        """Keep a client; the same id replaces what was registered before."""

    def get(self, client_id: str) -> RegisteredClient | None:
        """Look up by id."""

    def all(self) -> Sequence[RegisteredClient]:
        """Every one, in order of id."""


class Replies(Protocol):
    """Answers kept under the key their caller chose (`Idempotency-Key`)."""

    def begin(self, client: str, key: str, *, fingerprint: str, until: datetime) -> bool:
        """Claim a key for a call. False if it is taken; exactly one of any number of concurrent callers gets True."""

    def kept(self, client: str, key: str, *, fingerprint: str) -> StoredResponse | None:
        """What the call under this key was answered; None where the key is free, or its call was not answered yet.

        Raises:
            KeyReused: the key is taken by a call with another fingerprint.
        """

    def keep(self, client: str, key: str, reply: StoredResponse) -> None:
        """Keep what a claimed call was answered."""

    def forget(self, before: datetime) -> None:
        """Drop answers that were kept until before the instant."""


class Consents(Protocol):
    """Consents, encrypted under their person's key."""

    def put(self, consent: Consent) -> None:
        """Keep a consent; the same id replaces the earlier status."""

    def get(self, consent_id: str) -> Consent | None:
        """Look up by id."""

    def of(self, person_id: str) -> Sequence[Consent]:
        """A person's consents, oldest first."""

    def ending(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Ids of given consents whose last clause may have ended by the instant; a look that keeps nobody waiting."""

    def warning(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Ids of consents whose next warning of an end is due by the instant; a look that keeps nobody waiting."""

    def warned(self, consent_id: str, *, again: datetime | None) -> None:
        """Say when the next warning of a consent is due; None if there is none any more."""

    def given_before(self, at: datetime) -> int:
        """How many that run, as far as the clock has looked, were recorded before an instant."""

    def unwatch(self, consent_id: str) -> None:
        """Let the clock not look at a consent again: its person was erased, and nothing of it can be read."""


class Ledger(Protocol):
    """The person's disclosures."""

    def add(self, line: Disclosure) -> None:
        """Keep one line."""

    def of(self, person_id: str) -> Sequence[Disclosure]:
        """A person's lines, oldest first."""

    def count(self) -> int:
        """How many lines there are in all."""


class Tx(Protocol):
    """One transaction: everything in it happens, or nothing.

    What a rule of the store forbids (Conflict, Duplicate, NotFound, Contended) is raised where it is said or later, at
    the end of the transaction or of its savepoint at the latest. `proved` is who acts in it, by staff id, and how they
    proved that it is them.
    """

    proved: MutableMapping[str, Assurance]

    people: People
    staff: StaffRepository
    sessions: Sessions
    passkeys: Passkeys
    partners: Partners
    webhooks: Webhooks
    clients: Clients
    replies: Replies
    consents: Consents
    referrals: Referrals
    outbox: Outbox
    inbox: Inbox
    ledger: Ledger
    facts: Facts
    plans: Plans
    sheets: Sheets
    log: Log
    single_use: SingleUse
    uploads: Uploads
    rows: Rows
    vault_steps: VaultSteps

    def only_restricts(self) -> None:
        """Say that from here on this transaction only takes away: a withdrawal, a refusal, a stop, a suspension.

        It goes on where a row of the database is not the one that was written: everything else then raises RowDiffers.
        Rows of those who act are asked for as ever.
        """

    def only_dismisses(self) -> None:
        """Say that this transaction only takes a right to act away; whoever does that was asked for before."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the transaction: what is written in the `with` is undone when it raises, and the rest stands.

        Where the database is away or full nothing stands: DatabaseUnavailable and DiskFull end the whole transaction.
        """


class Store(Protocol):
    """Where everything is kept."""

    def transaction(self) -> AbstractContextManager[Tx]:
        """A transaction beside which nobody else writes, durable when the `with` ends, undone when it raises.

        Raises:
            DatabaseUnavailable: the database cannot be reached, is locked too long, or is of another version.
            DiskFull: there is no room; nothing was written.
        """

    def shared(self) -> AbstractContextManager[Tx]:
        """A transaction like `transaction`, but others run beside it where the database can do that.

        For work on one person's referrals, on marks or on a mailbox. From the first look at anything of a person nobody
        else changes what is theirs until it ends; staff and partners do not change at all: whoever changes them does
        so in `transaction`, which runs alone.

        Raises:
            DatabaseUnavailable, DiskFull: as for `transaction`.
        """

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """Do work in a transaction like `shared`, and return what it returned; nobody waits while it is done.

        It is done on a view of the store, and written in a turn of its own if everything it has read is so still: each
        row, each row that was not there, each list. Else it is done again, the third time within the turn. So `work`
        changes nothing but through its transaction, asks the time itself, and what it did in vain leaves no trace.

        Raises:
            DatabaseUnavailable, DiskFull: as for `transaction`. Whatever `work` raises; it was done then for the last
                time, on a view or in the turn.
        """

    def reading(self) -> AbstractContextManager[Tx]:
        """A consistent view for reading; what is written in it is undone."""
