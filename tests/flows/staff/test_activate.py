"""Only the owner, with both halves, takes an account; too late or too often tried it is nobody's."""

import pytest

from exchange.core.errors import Conflict, StaleVersion, WrongPassphrase
from exchange.core.staff.change import NoSuchChange, NotConfirmed, WrongCode
from exchange.core.staff.passphrase import WeakPassphrase
from exchange.core.vocabulary import Role
from exchange.flows.staff.authenticate import Credentials, authenticate, authorize
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_reset, enter_return
from exchange.flows.staff.members import deactivate_staff
from tests.support.accounts import WORDS, account, entered, halves_of, takes
from tests.support.examples import a_staff
from tests.support.hubs import BOSS, KIM, OPS, Bench, claim
from tests.support.passkeys import by_passkey


def acts(bench, name, words=WORDS):
    known = authenticate(Credentials(name, words), hub=bench.hub)
    with bench.store.reading() as tx:
        return authorize(known, tx=tx, roles=set(Role))


def test_both_halves_and_a_passphrase_make_an_account():
    bench = Bench()
    account(bench)
    staff = acts(bench, "neu")
    assert (staff.entered_by, staff.confirmed_by, staff.founder) == (OPS, BOSS, False)
    assert staff.passphrase_changed_at == bench.clock.now()
    (leaf,) = bench.leaves("STAFF_ADDED")
    assert leaf.items() >= {"staff": "neu", "by": OPS, "confirmed_by": BOSS, "role": "caseworker"}.items()


def test_halves_are_typed_as_people_type_and_in_either_order():
    bench = Bench()
    one, other = halves_of(entered(bench), bench)
    assert takes(bench, (other.lower().replace(b"-", b" "), one)).active


def test_one_half_is_no_code_whoever_has_it():
    bench = Bench()
    one, other = halves_of(entered(bench), bench)
    for halves in ((one, one), (other, other), (one, b""), (b"", other)):
        with pytest.raises(WrongCode):
            takes(bench, halves)


def test_before_a_second_person_confirmed_it_nothing_is_taken():
    bench = Bench()
    half = entered(bench).half.encode()
    for halves in ((half, half), (half, b"")):
        with pytest.raises(NotConfirmed):
            takes(bench, halves)


def test_five_wrong_tries_make_the_code_void_and_are_noted():
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    for _ in range(5):
        with pytest.raises(WrongCode):
            takes(bench, (halves[0], b"AAAA-AAAA-AAAA-AAAA"))
    with pytest.raises(NoSuchChange):
        takes(bench, halves)
    assert [one["staff"] for one in bench.leaves("STAFF_CODE_VOID")] == ["neu"]
    assert takes(bench, halves_of(entered(bench), bench)).active


def test_after_four_wrong_tries_the_right_one_counts():
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    for _ in range(4):
        with pytest.raises(WrongCode):
            takes(bench, (halves[0], halves[0]))
    assert takes(bench, halves).active


@pytest.mark.parametrize(("minutes", "taken"), [(72 * 60 - 1, True), (72 * 60, False)])
def test_a_code_is_good_for_72_hours(minutes, taken):
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    bench.clock.advance(minutes=minutes)
    if taken:
        assert takes(bench, halves).active
    else:
        with pytest.raises(NoSuchChange):
            takes(bench, halves)


def test_a_code_is_good_once():
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    takes(bench, halves)
    with pytest.raises(NoSuchChange):
        takes(bench, halves, words=b"noch eine ganz andere")


def test_a_weak_passphrase_costs_no_try():
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    for _ in range(6):
        with pytest.raises(WeakPassphrase):
            takes(bench, halves, words=b"passwort1234")
    assert takes(bench, halves).active


@pytest.mark.parametrize("maker", [OPS, KIM])
def test_a_code_is_void_when_one_of_its_makers_has_left(maker):
    bench = Bench()
    halves = halves_of(entered(bench), bench, by=KIM)
    deactivate_staff(maker, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(NoSuchChange):
        takes(bench, halves)


def test_halves_of_another_account_or_of_before_open_nothing():
    bench = Bench()
    before = halves_of(entered(bench), bench)
    foreign = halves_of(entered(bench, "andere"), bench)
    now = halves_of(entered(bench), bench)
    for halves in (before, foreign, (before[0], now[1]), (now[0], foreign[1])):
        with pytest.raises(WrongCode):
            takes(bench, halves)
    assert takes(bench, now).active


def test_nobody_takes_a_name_that_came_into_use_meanwhile():
    bench = Bench()
    halves = halves_of(entered(bench), bench)
    with bench.store.transaction() as tx:
        tx.staff.add(a_staff("neu"))
    with pytest.raises(Conflict):
        takes(bench, halves)


def test_a_reset_goes_the_same_way_and_the_old_passphrase_counts_until_then():
    bench = Bench()
    change = enter_reset(KIM, by=claim(BOSS), hub=bench.hub)
    halves = halves_of(change, bench, by=OPS)
    assert acts(bench, KIM, claim(KIM).passphrase)
    takes(bench, halves, KIM)
    assert acts(bench, KIM).role is Role.CASEWORKER
    with pytest.raises(WrongPassphrase):
        acts(bench, KIM, claim(KIM).passphrase)
    assert bench.leaves("STAFF_RESET")[0].items() >= {"staff": KIM, "by": BOSS, "confirmed_by": OPS}.items()
    assert bench.leaves("STAFF_ADDED") == []


def test_a_return_goes_the_same_way_and_leaves_the_role_as_it_was():
    bench = Bench()
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    halves = halves_of(enter_return(KIM, by=claim(OPS), hub=bench.hub), bench)
    with pytest.raises(WrongPassphrase):
        acts(bench, KIM, claim(KIM).passphrase)
    assert takes(bench, halves, KIM).since == bench.clock.now()
    assert acts(bench, KIM).role is Role.CASEWORKER
    assert bench.leaves("STAFF_RETURNED")[0]["staff"] == KIM


def test_who_is_deactivated_comes_in_by_no_code_of_before():
    bench = Bench()
    halves = halves_of(enter_reset(KIM, by=claim(OPS), hub=bench.hub), bench)
    waits = enter_reset(KIM, by=claim(OPS), hub=bench.hub)
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(NoSuchChange):
        takes(bench, halves, KIM)
    with pytest.raises(StaleVersion):
        confirm(waits.change, by=claim(BOSS), hub=bench.hub)


def test_a_reset_takes_the_passkeys_along_for_the_devices_may_be_lost_too():
    bench = Bench()
    by_passkey(bench, KIM)
    halves = halves_of(enter_reset(KIM, by=claim(OPS), hub=bench.hub), bench)
    with bench.store.reading() as tx:
        assert len(tx.passkeys.of(KIM)) == 1
    takes(bench, halves, KIM)
    with bench.store.reading() as tx:
        assert tx.passkeys.of(KIM) == ()
    assert [line["staff"] for line in bench.leaves("PASSKEY_REMOVED")] == [KIM]
