"""Revalidation: a packet is checked again, whole: when sealed, when picked up, when the recipient opens it."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest

from exchange.core.consent.clause import Clause, Release, show_clause
from exchange.core.consent.consent import Consent, clauses_for, open_at
from exchange.core.consent.context import DisclosureContext
from exchange.core.consent.field import Field
from exchange.core.consent.permits import Permits
from exchange.core.packet.build import NEVER_EMPTY
from exchange.core.packet.manifest import CONSENT, Permit, Row, Sheet, check_sheet
from exchange.core.packet.packet import Packet
from exchange.core.reasons import Unreadable
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import Direction, PacketKind

ENDED = "consent-ended"


def check(
    packet: Packet, *, fields: Sequence[Field], context: DisclosureContext, releases: Sequence[Release]
) -> Verdict:
    """Say whether the sending hub may let the packet go on. One field beyond refuses the whole packet.

    `fields` are the annotations of `packet.data` by schema and profile; where values come from is read from the
    manifest. Every field needs exactly one row and every row its field, and `permits` must grant it with the one clause
    the row names, out of the packet's own. An enquiry names nobody, so this hub lets none go with a file; the protocol
    has no such rule for who opens one. Reasons are those of `permits`, and `manifest:` with a detail.
    """
    if packet.kind is PacketKind.ENQUIRY and packet.attachments:
        return Refused(reason="manifest:enquiry", pointer="/attachments")
    return _whole(packet, fields=fields, context=context, permit=Permits(context=context, releases=releases))


def check_opened(packet: Packet, *, fields: Sequence[Field], context: DisclosureContext) -> Verdict:
    """Say whether the recipient may read on: `check` but for the releases, which a packet does not carry."""
    return _whole(packet, fields=fields, context=context, permit=Permits(context=context, releases=None))


def stands(packet: Packet, *, consent: Consent | None, at: datetime) -> Verdict:
    """Say whether the consent record still carries the packet: given, open, and with every clause the packet carries.

    None as `consent` is right only for a packet on a statutory basis. The one reason is `consent-ended`.
    """
    if packet.consent is None:
        return Granted() if consent is None else Refused(reason=ENDED)
    if consent is None or not open_at(consent, at) or at >= packet.consent.valid_until:
        return Refused(reason=ENDED)
    standing = [show_clause(clause) for clause in clauses_for(consent, packet.recipient)]
    if not all(show_clause(clause) in standing for clause in packet.clauses):
        return Refused(reason=ENDED)
    return Granted()


def still_permitted(
    rows: Sequence[Row], *, context: DisclosureContext, clauses: Sequence[Clause], releases: Sequence[Release]
) -> Verdict:
    """Say whether what was sealed may still be picked up: `permits` again for each row, but for the sealed values.

    `clauses` and `releases` are those of the consent record now; a row counts only with the clause it names.
    """
    named = {clause.id: (clause,) for clause in clauses}
    permits = Permits(context=context, releases=releases)
    for row in rows:
        for category, clause_id in zip_longest(row.categories, row.clauses):
            field = _field_of_row(row.pointer, category, row.source, sealed=row.sealed)
            verdict = permits(field, None, named.get(clause_id, ()))
            if not verdict:
                return verdict
    return Granted()


# The same few places come with every packet.
@lru_cache(maxsize=4096)
def _field_of_row(pointer: str, category: str, source: str, *, sealed: bool) -> Field:
    return Field(pointer=pointer, categories=(category,), source=source, sealed=sealed)


def unreadable_code(refused: Refused) -> Unreadable:
    """The code with which a recipient answers a packet that `check_opened` refused (protocol section 5)."""
    if refused.reason in ("clause:expired", ENDED):
        return Unreadable.CONSENT_ENDED
    if refused.reason.startswith("manifest:"):
        return Unreadable.MANIFEST_INCOMPLETE
    return Unreadable.NOT_PERMITTED


def _whole(packet: Packet, *, fields: Sequence[Field], context: DisclosureContext, permit: Permit) -> Verdict:
    refused = _incoherent(packet, context=context)
    if refused is not None:
        return refused
    sheet = Sheet(
        rows=packet.manifest,
        data=packet.data,
        fields=fields,
        enclosures=packet.enclosures,
        clauses=packet.clauses,
        basis=packet.basis,
    )
    return check_sheet(sheet, permit=permit)


def _incoherent(packet: Packet, *, context: DisclosureContext) -> Refused | None:
    """Refuse a packet that is not the one the context speaks of, carries strangers' clauses, or says nothing."""
    basis = CONSENT if context.basis is None else str(context.basis.power)
    said = (packet.issuer, packet.recipient, packet.purpose, packet.basis)
    meant = (context.hub, context.recipient, context.purpose, basis)
    if context.direction != Direction.OUT or said != meant or (packet.consent is None) != (basis != CONSENT):
        return Refused(reason="manifest:context")
    if any(clause.recipient != packet.recipient for clause in packet.clauses):
        return Refused(reason="manifest:foreign-clause")
    if packet.consent is not None and context.at >= packet.consent.valid_until:
        return Refused(reason="clause:expired")
    if not packet.manifest and packet.kind in NEVER_EMPTY:
        return Refused(reason="manifest:empty")
    return None
