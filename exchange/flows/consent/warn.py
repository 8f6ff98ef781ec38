"""Warning of an end: 30 and 7 days before clauses end, whoever has a case on them has it on their list."""

from datetime import datetime

from exchange.core.consent.answers import is_about
from exchange.core.consent.clause import Recipient, last_instant
from exchange.core.consent.consent import Consent
from exchange.core.consent.states import is_warned_of, warning_instants
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem
from exchange.core.vocabulary import GIVEN, TERMINAL
from exchange.flows.referral.worklist import put_on_list, take_off_list
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BATCH = 50


def warn_of_ends(*, hub: Hub) -> int:
    """Look at consents some of whose clauses end soon, put their cases on lists; returns how many were looked at."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        found = tx.consents.warning(at, limit=BATCH)
    for consent_id in found:
        with hub.store.shared() as tx:
            # It only tells people; nothing leaves by it.
            tx.only_restricts()
            _warn(tx, consent_id, hub=hub, at=at)
    return len(found)


def settle_warnings(tx: Tx, renewed: str, *, hub: Hub) -> None:
    """Take the warnings off the lists of the cases on a consent that was renewed."""
    for one in tx.referrals.of_consent(renewed):
        referral = tx.referrals.lock(one.id)
        if referral is not None:
            take_off_list(tx, referral, WorkItem.CONSENT_ENDS, hub=hub)


def _warn(tx: Tx, consent_id: str, *, hub: Hub, at: datetime) -> None:
    consent = tx.consents.get(consent_id)
    if consent is None or not consent.is_readable or consent.status not in GIVEN:
        tx.consents.warned(consent_id, again=None)
        return
    for one in tx.referrals.of_consent(consent.id):
        referral = tx.referrals.lock(one.id)
        if referral is not None and referral.state not in TERMINAL and _ends_soon(consent, referral, at=at):
            put_on_list(tx, referral, WorkItem.CONSENT_ENDS, hub=hub, at=at)
    ahead = [instant for instant in warning_instants(consent) if instant > at]
    tx.consents.warned(consent_id, again=min(ahead, default=None))


def _ends_soon(consent: Consent, referral: Referral, *, at: datetime) -> bool:
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    end = last_instant(clause for clause in consent.clauses if is_about(clause, recipient, referral.purpose))
    return end is not None and is_warned_of(end, at=at)
