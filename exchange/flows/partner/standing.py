"""Partner standing: one person suspends a partner at once; two let it take part again, and say why."""

from collections.abc import Sequence
from dataclasses import replace

from exchange.core.errors import IllegalStep, SchemaInvalid
from exchange.core.evidence.entry import EntryType
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.keep_version import keep_partner_version
from exchange.flows.documents import check_text
from exchange.flows.partner.enrol import ENROLLERS
from exchange.flows.partner.known import partner_unknown
from exchange.flows.staff.authenticate import (
    APPROVERS,
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub

LONGEST_REASON = 200
_PAGE = 200


def suspend(entity: str, *, by: InPerson, hub: Hub) -> Partner:
    """Suspend a partner: no token, no packet, nothing new; stop signals still reach its mailbox.

    Raises:
        PartnerUnknown: there is no such partner.
        WrongPassphrase, Forbidden: `by` is not proven or may not.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=ENROLLERS)
        tx.only_restricts()
        partner = tx.partners.get(entity)
        if partner is None:
            raise partner_unknown(tx, entity)
        partner = replace(partner, standing=PartnerStatus.SUSPENDED)
        tx.partners.put(partner)
        keep_partner_version(tx, partner, hub=hub, at=at)
        append_entry(tx, EntryType.PARTNER_SUSPENDED, {"partner": entity, "by": who.id}, hub=hub, at=at)
    return partner


def resume(entity: str, *, reason: str, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Partner:
    """Let a suspended partner take part again. Its keys and pin are those of its last enrolment.

    Raises:
        SchemaInvalid: no reason is given, or one of more than 200 characters.
        ForbiddenText: the reason holds a number or a diagnosis.
        PartnerUnknown, IllegalStep: there is no such partner, or it is not suspended.
        FourEyes, WrongPassphrase, Forbidden: the two people are not proven.
    """
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise SchemaInvalid("reason", pointer="/reason")
    check_text({"/reason": said})
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=ENROLLERS)
        second = authorize_second(other, tx=tx, first=first.id, roles=APPROVERS | OPERATORS)
        partner = tx.partners.get(entity)
        if partner is None:
            raise partner_unknown(tx, entity)
        if partner.standing is not PartnerStatus.SUSPENDED:
            raise IllegalStep(partner.standing.value)
        partner = replace(partner, standing=PartnerStatus.ACTIVE)
        tx.partners.put(partner)
        keep_partner_version(tx, partner, hub=hub, at=at)
        record = {"partner": entity, "reason": said, "pin": partner.pin, "by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.PARTNER_RESUMED, record, hub=hub, at=at)
    return partner


def partners(*, hub: Hub) -> Sequence[Partner]:
    """Every partner, suspended or not, in order of entity id. What is shown of one concerns no person."""
    found: list[Partner] = []
    with hub.store.reading() as tx:
        while page := tx.partners.page(after=found[-1].entity if found else "", limit=_PAGE):
            found += page
    return found


def partner_of(entity: str, *, hub: Hub) -> Partner:
    """One of them.

    Raises:
        PartnerUnknown: there is no such partner.
    """
    with hub.store.reading() as tx:
        partner = tx.partners.get(entity)
        if partner is None:
            raise partner_unknown(tx, entity)
    return partner
