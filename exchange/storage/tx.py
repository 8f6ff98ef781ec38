"""Unit of work: one transaction, every noun on one connection."""

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager

from exchange.core.evidence.entry import LogEntry
from exchange.core.session.assurance import Assurance
from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.ports.facts import Facts
from exchange.ports.log import Log
from exchange.ports.passkeys import Passkeys
from exchange.ports.plans import Plans
from exchange.ports.referrals import Inbox, Outbox, Referrals
from exchange.ports.rows import Rows
from exchange.ports.sessions import Sessions
from exchange.ports.sheets import Sheets
from exchange.ports.single_use import SingleUse, VaultSteps
from exchange.ports.store import Clients, Consents, Ledger, Partners, People, Replies, StaffRepository
from exchange.ports.uploads import Uploads
from exchange.ports.webhooks import Webhooks
from exchange.storage.accounts.clients import SqlClients, SqlReplies
from exchange.storage.accounts.passkeys import SqlPasskeys
from exchange.storage.accounts.sessions import SqlSessions
from exchange.storage.accounts.staff import SqlStaffRepository
from exchange.storage.consents import SqlConsents
from exchange.storage.database.driver import mark
from exchange.storage.database.rows import Leniency
from exchange.storage.database.scope import Scope
from exchange.storage.evidence.log import SqlLog
from exchange.storage.evidence.row_audit import SqlRows
from exchange.storage.facts import SqlFacts
from exchange.storage.inbox import SqlInbox
from exchange.storage.ledger import SqlLedger
from exchange.storage.outbox import SqlOutbox
from exchange.storage.partners import SqlPartners
from exchange.storage.people import SqlPeople
from exchange.storage.referral.plans import SqlPlans
from exchange.storage.referral.referrals import SqlReferrals
from exchange.storage.referral.sheets import SqlSheets
from exchange.storage.referral.uploads import SqlUploads
from exchange.storage.single_use import SqlSingleUse, SqlVaultSteps
from exchange.storage.webhooks import SqlWebhooks


class SqlTx:
    """One transaction. Not to be used after its `with`, nor from two threads."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.proved: MutableMapping[str, Assurance] = {}
        self._people = SqlPeople(scope)
        self.people: People = self._people
        self._name_parts(waiting=())

    def _name_parts(self, *, waiting: Iterable[LogEntry]) -> None:
        """Begin with nouns that remember nothing of what they have read; `waiting` is what the log has to append."""
        scope = self._scope
        self.staff: StaffRepository = SqlStaffRepository(scope)
        self.sessions: Sessions = SqlSessions(scope)
        self.passkeys: Passkeys = SqlPasskeys(scope)
        self.partners: Partners = SqlPartners(scope)
        self.webhooks: Webhooks = SqlWebhooks(scope)
        self.clients: Clients = SqlClients(scope)
        self.replies: Replies = SqlReplies(scope)
        self.consents: Consents = SqlConsents(scope)
        self._referrals = SqlReferrals(scope)
        self.referrals: Referrals = self._referrals
        self.outbox: Outbox = SqlOutbox(scope)
        self.inbox: Inbox = SqlInbox(scope)
        self.ledger: Ledger = SqlLedger(scope)
        self.facts: Facts = SqlFacts(scope)
        self.plans: Plans = SqlPlans(scope)
        self.sheets: Sheets = SqlSheets(scope)
        self._log = SqlLog(scope)
        for entry in waiting:
            self._log.later(entry)
        self.log: Log = self._log
        self.single_use: SingleUse = SqlSingleUse(scope)
        self.uploads: Uploads = SqlUploads(scope)
        self.vault_steps: VaultSteps = SqlVaultSteps(scope)
        self.rows: Rows = SqlRows(scope, indexes=self._log.indexes)

    def only_restricts(self) -> None:
        """Go on where rows differ: this transaction only takes away."""
        self._scope.decides.leniency = Leniency.ACTED_ON

    def only_dismisses(self) -> None:
        """Go on also where rows of those who act differ."""
        self._scope.decides.leniency = Leniency.ALL

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction: what is written in the `with` is undone when it raises, and the rest stands."""
        self._write()
        scope, waiting = self._scope, self._log.waiting
        remembered = (mark(scope.decides), mark(scope.holds))
        scope.driver.begin_part()
        try:
            yield
            self._write()
            # In the `try`: what was kept is said now at the latest, and may be refused.
            scope.driver.end_part()
        except (DatabaseUnavailable, DiskFull):
            # Nothing can follow: SQLite may have undone everything already.
            raise
        except Exception:
            scope.driver.undo_part()
            self._name_parts(waiting=waiting)
            for back in remembered:
                back()
            raise

    @property
    def merged(self) -> Sequence[str]:
        """Persons whose keys hold nothing any more once this stands."""
        return tuple(self._people.merged)

    @property
    def deposited(self) -> Sequence[str]:
        """What was put into mailboxes (jti); what of it was undone is in none."""
        return self._scope.deposited

    def finish(self) -> None:
        """Do what was put off to the end."""
        self._write()
        self._log.flush()

    def _write(self) -> None:
        self._referrals.flush()
        self._referrals.flush_history()
