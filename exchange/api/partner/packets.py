"""Parcels and attachments: what was announced is fetched here, and what a partner attaches is put here."""

import base64
import re
from collections.abc import Iterator
from hashlib import sha256 as hash256
from tempfile import TemporaryFile
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from exchange.core.errors import Malformed, NotFound, TooLarge
from exchange.core.ids import read_uuid
from exchange.core.unavailable import DiskFull
from exchange.edge.auth.access import Grant, authorize
from exchange.edge.endpoint import Endpoint, authenticating, guarded
from exchange.edge.http.body import NO_BODY, check_coding
from exchange.edge.http.errors import MethodNotAllowed
from exchange.flows.delivery.fetch import may_fetch_blob, pick_up
from exchange.flows.keep_blob import Reserved, release, reserve, settle
from exchange.ports.hub import Hub

PARCEL = "application/rx-parcel+json"
PIECE = 256 * 1024
HEAD = 1024 * 1024
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def packet(hub: Hub) -> Endpoint:
    """Make `GET /packets/{id}`: the parcel with its `Content-Digest` (RFC 9530); 410 once it has ended."""

    def core(request: Request, grant: Grant, _: bytes, hub: Hub) -> Response:
        if request.method != "GET":
            # A pick-up is written down as a disclosure; to look at the headers alone would be one that never was.
            raise MethodNotAllowed(allowed=("GET",))
        found = pick_up(read_uuid(request.path_params["id"]), client=grant.client, hub=hub)
        return Response(found.parcel, media_type=PARCEL, headers={"Content-Digest": content_digest(found.parcel)})

    return authenticating(core, hub=hub, scope="referral.receive", media=NO_BODY, limit=0)


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest` for a body (RFC 9530 section 2): SHA-256 in base64 between colons."""
    return f"sha-256=:{base64.b64encode(hash256(body).digest()).decode()}:"


def blob(hub: Hub) -> Endpoint:
    """Make `GET /blobs/{sha256}`: attachment ciphertext, whole or from one byte on (`Range`, RFC 9110 section 14)."""

    def core(request: Request, grant: Grant, _: bytes) -> Response:
        digest = read_digest(request.path_params["sha256"])
        may_fetch_blob(digest, client=grant.client, hub=hub)
        size, source = hub.blobs.size(digest), hub.blobs.open(digest)
        if size is None or source is None:
            raise NotFound(digest)
        return _stream(source, size=size, wanted=request.headers.get("range", ""))

    return guarded(core, hub=hub, scope="referral.receive", media=NO_BODY, limit=0)


def put_blob(hub: Hub) -> Endpoint:
    """Make `PUT /blobs/{sha256}`: a partner's own attachment, before the event that names it; repeats are fine."""
    # Ciphertext is longer than what it holds: 16 bytes for each 16 KiB, padding to Padmé lengths (at most 12 %).
    limit = hub.policy.attachment_limit + hub.policy.attachment_limit // 8 + HEAD

    async def endpoint(request: Request) -> Response:
        grant = await authorize(request, hub=hub, scope="referral.acknowledge")
        digest = read_digest(request.path_params["sha256"])
        check_coding(request)
        if not hub.blobs.has_room():
            raise DiskFull
        # One that is here already takes no room; it is received all the same, to be compared.
        here = hub.blobs.size(digest) is not None
        room = None if here else await run_in_threadpool(_reserve, request, digest, grant.client, limit, hub)
        try:
            await _keep(request, digest, limit=limit, room=room, hub=hub)
        except Exception:
            if room is not None:
                await run_in_threadpool(release, room, hub=hub)
            raise
        return Response(status_code=204)

    return endpoint


def read_digest(text: str) -> str:
    """Return `text` if it may be a SHA-256 digest in base64url.

    Raises:
        NotFound: it may not, so there is nothing of this name.
    """
    if not _DIGEST.fullmatch(text):
        raise NotFound
    return text


def _reserve(request: Request, digest: str, client: str, limit: int, hub: Hub) -> Reserved:
    announced = request.headers.get("content-length", "")
    size = int(announced[:20]) if announced.isdecimal() else None
    return reserve(digest, size=size, limit=limit, who=client, hub=hub)


async def _keep(request: Request, digest: str, *, limit: int, room: Reserved | None, hub: Hub) -> None:
    size = 0
    with TemporaryFile() as held:
        try:
            async for piece in request.stream():
                size += len(piece)
                _check(size, limit=limit, room=room, most=hub.policy.upload_bytes)
                await run_in_threadpool(held.write, piece)
        except ClientDisconnect as error:
            raise Malformed from error
        if room is not None:
            await run_in_threadpool(settle, room, size=size, hub=hub)
        held.seek(0)
        await run_in_threadpool(hub.blobs.put, digest, held)


def _check(size: int, *, limit: int, room: Reserved | None, most: int) -> None:
    if size > limit:
        raise TooLarge
    if room is not None:
        room.check(size, most=most)


def _stream(source: BinaryIO, *, size: int, wanted: str) -> Response:
    match = _RANGE.fullmatch(wanted)
    # Anything but one plain range is answered with the whole, as RFC 9110 section 14.2 allows.
    if match is None:
        headers = {"Content-Length": str(size), "Accept-Ranges": "bytes"}
        return StreamingResponse(_pieces(source, size), headers=headers, media_type="application/octet-stream")
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        source.close()
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    source.seek(first)
    length = last - first + 1
    headers = {"Content-Length": str(length), "Content-Range": f"bytes {first}-{last}/{size}"}
    return StreamingResponse(_pieces(source, length), 206, headers, media_type="application/octet-stream")


def _pieces(source: BinaryIO, length: int) -> Iterator[bytes]:
    with source:
        while length > 0:
            piece = source.read(min(PIECE, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
