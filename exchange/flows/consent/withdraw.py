"""Withdrawal of consent (Art. 7(3) GDPR): whole or for one recipient; it wins, needs nobody's yes, acts at once."""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.answers import ONCE_GIVEN, declared_at, revocations_of
from exchange.core.consent.consent import Consent, Revocation
from exchange.core.errors import CONSENT, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.named import named_consent
from exchange.flows.consent.overtaken import Ending, close, close_overtaken, end, named_to
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a withdrawal did: the consent as it is now, and was before, and the referrals it ended.

    Of those that are a colleague's only how many: `elsewhere`.
    """

    consent: Consent
    ended: tuple[Referral, ...]
    before: Consent
    elsewhere: int = 0


def withdraw(named: str, *, recipient: str | None, by: Principal, hub: Hub) -> Withdrawal:
    """Withdraw a consent, or only what it allows one recipient (an entity id), for the person.

    It is named by its id, or where only one can be meant by the code of a case or the reference of the person.

    What was not handed over is stopped in this transaction; who has it already is notified with priority 0 and answers
    `stopped`, `deleted` or `kept`, also where the consent has run out by itself. What stands on another yes for the
    same recipient and purpose ends with it: the newest answer decides. Withdrawing twice changes nothing.

    Raises:
        NotFound: there is no such consent, it is not theirs, or it never named this recipient.
        ConsentAmbiguous: several may be meant.
        WrongPassphrase, Forbidden: who writes it down is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub, fresh=True)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=ONLOOKERS)
        tx.only_restricts()
        consent = _for(named_consent(tx, named, recipient=recipient, to=writer, at=at), recipient)
        after = _revoked(consent, recipient or "", at=at)
        ending = Ending(answer=consent, entity=recipient or "", by=writer.id)
        todo = ending.todo(tx)
        if after == consent and not todo:
            return Withdrawal(consent, (), before=consent)
        tx.consents.put(after)
        record = {"consent": consent.id, "recipient": recipient, "status": after.status.value, "by": writer.id}
        append_entry(tx, EntryType.CONSENT_WITHDRAWN, record, hub=hub, at=at, person=consent.person)
        close_overtaken(tx, ending, hub=hub, at=at)
        ended = end(tx, todo, hub=hub, at=at)
        told = named_to(writer, ended, tx=tx, at=at)
        return Withdrawal(after, told, before=consent, elsewhere=len(ended) - len(told))


def _for(consent: Consent, recipient: str | None) -> Consent:
    # Of one that somebody overwrote nobody can say whom it named; what stands on it says to whom it went.
    named = {clause.recipient.entity for clause in consent.clauses}
    if recipient and consent.is_readable and recipient not in named:
        raise NotFound(consent.id, kind=CONSENT)
    return consent


def _revoked(consent: Consent, entity: str, *, at: datetime) -> Consent:
    """The consent after the withdrawal: one that was never given has nothing to withdraw."""
    if consent.status not in ONCE_GIVEN:
        return consent
    closed = close(consent, at=at, over=lambda clause: entity in ("", clause.recipient.entity), entity=entity)
    if any(one.entity in ("", entity) for one in revocations_of(consent)):
        return closed
    said = (*consent.revocations, Revocation(at=at, entity=entity))
    return replace(closed, revocations=said, answered_at=declared_at(consent))
