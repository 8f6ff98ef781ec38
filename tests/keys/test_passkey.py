"""Passkeys as the bytes they are: no word of a maker's is believed, before the library looks at it."""

import pytest

from keys.encoding import b64url
from keys.passkey import Party, PasskeyUnfit, ask_for_new, verify_new
from tests.support.hubs import ORIGIN
from tests.support.passkeys import HOST, Device


@pytest.mark.parametrize("maker", ["android-safetynet", "fido-u2f", "tpm", "apple", "android-key", "x"])
def test_a_makers_word_is_refused_before_anything_of_it_is_read(maker):
    party, challenge = Party(HOST, ORIGIN), bytes(32)
    made = Device(maker=maker).make(ask_for_new(party, challenge, staff="kim", name="Kim", has=()))
    with pytest.raises(PasskeyUnfit) as refused:
        verify_new(made, challenge=b64url(challenge), party=party)
    assert refused.value.detail == "format"
