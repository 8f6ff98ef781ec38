"""Succession of a partner: two people say whether one with another name or kind is the same recipient, or another."""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.errors import Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.partner.identity import BOUND_BY_203, Identity, Succession
from exchange.core.partner.partner import Partner
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.keep_version import keep_partner_version
from exchange.flows.documents import check_text
from exchange.flows.partner.known import partner_unknown
from exchange.flows.staff.authenticate import (
    APPROVERS,
    OPERATORS,
    SENDERS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub


class NothingProposed(Refusal):
    """This partner proposes no other name, kind or secrecy."""

    code = "SENDER_NOTHING_PROPOSED"
    status = 409
    de = "Diese Stelle schlägt keinen anderen Namen, keine andere Art und keine andere Schweigepflicht vor."
    fix_de = "Nehmen Sie zuerst ihr neues Dokument auf (geleit partner enrol); es steht dann als Vorschlag da."
    fix_en = "Enrol its new document first (geleit partner enrol); it then stands there as a proposal."


class ReasonMissing(Refusal):
    """That it is the same recipient needs a reason."""

    code = "SENDER_REASON_MISSING"
    de = "Dass es dieselbe Stelle ist, braucht eine Begründung."
    fix_de = "Geben Sie mit --reason an, woran Sie es erkannt haben, zum Beispiel am Registerauszug."
    fix_en = "Say with --reason how you know, for example from the extract of the register."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What two people found: the partner as it is now, and who it was."""

    partner: Partner
    before: Identity


def accept(
    entity: str, *, succession: Succession, reason: str, by: InPerson, approve_by: Credentials | None, hub: Hub
) -> Accepted:
    """Let the proposed name, kind and secrecy be those of the row, as the same recipient or as another.

    Consents and approvals to the same recipient stand; of another they let nothing out any more.

    Raises:
        PartnerUnknown, NothingProposed: there is no such partner, or it proposes nothing.
        ReasonMissing, ForbiddenText: the same recipient needs a reason; it holds no numbers and no diagnoses.
        FourEyes, WrongPassphrase, Forbidden: the two people are not proven.
    """
    at = hub.clock.now()
    check_text({"/reason": reason})
    if succession is Succession.SAME and not reason.strip():
        raise ReasonMissing(pointer="/reason")
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=OPERATORS | SENDERS)
        second = authorize_second(other, tx=tx, first=first.id, roles=APPROVERS | OPERATORS)
        before = tx.partners.get(entity)
        if before is None:
            raise partner_unknown(tx, entity)
        proposed = before.history.proposed
        if proposed is None:
            raise NothingProposed(entity)
        after = _succeeded(before, proposed, succession, reason=reason, at=at)
        tx.partners.put(after)
        keep_partner_version(tx, after, hub=hub, at=at)
        record = {
            "partner": entity,
            "as": succession.value,
            "reason": reason,
            "before": _shown(before.identity),
            "after": _shown(proposed),
            "by": first.id,
            "approved_by": second.id,
        }
        append_entry(tx, EntryType.RECIPIENT_ACCEPTED, record, hub=hub, at=at)
    return Accepted(partner=after, before=before.identity)


def _succeeded(before: Partner, now: Identity, succession: Succession, *, reason: str, at: datetime) -> Partner:
    same = succession is Succession.SAME
    formerly = (*before.history.formerly, before.identity) if same else ()
    history = replace(before.history, proposed=None, formerly=formerly)
    freed = now.kind in BOUND_BY_203 and not now.bound_by_203
    return replace(
        before,
        name=now.name,
        kind=now.kind,
        bound_by_203=now.bound_by_203,
        unbound_reason=reason if freed else "",
        history=history if same else replace(history, another_since=at),
    )


def _shown(identity: Identity) -> dict[str, object]:
    return {"name": identity.name, "kind": identity.kind.value, "bound_by_203": identity.bound_by_203}
