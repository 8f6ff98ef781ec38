"""Sender-constrained access: only the holder of a DPoP-bound token of this hub may call a protected address.

No header that a proxy could have set (`X-Forwarded-*`, `X-Client-Cert`, `Forwarded`) is ever read.
"""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from exchange.edge.auth.dpop import Nonces, Proven, read_proof
from exchange.edge.auth.token import Token, read_token
from exchange.edge.http.errors import NOTHING_SENT, InsufficientScope, InvalidProof, Unauthenticated
from exchange.edge.http.rate_limits import count, refuse_spent
from exchange.edge.http.retry import run_again
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a caller was found to be: `client` is its entity id, `token_jti` the id of its token."""

    client: str
    scopes: frozenset[str]
    token_jti: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who presented a token and a proof that fit each other and the request; the store was not asked yet.

    `hub` is whose token it is, `at` when the request came, `scope` what the call needs.
    """

    token: Token
    proof: Proven
    scope: str
    at: datetime
    hub: Hub

    @property
    def grant(self) -> Grant:
        """What the caller is once it was let in."""
        return Grant(client=self.token.client, scopes=self.token.scopes, token_jti=self.token.jti)

    def consume_proof(self, tx: Tx) -> None:
        """Use the proof up; each passes once, across processes and restarts.

        Raises:
            Unauthenticated: the token was revoked, or its client suspended.
            InvalidProof: the proof was used before.
        """
        if not self.token.stands(tx, hub=self.hub):
            raise Unauthenticated
        if not self.proof.spend(tx, at=self.at):
            raise InvalidProof

    def consume_proof_alone(self) -> None:
        """Do the same in a transaction of its own."""
        with self.hub.store.shared() as tx:
            self.consume_proof(tx)


async def authorize(request: Request, *, hub: Hub, scope: str) -> Grant:
    """Let a request pass that holds a valid token of this hub and a fresh proof of its key, and use the proof up.

    For a call whose body is read only when its caller is in. Raises as `authenticate` does, and as `Caller` does.
    """
    caller = await authenticate(request, hub=hub, scope=scope)
    await run_again(caller.consume_proof_alone)
    return caller.grant


async def authenticate(request: Request, *, hub: Hub, scope: str, nonces: Nonces | None = None) -> Caller:
    """Let a request pass whose token and proof fit each other and the request; the store is asked by what follows.

    It is done on the event loop: handing it to a thread takes as long as to verify one signature, for the other, the
    token's, is mostly known.

    Args:
        request: the request; its body is not touched.
        hub: whose token it must be.
        scope: the scope this call needs.
        nonces: where given, proofs must hold a current nonce.

    Raises:
        Unauthenticated, InvalidProof, NonceNeeded, RateLimitExceeded: see `check_token_and_proof`.
        InsufficientScope: the token is good, but not for this; its proof is used up.
    """
    # The calls of a client that goes on though it made too many are refused for less than that.
    await refuse_spent(request, _presented(request))
    caller = check_token_and_proof(request, hub=hub, scope=scope, nonces=nonces)
    if scope not in caller.token.scopes:
        await run_again(caller.consume_proof_alone)
        raise InsufficientScope
    return caller


def check_token_and_proof(request: Request, *, hub: Hub, scope: str, nonces: Nonces | None = None) -> Caller:
    """Check everything of a request's token and proof that needs no store, and count the call.

    Raises:
        Unauthenticated: the token is missing, not in the Authorization header, not valid, or bound to another key.
        InvalidProof: the proof is missing or does not fit; NonceNeeded where only the nonce is amiss.
        RateLimitExceeded: its client has made too many calls.
    """
    at = hub.clock.now()
    compact = _presented(request)
    token = read_token(compact, hub=hub, at=at)
    proof = read_proof(request, hub=hub, at=at, ath=digest(compact), nonces=nonces)
    if proof.jkt != token.jkt:
        raise Unauthenticated
    # Asked before the database: a client that floods must not keep the others from it.
    count(request, token.client, token=compact)
    return Caller(token=token, proof=proof, scope=scope, at=at, hub=hub)


def _presented(request: Request) -> str:
    given = request.headers.getlist("authorization")
    # A token in an address ends up in logs, wherever else it may stand too.
    if len(given) != 1 or "access_token" in request.query_params:
        raise Unauthenticated("" if _brings_any(request) else NOTHING_SENT)
    scheme, _, compact = given[0].partition(" ")
    if scheme.lower() != "dpop":
        raise Unauthenticated
    return compact


def _brings_any(request: Request) -> bool:
    return bool({"authorization", "dpop"} & set(request.headers)) or "access_token" in request.query_params
