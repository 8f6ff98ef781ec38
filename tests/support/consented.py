"""A referral of Erika Beispiel (erfunden) and the consents around it, for the tests of the core."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from exchange.core.consent.clause import Clause, Recipient, Release
from exchange.core.consent.consent import Consent, Notices
from exchange.core.consent.context import DisclosureContext
from exchange.core.consent.field import Field, fields_of, is_sealed
from exchange.core.consent.signature import Declaration, Signer, SignerRole
from exchange.core.packet.packet import CarriedConsent, Feedback, FileRef, Notice, Packet, Reply
from exchange.core.vocabulary import (
    Category,
    ConsentForm,
    ConsentStatus,
    Direction,
    PacketKind,
    PartnerKind,
    Purpose,
    Service,
)

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HUB = "https://jobcenter.example"
CENTRE = Recipient(entity="https://beratung.example", service_line="sucht")
OTHER = Recipient(entity="https://andere.example", service_line="sucht")
DOCTOR = "professional:https://praxis.example"
DIGEST = "A" * 43
UUID = "0195f3a2-7c11-7abc-8def-00000000000"
FILE = FileRef(
    id=UUID + "1", name="Brief.pdf", media_type="application/pdf", length=1, sealed_length=2,
    sha256=DIGEST, key=DIGEST, category="referral.core",
)  # fmt: skip


def jwe_of(*categories: object, provenance="person"):
    """What looks like a sealed part's JWE from outside: a header, and no content."""
    header = {"typ": "rx-sealed+jwe", "categories": list(categories), "provenance": provenance}
    return base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=") + ".a2V5.aXY.Y2lwaGVy.dGFn"


JWE = jwe_of("health.diagnosis")
CLAUSE = Clause(
    id="c1",
    direction=Direction.OUT,
    recipient=CENTRE,
    purpose=Purpose.ADDICTION_SUPPORT,
    categories=frozenset({Category.PERSON_CONTACT, Category.REFERRAL_CORE}),
    sources=frozenset({"person"}),
    valid_from=AT - DAY,
    valid_until=AT + 100 * DAY,
)
SETTING = DisclosureContext(
    direction=Direction.OUT,
    hub=HUB,
    recipient=CENTRE,
    partner_kind=PartnerKind.COUNSELLING_CENTRE,
    bound_by_203=True,
    service=Service.ADDICTION_COUNSELLING,
    purpose=Purpose.ADDICTION_SUPPORT,
    at=AT,
)
BACK = replace(SETTING, direction=Direction.BACK)
DECLARED = Declaration(
    id="r1",
    text_version="1-203",
    text_sha256="B" * 43,
    evidence_sha256="C" * 43,
    signers=(Signer(role=SignerRole.PERSON, name="Erika Beispiel (erfunden)", signed_at=AT - DAY),),
)
RELEASE = Release(
    professional=CENTRE.entity,
    recipient=HUB,
    categories=frozenset(map(str, Category)),
    until=AT + 50 * DAY,
    declaration=DECLARED,
)
CONSENT = Consent(
    id="0195f3a2-7c11-7abc-8def-000000000001",
    person="p1",
    status=ConsentStatus.GIVEN,
    clauses=(CLAUSE,),
    releases=(RELEASE,),
    text_version="2026-1",
    text_sha256=DIGEST,
    language="de",
    easy_language=False,
    notices=Notices(purpose=True, refusal_without_consequence=True, withdrawal_any_time=True),
    form=ConsentForm.WRITTEN,
    signers=(Signer(role=SignerRole.PERSON, name="Erika Beispiel (erfunden)", signed_at=AT - DAY),),
    reviewed_at=AT - 2 * DAY,
    copy_at=AT - DAY,
    feedback_level=1,
    no_show=False,
    evidence_sha256=DIGEST,
    recorded_by="s1",
)


def sealed(*categories: object, provenance="person"):
    jwe = jwe_of(*categories, provenance=provenance)
    return {"categories": list(categories), "provenance": provenance, "jwe": jwe}


def field(pointer="/phone", category=Category.PERSON_CONTACT, **changes: object):
    return Field(pointer=pointer, categories=(str(category),), **changes)


def annotated(data, categories, **changes: object):
    """Annotate a document: `categories` by pointer, and every sealed part by what it declares."""
    return [
        Field(pointer=p, categories=tuple(v["categories"]), sealed=True, source=v["provenance"])
        if is_sealed(v)
        else Field(pointer=p, categories=(str(categories[p]),), **changes)
        for p, v in fields_of(data)
    ]


def packet(built, clauses, **changes: object):
    """The packet around what was built, on consent."""
    whole = Packet(
        issuer=HUB,
        audience=CENTRE.entity,
        id="0195f3a2-7c11-7abc-8def-0123456789ab",
        issued_at=AT,
        kind=PacketKind.REQUEST,
        referral="0195f3a2-7c11-7abc-8def-0123456789ac",
        version=1,
        service=CENTRE.service_line,
        schema="urn:geleit:schema:addiction-counselling:1",
        profile_sha256=DIGEST,
        enc_kid=DIGEST,
        salt=bytes(32),
        purpose=Purpose.ADDICTION_SUPPORT,
        basis="consent",
        manifest=built.manifest,
        data=built.data,
        reply=Reply(to=HUB, until=AT + 10 * DAY, duty="voluntary"),
        notice=Notice(text_version="1", sha256=DIGEST),
        person="A" * 22,
        consent=CarriedConsent(
            id="k",
            commitment=DIGEST,
            valid_until=AT + 400 * DAY,
            clauses=tuple(clauses),
            feedback=Feedback(level=1, no_show=False, categories=("fb.decision", "fb.receipt")),
        ),
    )
    return replace(whole, **changes)


categories = st.sampled_from(
    [
        Category.PERSON_CONTACT,
        Category.REFERRAL_CORE,
        Category.HOUSEHOLD,
        Category.HEALTH_DIAGNOSIS,
        Category.HEALTH_ADDICTION,
        Category.PERSON_IDENTIFIER_HEALTH,
        Category.FINANCE_DEBT,
        Category.FB_DECISION,
        Category.FB_CONTENT,
        "weather",
    ]
).map(str)
sources = st.sampled_from(["person", "jobcenter", DOCTOR, f"professional:{CENTRE.entity}", "professional:", "rumour"])
moments = st.integers(-2, 2).map(lambda days: AT + days * DAY)
directions = st.sampled_from(Direction)
recipients = st.sampled_from(
    [CENTRE, OTHER, Recipient(entity=CENTRE.entity, service_line="schulden"), Recipient(entity="*", service_line="*")]
)
purposes = st.sampled_from([Purpose.ADDICTION_SUPPORT, Purpose.DEBT_SUPPORT])
some_categories = st.frozensets(categories, max_size=6)


BROAD = replace(
    CLAUSE,
    categories=frozenset(map(str, Category)),
    sources=frozenset({"person", "jobcenter", DOCTOR, f"professional:{CENTRE.entity}"}),
)


@st.composite
def clause_lists(draw, *, most=4):
    """A few clauses with different ids, many of which miss something."""
    one = st.builds(
        Clause,
        id=st.just(""),
        direction=st.just(Direction.OUT) | directions,
        recipient=st.just(CENTRE) | recipients,
        purpose=st.just(Purpose.ADDICTION_SUPPORT) | purposes,
        categories=some_categories | st.just(frozenset(map(str, Category))) | categories.map(lambda c: frozenset({c})),
        sources=st.frozensets(sources, min_size=1),
        valid_from=st.just(AT - DAY) | moments,
        valid_until=st.just(AT + DAY) | moments,
    )
    found = draw(st.lists(one, max_size=most))
    if draw(st.booleans()):
        found.append(BROAD)
    return tuple(replace(clause, id=f"c{index}") for index, clause in enumerate(found))


release_lists = st.lists(
    st.builds(
        Release,
        professional=st.sampled_from([CENTRE.entity, "https://praxis.example"]),
        recipient=st.sampled_from([HUB, CENTRE.entity, OTHER.entity]),
        categories=some_categories | st.just(frozenset(map(str, Category))),
        until=moments,
        declaration=st.none() | st.just(DECLARED),
    ),
    max_size=3,
)
sealed_parts = st.builds(
    lambda named, provenance: sealed(*named, provenance=provenance),
    st.lists(categories, min_size=1, max_size=3, unique=True),
    sources,
)
words = st.sampled_from(["Termin am Vormittag", "", "F32.1", "123A456789", "ruft zurück"])
scalars = st.none() | st.booleans() | st.integers() | words | st.just([]) | st.just({})
names = st.sampled_from(["a", "b", "c/d", "e~f", "", "kundennummer"])
documents = st.dictionaries(
    names,
    st.recursive(
        scalars | sealed_parts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@st.composite
def annotated_documents(draw):
    """A document with what a schema might say of each field."""
    data = draw(documents)
    found = [
        Field(
            pointer=pointer,
            categories=tuple(value["categories"]) if is_sealed(value) else (draw(categories),),
            source=value["provenance"] if is_sealed(value) else draw(st.just("person") | sources),
            sealed=is_sealed(value),
            required=draw(st.integers(0, 9)) == 0,
            sensitive=draw(st.booleans()),
            sources=draw(st.sampled_from([frozenset(), frozenset({"person"}), frozenset({"person", "professional"})])),
        )
        for pointer, value in fields_of(data)
    ]
    return data, found


settings_out = st.builds(
    replace,
    st.just(SETTING),
    partner_kind=st.sampled_from(PartnerKind),
    bound_by_203=st.booleans(),
    sgb1_35=st.booleans(),
    service=st.sampled_from([Service.ADDICTION_COUNSELLING, Service.DEBT_COUNSELLING, Service.TRAINING]),
    purpose=purposes,
    recipient=st.just(CENTRE) | recipients,
)
