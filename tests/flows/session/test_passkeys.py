"""Passkeys: added once by who is fresh, good for sign-in and confirmation; what does not hold is refused in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, NotFound
from exchange.core.evidence.row import RowDiffers
from exchange.core.session.assurance import Assurance
from exchange.core.session.passkey import (
    MOST,
    NoPasskeysHere,
    PasskeyFault,
    PasskeyNameUnfit,
    PasskeyRefused,
    TooManyPasskeys,
)
from exchange.core.session.session import NotFresh, SessionEnded
from exchange.flows.session.by_passkey import (
    begin_confirmation,
    begin_sign_in,
    freshen_by_passkey,
    sign_in_by_passkey,
)
from exchange.flows.session.passkeys import add_passkey, begin_passkey, passkeys_of, remove_passkey
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import SENDERS, SignedIn, authenticate, authorize
from exchange.flows.staff.members import deactivate_staff
from tests.support.hubs import BOSS, KIM, OPS, Bench, claim
from tests.support.passkeys import Device
from tests.support.places import SqlPlace

HERE, THERE = "this browser", "another browser"
FIVE = timedelta(minutes=5)


def added(bench, who=KIM, device=None, name="Diensthandy (erfunden)"):
    """Somebody's device with a passkey, and they themselves, signed in."""
    device, session = device or Device(), sign_in(claim(who), hub=bench.hub).session
    by = SignedIn(who, session.id)
    options = begin_passkey(bound=HERE, by=by, hub=bench.hub)
    add_passkey(device.make(options), name=name, bound=HERE, by=by, hub=bench.hub)
    return device, by


def signs_in(bench, device, bound=HERE):
    return sign_in_by_passkey(device.answer(begin_sign_in(bound=HERE, hub=bench.hub)), bound=bound, hub=bench.hub)


def refused(work):
    with pytest.raises(PasskeyRefused) as error:
        work()
    said = error.value.what
    assert said.de
    assert said.en
    return PasskeyFault(error.value.detail)


def test_whoever_has_one_signs_in_with_it_and_the_log_says_with_how_many_factors(each):
    device, by = added(each)
    opened = signs_in(each, device)
    assert recognise(opened.token, hub=each.elsewhere)[0] == SignedIn(KIM, opened.session.id)
    assert opened.session.fresh_by is Assurance.PASSKEY
    assert [line["assurance"] for line in each.leaves("SESSION_BEGUN")] == ["passphrase", "passkey"]
    ((one,), (line,)) = passkeys_of(by=by, hub=each.hub), each.leaves("PASSKEY_ADDED")
    assert (line["staff"], line["passkey"], one.name) == (KIM, one.id, "Diensthandy (erfunden)")
    assert one.name not in repr(each.leaves("PASSKEY_ADDED"))


def test_it_confirms_for_five_minutes_and_then_a_passphrase_is_one_factor_again(each):
    device, _ = added(each)
    opened = sign_in(claim(KIM), hub=each.hub)
    by = SignedIn(KIM, opened.session.id)
    each.clock.at += FIVE
    known = authenticate(by, hub=each.hub, fresh=True)
    with each.store.reading() as tx, pytest.raises(NotFresh):
        authorize(known, tx=tx, roles=SENDERS)
    options = begin_confirmation(opened.token, bound=HERE, hub=each.hub)
    fresh = freshen_by_passkey(opened.token, device.answer(options), bound=HERE, hub=each.hub)
    assert (fresh.fresh_at, fresh.fresh_by) == (each.clock.at, Assurance.PASSKEY)
    with each.store.reading() as tx:
        assert authorize(known, tx=tx, roles=SENDERS).id == KIM


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"origin": "https://anderswo.example"}, PasskeyFault.ELSEWHERE),
        ({"party": "anderswo.example"}, PasskeyFault.ELSEWHERE),
        ({"verifies": False}, PasskeyFault.NOT_VERIFIED),
        ({"handle": "AAAA"}, PasskeyFault.UNKNOWN),
        ({"credential": b"x" * 16}, PasskeyFault.UNKNOWN),
        ({"key": Device().key}, PasskeyFault.UNFIT),
        ({"count": 0}, PasskeyFault.COUNTER),
        ({"counts": False}, PasskeyFault.COUNTER),
    ],
)
def test_an_answer_that_does_not_hold_is_refused_and_says_what_of_it(bench, change, fault):
    device, _ = added(bench)
    assert refused(lambda: signs_in(bench, replace(device, **change))) is fault
    assert signs_in(bench, device)


@pytest.mark.parametrize("change", [{"origin": "https://anderswo.example"}, {"party": "x"}, {"verifies": False}])
def test_nor_is_one_made_by_such_an_answer(bench, change):
    fault = PasskeyFault.NOT_VERIFIED if "verifies" in change else PasskeyFault.ELSEWHERE
    assert refused(lambda: added(bench, device=Device(**change))) is fault


def test_a_device_that_never_counts_is_taken_and_one_that_counted_once_goes_on(bench):
    synced, _ = added(bench, device=Device(counts=False))
    assert signs_in(bench, synced)
    assert signs_in(bench, synced)
    device, _ = added(bench, device=Device(credential=b"d" * 16))
    device.count += 1
    assert signs_in(bench, device)
    device.count -= 1
    assert refused(lambda: signs_in(bench, device)) is PasskeyFault.COUNTER


def test_a_challenge_is_answered_once_in_its_browser_for_its_purpose_and_within_five_minutes(each):
    device, by = added(each)
    options = begin_sign_in(bound=HERE, hub=each.hub)
    answer = device.answer(options)
    assert refused(lambda: sign_in_by_passkey(answer, bound=THERE, hub=each.hub)) is PasskeyFault.CHALLENGE
    assert sign_in_by_passkey(answer, bound=HERE, hub=each.elsewhere)
    assert refused(lambda: sign_in_by_passkey(answer, bound=HERE, hub=each.hub)) is PasskeyFault.CHALLENGE
    token = sign_in(claim(KIM), hub=each.hub).token
    other = device.answer(begin_sign_in(bound=HERE, hub=each.hub))
    assert refused(lambda: freshen_by_passkey(token, other, bound=HERE, hub=each.hub)) is PasskeyFault.CHALLENGE
    made = Device(credential=b"d" * 16).make(begin_passkey(bound=HERE, by=by, hub=each.hub))
    assert refused(lambda: add_passkey(made, name="x", bound=THERE, by=by, hub=each.hub)) is PasskeyFault.CHALLENGE
    late = device.answer(begin_sign_in(bound=HERE, hub=each.hub))
    each.clock.at += FIVE
    assert refused(lambda: sign_in_by_passkey(late, bound=HERE, hub=each.hub)) is PasskeyFault.CHALLENGE


def test_a_wrong_answer_uses_its_challenge_up(bench):
    device, _ = added(bench)
    options = begin_sign_in(bound=HERE, hub=bench.hub)
    stranger = replace(device, key=Device().key)
    assert refused(lambda: sign_in_by_passkey(stranger.answer(options), bound=HERE, hub=bench.hub))
    again = device.answer(options)
    assert refused(lambda: sign_in_by_passkey(again, bound=HERE, hub=bench.hub)) is PasskeyFault.CHALLENGE


@pytest.mark.parametrize("answer", ["", "{", "[]", "{}", '{"id": 1}', "x" * 20_000, '{"id":"\\ud800"}'])
def test_what_is_no_answer_at_all_is_refused_too(bench, answer):
    _, by = added(bench)
    assert refused(lambda: sign_in_by_passkey(answer, bound=HERE, hub=bench.hub)) is PasskeyFault.UNFIT
    assert refused(lambda: add_passkey(answer, name="x", bound=HERE, by=by, hub=bench.hub)) is PasskeyFault.UNFIT


def test_a_colleagues_passkey_confirms_nothing_of_mine(bench):
    theirs, _ = added(bench, who=BOSS)
    token = sign_in(claim(KIM), hub=bench.hub).token
    options = begin_confirmation(token, bound=HERE, hub=bench.hub)
    answer = theirs.answer(options)
    assert refused(lambda: freshen_by_passkey(token, answer, bound=HERE, hub=bench.hub)) is PasskeyFault.UNKNOWN


def test_those_of_somebody_deactivated_are_gone_with_a_leaf_and_let_nobody_in(each):
    device, _ = added(each)
    deactivate_staff(KIM, by=claim(OPS), hub=each.hub)
    assert refused(lambda: signs_in(each, device)) is PasskeyFault.UNKNOWN
    assert [(line["staff"], line["by"]) for line in each.leaves("PASSKEY_REMOVED")] == [(KIM, OPS)]
    with each.store.reading() as tx:
        assert tx.passkeys.of(KIM) == ()


def test_one_of_somebody_who_left_opens_nothing_even_where_it_stayed(bench):
    device, _ = added(bench)
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(KIM), active=False))
    assert refused(lambda: signs_in(bench, device)) is PasskeyFault.UNKNOWN


def test_one_is_added_and_removed_only_by_who_has_just_confirmed(bench):
    device, by = added(bench)
    (one,) = passkeys_of(by=by, hub=bench.hub)
    other = Device(credential=b"d" * 16).make(begin_passkey(bound=HERE, by=by, hub=bench.hub))
    bench.clock.at += FIVE - timedelta(seconds=1)
    late = SignedIn(KIM, by.session)
    bench.clock.at += timedelta(seconds=1)
    with pytest.raises(NotFresh):
        add_passkey(other, name="x", bound=HERE, by=late, hub=bench.hub)
    with pytest.raises(NotFresh):
        remove_passkey(one.id, by=late, hub=bench.hub)
    assert signs_in(bench, device)


def test_nobody_removes_somebody_elses_and_a_removed_one_lets_nobody_in(each):
    device, by = added(each)
    (one,) = passkeys_of(by=by, hub=each.hub)
    boss = SignedIn(BOSS, sign_in(claim(BOSS), hub=each.hub).session.id)
    with pytest.raises(NotFound):
        remove_passkey(one.id, by=boss, hub=each.hub)
    remove_passkey(one.id, by=by, hub=each.hub)
    assert passkeys_of(by=by, hub=each.elsewhere) == ()
    assert refused(lambda: signs_in(each, device)) is PasskeyFault.UNKNOWN
    assert [line["passkey"] for line in each.leaves("PASSKEY_REMOVED")] == [one.id]


def test_a_device_is_kept_once_and_nobody_has_more_than_ten(each):
    device, by = added(each)
    with pytest.raises(Conflict):
        added(each, device=device)
    for number in range(1, MOST):
        added(each, device=Device(credential=bytes([number]) * 16))
    with pytest.raises(TooManyPasskeys):
        added(each, device=Device(credential=b"y" * 16))
    assert len(passkeys_of(by=by, hub=each.hub)) == MOST


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Handy\u202e", "a\0b"])
def test_a_name_that_nobody_can_read_is_refused(bench, name):
    with pytest.raises(PasskeyNameUnfit):
        added(bench, name=name)


def test_where_the_address_has_no_name_there_are_none_and_a_demonstration_has_one_on_this_machine(bench):
    _, by = added(bench)
    number = replace(bench.hub, origin="https://192.0.2.7")
    for work in (
        lambda: begin_sign_in(bound=HERE, hub=number),
        lambda: begin_passkey(bound=HERE, by=by, hub=number),
    ):
        with pytest.raises(NoPasskeysHere):
            work()
    demo = replace(bench.hub, origin="http://127.0.0.1:8123", demo=True)
    assert '"rpId": "localhost"' in begin_sign_in(bound=HERE, hub=demo)


def test_nothing_is_asked_or_added_in_a_session_that_ended(bench):
    _, by = added(bench)
    bench.clock.at += timedelta(minutes=30)
    for work in (
        lambda: passkeys_of(by=by, hub=bench.hub),
        lambda: begin_passkey(bound=HERE, by=by, hub=bench.hub),
        lambda: add_passkey("{}", name="x", bound=HERE, by=by, hub=bench.hub),
        lambda: remove_passkey("x", by=by, hub=bench.hub),
    ):
        with pytest.raises(SessionEnded):
            work()


def test_an_answer_out_of_a_frame_on_another_page_is_refused(bench):
    device, _ = added(bench)
    framed = replace(device, framed=True)
    assert refused(lambda: signs_in(bench, framed)) is PasskeyFault.ELSEWHERE


def test_a_maker_is_asked_for_no_word_and_none_is_believed(bench):
    assert refused(lambda: added(bench, device=Device(maker="android-safetynet"))) is PasskeyFault.UNFIT


def test_an_answer_that_is_too_long_is_not_even_read(bench):
    device, _ = added(bench)
    long = device.answer(begin_sign_in(bound=HERE, hub=bench.hub))
    answer = long.removesuffix("}") + " " * 20_000 + "}"
    assert refused(lambda: sign_in_by_passkey(answer, bound=HERE, hub=bench.hub)) is PasskeyFault.UNFIT
    assert sign_in_by_passkey(long, bound=HERE, hub=bench.hub)


def test_one_that_somebody_changed_in_the_database_signs_nobody_in_and_its_owner_takes_it_away(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    bench = Bench(store=place.open())
    device, by = added(bench)
    place.change("UPDATE passkey SET sign_count = 0")
    with pytest.raises(RowDiffers):
        signs_in(bench, device)
    (one,) = passkeys_of(by=by, hub=bench.hub)
    remove_passkey(one.id, by=by, hub=bench.hub)
    assert passkeys_of(by=by, hub=bench.hub) == ()
    place.close()
