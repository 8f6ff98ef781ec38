"""A store in memory that keeps the same promises as `SqlStore`; `tests/contracts` is run on both."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from threading import Lock

from exchange.core.session.assurance import Assurance
from exchange.core.unavailable import DatabaseUnavailable
from exchange.ports.facts import Facts
from exchange.ports.log import Log
from exchange.ports.passkeys import Passkeys
from exchange.ports.plans import Plans
from exchange.ports.referrals import Inbox, Outbox, Referrals
from exchange.ports.rows import Rows
from exchange.ports.sessions import Sessions
from exchange.ports.sheets import Sheets
from exchange.ports.single_use import SingleUse, VaultSteps
from exchange.ports.store import Answer, Clients, Consents, Ledger, Partners, People, Replies, StaffRepository, Tx
from exchange.ports.uploads import Uploads
from exchange.ports.webhooks import Webhooks
from tests.support.memory.evidence import MemoryFacts, MemoryLedger, MemoryLog, MemoryOnce, MemoryVaultSteps
from tests.support.memory.messages import MemoryInbox, MemoryOutbox
from tests.support.memory.partners import MemoryPartners, MemoryWebhooks
from tests.support.memory.people import MemoryClients, MemoryConsents, MemoryPeople, MemoryReplies, MemoryStaff
from tests.support.memory.plans import MemoryPlans, MemorySheets
from tests.support.memory.referrals import MemoryReferrals
from tests.support.memory.rows import MemoryRows
from tests.support.memory.sessions import MemoryPasskeys, MemorySessions
from tests.support.memory.tables import Tables
from tests.support.memory.uploads import MemoryUploads

WAIT_SECONDS = 5


class MemoryStore:
    """The port `Store` in memory; one writer at a time."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._lock = Lock()

    @property
    def tables(self) -> Tables:
        """What is kept now, for who writes the database past every flow."""
        return self._tables

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise DatabaseUnavailable("busy")
        try:
            work = self._tables.snapshot()
            yield MemoryTx(work)
            self._tables = work
        finally:
            self._lock.release()

    shared = transaction

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        with self.shared() as tx:
            return work(tx)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        yield MemoryTx(self._tables.snapshot())


class MemoryTx:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.proved: MutableMapping[str, Assurance] = {}
        self.people: People = MemoryPeople(tables)
        self.staff: StaffRepository = MemoryStaff(tables)
        self.sessions: Sessions = MemorySessions(tables)
        self.passkeys: Passkeys = MemoryPasskeys(tables)
        self.partners: Partners = MemoryPartners(tables)
        self.webhooks: Webhooks = MemoryWebhooks(tables)
        self.clients: Clients = MemoryClients(tables)
        self.replies: Replies = MemoryReplies(tables)
        self.consents: Consents = MemoryConsents(tables)
        self.referrals: Referrals = MemoryReferrals(tables)
        self.outbox: Outbox = MemoryOutbox(tables)
        self.inbox: Inbox = MemoryInbox(tables)
        self.ledger: Ledger = MemoryLedger(tables)
        self.facts: Facts = MemoryFacts(tables)
        self.plans: Plans = MemoryPlans(tables)
        self.sheets: Sheets = MemorySheets(tables)
        self.log: Log = MemoryLog(tables)
        self.single_use: SingleUse = MemoryOnce(tables)
        self.uploads: Uploads = MemoryUploads(tables)
        self.rows: Rows = MemoryRows(tables)
        self.vault_steps: VaultSteps = MemoryVaultSteps(tables)

    def only_restricts(self) -> None:
        """In memory no row is ever another one."""

    only_dismisses = only_restricts

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = self._tables.snapshot()
        try:
            yield
        except Exception:
            vars(self._tables).update(vars(before))
            raise
