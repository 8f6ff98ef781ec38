"""Two people let two persons be one: everything goes over, and the newest answer of both decides."""

import pytest

from exchange.core.errors import Duplicate, Forbidden, FourEyes, NotFound
from exchange.core.staff.deputy import NotStandingIn
from exchange.core.vocabulary import ConsentStatus, State
from exchange.flows.consent.record import record_consent
from exchange.flows.person.look import look_at_person
from exchange.flows.person.merge import SamePerson, merge
from tests.support.hubs import (
    ALEX,
    BOSS,
    DPO,
    KIM,
    OPS,
    OTHER,
    VERA,
    Bench,
    claim,
    consent_document,
    encoded,
    refer_document,
)

P1, P2 = refer_document()["person"]["reference"], "P-2"


def merges(bench, kept=P1, gone=P2, by=KIM, second=BOSS):
    approve = claim(second) if second else None
    return merge(kept, gone, by=claim(by), approve_by=approve, hub=bench.hub)


def second_person(bench, to=OTHER, **changes: object):
    """A case of the same person under another reference."""
    bench.a_consent(to=to, person=P2, **changes)
    return bench.refer(to=to, person={"reference": P2})


def two():
    bench = Bench()
    first = bench.under_way("under-review").referral
    return bench, first, second_person(bench)


def test_everything_of_the_one_is_the_others_and_is_found_under_both_names():
    bench, first, other = two()
    before = look_at_person(P2, what="x", by=claim(KIM), hub=bench.hub)
    done = merges(bench)
    assert (done.kept.id, done.gone, done.ended) == (first.person, other.person, ())
    for named in (P1, P2, first.person, other.person):
        view = look_at_person(named, what="x", by=claim(KIM), hub=bench.hub)
        assert view.person.id == first.person
        assert [one.id for one in view.referrals] == [first.id, other.id]
        assert {one.id for one in before.consents} < {one.id for one in view.consents}
        assert {one.person for one in (*view.consents, *view.disclosures, *view.referrals)} == {first.person}
    (leaf,) = bench.leaves("PERSONS_MERGED")
    assert leaf.items() >= {"kept": first.person, "gone": other.person, "by": KIM, "approved_by": BOSS}.items()
    voice = bench.voice(other, partner=OTHER)
    voice.fetch()
    assert voice.says("received") == "accepted"
    assert len(bench.ledger(first.person)) == len(before.disclosures) + 2


def test_under_either_name_there_is_one_person_with_one_open_referral():
    bench, *_ = two()
    merges(bench)
    with pytest.raises(Duplicate):
        bench.draft(person={"reference": P2})


def test_what_was_withdrawn_under_one_name_stays_withdrawn_and_opens_nothing_under_the_other():
    bench, first, other = two()
    bench.withdraw(bench.now(other).consent)
    merges(bench)
    assert bench.now(other).state is State.CONSENT_WITHDRAWN
    assert bench.now(first).state is not State.CONSENT_WITHDRAWN
    with bench.store.reading() as tx:
        status = {one.id: one.status for one in tx.consents.of(first.person)}
    assert status[bench.now(other).consent] is ConsentStatus.WITHDRAWN
    assert status[bench.now(first).consent] is ConsentStatus.GIVEN


def test_a_withdrawal_under_one_name_ends_the_older_yes_under_the_other():
    bench = Bench()
    first = bench.under_way("under-review").referral
    bench.clock.advance(hours=1)
    withdrawn = bench.a_consent(person=P2)
    bench.clock.advance(hours=1)
    bench.withdraw(withdrawn)
    done = merges(bench)
    assert [one.id for one in done.ended] == [first.id]
    assert bench.now(first).state is State.CONSENT_WITHDRAWN
    assert "withdrawn" in [one["name"] for one in bench.mail()]


def test_of_a_colleagues_case_that_ends_by_it_who_merges_hears_only_that_there_is_one():
    bench = Bench()
    first = bench.under_way("under-review").referral
    bench.clock.advance(hours=1)
    withdrawn = bench.a_consent(person=P2)
    for person in (P1, P2):
        said = consent_document(bench.clock.now(), level=0, no_show=False, to=OTHER, days=100) | {"person": person}
        record_consent(encoded(said), by=claim(ALEX), approve_by=claim(BOSS), hub=bench.hub)
    bench.clock.advance(hours=1)
    bench.withdraw(withdrawn)
    done = merges(bench, by=ALEX)
    assert (done.ended, done.elsewhere, bench.now(first).state) == ((), 1, State.CONSENT_WITHDRAWN)


def test_a_newer_yes_is_not_ended_by_an_older_withdrawal():
    bench = Bench()
    bench.withdraw(bench.a_consent(person=P2))
    bench.clock.advance(hours=2)
    first = bench.under_way("under-review").referral
    assert merges(bench).ended == ()
    assert bench.now(first).state is State.UNDER_REVIEW


def test_two_open_referrals_to_one_service_are_refused_until_one_has_ended():
    bench = Bench()
    first = bench.sent()
    bench.a_consent(person=P2)
    other = bench.refer(person={"reference": P2})
    with pytest.raises(Duplicate) as refused:
        merges(bench)
    assert refused.value.detail == f"{first.id}, {other.id}"
    bench.cancel(other)
    assert merges(bench).gone == other.person


def test_an_open_referral_of_a_colleagues_is_not_named():
    bench = Bench()
    first = bench.sent()
    bench.a_consent(person=P2)
    other = bench.refer(person={"reference": P2})
    bench.put(bench.now(other), owner=ALEX)
    with pytest.raises(Duplicate) as refused:
        merges(bench)
    assert refused.value.detail == first.id


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"second": None}, FourEyes),
        ({"second": KIM}, FourEyes),
        ({"second": DPO}, Forbidden),
        ({"by": ALEX}, NotFound),
        ({"by": DPO}, Forbidden),
        ({"by": OPS}, Forbidden),
        ({"gone": "niemand"}, NotFound),
        ({"gone": P1}, SamePerson),
    ],
)
def test_nobody_merges_alone_or_whom_they_have_no_business_with(changes, refused):
    bench, *_ = two()
    with pytest.raises(refused):
        merges(bench, **changes)
    assert bench.leaves("PERSONS_MERGED") == []


def test_a_deputy_is_the_second_for_whom_they_stand_in():
    bench, *_ = two()
    assert merges(bench, second=VERA)


def test_of_two_one_of_whom_is_a_colleagues_nothing_is_merged():
    bench, _, other = two()
    bench.put(bench.now(other), owner=ALEX)
    bench.store.tables.consents = {
        key: type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"recorded_by": ALEX})
        if one.person == other.person
        else one
        for key, one in bench.store.tables.consents.items()
    }
    with pytest.raises(NotFound):
        merges(bench)


def test_who_was_merged_into_somebody_goes_with_them_into_a_third():
    bench, first, _ = two()
    merges(bench)
    bench.a_consent(person="P-3")
    done = merges(bench, kept="P-3", gone=P1)
    for named in (P1, P2, "P-3"):
        assert look_at_person(named, what="x", by=claim(KIM), hub=bench.hub).person.id == done.kept.id
    assert bench.now(first).person == done.kept.id


@pytest.mark.parametrize("place", ["kept", "gone"])
def test_a_deputy_of_one_owner_alone_is_not_the_second_where_a_lead_is_the_first(place):
    bench = Bench()
    bench.a_consent()
    bench.draft(by=KIM)
    bench.recorded(person=P2)
    other = bench.draft(by=ALEX, person={"reference": P2})
    with bench.store.reading() as tx:
        owner = tx.referrals.get(other.id).owner
    assert owner == ALEX
    named = {"kept": P1, "gone": P2} if place == "gone" else {"kept": P2, "gone": P1}
    with pytest.raises(NotStandingIn):
        merges(bench, by=BOSS, second=VERA, **named)
