"""Cases of referrals: the way of each, with what its partner sent and what the log says that the person declared."""

from collections.abc import Iterator

from exchange.core.compliance.case import ReferralCase
from exchange.core.delivery.messages import ACCEPTED
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_DECLARED = frozenset({EntryType.CONSENT_RECORDED, EntryType.CONSENT_WITHDRAWN, EntryType.CONSENT_EXPIRED})


def referral_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[ReferralCase]:
    """The way of a referral, when its last step was taken."""
    history = tx.referrals.history(referral.id)
    yield ReferralCase(
        subject=referral.id,
        at=max((one.at for one in history), default=referral.created_at),
        referral=referral,
        history=history,
        events=[one.name for one in tx.inbox.of(referral.id) if one.verdict == ACCEPTED],
        declared=frozenset(one.at for one in known.records if one.type in _DECLARED),
        logged=frozenset(
            (one.at, str(one.said["to"]))
            for one in known.whole
            if one.type is EntryType.REFERRAL_STEP and one.said["referral"] == referral.id
        ),
    )
