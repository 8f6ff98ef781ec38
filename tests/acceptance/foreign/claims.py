"""The claims of a packet, its manifest and `permits`: [2.2], [2.3] and [2.9]."""

import re
import unicodedata
from dataclasses import dataclass, field

from .published import SCHEMAS, Leaf, leaves
from .strict import Json, check, closed, instant, is_bytes, is_number, is_uuid

CARE = {"doctor", "psychotherapist", "clinic", "social-psychiatric-service"}

TELLING = {
    "psychosocial-counselling",
    "addiction-counselling",
    "psychotherapy",
    "medical-clarification",
    "social-psychiatric-service",
}

CUSTOMER = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{3}[ ./-]?[A-Za-z][ ./-]?[0-9]{3}[ ./-]?[0-9]{3}(?![0-9A-Za-z])"
)  # fmt: skip

TOKEN = {"iss", "aud", "jti", "iat", "exp", "rx"}
RX_TRANSFER = {"v", "packet_id", "to", "origin", "jwe_sha256", "jwe_len", "blobs", "prio", "dir_version"}
RX = {
    "v",
    "kind",
    "referral",
    "version",
    "service",
    "schema",
    "profile_sha256",
    "enc_kid",
    "salt",
    "purpose",
    "basis",
    "consent",
    "manifest",
    "data",
    "attachments",
    "reply",
    "notice",
    "pad",
}
ROW = {"pointer", "category", "clause", "necessity", "basis", "source"}
FILE = {"id", "name", "media_type", "length", "sealed_length", "sha256", "key", "category"}
CLAUSE = {"id", "direction", "recipient", "purpose", "categories", "sources", "valid_from", "valid_until"}


# [2.7] A file's own name.
def is_file_name(name):
    categories = {unicodedata.category(one) for one in name if one not in "\u200c\u200d"}
    plain = not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and not set(name) & set("/\\")
    own = name == unicodedata.normalize("NFC", name).strip() and name.strip(".") != ""
    return plain and own and len(name.encode()) <= 255


# [2.2] [2.3] Claims.


def read_transfer(claims: Json) -> Json:
    closed(claims, TOKEN)
    rx = closed(claims["rx"], RX_TRANSFER, maybe={"log"})
    check(rx["v"] == "rx-1" and is_uuid(rx["packet_id"]) and is_uuid(claims["jti"]), "malformed")
    check(is_bytes(rx["jwe_sha256"], 32) and is_number(rx["jwe_len"], 1), "malformed")
    check(type(rx["prio"]) is int and rx["prio"] in (0, 1, 2) and is_number(rx["dir_version"]), "malformed")
    check(is_number(claims["iat"]) and is_number(claims["exp"]) and isinstance(rx["blobs"], list), "malformed")
    for blob in rx["blobs"]:
        check(closed(blob, {"sha256", "len"}) and is_bytes(blob["sha256"], 32) and is_number(blob["len"]), "malformed")
    return rx


def read_packet(claims: Json) -> Json:
    closed(claims, TOKEN)
    rx = closed(claims["rx"], RX, maybe={"supersedes", "in_reply_to", "person"})
    check(is_number(claims["iat"]) and is_number(claims["exp"]), "malformed")
    latest = claims["iat"] + 1_814_400
    check((claims["iat"] if rx["basis"] == "consent" else latest) <= claims["exp"] <= latest, "malformed")
    check(rx["v"] == "rx-1" and is_uuid(claims["jti"]) and is_uuid(rx["referral"]), "malformed")
    check(rx["kind"] in ("enquiry", "request", "update", "answer") and is_number(rx["version"], 1), "malformed")
    check((rx["kind"] == "enquiry") == ("person" not in rx), "malformed")
    check((rx["kind"] == "enquiry") == (rx["schema"] == "urn:geleit:schema:enquiry:1"), "malformed")
    check(all(is_bytes(rx[name], 32) for name in ("profile_sha256", "enc_kid", "salt")), "malformed")
    check((rx["basis"] == "consent") == (rx["consent"] is not None), "malformed")
    check(isinstance(rx["data"], dict) and isinstance(rx["pad"], str), "malformed")
    closed(rx["reply"], {"to", "until", "duty"})
    instant(rx["reply"]["until"])
    closed(rx["notice"], {"text_version", "sha256"})
    for row in rx["manifest"]:
        closed(row, ROW)
    for ref in rx["attachments"]:
        closed(ref, FILE)
        check(is_file_name(ref["name"]), "malformed")
    check(len({ref["id"] for ref in rx["attachments"]}) == len(rx["attachments"]), "malformed")
    if rx["consent"] is not None:
        closed(rx["consent"], {"id", "commitment", "valid_until", "clauses", "feedback"})
        times = [rx["consent"]["valid_until"]]
        for clause in rx["consent"]["clauses"]:
            closed(clause, CLAUSE)
            times += [clause["valid_from"], clause["valid_until"]]
        for time in times:
            instant(time)
    return rx


# Manifest and `permits`, [2.9].


@dataclass(frozen=True)
class Line:
    """What this partner offers; `kind` is the partner's."""

    id: str
    service: str
    schema: str
    kind: str
    profile: Json = field(default_factory=dict)
    sgb1_35: str = ""


def check_manifest(rx: Json, *, me: str, line: Line, now: float) -> None:
    consent = rx["consent"] or {"clauses": [], "valid_until": "9999-12-31T00:00:00Z"}
    recipient = {"entity": me, "service_line": rx["service"]}
    check(all(clause["recipient"] == recipient for clause in consent["clauses"]), "manifest-incomplete")
    check(now < instant(consent["valid_until"]), "consent-ended")
    clauses = {clause["id"]: clause for clause in consent["clauses"]}
    check(len(clauses) == len(consent["clauses"]), "manifest-incomplete")
    found = list(leaves(rx["data"], SCHEMAS[rx["schema"]], home=SCHEMAS[rx["schema"]]))
    found += [Leaf(f"attachment:{ref['id']}", ref["name"], [ref["category"]], []) for ref in rx["attachments"]]
    rows = {row["pointer"]: row for row in rx["manifest"]}
    check(len(rows) == len(rx["manifest"]), "manifest-incomplete")
    check(set(rows) == {leaf.pointer for leaf in found}, "manifest-incomplete")
    check(rows or rx["kind"] in ("update", "answer"), "manifest-incomplete")
    for leaf in found:
        row = rows[leaf.pointer]
        same = row["category"] == (leaf.categories if leaf.sealed else leaf.categories[0])
        check(same and row["basis"] == rx["basis"], "manifest-incomplete")
        named = row["clause"] if leaf.sealed else [row["clause"]]
        check(len(named) == len(leaf.categories), "manifest-incomplete")
        for category, clause in zip(leaf.categories, named, strict=True):
            check(clause in clauses if rx["basis"] == "consent" else clause is None, "manifest-incomplete")
            check_leaf(leaf, category, source=row["source"], line=line)
            if rx["basis"] == "consent":
                check_clause(clauses[clause], category, source=row["source"], rx=rx, now=now)
            else:
                special = category.startswith("health.") or category in (
                    "person.identifier.health",
                    "safety",
                    "prior.services",
                )
                check(line.sgb1_35 and line.service not in TELLING, "not-permitted")
                check(not special and not leaf.sealed, "not-permitted")


def check_leaf(leaf: Leaf, category: str, *, source: str, line: Line) -> None:
    readable = leaf.value if isinstance(leaf.value, str) and not leaf.sealed else ""
    check(not CUSTOMER.search(readable) and not category.startswith("fb."), "not-permitted")
    goes = {
        "health.diagnosis": leaf.sealed and line.kind in CARE,
        "person.identifier.health": line.kind in CARE - {"social-psychiatric-service"},
        "health.addiction": line.kind in CARE or line.service == "addiction-counselling",
        "finance.debt": line.service == "debt-counselling",
    }
    check(goes.get(category, True), "not-permitted")
    check(not leaf.sources or {source, source.partition(":")[0]} & set(leaf.sources), "not-permitted")
    check(source in ("person", "jobcenter") or re.match("professional:.", source), "not-permitted")


def check_clause(clause: Json, category: str, *, source: str, rx: Json, now: float) -> None:
    check(clause["direction"] == "out" and clause["purpose"] == rx["purpose"], "not-permitted")
    check(category in clause["categories"] and source in clause["sources"], "not-permitted")
    check(category != "household" or clause["categories"] == ["household"], "not-permitted")
    check(instant(clause["valid_from"]) <= now, "not-permitted")
    check(now < instant(clause["valid_until"]), "consent-ended")
