"""One person suspends a partner; two, with a reason, let it take part again; a renewed document does not."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, FourEyes, IllegalStep, PartnerSuspended, PartnerUnknown, SchemaInvalid
from exchange.core.partner.partner import PartnerStatus
from exchange.flows.partner.standing import partner_of, partners, resume, suspend
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OPS, OTHER, Bench, claim, document_of

WHY = "Neue Leitung, Schlüssel am Telefon verglichen"


def resumes(bench, reason=WHY, by=KIM, second=BOSS, entity=CENTRE):
    approve = claim(second) if second else None
    return resume(entity, reason=reason, by=claim(by), approve_by=approve, hub=bench.hub)


def suspended():
    bench = Bench()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    return bench


def test_a_renewed_document_does_not_lift_a_suspension():
    bench = suspended()
    assert bench.enrol(document_of(CENTRE)).partner.standing is PartnerStatus.SUSPENDED
    assert partner_of(CENTRE, hub=bench.hub).standing is PartnerStatus.SUSPENDED
    assert bench.leaves("PARTNER_ENROLLED")[-1]["standing"] == "suspended"
    with pytest.raises(PartnerSuspended):
        bench.draft()


def test_two_people_lift_it_and_the_log_says_why():
    bench = suspended()
    assert resumes(bench).standing is PartnerStatus.ACTIVE
    bench.draft()
    (leaf,) = bench.leaves("PARTNER_RESUMED")
    assert leaf.items() >= {"partner": CENTRE, "reason": WHY, "by": KIM, "approved_by": BOSS}.items()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"second": None}, FourEyes),
        ({"second": KIM}, FourEyes),
        ({"second": DPO}, Forbidden),
        ({"by": DPO, "second": BOSS}, Forbidden),
        ({"reason": "  "}, SchemaInvalid),
        ({"reason": "x" * 201}, SchemaInvalid),
        ({"reason": "Herr B. hat F10.2"}, ForbiddenText),
        ({"entity": "https://niemand.example"}, PartnerUnknown),
        ({"entity": OTHER}, IllegalStep),
    ],
)
def test_nobody_lifts_it_alone_or_without_saying_why(changes, refused):
    bench = suspended()
    with pytest.raises(refused):
        resumes(bench, **changes)
    assert bench.leaves("PARTNER_RESUMED") == []
    assert partner_of(CENTRE, hub=bench.hub).standing is PartnerStatus.SUSPENDED


def test_an_operator_may_be_one_of_the_two():
    assert resumes(suspended(), by=OPS, second=ALEX).standing is PartnerStatus.ACTIVE


def test_all_partners_are_listed_suspended_ones_too():
    bench = suspended()
    listed = [(one.entity, one.standing.value) for one in partners(hub=bench.hub)]
    assert listed == sorted([(CENTRE, "suspended"), (OTHER, "active")])
    with pytest.raises(PartnerUnknown):
        partner_of("https://niemand.example", hub=bench.hub)


def test_to_a_suspended_partner_nothing_new_is_sent_but_the_stop_is():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.a_consent(to=OTHER)
    waiting = bench.draft(to=OTHER)
    bench.mail()
    for entity in (CENTRE, OTHER):
        suspend(entity, by=claim(KIM), hub=bench.hub)
    with pytest.raises(PartnerSuspended):
        bench.release(waiting)
    with pytest.raises(PartnerSuspended):
        bench.draft(person={"reference": "P-2"})
    bench.withdraw(voice.referral.consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_only_who_is_there_is_suspended():
    with pytest.raises(PartnerUnknown):
        suspend("https://niemand.example", by=claim(KIM), hub=Bench().hub)
