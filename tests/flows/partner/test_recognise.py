"""Who a partner is the two who enrol it decide; its document proposes."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.vocabulary import PartnerKind
from exchange.flows.partner.enrol import enrol
from exchange.flows.partner.recognise import NOT_SGB1_35, Decided, SecrecyOfKind
from tests.support.hubs import BOSS, KIM, Bench, claim, document_of, encoded

NEW = "https://neu.example"


def joins(bench, decided=None, **document: object):
    said = document_of(NEW) | document
    done = enrol(
        encoded({name: value for name, value in said.items() if value is not None}), by=claim(KIM),
        approve_by=claim(BOSS), adapter="mailbox", adapters=bench.adapters, hub=bench.hub, decided=decided or Decided(),
    )  # fmt: skip
    return done.partner


@pytest.mark.parametrize("kind", ["doctor", "psychotherapist", "clinic"])
@pytest.mark.parametrize("how", [{"bound_by_203": False}, {"decided": Decided(not_bound="Verein")}])
def test_nobody_frees_a_doctor_from_secrecy(kind, how):
    with pytest.raises(SecrecyOfKind) as refused:
        joins(Bench(), kind=kind, **how)
    assert refused.value.pointer == "/bound_by_203"


@pytest.mark.parametrize("kind", ["counselling-centre", "social-psychiatric-service"])
def test_a_partner_that_calls_itself_free_is_bound_until_two_people_gave_a_reason(kind):
    bench = Bench()
    claimed = joins(bench, kind=kind, bound_by_203=False)
    assert (claimed.bound_by_203, claimed.history.proposed.bound_by_203) == (True, False)
    other = joins(Bench(), kind=kind, decided=Decided(not_bound="Verein ohne Berufsgeheimnis"))
    assert (other.bound_by_203, other.unbound_reason) == (False, "Verein ohne Berufsgeheimnis")
    assert bench.leaves("PARTNER_ENROLLED")[-1]["bound_by_203"] is True


@pytest.mark.parametrize(("said", "bound"), [(None, False), (False, False), (True, True)])
def test_where_the_kind_is_not_bound_a_partner_may_bind_itself(said, bound):
    assert joins(Bench(), kind="training-provider", bound_by_203=said).bound_by_203 is bound


def test_the_two_decide_the_kind():
    partner = joins(Bench(), decided=Decided(kind=PartnerKind.DOCTOR), kind="training-provider", bound_by_203=None)
    assert (partner.kind, partner.bound_by_203) == (PartnerKind.DOCTOR, True)


def test_what_the_document_says_of_section_35_counts_for_nothing_what_the_two_say_stands_until_they_say_otherwise():
    bench = Bench()
    assert joins(bench, kind="public-body", bound_by_203=None, sgb1_35="§ 23 SGB I").sgb1_35 == ""
    assert joins(bench, Decided(sgb1_35="§ 23 SGB I"), kind="public-body", bound_by_203=None).sgb1_35 == "§ 23 SGB I"
    assert joins(bench, kind="public-body", bound_by_203=None).sgb1_35 == "§ 23 SGB I"
    assert joins(bench, Decided(sgb1_35=NOT_SGB1_35), kind="public-body", bound_by_203=None).sgb1_35 == ""


def test_a_document_that_is_silent_on_secrecy_proposes_no_change_of_it():
    bench = Bench()
    joins(bench, Decided(not_bound="Verein ohne Berufsgeheimnis"))
    again = joins(bench, bound_by_203=None)
    assert (again.bound_by_203, again.unbound_reason) == (False, "Verein ohne Berufsgeheimnis")
    assert again.history.proposed is None


@pytest.mark.parametrize("decided", [Decided(not_bound="wegen F32.1"), Decided(sgb1_35="Nr. 123A456789")])
def test_a_reason_holds_no_number_and_no_diagnosis(decided):
    with pytest.raises(ForbiddenText):
        joins(Bench(), decided)
