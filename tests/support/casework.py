"""What case-management systems do often."""

from exchange.flows.sending.approving.approve import approve, to_approve
from tests.support.hubs import BOSS, claim

REFERRALS, CONSENTS = "/api/v1/referrals", "/api/v1/consents"


def path(referral, verb=""):
    return f"{REFERRALS}/{referral}{verb}"


def approves(cases, referral, by=BOSS):
    hub = cases.office.bench.hub
    approve(to_approve(referral, by=claim(by), hub=hub), by=claim(by), hub=hub)


def sends(cases, referral, **headers: str):
    approves(cases, referral)
    return cases.post(path(referral, "/release"), **headers)


def sent(cases):
    cases.office.bench.a_consent()
    referral = cases.create()
    assert sends(cases, referral).status_code == 200
    cases.office.bench.worker.once()
    voice = cases.office.bench.voice(referral)
    voice.fetch()
    assert voice.says("received") == "accepted"
    return referral, voice
