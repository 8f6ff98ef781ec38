"""Records become lines: every kind of entry is read or named with its reason, and no line has a place for staff."""

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.entry import EntryType
from exchange.core.rights.ledger import NO_LINE, NOBODYS, READERS, ledger
from exchange.core.rights.line import Around, Basis, CaseFacts, Line, LineKind, Record
from tests.support.clock import NOON

CENTRE, STAFF = "https://centre.example", "erfundenesKuerzel"
AROUND = Around(
    cases={
        "r1": CaseFacts(partner=CENTRE, purpose="addiction-support", consent="c2"),
        "r2": CaseFacts(partner=CENTRE, purpose="treatment", power="sgbx-69"),
    },
    events={"j1": "r1"},
    declared={"c1": NOON - timedelta(days=9), "c2": NOON},
)
SEALED = (EntryType.PACKET_SEALED, {"packet": "p1", "referral": "r1", "partner": CENTRE, "consent": "c1"})
C1 = Basis(consent="c1", declared_at=NOON - timedelta(days=9))


def lines(*records, shows=lambda _: True):
    return ledger([Record(type=kind, at=NOON, said=said) for kind, said in records], around=AROUND, shows=shows)


def line(kind, **more: object):
    return Line(**{"kind": kind, "at": NOON, "who": CENTRE, "why": "addiction-support", "referral": "r1"} | more)


def delivery(to):
    return EntryType.DELIVERY, {"packet": "p1", "referral": "r1", "partner": CENTRE, "from": "sending", "to": to}


def test_a_disclosure_says_what_went_on_the_consent_its_packet_was_sealed_on():
    said = {"packet": "p1", "recipient": CENTRE, "categories": ["person.contact"], "basis": "consent"}
    what = ("person.contact",)
    (found,) = lines(SEALED, (EntryType.DISCLOSURE, said))
    assert found == line(LineKind.SENT, what=what, listed="categories", categories=what, basis=C1)


def test_without_consent_it_says_by_which_law():
    said = {"packet": "p2", "recipient": CENTRE, "categories": ["person.contact"], "basis": "sgbx-69"}
    sealed = (EntryType.PACKET_SEALED, {"packet": "p2", "referral": "r2", "partner": CENTRE, "consent": None})
    (found,) = lines(sealed, (EntryType.DISCLOSURE, said))
    assert (found.basis, found.why) == (Basis(power="sgbx-69"), "treatment")


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("withdrawn-before-delivery", LineKind.STOPPED),
        ("dead-letter", LineKind.NOT_DELIVERED),
        ("unreadable", LineKind.NOT_DELIVERED),
        ("returned", LineKind.RETURNED),
    ],
)
def test_what_did_not_arrive_is_a_line(to, kind):
    assert [one.kind for one in lines(delivery(to))] == [kind]
    assert lines(delivery("sending"), delivery("handed-over"), delivery("retrying")) == []


@pytest.mark.parametrize(
    ("event", "kind", "listed", "category"),
    [
        ("accepted", LineKind.TOLD, "states", "fb.decision"),
        ("scheduled", LineKind.TOLD, "states", "fb.appointment"),
        ("question", LineKind.TOLD, "events", "fb.decision"),
        ("received", LineKind.TOLD, "events", "fb.receipt"),
        ("withdrawal-answered", LineKind.ANSWERED_WITHDRAWAL, "events", "fb.receipt"),
    ],
)
def test_what_a_partner_told_is_joined_by_its_event(event, kind, listed, category):
    (found,) = lines(SEALED, (EntryType.ACKNOWLEDGEMENT, {"event": event, "jti": "j1"}))
    assert found == line(kind, what=(event,), listed=listed, categories=(category,), basis=C1)


def test_feedback_says_its_categories():
    told = (EntryType.FEEDBACK, {"event": "feedback", "categories": ["fb.progress", "fb.recommendation"]})
    (found,) = lines(told, (EntryType.ACKNOWLEDGEMENT, {"event": "feedback", "jti": "j1"}))
    assert (found.listed, found.what) == ("categories", ("fb.progress", "fb.recommendation"))


def test_of_what_was_refused_it_says_that_and_not_what():
    (found,) = lines((EntryType.REFUSAL, {"set_jti": "j1", "code": "beyond-consent", "event": "no-show"}))
    assert (found.kind, found.what, found.categories, found.who) == (LineKind.REFUSED, (), (), CENTRE)


def test_steps_are_lines_where_nothing_goes_any_more_or_somebody_called():
    step = {"referral": "r1", "from": "sent", "who": STAFF, "version": 2}
    told = lines((EntryType.REFERRAL_STEP, {**step, "to": "accepted", "by": "partner", "channel": "telephone"}))
    assert [(one.kind, one.channel, one.what, one.categories) for one in told] == [
        (LineKind.TOLD, "telephone", ("accepted",), ("fb.decision",))
    ]
    for to, by, kinds in (
        ("consent-withdrawn", "person", [LineKind.STOPPED]),
        ("cancelled", "caseworker", [LineKind.STOPPED]),
        ("cancelled", "partner", []),
        ("accepted", "partner", []),
        ("sent", "hub", []),
    ):
        assert [one.kind for one in lines((EntryType.REFERRAL_STEP, {**step, "to": to, "by": by}))] == kinds


def test_looks_of_one_day_and_purpose_are_one_line():
    looks = [(NOON, "referral"), (NOON + timedelta(hours=1), "referral"), (NOON, "feedback")]
    looks += [(NOON + timedelta(days=1), "referral")]
    records = [
        Record(type=EntryType.STAFF_ACCESS, at=at, said={"by": STAFF, "what": what, "referral": "r1"})
        for at, what in looks
    ]
    found = ledger(records, around=AROUND, shows=lambda _: True)
    assert [(one.why, one.count) for one in found] == [("referral", 2), ("feedback", 1), ("referral", 1)]
    assert {one.who for one in found} == {""}


def test_what_is_not_shown_is_not_counted_either():
    look = (EntryType.STAFF_ACCESS, {"by": STAFF, "what": "referral", "referral": "r1"})
    other = (EntryType.STAFF_ACCESS, {"by": STAFF, "what": "referral", "referral": "r2"})
    (found,) = lines(other, look, other, shows=lambda line: line.referral == "r1")
    assert (found.count, found.referral) == (1, "r1")


def test_every_kind_of_entry_is_read_or_says_why_it_is_no_line():
    assert set(READERS) & set(NO_LINE) == set()
    assert set(READERS) | set(NO_LINE) | NOBODYS == set(EntryType)
    assert all(len(reason) > 10 for reason in NO_LINE.values())
    assert {EntryType[one] for one in BY_NOBODY.split()} == NOBODYS


BY_NOBODY = """
PARTNER_ENROLLED PARTNER_SUSPENDED PARTNER_RESUMED RECIPIENT_ACCEPTED KEY_CHANGED POLICY_CHANGED VERIFICATION_FAILED
STAFF_ADDED TRAINING_RECORDED LOG_OPENED STAFF_DEACTIVATED CLIENT_REGISTERED CLIENT_SUSPENDED STAFF_ENTERED
STAFF_CONFIRMED STAFF_RESET STAFF_RETURNED STAFF_ROLE_CHANGED PASSPHRASE_CHANGED STAFF_CODE_VOID MIGRATED
DEPUTY_APPOINTED DEPUTY_ENDED STAFF_FOUNDED AGREEMENT_RECORDED REGISTER_ENTERED RULE_ARMED WAIVER_GRANTED VERSION_KEPT
TEXT_RELEASED EVIDENCE_EXPORTED RULE_DISARMED REVIEW_KEPT SESSION_BEGUN SESSION_ENDED PASSKEY_ADDED PASSKEY_REMOVED
"""
"""Whoever adds a kind of entry says here, in `READERS` or in `NO_LINE`, what it is to the person."""
SAID = {
    "packet": "p1", "referral": "r1", "partner": CENTRE, "recipient": CENTRE, "categories": ["person.contact"],
    "basis": "consent", "to": "cancelled", "from": STAFF, "by": STAFF, "who": STAFF, "approved_by": STAFF, "jti": "j1",
    "set_jti": "j1", "event": "accepted", "what": "referral", "consent": "c1", "status": "ConsentGiven",
    "kind": "informed", "code": "x",
}  # fmt: skip


@given(st.lists(st.sampled_from(sorted(READERS)), max_size=12))
def test_no_line_of_any_record_names_who_of_the_staff(kinds):
    found = lines(*((kind, SAID) for kind in kinds))
    assert STAFF not in repr(found)
    assert not {one.name for one in fields(Line)} & {"by", "staff", "approved_by", "said_by"}
