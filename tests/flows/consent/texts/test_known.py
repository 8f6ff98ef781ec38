"""Once a house has released texts, a yes counts only with one of them; a no always does."""

import pytest

from exchange.core.consent.texts.shipped import RELEASE_VERSION, SHIPPED, VERSION
from exchange.core.consent.texts.version import TextNotReleased
from exchange.core.errors import WrongPassphrase
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.consent.texts.add import add_texts
from exchange.flows.consent.texts.known import look_at_texts
from exchange.operations.texts import check_texts
from keys.encoding import digest
from tests.flows.consent.answers import answered
from tests.flows.consent.texts.proposals import VERSION as OWN
from tests.flows.consent.texts.proposals import proposes, releases
from tests.support.hubs import CENTRE, DPO, KIM, Bench, claim, consent_document


@pytest.fixture
def bench():
    bench = Bench()
    add_texts(SHIPPED, by=claim(DPO), hub=bench.hub)
    for version in (VERSION, RELEASE_VERSION):
        releases(bench, version=version)
    bench.clock.advance(hours=1)
    return bench


def document(bench, version=VERSION, **changes: object):
    said = consent_document(bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    said["easy_language"] = False
    said["text"] = {"version": version, "sha256": words(VERSION)}
    said["releases"][0]["declaration"]["text"] = {"version": RELEASE_VERSION, "sha256": words(RELEASE_VERSION)}
    return said | changes


def words(version):
    return digest(next(one["words"] for one in SHIPPED if one["version"] == version).encode())


def test_what_was_released_and_signed_is_put_on_record(bench):
    assert bench.recorded(document(bench)).consent.text_version == VERSION


def test_until_a_text_is_released_any_may_be_signed():
    bench = Bench()
    proposes(bench)
    assert bench.a_consent().status is ConsentStatus.GIVEN


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"version": "jobcenter-1"}, "/text/sha256"),
        ({"text": {"version": VERSION, "sha256": "A" * 43}}, "/text/sha256"),
        ({"language": "en"}, "/text/sha256"),
        ({"easy_language": True}, "/text/sha256"),
    ],
)
def test_another_text_is_refused_and_nothing_is_kept(bench, changes, where):
    before = bench.log()
    with pytest.raises(TextNotReleased) as refused:
        bench.recorded(document(bench, **changes))
    assert (refused.value.where, bench.log()) == (where, before)
    assert VERSION in refused.value.form.de
    assert bench.everything().count("A" * 43) == 0


def test_a_release_beside_it_is_asked_for_its_own_text(bench):
    said = document(bench)
    said["releases"][0]["declaration"]["text"]["version"] = VERSION
    with pytest.raises(TextNotReleased) as refused:
        bench.recorded(said)
    assert refused.value.where == "/releases/0/declaration/text/sha256"


def test_a_signature_from_before_the_release_stays_outside(bench):
    said = document(bench)
    early = "2026-01-05T09:00:00.000Z"
    said["signers"][0]["signed_at"] = said["reviewed_at"] = early
    with pytest.raises(TextNotReleased):
        bench.recorded(said)


def test_a_no_counts_whatever_was_shown(bench):
    assert answered(bench, "ConsentRefused").consent.status is ConsentStatus.REFUSED


def test_who_works_here_sees_what_was_proposed_and_what_was_released(bench):
    proposes(bench)
    found = {(one.newest.subject, one.is_released) for one in look_at_texts(by=claim(KIM), hub=bench.hub)}
    assert found == {(VERSION, True), (RELEASE_VERSION, True), (OWN, False)}
    assert all(one.words for one in look_at_texts(by=claim(KIM), hub=bench.hub))
    with pytest.raises(WrongPassphrase):
        look_at_texts(by=claim("niemand"), hub=bench.hub)


def test_the_doctor_says_what_is_missing(bench):
    def said(bench):
        return [one.do.en for one in check_texts(bench.hub)]

    fresh = Bench()
    assert [one.split(",")[0] for one in said(fresh)] == ["No text is released"]
    proposes(fresh)
    assert any(OWN in one for one in said(fresh))
    assert any("advice" in one and VERSION in one for one in said(bench))
