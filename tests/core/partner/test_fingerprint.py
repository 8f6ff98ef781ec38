"""The fingerprint of a partner stands for all its keys, and people can read it out and type it."""

import base64
import hashlib
import re

import pytest

from exchange.core.partner.fingerprint import (
    FingerprintMismatch,
    check_fingerprint,
    fingerprint,
    fingerprint_of_document,
)

SETS = {
    "oauth": {"keys": [{"kid": "b"}, {"kid": "a"}]},
    "enc": {"keys": [{"kid": "c"}]},
}


def test_it_is_computed_as_the_specification_says():
    text = b"enc c\noauth a\noauth b\n"
    plain = base64.b32encode(hashlib.sha256(text).digest()[:15]).decode()
    assert fingerprint(SETS).replace("-", "") == plain
    assert re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", fingerprint(SETS))


@pytest.mark.parametrize(
    "other",
    [
        SETS | {"enc": {"keys": [{"kid": "d"}]}},
        SETS | {"enc": SETS["oauth"], "oauth": SETS["enc"]},
        SETS | {"ack": {"keys": [{"kid": "c"}]}},
        {"oauth": SETS["oauth"], "enc": {"keys": []}},
    ],
)
def test_another_key_or_another_use_of_one_is_another_fingerprint(other):
    assert fingerprint(other) != fingerprint(SETS)
    with pytest.raises(FingerprintMismatch):
        check_fingerprint(SETS, typed=fingerprint(other))


def test_the_order_in_which_keys_are_listed_does_not_matter():
    turned = {"enc": SETS["enc"], "oauth": {"keys": SETS["oauth"]["keys"][::-1]}}
    assert fingerprint(turned) == fingerprint(SETS)
    document = {f"{name}_jwks": value for name, value in SETS.items()} | {"name": "Stelle"}
    assert fingerprint_of_document(document) == fingerprint(SETS)


def test_blanks_hyphens_and_small_letters_do_not_matter_and_nothing_is_no_fingerprint():
    check_fingerprint(SETS, typed=f" {fingerprint(SETS).lower().replace('-', '  ')}\n")
    with pytest.raises(FingerprintMismatch):
        check_fingerprint(SETS, typed="")
