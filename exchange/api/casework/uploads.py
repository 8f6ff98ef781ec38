"""Streaming upload: attachments of case-management systems, sealed before any is kept, never whole in memory."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from tempfile import TemporaryFile

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import (
    CONFIRMED,
    CaseworkApi,
    acting_for,
    answer,
    etag,
    fingerprint,
    read_key,
    read_match,
)
from exchange.api.calls.on_behalf_of import SCOPE as SEND
from exchange.core.consent.field import PERSON
from exchange.core.errors import Malformed, TooLarge
from exchange.core.packet.file_name import check_file_name
from exchange.core.packet.media import HEAD, MEDIA, AttachmentRefused, check_head
from exchange.core.referral.code import read_name
from exchange.core.said import Said, one_of
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.vocabulary import Category, Scan
from exchange.edge.auth.access import authorize
from exchange.edge.endpoint import Endpoint
from exchange.edge.http.body import check_coding, check_media
from exchange.edge.http.disposition import attachment_name
from exchange.edge.metadata.look import metadata_in
from exchange.flows.sending.drafting.attach import Sealed, attach, seal_for
from exchange.flows.sending.drafting.draft import File
from exchange.flows.staff.access import as_it_stands, take_up
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.flows.staff.idempotency import Ask, answered, once
from exchange.ports.hub import Hub
from keys.encoding import b64url
from keys.held import Held
from keys.stream import KEY_BYTES
from keys.strictjson import dumps

_NAMED = Said(
    'Content-Disposition: attachment; filename="brief.pdf"', 'Content-Disposition: attachment; filename="brief.pdf"'
)
CATEGORY, SOURCE = "Data-Category", "Data-Source"
_KINDS = re.compile(r"[a-z-]{1,40}(?: ?, ?[a-z-]{1,40}){0,19}")
_LISTED = Said(f"{CONFIRMED}: file-author, file-location", f"{CONFIRMED}: file-author, file-location")
MEDIA_TYPES = frozenset(MEDIA.values())
_SOURCE = re.compile(r"person|jobcenter|professional:https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a file says of itself in the headers of its call."""

    name: str
    media_type: str
    category: str
    provenance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came in: who sends it, for which referral, in which state they saw it."""

    by: OnBehalfOf
    referral: str
    seen: frozenset[int] | None
    file: File
    confirmed: frozenset[str]


def upload(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals/{id}/attachments`: the body is the file, the headers say what it is.

    Its name stands in a header because names of files can be personal, and addresses end up in logs.
    """

    async def endpoint(request: Request) -> Response:
        grant = await authorize(request, hub=api.hub, scope=SEND)
        by, key = acting_for(request, grant), read_key(request)
        seen = read_match(request)
        check_media(request, media=MEDIA_TYPES)
        # What is sealed is what came in: a compressed file would reach the partner under a type it is not of.
        check_coding(request)
        with api.running.alone(by.client, key):
            # What it says of itself is read before the first byte of it.
            label, confirmed = _label(request), _confirmed(request)
            async with _received(request, label, hub=api.hub) as (held, length, body):
                file = await run_in_threadpool(_file, held, label, length)
                given = Upload(
                    by=by,
                    referral=read_name(request.path_params["id"]),
                    seen=None if seen is None else frozenset(seen),
                    file=file,
                    confirmed=confirmed,
                )
                ask = Ask(client=by.client, key=key, fingerprint=fingerprint(request, body=body))
                return answer(await run_in_threadpool(_take, ask, given, hub=api.hub))

    return endpoint


def _file(held: Held, label: Label, length: int) -> File:
    """The file that came in, and what it says of itself: it is read twice, and both times decrypted as it is read."""
    metadata = metadata_in(held.reader(), media_type=label.media_type)
    source = held.reader()
    return File(**asdict(label), scan=Scan.NOT_SCANNED, length=length, source=source, metadata=metadata)


def _take(ask: Ask, given: Upload, *, hub: Hub) -> StoredResponse:
    before = answered(ask, hub=hub)
    if before is not None:
        return before
    take_up(given.referral, seen=given.seen, by=given.by, hub=hub)
    # Sealing takes its time; what it is sealed for is looked at again when it becomes part of the draft.
    sealed = seal_for(given.referral, file=given.file, by=given.by, hub=hub)
    return once(ask, partial(_attach, given, sealed), hub=hub)


def _attach(given: Upload, sealed: Sealed, hub: Hub) -> StoredResponse:
    take_up(given.referral, seen=given.seen, by=given.by, hub=hub)
    made = attach(given.referral, sealed=sealed, by=given.by, hub=hub, confirmed=given.confirmed)
    referral, writes = as_it_stands(given.referral, by=given.by, hub=hub)
    # Without the file's name: it may be personal, and what is kept of an answer is not sealed under the person's key.
    document = {
        "referral": referral.id,
        "attachment": made.id,
        "media_type": made.media_type,
        "category": made.category.value,
        "length": made.length,
    }
    headers = {"Content-Type": JSON_MEDIA, "ETag": etag(writes)}
    return StoredResponse(status=201, headers=headers, body=dumps(document))


@asynccontextmanager
async def _received(request: Request, label: Label, *, hub: Hub) -> AsyncIterator[tuple[Held, int, str]]:
    """Take a body into a nameless file, encrypted as it comes: what it is read from, its length, its digest."""
    with TemporaryFile() as file:
        held = Held(file, key=hub.entropy.bytes(KEY_BYTES))
        try:
            size, digest = await _fill(held, request, label, limit=hub.policy.attachment_limit)
        except ClientDisconnect as error:
            raise Malformed from error
        yield held, size, digest


async def _fill(held: Held, request: Request, label: Label, *, limit: int) -> tuple[int, str]:
    size, hashed, head = 0, sha256(), b""
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise TooLarge
        if len(head) < HEAD:
            head += piece[:HEAD]
            # Whoever sends something else hears so before the rest has come.
            if len(head) >= HEAD:
                check_head(head[:HEAD], media_type=label.media_type)
        hashed.update(piece)
        await run_in_threadpool(held.write, piece)
    if not size:
        raise AttachmentRefused("empty")
    check_head(head[:HEAD], media_type=label.media_type)
    return size, b64url(hashed.digest())


def _confirmed(request: Request) -> frozenset[str]:
    """The kinds of findings in the file that somebody looked at, as a refusal named them."""
    given = ", ".join(request.headers.getlist(CONFIRMED))
    if given and not _KINDS.fullmatch(given):
        raise Malformed(pointer=f"/{CONFIRMED}").saying(form=_LISTED)
    return frozenset(one.strip() for one in given.split(",") if one)


def _label(request: Request) -> Label:
    category, source = request.headers.get(CATEGORY, ""), request.headers.get(SOURCE, PERSON)
    if category not in list(Category):
        form = one_of(Category, typed=category)
        raise AttachmentRefused("category", pointer=f"/{CATEGORY}").saying(form=form)
    if not _SOURCE.fullmatch(source):
        raise AttachmentRefused("source", pointer=f"/{SOURCE}")
    media_type = request.headers["content-type"].partition(";")[0].strip().lower()
    name = attachment_name(request.headers.get("content-disposition", ""))
    if name is None:
        raise AttachmentRefused("name", pointer="/Content-Disposition").saying(form=_NAMED)
    name = check_file_name(name, media_type=media_type)
    return Label(name=name, media_type=media_type, category=category, provenance=source)
