"""Matters to store, all plainly invented."""

from datetime import date, timedelta

from exchange.core.compliance.fact import Fact
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.clause import Clause, Recipient, Release
from exchange.core.consent.consent import Consent, Notices
from exchange.core.consent.disclosure import Disclosure
from exchange.core.consent.signature import Signer, SignerRole
from exchange.core.delivery.messages import InboxMessage, OutboxMessage, SharedConsent
from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.partner.partner import Capacity, Partner, PartnerStatus, ServiceLine
from exchange.core.plan.plan import PlanAppointment, PlanStep, StepActor, SupportPlan
from exchange.core.referral.referral import Attachment, Draft, HistoryLine, Person, Referral, StoredPacket
from exchange.core.session.passkey import Passkey
from exchange.core.session.session import Session
from exchange.core.staff.change import Change, ChangeKind
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.staff import Staff, Training
from exchange.core.vocabulary import (
    Actor,
    Category,
    ConsentForm,
    ConsentStatus,
    Delivery,
    Direction,
    PacketKind,
    PartnerKind,
    Purpose,
    Role,
    Scan,
    Service,
    State,
    Urgency,
)
from tests.support.clock import NOON

CENTRE = "https://centre.example"
LATER = NOON + timedelta(days=90)


def uid(number):
    return f"00000000-0000-7000-8000-{number:012d}"


def a_person(number=1, **changes: object):
    return Person(**{"id": uid(number), "reference": f"BG {number} Erika Beispiel (erfunden)", "since": NOON} | changes)


def a_staff(name="alex", **changes: object):
    values = {"id": name, "name": "Alex Muster (erfunden)", "role": Role.CASEWORKER, "passphrase_hash": "$argon2id$"}
    return Staff(**values | {"active": True, "since": NOON} | changes)


def a_session(number=1, **changes: object):
    values = {"id": uid(number), "staff": "alex", "token_digest": f"digest-{number}", "bound": "b"}
    return Session(**values | {"begun_at": NOON, "seen_at": NOON, "fresh_at": NOON} | changes)


def a_passkey(number=1, **changes: object):
    values = {"id": uid(number), "staff": "alex", "credential": f"device-{number}", "public_key": b"cose"}
    return Passkey(**values | {"sign_count": 3, "name": "Diensthandy (erfunden)", "added_at": NOON} | changes)


def a_training(number=1, **changes: object):
    values = {"id": uid(number), "staff": "alex", "topic": "addiction", "valid_from": NOON, "valid_until": LATER}
    return Training(**values | changes)


def a_period(number=1, **changes: object):
    values = {"id": uid(number), "deputy": "vera", "owner": "alex", "valid_from": NOON, "valid_until": LATER}
    return DeputyPeriod(**values | {"entered_by": "boss", "confirmed_by": "ops"} | changes)


def a_fact(number=1, kind=FactKind.CONTRACT, subject=CENTRE, **changes: object):
    values = {"id": uid(number), "kind": kind, "subject": subject, "topic": "", "document": {"norm": "erfunden"}}
    values |= {"valid_from": NOON, "valid_until": None, "recorded_at": NOON, "entered_by": "boss", "approved_by": ""}
    return Fact(**values | changes)


def a_plan(number=1, **changes: object):
    values = {"id": uid(number), "person": uid(1), "owner": "alex", "opened_at": NOON, "review_on": date(2027, 5, 24)}
    return SupportPlan(**values | {"needs": ("Ein fester Tag (erfunden).",)} | changes)


def a_step(number=1, **changes: object):
    values = {"number": number, "text": "Erstes Gespräch", "who": StepActor.TOGETHER, "until": date(2027, 1, 29)}
    return PlanStep(**values | changes)


def an_appointment(number=1, **changes: object):
    values = {"id": uid(number), "number": number, "at": NOON + timedelta(days=9), "minutes": 60, "noted_at": NOON}
    return PlanAppointment(**values | {"place": "Beispielweg 1, Berlin", "accompanied_by": "alex"} | changes)


def a_change(number=1, **changes: object):
    values = {"id": uid(number), "staff": "alex", "kind": ChangeKind.ACCOUNT, "name": "Alex Muster (erfunden)"}
    values |= {"role": Role.CASEWORKER, "entered_by": "boss", "entered_at": NOON, "first_half": "a" * 64}
    return Change(**values | changes)


def a_partner(entity=CENTRE, **changes: object):
    capacity = Capacity(waiting_weeks=3, accepts_new=True, valid_until=LATER)
    line = ServiceLine(
        id="sucht",
        service=Service.ADDICTION_COUNSELLING,
        title="Suchtberatung",
        places=("Musterstadt",),
        languages=("de", "tr"),
        schema="urn:geleit:schema:addiction-counselling:1",
        profile={"required": ["contact"]},
        capacity=capacity,
    )
    values = {"entity": entity, "name": "Beratungsstelle", "kind": PartnerKind.COUNSELLING_CENTRE, "bound_by_203": True}
    values |= {"standing": PartnerStatus.ACTIVE, "lines": (line,), "jwks": {"enc": {"keys": []}}, "pin": "pin"}
    values |= {"adapter": "mailbox", "enrolled_by": "alex", "approved_by": "kim", "enrolled_at": NOON}
    return Partner(**values | changes)


def a_consent(number=1, **changes: object):
    recipient = Recipient(entity=CENTRE, service_line="sucht")
    clause = Clause(
        id="c1",
        direction=Direction.OUT,
        recipient=recipient,
        purpose=Purpose.ADDICTION_SUPPORT,
        categories=frozenset({"person.identity", "health.addiction"}),
        sources=frozenset({"person"}),
        valid_from=NOON,
        valid_until=LATER,
    )
    release = Release(
        professional=CENTRE, recipient="https://hub.example", categories=frozenset({"fb.outcome"}), until=LATER
    )
    signer = Signer(role=SignerRole.PERSON, name="Erika Beispiel (erfunden)", signed_at=NOON)
    values = {"id": uid(number), "person": uid(1), "status": ConsentStatus.GIVEN, "clauses": (clause,)}
    values |= {"releases": (release,), "text_version": "1", "text_sha256": "text", "language": "de"}
    values |= {"easy_language": True, "form": ConsentForm.WRITTEN, "signers": (signer,), "reviewed_at": NOON}
    values |= {"notices": Notices(purpose=True, refusal_without_consequence=True, withdrawal_any_time=True)}
    return Consent(**values | {"copy_at": NOON, "feedback_level": 3, "no_show": False} | changes)


def a_shared(**changes: object):
    values = {"consent": uid(1), "recipient": CENTRE, "shared_id": uid(77), "salt": b"s" * 32, "receipt": "a.b.c"}
    return SharedConsent(**values | changes)


def a_referral(number=1, **changes: object):
    values = {"id": uid(number), "person": uid(1), "partner": CENTRE, "service_line": "sucht", "state": State.DRAFT}
    values |= {"service": Service.ADDICTION_COUNSELLING, "purpose": Purpose.ADDICTION_SUPPORT, "version": 1}
    values |= {"urgency": Urgency.NORMAL, "consent": uid(1), "power": "", "feedback_level": 3, "no_show": False}
    values |= {"owner": "alex", "created_by": "alex", "approved_by": "", "created_at": NOON, "state_since": NOON}
    values |= {
        "next_at": NOON,
        "listed_at": NOON,
        "look_at": NOON,
        "next_reason": "decide",
        "delivery": Delivery.QUEUED,
        "appointment": LATER,
    }
    return Referral(**values | {"cancellation_from": State.SENT, "cancellation_on": date(2026, 12, 1)} | changes)


def a_draft(**changes: object):
    attachment = Attachment(
        id=uid(50),
        name="Bericht.pdf",
        media_type="application/pdf",
        category=Category.ATTACHMENT,
        scan=Scan.CLEAN,
        length=3,
        sealed_length=19,
        sha256="sha",
        key="key",
    )
    values = {
        "packet": uid(60),
        "reason": "Schritt 2",
        "data": {"name": "Erika", "weeks": [1, 2]},
        "sources": {"": "person"},
    }
    return Draft(**values | {"attachments": (attachment,), "justification": ""} | changes)


def a_packet(number=1, **changes: object):
    values = {"id": uid(number), "referral": uid(1), "partner": CENTRE, "person": uid(1), "version": 1}
    values |= {"kind": PacketKind.REQUEST, "parcel": b"{}", "packet_sha256": "p", "jwe_sha256": "j"}
    values |= {
        "manifest": ({"pointer": "/name", "category": "person.identity"},),
        "consent": uid(1),
        "blobs": ("b1", "b2"),
    }
    values |= {"created_at": NOON, "expires_at": LATER, "delivery": Delivery.QUEUED, "delivery_since": NOON}
    return StoredPacket(**values | changes)


def a_line(**changes: object):
    values = {"referral": uid(1), "at": NOON, "origin": State.DRAFT, "target": State.RELEASED, "by": Actor.CASEWORKER}
    values |= {"who": "alex", "version": 1, "reason": "person-request", "weeks": 3, "appointment": LATER}
    return HistoryLine(**values | changes)


def an_outgoing(number=1, **changes: object):
    values = {"jti": uid(number), "partner": CENTRE, "prio": 1, "referral": uid(1), "packet": uid(number)}
    return OutboxMessage(**values | {"set_jws": "a.b.c", "created_at": NOON, "expires_at": LATER} | changes)


def an_incoming(number=1, **changes: object):
    values = {"issuer": CENTRE, "jti": uid(number), "signing_sha256": "s", "referral": uid(1), "packet": uid(1)}
    values |= {"name": "accepted", "seq": number, "verdict": "accepted", "content": "x.y.z", "received_at": NOON}
    return InboxMessage(**values | changes)


def a_disclosure(number=1, **changes: object):
    values = {"id": uid(number), "person": uid(1), "referral": uid(1), "direction": Direction.OUT, "recipient": CENTRE}
    values |= {"service_line": "sucht", "categories": (Category.PERSON_IDENTITY,), "basis": "consent", "at": NOON}
    values |= {"purpose": Purpose.ADDICTION_SUPPORT, "clauses": ("c1",), "packet": uid(1)}
    return Disclosure(**values | changes)


def an_entry(number=1, **changes: object):
    values = {"type": EntryType.REFERRAL_STEP, "at": NOON, "salt": number.to_bytes(32, "big"), "record": b'{"a":1}'}
    return LogEntry(**values | {"person": uid(1)} | changes)
