"""Rate limits and backpressure: who calls too often is refused before anything costly is done for it.

A client's calls are counted once its token and proof hold, before the database is asked. Calls that hold no valid
token are counted for the address they come from. The counts are this process's own and end with it.

Who goes on after it was refused is answered at a pace of ours: as fast as it calls, its refusals alone would keep the
process from everybody else.
"""

from asyncio import sleep
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from exchange.core.errors import Refusal
from exchange.core.rate_limit import Limits, RateLimit, RateLimitState, count_call
from exchange.edge.http.budget import BodyBudget

_MOST_KEPT = 100_000
_MOST_SPENT = 1000
_NETWORK_BITS = 64
_PACE_SECONDS = 0.05
_LONGEST_SECONDS = 2.0


class RateLimitExceeded(Refusal):
    """Too many calls in too short a time."""

    code = "SENDER_QUOTA_EXCEEDED"
    status = 429
    retryable = "same-ids"
    de = "Zu viele Aufrufe in zu kurzer Zeit."
    fix_de = "Warten Sie so viele Sekunden, wie der Kopf `Retry-After` nennt, dann noch einmal. Es ist nichts verloren."
    fix_en = "Wait as many seconds as the header `Retry-After` says, then try again. Nothing is lost."

    def __init__(self, standing: RateLimitState, *, closing: bool = False) -> None:
        super().__init__(standing.rate_limit.name)
        self.standing = standing
        self.closing = closing


class AddressRateLimitExceeded(RateLimitExceeded):
    """Too many calls without a valid token from this address."""

    code = "SENDER_ADDRESS_QUOTA_EXCEEDED"
    de = "Zu viele Aufrufe ohne gültiges Token von dieser Adresse."

    def __init__(self, standing: RateLimitState) -> None:
        # Keeping the connection would spare the next attempt the cost of a new one.
        super().__init__(standing, closing=True)


class Counted:
    """One rate limit for any number of callers, each by itself. May be used from any number of threads."""

    def __init__(self, rate_limit: RateLimit, *, most: int = _MOST_KEPT) -> None:
        self._rate_limit = rate_limit
        self._most = most
        self._whole_at: dict[str, float] = {}
        self._lock = Lock()

    def look(self, who: str, *, at: float) -> RateLimitState:
        """Say how a call would fare, without counting it."""
        return count_call(self._rate_limit, whole_at=self._whole_at.get(who, at), at=at)

    def take(self, who: str, *, at: float) -> RateLimitState:
        """Count one call; one that is refused costs nothing."""
        # Looked at and written under one lock: of two calls at once only one may get the last that is left.
        with self._lock:
            standing = self.look(who, at=at)
            if who not in self._whole_at and len(self._whole_at) >= self._most:
                self._make_room(at)
            self._whole_at[who] = standing.whole_at
        return standing

    def _make_room(self, at: float) -> None:
        self._whole_at = {who: whole_at for who, whole_at in self._whole_at.items() if whole_at > at}
        # Where even that leaves no room, half the world is calling; the oldest entries go.
        for who in list(self._whole_at)[: max(0, len(self._whole_at) - self._most // 2)]:
            del self._whole_at[who]


class RateLimits:
    """The rate limits of one process. `now` gives seconds that only ever rise.

    `turned_away` counts the calls and connections of addresses that had called too often; `bodies` is what the
    bodies of all calls under way may take up.
    """

    def __init__(self, limits: Limits, *, now: Callable[[], float]) -> None:
        self._now = now
        self._shared = limits.shared_addresses
        self._clients = Counted(RateLimit(name="client", calls=limits.client_calls))
        self._addresses = Counted(RateLimit(name="address", calls=limits.address_calls))
        self._spent: dict[str, str] = {}
        self._turns: dict[str, float] = {}
        self.turned_away = 0
        self.bodies = BodyBudget(limits.body_memory)

    def client(self, client: str, *, token: str = "") -> RateLimitState:
        """Count a call of a client, made with a token where there is one."""
        standing = self._clients.take(client, at=self._now())
        if standing.wait and token:
            # Forgotten, each of them costs one whole check more; kept for ever, they would be memory that callers fill.
            if len(self._spent) >= _MOST_SPENT:
                self._spent.clear()
            self._spent[token] = client
        return standing

    def spent(self, token: str) -> RateLimitState | None:
        """Say how a client stands that was refused with this very token and would be again; None of all others.

        Whoever presents the token learns no more than that it is one, and spends nothing of its client's.
        """
        client = self._spent.get(token)
        if client is None:
            return None
        standing = self._clients.look(client, at=self._now())
        return standing if standing.wait else None

    def turn(self, token: str) -> float:
        """Say in how many seconds a refusal of that token is to be sent: those of one client follow one another.

        Below zero where too many wait already; such a call is answered at once, and its connection closed.
        """
        # On the event loop alone, one after the other, so without a lock.
        now, client = self._now(), self._spent.get(token, "")
        turn = max(now, self._turns.get(client, now))
        if turn - now > _LONGEST_SECONDS:
            return -1.0
        self._turns[client] = turn + _PACE_SECONDS
        return turn - now

    def let_in(self, address: str) -> None:
        """Let an address in from which not too many calls without a valid token came.

        Raises:
            AddressRateLimitExceeded: too many came.
        """
        if address in self._shared:
            return
        standing = self._addresses.look(network(address), at=self._now())
        if standing.wait:
            self.turned_away += 1
            raise AddressRateLimitExceeded(standing)

    def network_of(self, address: str) -> str:
        """The network of an address that one house calls from; empty for one that many share, who all count as none."""
        return "" if address in self._shared else network(address)

    def stranger(self, address: str) -> None:
        """Count a call that held no valid token."""
        if address not in self._shared:
            self._addresses.take(network(address), at=self._now())


def count(request: Request, client: str, *, token: str = "") -> None:
    """Count a call of the client that was found to make it, with its token; the response says what is left.

    Raises:
        RateLimitExceeded: it has made too many.
    """
    request.state.partner = client
    standing = request.state.rate_limit = request.state.rate_limits.client(client, token=token)
    if standing.wait:
        raise RateLimitExceeded(standing)


async def refuse_spent(request: Request, token: str) -> None:
    """Refuse a call without looking further into it, whose client has made too many and heard so before.

    Raises:
        RateLimitExceeded: it has. The answer comes when its turn has come.
    """
    rate_limits: RateLimits = request.state.rate_limits
    standing = rate_limits.spent(token)
    if standing is None:
        return
    request.state.rate_limit = standing
    turn = rate_limits.turn(token)
    await sleep(max(turn, 0))
    raise RateLimitExceeded(standing, closing=turn < 0)


class RateLimitMiddleware:
    """ASGI middleware: leaves `rate_limits` in the request's state and turns away addresses that call too often.

    A call that ends without anything in `rate_limit` of its state, where `count` writes, was a stranger's; one that
    leaves `uncounted` there is nobody's: it got what costs nothing to give.
    """

    def __init__(self, app: ASGIApp, *, rate_limits: RateLimits) -> None:
        self._app = app
        self._rate_limits = rate_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI request; anything but HTTP passes untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address, state = (scope.get("client") or ("",))[0], scope["state"]
        state["rate_limits"] = self._rate_limits
        try:
            self._rate_limits.let_in(address)
            await self._app(scope, receive, send)
        except AddressRateLimitExceeded as error:
            state["rate_limit"] = error.standing
            raise
        finally:
            self._rate_limits.bodies.give(state)
            if "rate_limit" not in state and not state.get("uncounted"):
                self._rate_limits.stranger(address)


def network(address: str) -> str:
    """Whom an address stands for: itself, or for IPv6 the network of 64 bits that one subscriber has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else format(int(parsed) >> _NETWORK_BITS, "x")
