"""Consent record: what the person agreed to, kept after judging whether it was given as it must be."""

from dataclasses import replace
from datetime import datetime

from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent, with_feedback
from exchange.core.consent.document import read_consent
from exchange.core.consent.validity import check_validity
from exchange.core.errors import ConsentInvalid
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.referral.referral import Person
from exchange.core.referral.state_machine import Transition
from exchange.core.verdict import Refused
from exchange.core.vocabulary import ANSWERED, GIVEN, Actor, State
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import read_document
from exchange.flows.referral.transition import save, take_transition
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

DOCUMENT_LIMIT = 128 * 1024


def record_consent(document: bytes, *, by: Principal, approve_by: Credentials | None, hub: Hub) -> Consent:
    """Record a consent as it was given, refused or deferred, and return it with its new id.

    The document is schema `consent`; its `person` is the Jobcenter's own reference, and a person not yet known is
    kept from here on. A second person stands by where the rules ask for one (minors). A refusal or deferral takes what
    waited for it back to the draft.

    Raises:
        Malformed, SchemaInvalid, TooLarge: the document is not one.
        ConsentInvalid: it was not given as it must be; `detail` names the rule, `pointer` the place.
        WrongPassphrase, Forbidden, FourEyes: the people are not proven.
    """
    at = hub.clock.now()
    read = read_document(document, schema="consent", limit=DOCUMENT_LIMIT)
    known, other = authenticate(by, hub=hub), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        recorder = authorize(known, tx=tx, roles=SENDERS)
        second = authorize_second(other, tx=tx, first=recorder.id).id if other else ""
        person = known_person(tx, read["person"], hub=hub, at=at)
        consent = replace(
            with_feedback(read_consent(read)),
            id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
            person=person.id,
            recorded_by=recorder.id,
            approved_by=second,
        )
        _judge(consent, at=at)
        tx.consents.put(consent)
        record = {
            "consent": consent.id,
            "status": consent.status.value,
            "form": consent.form.value,
            "text_sha256": consent.text_sha256,
            "by": recorder.id,
            "approved_by": second or None,
        }
        append_entry(tx, EntryType.CONSENT_RECORDED, record, hub=hub, at=at, person=person.id)
        if consent.status in ANSWERED:
            _back_to_draft(tx, consent, hub=hub, at=at)
    return consent


def _back_to_draft(tx: Tx, consent: Consent, *, hub: Hub, at: datetime) -> None:
    """The person said no, or not now: what waited for this answer is a draft again (domain section 6)."""
    asked = {clause.recipient for clause in consent.clauses}
    for waiting in tx.referrals.waiting_for_consent(consent.person):
        referral = tx.referrals.lock(waiting.id)
        if referral is None or Recipient(entity=referral.partner, service_line=referral.service_line) not in asked:
            continue
        answered = save(tx, replace(referral, consent=consent.id))
        transition = Transition(to=State.DRAFT, by=Actor.CASEWORKER, at=at)
        take_transition(tx, answered, transition, hub=hub, who=consent.recorded_by)


def known_person(tx: Tx, reference: str, *, hub: Hub, at: datetime) -> Person:
    """Find the person by the Jobcenter's own reference, or begin to know them."""
    found = tx.people.find(reference)
    if found is not None:
        return found
    person = Person(id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)), reference=reference, since=at)
    tx.people.add(person)
    return person


def _judge(consent: Consent, *, at: datetime) -> None:
    # A refusal or a deferral is recorded as it is; the rules of a sound consent do not apply to it.
    if consent.status not in GIVEN:
        return
    verdict = check_validity(consent, at=at)
    if isinstance(verdict, Refused):
        raise ConsentInvalid(verdict.reason, pointer=verdict.pointer)
