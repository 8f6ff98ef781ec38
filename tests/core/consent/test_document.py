from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.consent.document import read_consent, show_consent
from exchange.core.consent.signature import Area, Signer, SignerRole
from exchange.core.errors import Malformed
from exchange.core.vocabulary import ConsentForm, ConsentStatus
from tests.support import consented as c

GUARDIAN = Signer(role=SignerRole.GUARDIAN, name="Bernd Beispiel (erfunden)", signed_at=c.AT, scope=frozenset(Area))
consents = st.builds(
    replace,
    st.just(c.CONSENT),
    clauses=c.clause_lists(),
    releases=c.release_lists.map(tuple),
    status=st.sampled_from(ConsentStatus),
    form=st.sampled_from(ConsentForm),
    signers=st.sampled_from([(), (GUARDIAN,), (c.CONSENT.signers[0], GUARDIAN)]),
    copy_at=st.none() | c.moments,
    age=st.none() | st.integers(0, 17),
    no_show=st.booleans(),
    capable=st.booleans(),
    reason=st.text(),
)


@given(consents)
def test_a_consent_keeps_its_meaning_as_a_document(consent):
    assert read_consent(show_consent(consent)) == consent


def test_what_the_hub_fills_in_may_be_missing():
    document = show_consent(c.CONSENT)
    for name in ("id", "status", "recorded_by", "approved_by", "capable", "age", "oral", "releases", "feedback"):
        del document[name]
    read = read_consent(document)
    assert (read.id, read.status, read.feedback_level, read.releases) == ("", ConsentStatus.GIVEN, 0, ())


@pytest.mark.parametrize("name", ["clauses", "text", "language", "notices", "form", "signers"])
def test_what_is_missing_is_malformed_and_no_value_is_told(name):
    document = show_consent(c.CONSENT)
    del document[name]
    with pytest.raises(Malformed) as refused:
        read_consent(document)
    assert "Beispiel" not in str(refused.value)


@pytest.mark.parametrize("wrong", [None, 1, "x", [1], {"x": 1}])
def test_a_member_of_the_wrong_kind_is_malformed(wrong):
    for name in ("clauses", "text", "notices", "form", "signers", "reviewed_at"):
        if name == "reviewed_at" and wrong is None:
            continue
        with pytest.raises(Malformed):
            read_consent(show_consent(c.CONSENT) | {name: wrong})
