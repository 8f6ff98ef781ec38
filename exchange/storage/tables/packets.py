"""Packet tables: sealed packets, the attachments that go with them, and files that nothing names yet."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from exchange.core.vocabulary import Delivery, PacketKind
from exchange.storage.tables.columns import Code, Instant
from exchange.storage.tables.metadata import metadata

packet = Table(
    "packet",
    metadata,
    Column("id", Text, primary_key=True),
    Column("referral", ForeignKey("referral.id"), nullable=False, index=True),
    Column("partner", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Code(PacketKind), nullable=False),
    Column("parcel", LargeBinary, nullable=False),
    Column("packet_sha256", Text, nullable=False),
    Column("jwe_sha256", Text, nullable=False),
    Column("consent", Text),
    Column("blobs", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("delivery", Code(Delivery), nullable=False),
    Column("delivery_since", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_packet_delivery_since", "delivery", "delivery_since"),
)
# The same digests as in `packet.blobs`, one a row, because a list in a column cannot be searched on both databases.
packet_blob = Table(
    "packet_blob",
    metadata,
    Column("packet", ForeignKey("packet.id"), primary_key=True),
    Column("sha256", Text, primary_key=True, index=True),
)
upload = Table(
    "upload",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("who", Text, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
