"""Approval of a merge (four eyes): the second person gives their word at the hub, before the first makes the call."""

from dataclasses import dataclass

from exchange.core.evidence.entry import EntryType
from exchange.core.staff.approval import OPEN_FOR, MergeApproval, unfit
from exchange.flows.append_entry import append_entry
from exchange.flows.person.merge import SamePerson
from exchange.flows.staff.access import assigned_person
from exchange.flows.staff.authenticate import APPROVERS, InPerson, authenticate, authorize, bound_to
from exchange.ports.hub import Hub
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.objects import MERGE_APPROVAL
from keys.sign import sign, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What the second person hands to the first: `token`, a compact JWS, good for 72 hours and for this one act."""

    approval: MergeApproval
    token: str


def approve_merge(kept: str, gone: str, *, by: InPerson, hub: Hub) -> Approved:
    """Let two persons, named by reference or id, be merged by somebody else; a line of each says who agreed.

    Raises:
        NotFound, PersonAmbiguous: one of them is not known, or not theirs to see.
        SamePerson: they are one already.
        WrongPassphrase, Forbidden: who approves is not proven, or may not.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.shared() as tx:
        second = authorize(known, tx=tx, roles=APPROVERS)
        stays, goes = (assigned_person(tx, one, to=second, at=at) for one in (kept, gone))
        if stays.id == goes.id:
            raise SamePerson
        for one in (stays, goes):
            record = {"by": second.id, "what": "merge-approved", "person": one.id}
            append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=one.id)
    approval = MergeApproval(staff=second.id, kept=stays.id, gone=goes.id, bound=bound_to(second), until=at + OPEN_FOR)
    claims = approval.claims(origin=hub.origin, at=at)
    return Approved(approval=approval, token=sign(claims, kind=MERGE_APPROVAL, key=hub.ring.current(Purpose.OAUTH, at)))


def read_approval(token: str, *, hub: Hub) -> MergeApproval:
    """Read what the second person was given; whether it is for this merge, and they still stand, is asked there.

    Raises:
        FourEyes: this hub did not sign it.
    """
    try:
        signed = verify(token, kind=MERGE_APPROVAL, keys=hub.ring.public())
    except KeysError as error:
        raise unfit() from error
    if hub.ring.standing(signed.kid, hub.clock.now()) == "revoked":
        raise unfit()
    return MergeApproval.of_claims(signed.claims, origin=hub.origin)
