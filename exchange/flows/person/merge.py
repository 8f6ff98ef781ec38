"""Merging persons (rectification, Art. 16 GDPR): two who turn out to be one, decided by two people.

Everything of the one becomes the other's: cases, answers, disclosures, records of the log; the leaves stay as they are.
The newest answer of both decides from then on, so what was refused or withdrawn under either name stays so.
"""

from dataclasses import dataclass
from datetime import datetime

from exchange.core.errors import Duplicate, Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Person, Referral
from exchange.core.staff.approval import MergeApproval
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import TERMINAL
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.overtaken import NOT_RELEASED, end_overtaken, named_to
from exchange.flows.staff.access import assigned_person, may_see, second_about
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


class SamePerson(Refusal):
    """Both names lead to the same person already."""

    code = "SENDER_SAME_PERSON"
    status = 409
    de = "Beide Angaben meinen schon dieselbe Person."
    fix_de = "Es ist nichts zu tun. Sehen Sie nach mit geleit person show."
    fix_en = "There is nothing to do. Look with geleit person show."


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Who stays, who leads to them now, and which referrals an answer of the other ended; `elsewhere`: colleagues'."""

    kept: Person
    gone: str
    ended: tuple[Referral, ...]
    elsewhere: int = 0


def merge(kept: str, gone: str, *, by: Principal, approve_by: Credentials | MergeApproval | None, hub: Hub) -> Merged:
    """Let one person, named by reference or id, be another from now on. It cannot be undone.

    The second person is there, or gave their word before (`approve_merge`), for these two and this way round.

    Raises:
        NotFound: one of them is not known, or not theirs to see.
        SamePerson: they are one already.
        Duplicate: both have an open referral to one service line; end one of the two first.
        FourEyes, NotStandingIn, WrongPassphrase, Forbidden: the two people are not proven, or are one, or
            the word given before is not for this.
    """
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=SENDERS)
        stays, goes = (assigned_person(tx, one, to=first, at=at) for one in (kept, gone))
        if stays.id == goes.id:
            raise SamePerson
        if isinstance(approve_by, MergeApproval):
            approve_by.raise_unless_for(kept=stays.id, gone=goes.id, at=at)
        second = second_about(other, tx=tx, person_id=goes.id, first=first, at=at)
        second_about(other, tx=tx, person_id=stays.id, first=first, at=at)
        _raise_if_both_are_open(tx, stays, goes, told=first, at=at)
        tx.people.merge(goes.id, into=stays.id)
        record = {"kept": stays.id, "gone": goes.id, "by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.PERSONS_MERGED, record, hub=hub, at=at, person=stays.id)
        ended = end_overtaken(tx, stays.id, by=first.id, hub=hub, at=at)
        named = named_to(first, ended, tx=tx, at=at)
    return Merged(kept=stays, gone=goes.id, ended=named, elsewhere=len(ended) - len(named))


def _raise_if_both_are_open(tx: Tx, stays: Person, goes: Person, *, told: Staff, at: datetime) -> None:
    """Refuse what would leave one person two open referrals to one service; each is named to who may see it."""
    for one in tx.referrals.of_person(goes.id):
        if one.state in TERMINAL or one.state in NOT_RELEASED:
            continue
        other = tx.referrals.get(tx.referrals.open_duplicate(stays.id, one.partner, one.service_line) or "")
        if other is not None:
            raise Duplicate(", ".join(each.id for each in (other, one) if may_see(tx, each, told, at=at)))
