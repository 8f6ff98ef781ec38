"""Unit of work: one transaction, every noun on one connection."""

from collections.abc import Sequence

from exchange.ports.referrals import Inbox, Outbox, Referrals
from exchange.ports.rows import Rows
from exchange.ports.store import (
    Clients,
    Consents,
    Ledger,
    Log,
    Partners,
    People,
    Replies,
    SingleUse,
    StaffRepository,
    VaultSteps,
)
from exchange.ports.webhooks import Webhooks
from exchange.storage.clients import SqlClients, SqlReplies
from exchange.storage.consents import SqlConsents
from exchange.storage.database.row_audit import SqlRows
from exchange.storage.database.rows import Leniency
from exchange.storage.database.scope import Scope
from exchange.storage.evidence import SqlLog
from exchange.storage.inbox import SqlInbox
from exchange.storage.ledger import SqlLedger
from exchange.storage.outbox import SqlOutbox
from exchange.storage.partners import SqlPartners
from exchange.storage.people import SqlPeople
from exchange.storage.referral.referrals import SqlReferrals
from exchange.storage.single_use import SqlSingleUse, SqlVaultSteps
from exchange.storage.staff import SqlStaffRepository
from exchange.storage.webhooks import SqlWebhooks


class SqlTx:
    """One transaction. Not to be used after its `with`, nor from two threads."""

    def __init__(self, scope: Scope) -> None:
        self._people = SqlPeople(scope)
        self.people: People = self._people
        self.staff: StaffRepository = SqlStaffRepository(scope)
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
        self._log = SqlLog(scope)
        self.log: Log = self._log
        self.single_use: SingleUse = SqlSingleUse(scope)
        self.vault_steps: VaultSteps = SqlVaultSteps(scope)
        self.rows: Rows = SqlRows(scope)
        self._decides = scope.decides

    def only_restricts(self) -> None:
        """Go on where rows differ: this transaction only takes away."""
        self._decides.leniency = Leniency.ACTED_ON

    def only_dismisses(self) -> None:
        """Go on also where rows of those who act differ."""
        self._decides.leniency = Leniency.ALL

    @property
    def merged(self) -> Sequence[str]:
        """Persons whose keys hold nothing any more once this stands."""
        return tuple(self._people.merged)

    def finish(self) -> None:
        """Do what was put off to the end."""
        self._referrals.flush()
        self._referrals.flush_history()
        self._log.flush()
