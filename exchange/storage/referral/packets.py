"""Packet repository: as the hub keeps them, the parcel sealed to the partner, the manifest under the person's key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from exchange.core.delivery.status import STOPPABLE
from exchange.core.referral.referral import StoredPacket
from exchange.core.vocabulary import Delivery
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, row_of
from exchange.storage.tables.packets import packet, packet_blob

_MANIFEST = frozenset({"manifest"})
_ADD = insert(packet)
_ADD_BLOB = insert(packet_blob)
_COLUMNS = select(*columns_of(packet, StoredPacket), packet.c.sealed)
_GET = _COLUMNS.where(packet.c.id == bindparam("one"))
_WHOSE = select(packet.c.id, packet.c.person).where(
    packet.c.id.in_(bindparam("these", expanding=True)), packet.c.partner == bindparam("to")
)
_WITH_BLOB = (
    select(packet.c.id)
    .join(packet_blob, packet_blob.c.packet == packet.c.id)
    .where(packet_blob.c.sha256 == bindparam("sha256"), packet.c.partner == bindparam("to"))
    .order_by(packet.c.created_at.desc(), packet.c.id.desc())
)
_NAMED = select(packet_blob.c.sha256).where(packet_blob.c.sha256.in_(bindparam("some", expanding=True)))
_AT_ONCE = 500
_READABLE_OR_NOT = (Delivery.HANDED_OVER, Delivery.RECEIVED, Delivery.UNREADABLE)
# Packet ids are UUIDs of version 7: the greatest is the newest.
_IN_HAND = (
    _COLUMNS.where(packet.c.referral == bindparam("one"), packet.c.delivery.in_(_READABLE_OR_NOT))
    .order_by(packet.c.id.desc())
    .limit(1)
)
_HELD = packet.c.delivery.in_([Delivery.HANDED_OVER, Delivery.RECEIVED])
_LAST = _COLUMNS.where(packet.c.id.in_(select(func.max(packet.c.id)).where(_HELD).group_by(packet.c.partner)))
_SET_DELIVERY = (
    update(packet)
    .where(packet.c.id == bindparam("one"))
    .values(delivery=bindparam("to"), delivery_since=bindparam("at"))
)
_UNCOLLECTED = (
    _COLUMNS.where(
        packet.c.delivery.in_(sorted(STOPPABLE)),
        packet.c.delivery_since < bindparam("before"),
        packet.c.id > bindparam("after"),
    )
    .order_by(packet.c.id)
    .limit(bindparam("limit"))
)


class SqlPackets(Part):
    """The packets' part of the port `Referrals` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # A packet never changes but in its delivery, and whoever looks at it holds its person.
        self._packets: dict[str, StoredPacket] = {}

    def add_packet(self, packet: StoredPacket) -> None:
        """Keep a sealed packet; NotFound if there is no such referral, Conflict if the id is taken."""
        sealed = self._scope.seal(packet.manifest, person=packet.person, place=f"packet:{packet.id}")
        row = row_of(packet, without=_MANIFEST) | {"blobs": packet.blobs, "sealed": sealed}
        self._scope.write(_ADD, row)
        if packet.blobs:
            self._scope.write(_ADD_BLOB, [{"packet": packet.id, "sha256": one} for one in dict.fromkeys(packet.blobs)])
        self._packets[packet.id] = packet

    def packet(self, packet_id: str) -> StoredPacket | None:
        """Look up a sealed packet by its id; None if its person was erased."""
        if packet_id not in self._packets:
            row = self._scope.held_row("packet", _GET, packet_id)
            found = self._packet(row) if row else None
            if found is None:
                return None
            self._packets[packet_id] = found
        return self._packets[packet_id]

    def hold_free(self, partner: str, packets: Iterable[str]) -> Mapping[str, bool]:
        """Which of these packets are the partner's, and whether their person could be held without waiting."""
        asked = list(packets)
        whose = {row["id"]: row["person"] for row in self._scope.rows(_WHOSE, these=asked, to=partner)} if asked else {}
        free = self._scope.holds.hold_free(whose.values()) if whose else frozenset()
        return {one: person in free for one, person in whose.items()}

    def in_hand(self, referral_id: str) -> StoredPacket | None:
        """The newest packet of a referral that its partner has in its hands, readable or not.

        None if there is none, or its person was erased.
        """
        self._scope.holds.hold("referral", referral_id)
        row = self._scope.row(_IN_HAND, one=referral_id)
        return self._packet(row) if row else None

    def last_packets(self) -> Sequence[StoredPacket]:
        """The last packet each partner has in its hands, in order of its id; none of erased persons."""
        found = map(self._packet, self._scope.rows(_LAST.order_by(packet.c.id)))
        return tuple(one for one in found if one)

    def packet_with_blob(self, partner: str, sha256: str) -> StoredPacket | None:
        """The partner's newest packet that names the blob; none of an erased person."""
        found = [row["id"] for row in self._scope.rows(_WITH_BLOB, to=partner, sha256=sha256)]
        return next((packet for one in found if (packet := self.packet(one))), None)

    def in_packets(self, blobs: Iterable[str]) -> frozenset[str]:
        """Those of the blobs that a packet names, whosever it is, one of an erased person too."""
        asked = sorted(blobs)
        some = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
        return frozenset(row["sha256"] for part in some for row in self._scope.rows(_NAMED, some=part))

    def set_delivery(self, packet_id: str, state: Delivery, *, at: datetime) -> None:
        """Write the packet's delivery state and since when it holds."""
        self._scope.write(_SET_DELIVERY, {"one": packet_id, "to": state, "at": at})
        if known := self._packets.get(packet_id):
            self._packets[packet_id] = replace(known, delivery=state, delivery_since=at)

    def uncollected(self, before: datetime, *, after: str = "", limit: int) -> Sequence[StoredPacket]:
        """Packets not handed over since before the instant, in order of id, those after `after`.

        None of erased persons.
        """
        found = map(self._packet, self._scope.rows(_UNCOLLECTED, before=before, after=after, limit=limit))
        return tuple(packet for packet in found if packet)

    def _packet(self, row: dict[str, Any]) -> StoredPacket | None:
        # A packet whose manifest somebody overwrote can still be taken back, and its partner told to stop.
        manifest = self._scope.read_or((), row.pop("sealed"), person=row["person"], place=f"packet:{row['id']}")
        if manifest is None:
            return None
        return StoredPacket(**row | {"blobs": tuple(row["blobs"])}, manifest=tuple(manifest))
