"""One host has one spelling."""

import pytest

from exchange.core.errors import NotAnEntity
from exchange.core.hostname import is_canonical
from exchange.core.ids import read_entity


@pytest.mark.parametrize(
    "host",
    [
        "hub.example",
        "xn--mller-kva.example",
        "xn--strae-oqa.example",
        "a-b.example",
        "xn--a--eka.example",
        "xn--j2bd4cyac6f.example",
        ".".join(["a" * 62] * 4) + ".a",
        "192.0.2.7",
        "[2001:db8::1]",
        "[::1]",
    ],
)
def test_the_one_spelling_is_taken(host):
    assert is_canonical(host)
    assert read_entity(f"https://{host}", demo=False)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "127.1", "0x7f000001", "0x7f.1", "127.0.0.01", "1.2.3.4.5", "hub.1", "999.1.1.1",
        "[0:0:0:0:0:0:0:1]", "[2001:db8:0:0::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[:::]", "[2001:db8::01]",
        "xn--hub-.example", "xn--a.example", "xn--" + "mÜller".encode("punycode").decode() + ".example",
        "xn--99999999.example", "xn---bdwi.example",
        ".".join(["a" * 62] * 4) + ".aa", "ab--cd.example", "ab--kva.example", ".".join(["a" * 60] * 5),
    ],
)  # fmt: skip
def test_a_second_spelling_is_refused(host):
    assert not is_canonical(host)
    with pytest.raises(NotAnEntity):
        read_entity(f"https://{host}", demo=False)
