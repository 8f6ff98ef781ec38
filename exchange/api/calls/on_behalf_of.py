"""Delegated calls: a case-management system names the member of staff each is made for, and each is made once.

Staff are named in `On-Behalf-Of`; what changes something carries an `Idempotency-Key`
(draft-ietf-httpapi-idempotency-key-header) and, where it acts on what is there, `If-Match` (RFC 9110 section 13.1.1).
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from exchange.core.errors import Malformed, StaleVersion
from exchange.core.said import Said
from exchange.core.staff.caller import IfMatchMissing, KeyMissing, StaffNotNamed, StillRunning
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.typed_key import NotAKey, read_typed_key
from exchange.edge.auth.access import Grant, authorize
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import NO_BODY, check_media, read_body
from exchange.edge.http.retry import run_again
from exchange.flows.staff.access import take_up
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.flows.staff.idempotency import Ask, once
from exchange.ports.hub import Hub
from keys.encoding import digest
from keys.strictjson import canonical

SCOPE = "referral.send"
STAFF, KEY, MATCH = "On-Behalf-Of", "Idempotency-Key", "If-Match"
_NO_TAG = Said("Das ist kein ETag.", "That is no ETag.")
_TAG = Said('If-Match: "3" (das ETag, in Anführungszeichen), oder *', 'If-Match: "3" (the ETag, quoted), or *')
# Up to 100 characters, each of which may take four bytes of UTF-8 and so twelve characters of the header.
_STAFF = re.compile(r"(?:[!-$&-~]|%[0-9A-Fa-f]{2}){1,400}")
_KEY = re.compile(r'"[ !#-\[\]-~]{1,255}"|[A-Za-z0-9_:/.+~-]{1,255}')
_ETAG = re.compile(r'\s*(W/)?"([!#-~]{0,64})"\s*')
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
SAID = (STAFF, MATCH, "Content-Type", "Content-Disposition", "Data-Category", "Data-Source")
"""The headers that change what a call means; with method, path and body they make its fingerprint."""
CONFIRMED = "Confirmed-Findings"
"""One more of them, counted where it is there: the fingerprints kept from before it was known stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client asks: who acts, for which thing, with which body; `seen` is what `If-Match` named."""

    by: OnBehalfOf
    id: str
    raw: bytes
    seen: Collection[int] | None


class Running:
    """The calls of this process that are being worked on, by client and key. Other processes wait for the store."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def alone(self, client: str, key: str) -> Iterator[None]:
        """Let one call through at a time.

        Raises:
            StillRunning: one under this key is here already.
        """
        with self._lock:
            if (client, key) in self._keys:
                raise StillRunning
            self._keys.add((client, key))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((client, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkApi:
    """Where the calls of case-management systems are taken."""

    hub: Hub
    running: Running = field(default_factory=Running)


def looks(core: Callable[[Request, OnBehalfOf], Response], *, hub: Hub) -> Endpoint:
    """Make an endpoint that shows something to a member of staff."""

    def named(request: Request, grant: Grant, _: bytes) -> Response:
        return core(request, acting_for(request, grant))

    return guarded(named, hub=hub, scope=SCOPE, media=NO_BODY, limit=0)


def acts(
    core: Callable[[Asked, Hub], StoredResponse],
    *,
    api: CaseworkApi,
    limit: int,
    media: frozenset[str] = NO_BODY,
    on: Callable[[str], str] | None = None,
) -> Endpoint:
    """Make an endpoint that changes something once.

    Args:
        core: sync code that acts inside one transaction; the hub it is given says through whom.
        api: where the call is taken.
        limit: the largest body in bytes.
        media: the media types of the body; empty where there is none.
        on: reads the id in the address; what is there must then be the caller's, and as `If-Match` says.
    """

    async def endpoint(request: Request) -> Response:
        grant = await authorize(request, hub=api.hub, scope=SCOPE)
        by, key = acting_for(request, grant), read_key(request)
        seen = read_match(request) if on else None
        with api.running.alone(by.client, key):
            if media:
                check_media(request, media=media)
            raw = await read_body(request, limit=limit)
            asked = Asked(by=by, id=request.path_params.get("id", ""), raw=raw, seen=seen)
            ask = Ask(client=by.client, key=key, fingerprint=fingerprint(request, body=digest(raw)))
            return answer(await run_again(once, ask, partial(_act, core, asked, on), hub=api.hub))

    return endpoint


def acting_for(request: Request, grant: Grant) -> OnBehalfOf:
    """Read for whom a call is made.

    Raises:
        StaffNotNamed: for nobody, for several, or for what is no staff id.
    """
    named = request.headers.getlist(STAFF)
    if len(named) != 1 or not _STAFF.fullmatch(named[0]):
        raise StaffNotNamed(pointer=f"/{STAFF}")
    try:
        # A header is ASCII: what is not is written as percent-encoded UTF-8 (RFC 3986 section 2.1), `J%C3%B6rg`.
        staff = read_typed_key(unquote(named[0], errors="strict"))
    except (UnicodeDecodeError, NotAKey) as error:
        raise StaffNotNamed(pointer=f"/{STAFF}") from error
    return OnBehalfOf(staff, grant.client)


def read_key(request: Request) -> str:
    """Read the idempotency key: a quoted string, as the draft has it, or the same without quotes.

    Raises:
        KeyMissing: there is none, there are several, or it is too long.
    """
    given = request.headers.getlist(KEY)
    if len(given) != 1 or not _KEY.fullmatch(given[0]):
        raise KeyMissing(pointer=f"/{KEY}")
    return given[0].strip('"')


def read_match(request: Request) -> Collection[int] | None:
    """Read which states of a referral a call may act on; None for `*`, any.

    Raises:
        IfMatchMissing: there is no `If-Match`.
        Malformed: it is no list of entity tags (RFC 9110 section 13.1.1).
        StaleVersion: it names what no referral's `ETag` ever was, or a weak one, which never matches.
    """
    given = ",".join(request.headers.getlist(MATCH)).strip()
    if not given:
        raise IfMatchMissing(pointer=f"/{MATCH}")
    if given == "*":
        return None
    # A tag may hold a comma, ours never do; an element of a list may be empty (section 5.6.1).
    found = [_ETAG.fullmatch(one) for one in given.split(",") if one.strip()]
    if not all(found):
        raise Malformed(pointer=f"/{MATCH}").saying(what=_NO_TAG, form=_TAG)
    seen = {int(one[2]) for one in found if one and not one[1] and _NUMBER.fullmatch(one[2])}
    if not seen:
        raise StaleVersion(pointer=f"/{MATCH}")
    return seen


def fingerprint(request: Request, *, body: str) -> str:
    """The digest of all that a call says: method, path, what its headers mean, the digest of its body."""
    said = [request.headers.getlist(name) for name in SAID]
    # The path as it came: `request.url` is made of the Host header too, which the caller chooses (protocol section 1).
    more = request.headers.getlist(CONFIRMED)
    return digest(canonical([request.method, request.scope["path"], said, body, *([more] if more else [])]))


def answer(reply: StoredResponse) -> Response:
    """Send what was kept."""
    return Response(reply.body, reply.status, dict(reply.headers))


def etag(writes: int) -> str:
    """The entity tag of a referral that was written so often."""
    return f'"{writes}"'


def _act(
    core: Callable[[Asked, Hub], StoredResponse], asked: Asked, on: Callable[[str], str] | None, hub: Hub
) -> StoredResponse:
    if on:
        take_up(on(asked.id), seen=asked.seen, by=asked.by, hub=hub)
    return core(asked, hub)
