"""Registered clients, and who acts through them."""

from dataclasses import replace

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, FourEyes, KeyUnusable, Malformed, NotAnId, NotFound
from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.caller import ClientSuspended, StaffUnknown
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.flows.staff.clients import clients, register_client, suspend_client
from keys.jwk import Purpose
from tests.support.clients import CASES, acts, register, through, what
from tests.support.hubs import BOSS, DPO, KIM, OPS, Bench, claim, jwks, key_of


def test_two_people_register_a_client_below_the_hubs_address_and_the_log_says_who():
    bench = Bench()
    assert register(bench).id == CASES
    (leaf,) = bench.leaves("CLIENT_REGISTERED")
    kid = key_of(CASES, Purpose.OAUTH).kid
    assert leaf | {"at": ""} == {
        "registered": CASES, "kids": [kid], "by": OPS, "approved_by": BOSS, "at": "", "assurance": "passphrase",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"second": None}, FourEyes),
        ({"second": OPS}, FourEyes),
        ({"second": DPO}, Forbidden),
        ({"by": KIM}, Forbidden),
        ({"short": "Fall Akte"}, NotAnId),
        ({"short": "../x"}, NotAnId),
        ({"keys": {"keys": []}}, KeyUnusable),
        ({"keys": jwks(key_of(CASES, Purpose.ENC))}, KeyUnusable),
    ],
)
def test_a_client_is_not_registered_otherwise(change, refused):
    bench = Bench()
    with pytest.raises(refused):
        register(bench, **change)
    assert clients(hub=bench.hub) == ()


def test_what_people_call_it_holds_no_number_and_no_diagnosis():
    bench = Bench()
    with pytest.raises(ForbiddenText):
        register_client(replace(what(), name="Akte 123A456789"), by=claim(OPS), approve_by=claim(BOSS), hub=bench.hub)
    assert clients(hub=bench.hub) == ()


def test_a_key_set_is_json():
    bench = Bench()
    with pytest.raises(Malformed):
        register_client(replace(what(), jwks=b"x"), by=claim(OPS), approve_by=claim(BOSS), hub=bench.hub)


def test_a_suspended_client_stands_again_once_two_people_register_it_anew():
    bench = Bench()
    register(bench)
    assert suspend_client("fallakte", by=claim(OPS), hub=bench.hub).standing is PartnerStatus.SUSPENDED
    assert bench.leaves("CLIENT_SUSPENDED")[0]["suspended"] == CASES
    assert register(bench).standing is PartnerStatus.ACTIVE


def test_only_a_client_that_is_there_can_be_suspended_and_only_by_those_who_may():
    bench = Bench()
    with pytest.raises(NotFound):
        suspend_client("fallakte", by=claim(OPS), hub=bench.hub)
    with pytest.raises(Forbidden):
        suspend_client("fallakte", by=claim(KIM), hub=bench.hub)


def test_a_client_acts_for_its_staff_and_the_log_names_both():
    bench = Bench()
    register(bench)
    consent = bench.a_consent()
    withdraw(consent.id, recipient=None, by=OnBehalfOf(KIM, CASES), hub=through(bench))
    assert {"by": KIM, "client": CASES}.items() <= bench.leaves("CONSENT_WITHDRAWN")[0].items()


@pytest.mark.parametrize(("staff", "refused"), [("nobody", StaffUnknown), (OPS, Forbidden)])
def test_nobody_acts_who_is_not_there_or_may_not(staff, refused):
    bench = Bench()
    register(bench)
    with pytest.raises(refused):
        acts(bench, staff)


def test_nobody_acts_through_a_client_that_is_not_registered_or_is_suspended():
    bench = Bench()
    with pytest.raises(ClientSuspended):
        acts(bench, KIM)
    register(bench)
    suspend_client("fallakte", by=claim(OPS), hub=bench.hub)
    with pytest.raises(ClientSuspended):
        acts(bench, KIM)
