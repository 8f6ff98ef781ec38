"""Two people say who a partner with another name or kind is; until then it stays who it was."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, FourEyes, PartnerUnknown
from exchange.core.partner.identity import Succession
from exchange.flows.partner.accept import NothingProposed, ReasonMissing, accept
from tests.support.hubs import BOSS, CENTRE, DPO, KIM, OTHER, Bench, claim, document_of

NEW = "Beratung Neu (erfunden)"


def proposing(**changes: object):
    bench = Bench()
    bench.enrol(document_of(CENTRE, **{"name": NEW} | changes))
    return bench


def accepted(bench, entity=CENTRE, succession=Succession.SAME, reason="Registerauszug", by=KIM, second=BOSS):
    approve = claim(second) if second else None
    return accept(entity, succession=succession, reason=reason, by=claim(by), approve_by=approve, hub=bench.hub)


def row(bench, entity=CENTRE):
    with bench.store.reading() as tx:
        return tx.partners.get(entity)


@pytest.mark.parametrize("succession", Succession)
def test_the_decision_is_in_the_row_and_in_the_log_with_who_took_it(succession):
    bench = proposing()
    done = accepted(bench, succession=succession)
    assert (done.partner.name, done.before.name) == (NEW, document_of(CENTRE)["name"])
    assert row(bench) == done.partner
    assert row(bench).history.proposed is None
    (leaf,) = bench.leaves("RECIPIENT_ACCEPTED")
    assert (leaf["as"], leaf["reason"], leaf["by"], leaf["approved_by"]) == (succession, "Registerauszug", KIM, BOSS)
    assert (leaf["before"]["name"], leaf["after"]["name"]) == (document_of(CENTRE)["name"], NEW)


def test_it_takes_two_who_may():
    bench = proposing()
    for second in (None, KIM):
        with pytest.raises(FourEyes):
            accepted(bench, second=second)
    with pytest.raises(Forbidden):
        accepted(bench, second=DPO)
    assert row(bench).name != NEW


def test_the_same_recipient_needs_a_reason_without_numbers_or_diagnoses():
    bench = proposing()
    with pytest.raises(ReasonMissing):
        accepted(bench, reason="  ")
    with pytest.raises(ForbiddenText):
        accepted(bench, reason="wegen F32.1")


def test_only_what_a_partner_proposes_can_be_accepted():
    bench = Bench()
    with pytest.raises(NothingProposed):
        accepted(bench, entity=OTHER)
    with pytest.raises(PartnerUnknown):
        accepted(bench, entity="https://niemand.example")


def test_a_proposal_that_is_taken_back_is_none():
    bench = proposing()
    bench.enrol(document_of(CENTRE))
    assert row(bench).history.proposed is None


def test_freedom_from_secrecy_has_its_reason_from_the_two_who_accepted_it():
    bench = proposing(bound_by_203=False)
    done = accepted(bench, reason="Trägerverein ohne Berufsgeheimnis")
    assert (done.partner.bound_by_203, done.partner.unbound_reason) == (False, "Trägerverein ohne Berufsgeheimnis")
