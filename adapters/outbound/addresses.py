"""SSRF deny list: which addresses on the network may be called, and which never (federation-security section 5.3).

`ipaddress.is_global` is no answer: it lets NAT64, 6to4, IPv4-compatible and multicast addresses through. What is not
plainly a public unicast address is refused, in every form in which one address can be written inside another.
"""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")
INSIDE: tuple[Network, ...] = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""Networks of organisations: an operator may open parts of them, nobody else can."""
# IANA's registries of special-purpose addresses, and what clouds put beside them.
_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT, and the metadata of one cloud
            "127.0.0.0/8",  # this machine
            "168.63.129.16/32",  # one cloud's virtual machines ask their host here
            "169.254.0.0/16",  # link-local, and the metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, and the metadata of one cloud
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # automatic multicast tunnelling
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that was ever given out. Loopback, link-local, ULA, NAT64, discard, SRv6, multicast lie outside."""
_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks, AMT
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""RFC 5214 section 6.1: interface identifiers that end in an IPv4 address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What this process may call: public addresses, `inside` as its operator opened them, itself in demo mode only."""

    inside: tuple[Network, ...] = ()
    demo: bool = False

    def allow(self, address: Address) -> bool:
        """Say whether an address may be called."""
        address = plain(address)
        if self.demo and address in LOOPBACK:
            return True
        return is_public(address) or any(address in network for network in self.inside)


def plain(address: Address) -> Address:
    """Take an IPv4 address out of the IPv6 form that sockets write it in (RFC 4291 section 2.5.5.2)."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: Address) -> bool:
    """Say whether this is an ordinary public unicast address and carries no other one inside."""
    address = plain(address)
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _V4)
    if address not in _UNICAST or any(address in network for network in _V6):
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP


def read_inside(words: Iterable[str]) -> tuple[Network, ...]:
    """Read the networks an operator opens, such as `10.20.0.0/16`.

    Raises:
        ValueError: one is no network, or is not a part of an organisation's own (`INSIDE`).
    """
    return tuple(_read_inside(words))


def _read_inside(words: Iterable[str]) -> Iterator[Network]:
    for word in words:
        network = ipaddress.ip_network(word)
        if not any(_within(network, whole) for whole in INSIDE):
            raise ValueError(word)
        yield network


def _within(network: Network, whole: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network) and isinstance(whole, ipaddress.IPv4Network):
        return network.subnet_of(whole)
    if isinstance(network, ipaddress.IPv6Network) and isinstance(whole, ipaddress.IPv6Network):
        return network.subnet_of(whole)
    return False
