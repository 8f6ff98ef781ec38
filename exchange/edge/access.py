"""Who may call a protected address: the holder of a DPoP-bound token of this hub, and nobody else.

No header that a proxy could have set (`X-Forwarded-*`, `X-Client-Cert`, `Forwarded`) is ever read.
"""

from dataclasses import dataclass

from starlette.requests import Request

from exchange.edge.again import run_again
from exchange.edge.proof import Nonces, read_proof
from exchange.edge.quotas import count, refuse_spent
from exchange.edge.refusals import InsufficientScope, InvalidProof, Unauthenticated
from exchange.edge.token import read_token
from exchange.ports.hub import Hub
from keys.encoding import digest
from keys.errors import KeysError
from keys.objects import ACCESS_TOKEN
from keys.sign import peek


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a caller was found to be: `client` is its entity id, `token_jti` the id of its token."""

    client: str
    scopes: frozenset[str]
    token_jti: str


async def admit(request: Request, *, hub: Hub, scope: str, nonces: Nonces | None = None) -> Grant:
    """Do what `authorise` does, in a thread; what can be refused for little is refused without one.

    That is what is plainly no token of a hub, and the calls of a client that goes on though it made too many.
    """
    compact = _presented(request)
    await refuse_spent(request, compact)
    try:
        peek(compact, kind=ACCESS_TOKEN)
    except KeysError as error:
        raise Unauthenticated from error
    return await run_again(authorise, request, hub=hub, scope=scope, nonces=nonces)


def authorise(request: Request, *, hub: Hub, scope: str, nonces: Nonces | None = None) -> Grant:
    """Let a request pass that holds a valid token of this hub and a fresh proof of its key.

    Blocks on the store: call it in a thread. Each proof passes once, across processes and restarts.

    Args:
        request: the request; its body is not touched.
        hub: whose token it must be.
        scope: the scope this call needs.
        nonces: where given, proofs must hold a current nonce.

    Raises:
        Unauthenticated: the token is missing, not in the Authorization header, not valid, or bound to another key.
        InvalidProof: the proof is missing, does not fit, or was used before; NonceNeeded where only the nonce is amiss.
        InsufficientScope: the token is good, but not for this.
        QuotaExceeded: its client has made too many calls.
    """
    at = hub.clock.now()
    compact = _presented(request)
    token = read_token(compact, hub=hub, at=at)
    proof = read_proof(request, hub=hub, at=at, ath=digest(compact), nonces=nonces)
    if proof.jkt != token.jkt:
        raise Unauthenticated
    # Asked before the database: a client that floods must not keep the others from it.
    count(request, token.client, token=compact)
    # Spent last, when everything else holds: a refused proof must not block its own correction.
    with hub.store.shared() as tx:
        stands = token.stands(tx, hub=hub)
        fresh = stands and proof.spend(tx, at=at)
    if not stands:
        raise Unauthenticated
    if not fresh:
        raise InvalidProof
    if scope not in token.scopes:
        raise InsufficientScope
    return Grant(client=token.client, scopes=token.scopes, token_jti=token.jti)


def _presented(request: Request) -> str:
    given = request.headers.getlist("authorization")
    # A token in an address ends up in logs, wherever else it may stand too.
    if len(given) != 1 or "access_token" in request.query_params:
        raise Unauthenticated
    scheme, _, compact = given[0].partition(" ")
    if scheme.lower() != "dpop":
        raise Unauthenticated
    return compact
