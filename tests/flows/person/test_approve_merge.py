"""The second person gives their word beforehand, at the hub: for two persons, one way round, for 72 hours."""

from datetime import timedelta

import pytest

from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.core.staff.deputy import NotStandingIn
from exchange.flows.person.approve_merge import approve_merge, read_approval
from exchange.flows.person.merge import SamePerson, merge
from exchange.flows.staff.members import change_passphrase, deactivate_staff
from keys.jwk import PrivateKey, Purpose
from keys.objects import ACCESS_TOKEN, MERGE_APPROVAL
from keys.ring import Ring
from keys.sign import sign
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, ORIGIN, OTHER, VERA, Bench, claim, key_of, refer_document

P1, P2 = refer_document()["person"]["reference"], "P-2"
THREE_DAYS = timedelta(hours=72)


@pytest.fixture
def bench():
    """KIM has a case of each of two persons."""
    bench = Bench()
    bench.sent()
    bench.a_consent(to=OTHER, person=P2)
    bench.refer(to=OTHER, person={"reference": P2})
    return bench


def approves(bench, kept=P1, gone=P2, by=BOSS):
    return approve_merge(kept, gone, by=claim(by), hub=bench.hub).token


def merges(bench, token, kept=P1, gone=P2, by=KIM):
    return merge(kept, gone, by=claim(by), approve_by=read_approval(token, hub=bench.hub), hub=bench.hub)


def test_on_the_word_given_before_two_are_one_and_both_people_are_on_record(bench):
    token = approves(bench)
    looks = [(one["by"], one["what"]) for one in bench.leaves("STAFF_ACCESS")]
    assert looks == [(BOSS, "merge-approved")] * 2
    bench.clock.advance(hours=71, minutes=59)
    done = merges(bench, token)
    (leaf,) = bench.leaves("PERSONS_MERGED")
    assert leaf.items() >= {"kept": done.kept.id, "gone": done.gone, "by": KIM, "approved_by": BOSS}.items()
    with pytest.raises(SamePerson):
        merges(bench, token)


def test_the_word_is_for_these_two_and_this_way_round(bench):
    token = approves(bench)
    bench.a_consent(person="P-3")
    for named in ({"kept": P2, "gone": P1}, {"gone": "P-3"}):
        with pytest.raises(FourEyes) as refused:
            merges(bench, token, **named)
        assert refused.value.pointer == "/approval"
    assert bench.leaves("PERSONS_MERGED") == []


def test_it_ends_after_72_hours_to_the_second(bench):
    token = approves(bench)
    bench.clock.advance(seconds=THREE_DAYS.total_seconds())
    with pytest.raises(FourEyes):
        merges(bench, token)


def test_who_merges_did_not_approve_it(bench):
    with pytest.raises(FourEyes):
        merges(bench, approves(bench, by=BOSS), by=BOSS)


def test_it_ends_with_the_passphrase_or_the_account_of_who_gave_it(bench):
    token = approves(bench)
    change_passphrase(b"vier ganz andere Worte hier", by=claim(BOSS), hub=bench.hub)
    with pytest.raises(FourEyes):
        merges(bench, token)
    token = approves(bench, by=VERA)
    deactivate_staff(VERA, by=claim(OPS), hub=bench.hub)
    with pytest.raises(FourEyes):
        merges(bench, token)
    assert bench.leaves("PERSONS_MERGED") == []


def test_a_deputy_who_no_longer_stands_in_is_no_second_person(bench):
    token = approves(bench, by=VERA)
    with bench.store.transaction() as tx:
        bench.stands_in(tx, VERA, KIM, until=bench.clock.now())
    with pytest.raises(NotStandingIn):
        merges(bench, token)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"by": ALEX}, NotFound),
        ({"by": DPO}, Forbidden),
        ({"by": OPS}, Forbidden),
        ({"gone": "niemand"}, NotFound),
        ({"gone": P1}, SamePerson),
    ],
)
def test_nobody_approves_what_they_do_not_see_or_what_is_nothing(bench, changes, refused):
    before = bench.log()
    with pytest.raises(refused):
        approves(bench, **changes)
    assert bench.log() == before


def claims_of(bench, **changes: object):
    token = approve_merge(P1, P2, by=claim(BOSS), hub=bench.hub)
    return token.approval.claims(origin=ORIGIN, at=bench.clock.now()) | changes


def test_nothing_but_this_hubs_word_on_this_act_is_taken(bench):
    key = key_of(ORIGIN, Purpose.OAUTH)
    other = sign(claims_of(bench), kind=MERGE_APPROVAL, key=key_of("https://andere.example", Purpose.OAUTH))
    forged = [
        "x.y.z",
        other,
        sign(claims_of(bench), kind=ACCESS_TOKEN, key=key),
        *(
            sign(claims_of(bench, **said), kind=MERGE_APPROVAL, key=key)
            for said in ({"iss": "https://x.example"}, {"aud": "https://x.example"}, {"act": "other"}, {"more": 1})
        ),
    ]
    assert merges(bench, sign(claims_of(bench), kind=MERGE_APPROVAL, key=key))
    for token in forged:
        with pytest.raises(FourEyes) as refused:
            read_approval(token, hub=bench.hub)
        assert refused.value.pointer == "/approval"


def test_it_ends_with_the_key_it_was_signed_with(bench):
    token = approves(bench)
    old = key_of(ORIGIN, Purpose.OAUTH)
    half = {"revoked": {"revoked_at": int(bench.clock.now().timestamp()), "reason": "compromised"}}
    bench.ring = Ring([PrivateKey.from_jwk(old.to_jwk() | half, purpose=Purpose.OAUTH)])
    with pytest.raises(FourEyes):
        merges(bench, token)
