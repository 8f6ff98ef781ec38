"""Crash-safe ingestion: one packet is fetched, checked, its attachments fetched, and answered. Each step repeats.

Each step is on the disk before the next begins, and is found done when it is tried again: whatever stops us, the next
attempt goes on from there, and nothing is said twice.
"""

from dataclasses import replace

from exchange.core.reasons import Unreadable
from exchange.partner import files
from exchange.partner.acknowledge import Saying, say
from exchange.partner.attachments import bring
from exchange.partner.calls import Brought, Fetched, NotThere, Oversized, fetch_parcel
from exchange.partner.context import PartnerContext
from exchange.partner.inbox import Filed, Stage
from exchange.partner.unseal import Inner
from exchange.partner.verify import Readable, SeenBefore, Unread, check_parcel


def ingest(filed: Filed, *, context: PartnerContext, brought: Brought | None = None) -> Filed:
    """Bring a packet as far as it goes now. What the poll `brought` of it is not fetched once more.

    Raises:
        HubUnreachable, HubRefused, HubNotTrusted: not finished; try again.
    """
    missing = filed.stage is Stage.FETCHED and not context.inbox.parcel(filed.packet).exists()
    if filed.stage is Stage.ANNOUNCED or missing:
        filed = _fetch(filed, brought=brought, context=context)
    if filed.stage is Stage.FETCHED:
        filed = _check(filed, context=context)
    return filed


def announce(filed: Filed | None, *, fresh: Filed, context: PartnerContext, brought: Brought | None = None) -> Filed:
    """Take note of a packet the hub announces, for the first time or again.

    What was answered before is answered again, the same way. Another parcel under an id that was opened before is
    looked at and changes nothing but for the `duplicate` that is signed. What was stopped stays stopped.
    """
    if filed is None or filed.stage in {Stage.ANNOUNCED, Stage.ENDED} or _never_opened(filed, fresh):
        context.inbox.put(fresh)
        return fresh
    if filed.stage in {Stage.RECEIVED, Stage.UNREADABLE}:
        if filed.jwe_sha256 == fresh.jwe_sha256:
            _answer_again(filed, context=context)
        else:
            _look_at_another(filed, fresh, brought=brought, context=context)
    return filed


def _never_opened(filed: Filed, fresh: Filed) -> bool:
    """Whether the hub has put right what could not even be opened before."""
    return filed.stage is Stage.UNREADABLE and not filed.opened and filed.jwe_sha256 != fresh.jwe_sha256


def _fetch(filed: Filed, *, brought: Brought | None, context: PartnerContext) -> Filed:
    got = brought or fetch_parcel(context.session, filed.packet)
    if isinstance(got, Oversized):
        return _unreadable(filed, Unread(reason=Unreadable.TOO_LARGE), context=context)
    if isinstance(got, NotThere):
        return _ended(filed, got, context=context)
    files.write(context.inbox.parcel(filed.packet), got.raw)
    return _put(replace(filed, stage=Stage.FETCHED), context=context)


def _check(filed: Filed, *, context: PartnerContext) -> Filed:
    raw = context.inbox.parcel(filed.packet).read_bytes()
    result = check_parcel(
        raw,
        packet_id=filed.packet,
        announced=filed.jwe_sha256,
        decryption=context.decryption,
        offer=context.offer,
        seen="",
    )
    if isinstance(result, Readable):
        outcome = bring(context.session, result.packet, folder=context.inbox.blobs(filed.packet))
        if isinstance(outcome, NotThere):
            return _ended(filed, outcome, context=context)
        if outcome is None:
            return _received(filed, result.inner, context=context)
        result = Unread(reason=outcome, origin=result.packet.issuer, inner=result.inner)
    if isinstance(result, SeenBefore):
        return filed
    return _unreadable(filed, result, context=context)


def _received(filed: Filed, inner: Inner, *, context: PartnerContext) -> Filed:
    packet = inner.packet
    opened = replace(
        _opened(filed, inner),
        stage=Stage.RECEIVED,
        kind=packet.kind.value,
        service=packet.service,
        suite=inner.suite.value,
        expires_at=packet.expires_at,
    )
    saying = Saying(name="received", members={}, version=packet.version, cause=f"received:{packet.id}")
    say(saying, about=opened, signer=context.signer)
    return _put(opened, context=context)


def _unreadable(filed: Filed, unread: Unread, *, context: PartnerContext) -> Filed:
    about = _refuse(filed, unread, context=context)
    # What may not be read is not kept.
    context.inbox.forget_content(filed.packet)
    return _put(replace(about, stage=Stage.UNREADABLE, reason=unread.reason.value), context=context)


def _refuse(filed: Filed, unread: Unread, *, context: PartnerContext) -> Filed:
    about = replace(filed, origin=unread.origin)
    if unread.inner is not None:
        about = _opened(about, unread.inner)
    saying = Saying(
        name="unreadable",
        members={"reason": unread.reason.value},
        version=about.version,
        cause=f"unreadable:{filed.jwe_sha256}",
    )
    say(saying, about=about, signer=context.signer)
    return about


def _ended(filed: Filed, gone: NotThere, *, context: PartnerContext) -> Filed:
    context.inbox.forget_content(filed.packet)
    return _put(replace(filed, stage=Stage.ENDED, reason=gone.reason), context=context)


def _answer_again(filed: Filed, *, context: PartnerContext) -> None:
    for sent in context.threads.of(filed.thread):
        if sent.packet == filed.packet and sent.name in {"received", "unreadable"}:
            context.threads.resend(sent)


def _look_at_another(filed: Filed, fresh: Filed, *, brought: Brought | None, context: PartnerContext) -> None:
    got = brought or fetch_parcel(context.session, filed.packet)
    if isinstance(got, NotThere):
        return
    result: Readable | SeenBefore | Unread = Unread(reason=Unreadable.TOO_LARGE)
    if isinstance(got, Fetched):
        announced, seen = fresh.jwe_sha256, filed.packet_sha256
        result = check_parcel(
            got.raw,
            packet_id=filed.packet,
            announced=announced,
            decryption=context.decryption,
            offer=context.offer,
            seen=seen,
        )
    if isinstance(result, Unread):
        _refuse(fresh, result, context=context)
    else:
        _answer_again(filed, context=context)


def _opened(filed: Filed, inner: Inner) -> Filed:
    packet = inner.packet
    return replace(
        filed,
        origin=packet.issuer,
        referral=packet.referral,
        version=packet.version,
        packet_sha256=inner.packet_sha256,
    )


def _put(filed: Filed, *, context: PartnerContext) -> Filed:
    context.inbox.put(filed)
    return filed
