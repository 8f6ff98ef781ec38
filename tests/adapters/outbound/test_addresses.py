"""Which addresses may be called: the deny list, in every form in which one address hides inside another."""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.addresses import INSIDE, Rules, is_public, read_inside

PUBLIC = ["8.8.8.8", "193.99.144.85", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"]
NEVER = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",  # noqa: S104
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
    "2002:7f00:1::1", "2001::1", "2001:db8::1", "2001:20::1", "3fff::1", "100::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:4860:4860::5efe:7f00:1",
    "2001:4860:4860::200:5efe:a00:1", "4000::1", "192.31.196.1", "192.52.193.1", "192.175.48.1", "2620:4f:8000::1",
]  # fmt: skip
FORMS = {
    "mapped": lambda four: f"::ffff:{four}",
    "compatible": lambda four: f"::{four}",
    "translated": lambda four: f"::ffff:0:{four}",
    "NAT64": lambda four: f"64:ff9b::{four}",
    "local NAT64": lambda four: f"64:ff9b:1::{four}",
    "6to4": lambda four: IPv6Address((0x2002 << 112) | int(four) << 80 | 1),
    "Teredo": lambda four: IPv6Address((0x20010000 << 96) | (int(four) ^ 0xFFFFFFFF)),
    "ISATAP": lambda four: IPv6Address((0x2A0002E003FE1001 << 64) | (0x5EFE << 32) | int(four)),
}
fours = st.integers(0, 2**32 - 1).map(IPv4Address)
sixes = st.integers(0, 2**128 - 1).map(IPv6Address)
denied = st.sampled_from([ipaddress.ip_network(n) for n in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16",
    "2001::/32", "100::/64", "5f00::/16", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32",
)])  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_an_ordinary_public_address_may_be_called(text):
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", NEVER)
def test_a_special_address_may_not_be_called(text):
    assert not is_public(ip_address(text))


@given(network=denied, offset=st.integers(0, 2**128 - 1))
def test_no_address_of_a_denied_network_may_be_called(network, offset):
    assert not is_public(network[offset % network.num_addresses])


@given(address=st.one_of(fours, sixes))
def test_what_the_library_knows_to_be_special_is_never_public(address):
    four = getattr(address, "ipv4_mapped", None) or address
    if not four.is_global or four.is_multicast or four.is_reserved or four.is_private:
        assert not is_public(address)


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
def test_no_form_of_a_special_address_may_be_called(form, data):
    network = data.draw(st.sampled_from(["127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"]))
    inner = ipaddress.IPv4Network(network)[data.draw(st.integers(0, 2**16 - 1))]
    assert not is_public(ip_address(str(FORMS[form](inner))))


@given(four=fours)
def test_the_mapped_form_is_judged_as_the_address_inside(four):
    assert is_public(IPv6Address(f"::ffff:{four}")) == is_public(four)


def test_only_a_demo_calls_this_machine():
    here = ip_address("127.0.0.1")
    assert (Rules(demo=True).allow(here), Rules().allow(here)) == (True, False)


@pytest.mark.parametrize("text", ["::1", "10.0.0.1", "169.254.169.254"])
def test_a_demo_calls_nothing_else_that_is_special(text):
    assert not Rules(demo=True).allow(ip_address(text))


def test_an_operator_opens_a_part_of_its_own_network():
    rules = Rules(inside=read_inside(["10.20.0.0/16", "fd12::/32"]))
    allowed = [rules.allow(ip_address(text)) for text in ("10.20.1.1", "::ffff:10.20.1.1", "fd12::1", "10.21.0.1")]
    assert allowed == [True, True, True, False]


@pytest.mark.parametrize(
    "word", ["127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/0", "10.0.0.1/8", "::/0", "no", "8.8.8.0/24"]
)
def test_nobody_opens_what_is_not_an_organisations_own(word):
    with pytest.raises(ValueError, match=re.escape(word)):
        read_inside([word])


@given(address=st.one_of(fours, sixes))
def test_with_everything_opened_this_machine_and_metadata_stay_closed(address):
    rules = Rules(inside=INSIDE)
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        assert not rules.allow(address)
