"""Answer a partner's question with a new packet that supersedes the one in force, within the same consent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.errors import IllegalStep, Malformed, NotFound, SchemaInvalid
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.matter import Draft, Referral
from exchange.core.referral import Move
from exchange.core.steps import OPEN
from exchange.core.vocabulary import Actor, Category, PacketKind, State
from exchange.flows.documents import read_json
from exchange.flows.identify import SENDERS, Who, prove, vouch
from exchange.flows.pack import Packed, pack
from exchange.flows.plan import construct, plan_of
from exchange.flows.release import queue
from exchange.flows.step import keep, schedule, step
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from schemas.profile import merge

_MEMBERS = frozenset({"data", "sources"})
_DOCUMENT_LIMIT = 1024 * 1024


def answer(referral_id: str, document: bytes, *, by: Who, hub: Hub) -> Referral:
    """Answer the last question of a referral, before acceptance or after.

    The document is `{"data": …, "sources": …}`: a JSON Merge Patch (RFC 7396) on the data sent before, and where the
    new values come from. The whole goes out again as a packet of kind `answer`; attachments stay with the first one.

    Raises:
        Malformed, SchemaInvalid, TooLarge: the document is not one, or the merged data does not fit.
        IllegalStep: there is no open question.
        NotCovered: consent does not cover a required field.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    patch = _read(document)
    known = vouch(by, hub=hub)
    with hub.store.transaction() as tx:
        writer = prove(known, tx=tx, roles=SENDERS)
        referral, draft = tx.referrals.lock(referral_id), tx.referrals.draft(referral_id)
        if referral is None or draft is None:
            raise NotFound(referral_id)
        asked = _question(tx, referral)
        if referral.state is not State.CLARIFICATION_REQUESTED and not (asked and referral.state in OPEN):
            raise IllegalStep(referral.state.value)
        content = _merged(draft, patch, packet=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)))
        # The version the answer carries is the one that holds once it is sent.
        plan = plan_of(tx, replace(referral, version=referral.version + 1), content, hub=hub, at=at)
        packed = pack(
            tx,
            plan,
            construct(plan, kind=PacketKind.ANSWER),
            kind=PacketKind.ANSWER,
            hub=hub,
            supersedes=referral.packet,
            in_reply_to=asked,
        )
        tx.referrals.put_draft(referral.id, content)
        answered = _answered(tx, referral, packed, hub=hub, at=at, who=writer.id)
        return queue(tx, answered, packed, hub=hub, at=at)


def _answered(tx: Tx, referral: Referral, packed: Packed, *, hub: Hub, at: datetime, who: str) -> Referral:
    """A clarification goes on under review; after acceptance an answer changes nothing but the version."""
    if referral.state in OPEN:
        return keep(tx, schedule(replace(referral, version=referral.version + 1), hub=hub))
    told = frozenset(Category(category) for row in packed.stored.manifest for category in _categories(row))
    move = Move(to=State.UNDER_REVIEW, by=Actor.CASEWORKER, at=at, categories=told)
    return step(tx, referral, move, hub=hub, who=who, known={"askable": told})


def _read(document: bytes) -> Mapping[str, Any]:
    read = read_json(document, limit=_DOCUMENT_LIMIT)
    if not isinstance(read, dict) or not set(read) <= _MEMBERS or not isinstance(read.get("data"), dict):
        raise Malformed(pointer="/data")
    if not isinstance(read.get("sources", {}), dict):
        raise Malformed(pointer="/sources")
    return read


def _merged(draft: Draft, patch: Mapping[str, Any], *, packet: str) -> Draft:
    data = merge(draft.data, patch["data"])
    if not isinstance(data, dict):
        raise SchemaInvalid(pointer="/data")
    sources = {**draft.sources, **patch.get("sources", {})}
    return replace(draft, packet=packet, data=data, sources=sources, attachments=())


def _question(tx: Tx, referral: Referral) -> str | None:
    asked = [one for one in tx.inbox.of(referral.id) if one.name == "question" and one.verdict == "accepted"]
    return asked[-1].jti if asked else None


def _categories(row: Mapping[str, Any]) -> list[str]:
    category = row["category"]
    return list(category) if isinstance(category, list | tuple) else [category]
