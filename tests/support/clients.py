"""A case-management system is registered, and a hub through which it calls."""

import json
from dataclasses import replace

from exchange.flows.consent.withdraw import withdraw
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.flows.staff.clients import Registration, register_client
from keys.jwk import Purpose
from tests.support.hubs import BOSS, OPS, ORIGIN, claim, jwks, key_of

CASES = f"{ORIGIN}/clients/fallakte"


def what(short="fallakte", keys=None):
    published = jwks(key_of(CASES, Purpose.OAUTH)) if keys is None else keys
    return Registration(short=short, name="Fallakte", jwks=json.dumps(published).encode())


def register(bench, by=OPS, second=BOSS, **changes: object):
    approve_by = claim(second) if second else None
    return register_client(what(**changes), by=claim(by), approve_by=approve_by, hub=bench.hub)


def through(bench):
    """The hub as it is while a registered client's call is worked on."""
    return replace(bench.hub, through=CASES)


def acts(bench, staff):
    consent = bench.a_consent()
    withdraw(consent.id, recipient=None, by=OnBehalfOf(staff, CASES), hub=through(bench))
