"""Explicit typing (RFC 8725 section 3.11): the kinds of signed and sealed objects, and what each may look like.

The list is that of protocol section 1.

What is not listed here is refused: another `typ`, another algorithm, any other header member.
"""

from dataclasses import dataclass

from keys.jwk import Purpose

KIB = 1024
_DEFAULT = frozenset({"ES256", "Ed25519"})
_MEMBERS = frozenset({"alg", "kid", "typ"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of JWS: its type, who may sign it how, its largest size in bytes, and its header's members.

    `types` are the values of `typ` that are read; `typ` is the one that is written. `optional` names members that
    may be absent.
    """

    typ: str
    purposes: frozenset[Purpose]
    limit: int
    algs: frozenset[str] = _DEFAULT
    members: frozenset[str] = _MEMBERS
    optional: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    @property
    def types(self) -> frozenset[str]:
        """Every value of `typ` that is read as this kind."""
        return self.also | {self.typ}


PACKET = Kind("rx-packet+jwt", frozenset({Purpose.PACKET}), 512 * KIB)
TRANSFER = Kind("rx-transfer+jwt", frozenset({Purpose.PACKET, Purpose.ACK}), 16 * KIB)
EVENT = Kind("secevent+jwt", frozenset({Purpose.ACK}), 512 * KIB)
CONSENT = Kind("rx-consent+jwt", frozenset({Purpose.PACKET}), 64 * KIB)
CLIENT_ASSERTION = Kind(
    "client-authentication+jwt",
    frozenset({Purpose.OAUTH, Purpose.CLIENT}),
    8 * KIB,
    algs=_DEFAULT | {"PS256"},
    # So that today's certified OAuth clients work unchanged (protocol section 3).
    optional=frozenset({"kid", "typ"}),
    also=frozenset({"JWT"}),
)
ACCESS_TOKEN = Kind("at+jwt", frozenset({Purpose.OAUTH}), 8 * KIB)
# The hub's word to itself: that a second person agreed, signed in here, to what a client then calls for.
MERGE_APPROVAL = Kind("rx-merge-approval+jwt", frozenset({Purpose.OAUTH}), 4 * KIB)
# Any key may prove possession, an ephemeral one included; the key itself travels in the header (RFC 9449).
DPOP = Kind("dpop+jwt", frozenset(Purpose), 8 * KIB, members=frozenset({"alg", "typ", "jwk"}))
ENTITY_STATEMENT = Kind("entity-statement+jwt", frozenset({Purpose.FEDERATION}), 64 * KIB)
TRUST_MARK = Kind("trust-mark+jwt", frozenset({Purpose.FEDERATION}), 16 * KIB)
DIRECTORY = Kind("rx-directory+jwt", frozenset({Purpose.DIRECTORY}), 4096 * KIB)

PACKET_JWE = "rx-packet+jwe"
SET_JWE = "rx-set+jwe"
SEALED_PART_JWE = "rx-sealed+jwe"
"""Values of `typ` of what is sealed: a packet, an event that passes a home hub, one field of a packet."""
SEALED_PART_CONTENT = "rx-sealed+json"
SEALED_PART_MEMBERS = frozenset({"aud", "categories", "provenance"})
"""Of a sealed part: the `cty`, and what its protected header says beside a parcel's."""
