"""A parcel, opened in the order of checks of [2.10]."""

import json
from dataclasses import dataclass

from .claims import Line, check_manifest, read_packet, read_transfer
from .published import fits
from .sealed import open_jwe, sealed_length
from .signed import verify, was_valid
from .strict import Json, No, check, closed, digest, is_number, strict


@dataclass(frozen=True)
class Opened:
    """A packet that passed every check."""

    claims: Json
    packet_sha256: str
    jwe_sha256: str

    @property
    def rx(self) -> Json:
        return dict(self.claims["rx"])


@dataclass(frozen=True)
class Eyes:
    """Who looks, with which keys, at whose objects, when."""

    me: str
    enc: list[Json]
    hub: str
    packet: list[Json]
    ack: list[Json]
    lines: list[Line]
    now: float


def read_parcel(raw: bytes, *, packet_id: str, announced: str, seen: str, eyes: Eyes) -> Opened:
    """Open a parcel. Raises `No` with the reason for `unreadable`, or with "seen"."""
    check(len(raw) <= 1024 * 1024, "too-large")
    parcel = closed(strict(raw), {"transfer", "packet"})
    check(all(isinstance(part, str) and part.isascii() for part in parcel.values()), "malformed")
    token = verify(parcel["transfer"], typ="rx-transfer+jwt", keys=eyes.packet)
    transfer, jwe = read_transfer(token.claims), parcel["packet"]
    check(token.claims["iss"] == eyes.hub and was_valid(token.key, token.claims["iat"], eyes.now), "unknown-key")
    check(token.claims["aud"] == transfer["to"] == eyes.me, "wrong-audience")
    check(digest(jwe) == transfer["jwe_sha256"] == announced and len(jwe) == transfer["jwe_len"], "digest-mismatch")
    inner, opened_with = open_jwe(jwe, keys=eyes.enc)
    packet = verify(inner, typ="rx-packet+jwt", keys=eyes.packet)
    claims = packet.claims
    check(isinstance(claims.get("aud"), str) and is_number(claims.get("iat")), "malformed")
    check(claims.get("iss") == eyes.hub and was_valid(packet.key, claims["iat"], eyes.now), "unknown-key")
    check(claims["aud"] == eyes.me, "wrong-audience")
    rx = read_packet(claims)
    check(packet_id == transfer["packet_id"] == claims["jti"], "id-mismatch")
    check(transfer["origin"] == claims["iss"] and rx["enc_kid"] == opened_with, "id-mismatch")
    check(seen in ("", digest(inner)), "duplicate")
    check(not seen, "seen")
    check(eyes.now < claims["exp"] == token.claims["exp"], "expired")
    listed = sorted((blob["sha256"], blob["len"]) for blob in transfer["blobs"])
    check(listed == sorted((ref["sha256"], ref["sealed_length"]) for ref in rx["attachments"]), "digest-mismatch")
    line = next((one for one in eyes.lines if one.id == rx["service"]), None)
    if line is None:
        raise No("schema-invalid")
    canonical = json.dumps(line.profile, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    check((rx["schema"], rx["profile_sha256"]) == (line.schema, digest(canonical)), "schema-invalid")
    check(fits(rx["data"], schema=rx["schema"], profile=line.profile), "schema-invalid")
    check_manifest(rx, me=eyes.me, line=line, now=eyes.now)
    lengths = [ref["length"] for ref in rx["attachments"]]
    check(len(lengths) <= 20 and max(lengths, default=0) <= 50 << 20 and sum(lengths) <= 200 << 20, "too-large")
    check(all(ref["sealed_length"] == sealed_length(ref["length"]) for ref in rx["attachments"]), "digest-mismatch")
    return Opened(claims, digest(inner), digest(jwe))
