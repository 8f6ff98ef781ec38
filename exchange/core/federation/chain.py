"""Trust chain (OpenID Federation 1.1 sections 4 and 10): from a participant to the anchor, in exactly three statements.

What the participant says of itself, what the anchor says of it, what the anchor says of itself. Each was signed by a
key of the next, the last by the key that is pinned here: who verified them has seen to that. Anything between refuses
the chain, so there is no path to find, no loop and no policy to merge.

What comes out is the participant's metadata, made in the standard's order: the anchor's own words over the
participant's, entity types that are not allowed taken off, the policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.federation.constraints import constrained
from exchange.core.federation.errors import ChainInvalid
from exchange.core.federation.metadata_policy import under_policy
from exchange.core.federation.statement import ANCHOR, HUB, PARTNER, Metadata, Statement

LENGTH = 3
BY_THE_ANCHOR = frozenset({"home", "kind", "enc_jwks", "ack_jwks"})
"""Of a partner these the anchor says, or nobody: its home hub serves the rest, and must not be able to choose keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A participant as the federation knows it; `exp` is the earliest end in its chain."""

    sub: str
    anchor: str
    metadata: Metadata
    exp: datetime
    leaf: Statement
    statement: Statement


def resolve(chain: Sequence[Statement]) -> Resolved:
    """Resolve statements that were verified, the participant's first and the anchor's last.

    Raises:
        ChainInvalid: they are not three, or do not belong together.
        ConstraintBroken, MetadataPolicyInvalid, MetadataRefused: the anchor does not let the participant in as it is.
    """
    if len(chain) != LENGTH:
        raise ChainInvalid("length")
    leaf, statement, anchor = chain
    _check_links(leaf, statement, anchor)
    metadata = _over(leaf.metadata, statement.metadata)
    metadata = constrained(metadata, sub=leaf.sub, constraints=statement.claims.get("constraints", {}))
    if "metadata_policy" in statement.claims:
        metadata = under_policy(metadata, policy=statement.claims["metadata_policy"])
    _check_kind(metadata, statement)
    ends = min(one.exp for one in chain)
    return Resolved(sub=leaf.sub, anchor=anchor.sub, metadata=metadata, exp=ends, leaf=leaf, statement=statement)


def _check_links(leaf: Statement, statement: Statement, anchor: Statement) -> None:
    wrong = {
        "anchor": anchor.iss != anchor.sub or ANCHOR not in anchor.metadata or bool(anchor.hints),
        "issuer": statement.iss != anchor.sub,
        "subject": leaf.iss != leaf.sub or statement.sub != leaf.sub or leaf.sub == anchor.sub,
        "hint": anchor.sub not in leaf.hints,
    }
    for what, broken in wrong.items():
        if broken:
            raise ChainInvalid(what)


def _over(said: Metadata, by_anchor: Metadata) -> Metadata:
    return {kind: {**said.get(kind, {}), **by_anchor.get(kind, {})} for kind in {**said, **by_anchor}}


def _check_kind(metadata: Metadata, statement: Statement) -> None:
    if ANCHOR in metadata or (HUB in metadata) == (PARTNER in metadata):
        # Exactly one of the two: what is both could be asked for as either.
        raise ChainInvalid("kind")
    if PARTNER in metadata and BY_THE_ANCHOR - statement.metadata.get(PARTNER, {}).keys():
        raise ChainInvalid("partner")
