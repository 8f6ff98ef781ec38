"""Enrolment and key pinning: a partner joins, or changes its document; one that is suspended stays so.

Two people approve every partner and every new key (four-eyes principle).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import schemas
from adapters.contract import Adapter
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import EnrolmentCase
from exchange.core.compliance.kind import FactKind
from exchange.core.errors import Conflict, KeyUnusable, SchemaInvalid
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.row import row_name
from exchange.core.ids import read_entity, read_instant
from exchange.core.partner.fingerprint import check_fingerprint, fingerprint
from exchange.core.partner.partner import Capacity, Partner, PartnerStatus, ServiceLine
from exchange.core.vocabulary import PartnerKind, Service
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.gate import noted, registers_now, through
from exchange.flows.compliance.keep_version import keep_partner_version
from exchange.flows.documents import read_document
from exchange.flows.identity import check_identity
from exchange.flows.partner.recognise import NOTHING, Decided, check_decided, recognise
from exchange.flows.partner.webhook import check_webhook, put_webhook, read_webhook, usual_way
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
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.ring import KeySet

DOCUMENT_LIMIT = 64 * 1024
SCHEMA_OF = "urn:geleit:schema:{service}:1"
PURPOSES = (Purpose.FEDERATION, Purpose.OAUTH, Purpose.ENC, Purpose.ACK)
ENROLLERS = OPERATORS | SENDERS


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What came of an enrolment: the partner, and which purposes have a key that was not there before.

    `says_sgb1_35` is the norm by which its document calls it a body under § 35 SGB I; it counts if the two say so.
    """

    partner: Partner
    new_keys: tuple[str, ...]
    says_sgb1_35: str = ""


def enrol(
    document: bytes,
    *,
    by: InPerson,
    approve_by: Credentials | None,
    adapter: str,
    adapters: Mapping[str, Adapter],
    hub: Hub,
    decided: Decided = NOTHING,
) -> Enrolment:
    """Enrol a partner from its document, or renew what is known of it. Where `adapter` is empty the usual one is taken.

    What it is to the people who consent, the two decide; another name, kind or secrecy of one that is enrolled is only
    proposed (`flows/partner/accept.py`).

    Raises:
        SecrecyOfKind, ForbiddenText: it is freed from a secrecy nobody can lift; a reason holds what is never kept.
        WebhookRefused: it names a webhook that may not be called.
        Malformed, SchemaInvalid, NotAnEntity, TooLarge: the document is not one.
        KeyUnusable: a purpose has no key that is valid now, or one key serves two purposes.
        Conflict: the pinned federation key changed; suspend the partner first and have it confirm out of band.
        IdentityTaken: it would go by the hub's id, or with a key of the hub, another partner or a client.
        FourEyes, WrongPassphrase, Forbidden: the two people are not proven.
        RuleFailed: a rule of the house that is armed stops it.
    """
    at = hub.clock.now()
    read = _read(document)
    check_decided(decided)
    check_keys(read["jwks"], at=at)
    hook = read_webhook(read)
    way = adapter or usual_way(hook, adapters)
    check_webhook(hook, adapters.get(way))
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=ENROLLERS)
        second = authorize_second(other, tx=tx, first=first.id, roles=APPROVERS | OPERATORS)
        # Two people say who it is: that also ends it where somebody has changed its row.
        tx.rows.let_restate(row_name("partner", read["entity"]))
        kept = tx.partners.get(read_entity(read["entity"], demo=hub.demo))
        # Of a row that somebody overwrote nothing is believed; the partner begins anew, and is let in by `resume`.
        before = kept if kept and kept.is_readable else None
        check_identity(tx, read["entity"], kids=_kids(read["jwks"]), hub=hub)
        said = replace(_partner(read, people=(first.id, second.id), at=at), adapter=way, hook=hook)
        partner = recognise(said, read, before=before, decided=decided)
        # Only two people, with a reason, let one take part again (`flows/partner/standing.py`).
        partner = replace(partner, standing=kept.standing if kept else PartnerStatus.ACTIVE)
        _keep_pin(before, partner)
        tx.partners.put(partner)
        version = keep_partner_version(tx, partner, hub=hub, at=at)
        findings = _judge(tx, partner, version, at=at)
        put_webhook(tx, partner, before=before, at=at)
        new_keys = _new_purposes(before, partner)
        _note_enrolment(tx, partner, new_keys, findings=findings, hub=hub, at=at)
    return Enrolment(partner, new_keys, says_sgb1_35=read.get("sgb1_35", ""))


def _judge(tx: Tx, partner: Partner, version: Fact, *, at: datetime) -> tuple[str, ...]:
    """Ask the rules about a partner as the two enrol it; where one stops it, nothing is kept."""
    about = {(kind, partner.entity) for kind in (FactKind.CONTRACT, FactKind.UNDERTAKING)}
    found = registers_now(tx, about, at=at)
    case = EnrolmentCase(subject=partner.entity, at=at, version=version, is_current=True, registers=found.registers)
    return through("partner-enrolled", (case,), armed=found.armed, two=partner.approved_by)


def seen(document: bytes, *, typed: str) -> bytes:
    """Let a document pass whose fingerprint somebody typed as the partner read it to them.

    Raises:
        FingerprintMismatch: they typed another: these are not the partner's keys.
        Malformed, SchemaInvalid, TooLarge: the document is not one.
    """
    check_fingerprint(_read(document)["jwks"], typed=typed)
    return document


def fingerprint_in(document: bytes) -> str:
    """The fingerprint of the keys in a document, as it is shown to who compares it.

    Raises:
        Malformed, SchemaInvalid, TooLarge: the document is not one.
    """
    return fingerprint(_read(document)["jwks"])


def check_keys(jwks: Mapping[str, Any], *, at: datetime) -> None:
    """Every purpose has a key that is valid now, and no key serves two.

    Raises:
        KeyUnusable: naming the purpose in `detail`.
    """
    every = []
    for purpose in PURPOSES:
        try:
            keys = KeySet.from_jwks(jwks.get(purpose.value), purpose)
            keys.current(purpose, at)
        except KeysError as error:
            raise KeyUnusable(f"{purpose.value}: {error.code}", pointer=f"/{purpose.value}_jwks") from error
        every += list(keys)
    try:
        KeySet(every)
    except KeysError as error:
        raise KeyUnusable("two-purposes") from error


def _read(document: bytes) -> dict[str, Any]:
    read = read_document(document, schema="partner", limit=DOCUMENT_LIMIT)
    jwks = {purpose.value: read[f"{purpose.value}_jwks"] for purpose in PURPOSES}
    return {**read, "jwks": jwks}


def _partner(read: Mapping[str, Any], *, people: tuple[str, str], at: datetime) -> Partner:
    pins = KeySet.from_jwks(read["jwks"]["federation"], Purpose.FEDERATION)
    return Partner(
        entity=read["entity"],
        name=read["name"],
        kind=PartnerKind(read["kind"]),
        bound_by_203=True,
        standing=PartnerStatus.ACTIVE,
        lines=_lines(read["service_lines"]),
        jwks=read["jwks"],
        pin=pins.current(Purpose.FEDERATION, at).kid,
        adapter="",
        enrolled_by=people[0],
        approved_by=people[1],
        enrolled_at=at,
    )


def _lines(read: Sequence[Mapping[str, Any]]) -> tuple[ServiceLine, ...]:
    if len({line["id"] for line in read}) != len(read):
        raise SchemaInvalid("duplicate-line", pointer="/service_lines")
    return tuple(map(_line, read))


def _line(read: Mapping[str, Any]) -> ServiceLine:
    capacity = read.get("capacity")
    profile = read.get("profile", {})
    if read["schema"] != SCHEMA_OF.format(service=read["service"]):
        raise SchemaInvalid("schema-of-another-service", pointer="/service_lines")
    findings = schemas.profile_narrows(read["schema"], profile)
    if findings:
        raise SchemaInvalid(findings[0].rule, pointer=findings[0].path)
    return ServiceLine(
        id=read["id"],
        service=Service(read["service"]),
        title=read["title"],
        places=tuple(read.get("places", ())),
        languages=tuple(read.get("languages", ())),
        schema=read["schema"],
        profile=profile,
        capacity=read_capacity(capacity) if capacity else None,
    )


def read_capacity(read: Mapping[str, Any]) -> Capacity:
    """Turn a schema-valid capacity into a value."""
    return Capacity(
        waiting_weeks=int(read["waiting_weeks"]),
        accepts_new=read["accepts_new"],
        valid_until=read_instant(read["valid_until"]),
    )


def _facts(partner: Partner) -> dict[str, object]:
    """What the two decided of it, for the log."""
    proposed = {"proposed": partner.history.proposed.name} if partner.history.proposed else {}
    reason = {"unbound_reason": partner.unbound_reason} if partner.unbound_reason else {}
    norm = {"sgb1_35": partner.sgb1_35} if partner.sgb1_35 else {}
    return {"kind": partner.kind.value, "bound_by_203": partner.bound_by_203, **reason, **norm, **proposed}


def _keep_pin(before: Partner | None, after: Partner) -> None:
    if before is not None and before.standing is PartnerStatus.ACTIVE and before.pin != after.pin:
        raise Conflict(after.entity, pointer="/federation_jwks")


def _kids(jwks: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(jwk["kid"] for published in jwks.values() for jwk in published["keys"])


def _new_purposes(before: Partner | None, after: Partner) -> tuple[str, ...]:
    def kids(partner: Partner | None, purpose: str) -> set[str]:
        return {jwk["kid"] for jwk in partner.jwks[purpose]["keys"]} if partner else set()

    return tuple(p.value for p in PURPOSES if kids(after, p.value) - kids(before, p.value))


def _note_enrolment(
    tx: Tx, partner: Partner, new_keys: tuple[str, ...], *, findings: tuple[str, ...], hub: Hub, at: datetime
) -> None:
    people = {"by": partner.enrolled_by, "approved_by": partner.approved_by}
    hook = {"hook": partner.hook.url} if partner.hook else {}
    facts = {"pin": partner.pin, "standing": partner.standing.value, **_facts(partner)}
    enrolled = {"partner": partner.entity, **facts, **hook, **people, **noted(findings)}
    append_entry(tx, EntryType.PARTNER_ENROLLED, enrolled, hub=hub, at=at)
    for purpose in new_keys:
        kids = [jwk["kid"] for jwk in partner.jwks[purpose]["keys"]]
        changed = {"partner": partner.entity, "purpose": purpose, "kids": kids, **people}
        append_entry(tx, EntryType.KEY_CHANGED, changed, hub=hub, at=at)
