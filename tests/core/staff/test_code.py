"""A code is two halves of chance; what is kept of them opens nothing."""

import re

from exchange.core.staff.code import HALF_BYTES, half_digest, halves_match, show_half

ONE, OTHER = show_half(bytes(range(HALF_BYTES))).encode(), show_half(b"\xff" * HALF_BYTES).encode()
KEPT = (half_digest(ONE, change="c"), half_digest(OTHER, change="c"))


def test_a_half_has_more_than_64_bits_and_can_be_read_out():
    assert HALF_BYTES * 8 >= 64
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", ONE.decode())


def test_both_halves_match_in_either_order_and_one_alone_does_not():
    assert halves_match((ONE, OTHER), KEPT, change="c")
    assert halves_match((OTHER, ONE.lower().replace(b"-", b" ")), KEPT, change="c")
    for typed in ((ONE, ONE), (OTHER, OTHER), (ONE, b""), (b"", b"")):
        assert not halves_match(typed, KEPT, change="c")


def test_halves_belong_to_their_change_and_digests_are_no_halves():
    assert not halves_match((ONE, OTHER), KEPT, change="d")
    assert not halves_match((KEPT[0].encode(), KEPT[1].encode()), KEPT, change="c")


def test_without_a_second_half_nothing_matches():
    assert not halves_match((ONE, b""), (KEPT[0], ""), change="c")
