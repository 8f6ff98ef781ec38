"""Accounts as they come about: entered by one, confirmed by another, taken by their owner."""

from exchange.core.vocabulary import Role
from exchange.flows.staff.activate import activate
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_account
from tests.support.hubs import BOSS, OPS, claim

WORDS = "vier Wörter ohne Zusammenhang".encode()


def halves_of(change, bench, by=BOSS):
    """Confirm what was entered; both halves of its code."""
    return change.half.encode(), confirm(change.change, by=claim(by), hub=bench.hub).half.encode()


def entered(bench, name="neu", role=Role.CASEWORKER, by=OPS):
    return enter_account(name, name="Neu N. (erfunden)", role=role, by=claim(by), hub=bench.hub)


def takes(bench, halves, name="neu", words=WORDS):
    return activate(name, halves=halves, passphrase=words, hub=bench.hub)


def account(bench, name="neu", **changes: object):
    """An account that stands."""
    return takes(bench, halves_of(entered(bench, name, **changes), bench), name)
