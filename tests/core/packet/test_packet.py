import json
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import Malformed
from exchange.core.packet.manifest import Row, read_row, show_row
from exchange.core.packet.packet import ENQUIRY_SCHEMA, claims, earliest_end, file_ref
from exchange.core.packet.padding import fill_pad, padding
from exchange.core.packet.parse import read_packet
from exchange.core.referral.referral import Attachment
from exchange.core.vocabulary import Category, Necessity, PacketKind, Scan
from tests.core.packet.test_check import BUILT, CLAUSES
from tests.support import consented as c
from tests.support.anything import JUNK
from tests.support.consented import FILE, UUID

PACKET = c.packet(BUILT, CLAUSES, attachments=(FILE,), supersedes=UUID + "2", in_reply_to=UUID + "3", pad="AAA")
CLAIMS = claims(PACKET)


def places(value, pointer=()):
    """Every member and item of the claims but those of `data`, whose schema is not ours to know here."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in inner:
        yield (*pointer, name)
        if (*pointer, name) != ("rx", "data"):
            yield from places(child, (*pointer, name))


def altered(place, value):
    document = deepcopy(CLAIMS)
    holder = document
    for name in place[:-1]:
        holder = holder[name]
    if value is ...:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return document


def test_the_claims_are_those_of_the_protocol():
    assert list(CLAIMS) == ["iss", "aud", "jti", "iat", "exp", "rx"]
    assert CLAIMS["exp"] - CLAIMS["iat"] == 21 * 86400
    expected = "v kind referral version service schema profile_sha256 supersedes in_reply_to person enc_kid salt "
    expected += "purpose basis consent manifest data attachments reply notice pad"
    assert set(CLAIMS["rx"]) == set(expected.split())


def written(document):
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


@given(c.documents, st.integers(0, 600))
def test_a_pad_filled_in_later_makes_the_bytes_it_would_have_made_at_once(data, length):
    bare = replace(PACKET, data=data, pad="")
    assert fill_pad(written(claims(bare)), length) == written(claims(replace(bare, pad=padding(length))))


@pytest.mark.parametrize(
    "payload",
    [
        CLAIMS,
        CLAIMS | {"iat": 1, "more": ""},
        CLAIMS | {"rx": CLAIMS["rx"] | {"pad": "", "more": ""}},
        CLAIMS | {"rx": CLAIMS["rx"] | {"pad": "", "more": {"pad": ""}}},
        CLAIMS | {"rx": CLAIMS["rx"] | {"pad": "", "more": ',"pad":""}}'}},
    ],
)
def test_only_an_empty_pad_at_the_end_is_filled(payload):
    with pytest.raises(Malformed):
        fill_pad(written(payload), 3)


def test_a_row_has_the_members_of_the_protocol_and_a_sealed_one_has_arrays():
    phone, part, _ = CLAIMS["rx"]["manifest"]
    assert phone == {
        "pointer": "/phone", "category": "person.contact", "clause": "c1",
        "necessity": "optional", "basis": "consent", "source": "person",
    }  # fmt: skip
    assert (part["category"], part["clause"]) == (["health.diagnosis", "health.mental"], ["c2", "c2"])


GOOD = {
    "pointer": "/phone", "category": "person.contact", "clause": "c1",
    "necessity": "optional", "basis": "consent", "source": "person",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("value", [None, True, 1, 1.0, "", [], ["x"], {}, "x" * 300, "consent", "optional"])
def test_a_row_is_read_the_same_whatever_was_read_before(name, value):
    row = {**GOOD, name: value}
    assert read_row(GOOD, "/3").pointer == "/phone"
    reads = [answer(row), answer(row)]
    assert reads[0] == reads[1]
    if isinstance(reads[0], Row):
        assert show_row(reads[0]) == row
    else:
        # An array as a category is a sealed part's, and there the clause has to be one as well.
        assert reads[0] == (f"/3/{name}" if value != ["x"] or name != "category" else "/3/clause")


def answer(row):
    try:
        return read_row(row, "/3")
    except Malformed as error:
        return error.pointer


@pytest.mark.parametrize(("source", "kept"), [("person", True), ("professional:" + "x" * 300, False)])
def test_what_is_long_in_a_row_is_not_kept(source, kept):
    one, other = (read_row({**GOOD, "source": source, "pointer": pointer}, "") for pointer in ("/a", "/b"))
    assert (one.pointer, other.pointer) == ("/a", "/b")
    assert one[1:] == other[1:]
    assert (one.categories is other.categories) is kept


ENQUIRY = replace(PACKET, kind=PacketKind.ENQUIRY, schema=ENQUIRY_SCHEMA, person=None)
STATUTORY = replace(
    PACKET,
    basis="sgbx-69",
    consent=None,
    manifest=(
        Row(
            pointer="/phone", categories=("person.contact",), clauses=(), sealed=False,
            necessity=Necessity.REQUIRED, basis="sgbx-69", source="person",
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "packet",
    [PACKET, ENQUIRY, STATUTORY, replace(PACKET, supersedes=None, in_reply_to=None, attachments=(), pad="")],
)
def test_a_packet_keeps_its_meaning_on_the_wire(packet):
    assert read_packet(json.loads(json.dumps(claims(packet)))) == packet


def test_members_that_do_not_apply_are_absent():
    rx = claims(replace(ENQUIRY, supersedes=None, in_reply_to=None))["rx"]
    assert not {"person", "supersedes", "in_reply_to"} & set(rx)
    assert claims(STATUTORY)["rx"]["consent"] is None
    assert claims(STATUTORY)["rx"]["manifest"][0]["clause"] is None


OPTIONAL = {("rx", "supersedes"), ("rx", "in_reply_to")}


@pytest.mark.parametrize("place", [place for place in places(CLAIMS) if isinstance(place[-1], str)])
def test_a_missing_member_is_malformed(place):
    if place in OPTIONAL:
        assert read_packet(altered(place, ...))
        return
    with pytest.raises(Malformed):
        read_packet(altered(place, ...))


@pytest.mark.parametrize("place", [place[:-1] for place in places(CLAIMS) if place[-1] != 0 or True])
def test_an_unknown_member_is_malformed(place):
    holder = CLAIMS
    for name in place:
        holder = holder[name]
    if not isinstance(holder, dict):
        return
    with pytest.raises(Malformed):
        read_packet(altered((*place, "more"), 1))


@given(st.sampled_from(list(places(CLAIMS))), JUNK)
def test_whatever_stands_where_it_is_read_or_malformed(place, junk):
    try:
        read_packet(altered(place, junk))
    except Malformed:
        return
    assert type(junk) is not float


@given(JUNK)
def test_whatever_comes_instead_of_claims_is_malformed(junk):
    with pytest.raises(Malformed):
        read_packet(junk)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("exp",), CLAIMS["exp"] + 1),
        (("iat",), True),
        (("iat",), 1 << 60),
        (("aud",), [CLAIMS["aud"]]),
        (("jti",), "1"),
        (("rx", "v"), "rx-2"),
        (("rx", "version"), 0),
        (("rx", "version"), 1.0),
        (("rx", "version"), True),
        (("rx", "kind"), "enquiry"),
        (("rx", "kind"), "gossip"),
        (("rx", "schema"), "https://schema.example/1"),
        (("rx", "schema"), ENQUIRY_SCHEMA),
        (("rx", "purpose"), "sanction"),
        (("rx", "basis"), "interest"),
        (("rx", "basis"), "sgbx-69"),
        (("rx", "consent"), None),
        (("rx", "salt"), "A" * 42),
        (("rx", "person"), "A" * 21),
        (("rx", "data"), []),
        (("rx", "pad"), None),
        (("rx", "attachments"), [CLAIMS["rx"]["attachments"][0]] * 2),
        (("rx", "attachments", 0, "length"), -1),
        (("rx", "attachments", 0, "name"), "../zeugnis.pdf"),
        (("rx", "attachments", 0, "name"), "zeugnis\u202efdp.exe"),
        (("rx", "attachments", 0, "name"), "Mu\u0308ller.pdf"),
        (("rx", "attachments", 0, "name"), "z" * 256),
        (("rx", "attachments", 0, "name"), "zeugnis.pdf "),
        (("rx", "consent", "feedback", "level"), 7),
        (("rx", "consent", "feedback", "no_show"), 0),
        (("rx", "consent", "valid_until"), "2026-11-24"),
        (("rx", "consent", "clauses", 0, "categories"), []),
        (("rx", "consent", "clauses", 0, "sources"), ["person", "person"]),
        (("rx", "consent", "clauses", 0, "direction"), "around"),
        (("rx", "consent", "clauses", 0, "valid_from"), "0001-01-01T00:00:00+23:59"),
        (("rx", "manifest", 0, "category"), ["person.contact"]),
        (("rx", "manifest", 0, "clause"), ["c1"]),
        (("rx", "manifest", 0, "clause"), ""),
        (("rx", "manifest", 0, "necessity"), "nice-to-have"),
        (("rx", "manifest", 1, "clause"), ["c2"]),
        (("rx", "manifest", 1, "clause"), None),
        (("rx", "manifest", 1, "category"), []),
    ],
)
def test_what_is_almost_right_is_malformed(place, value):
    with pytest.raises(Malformed):
        read_packet(altered(place, value))


def test_a_person_in_an_enquiry_is_malformed():
    with pytest.raises(Malformed):
        read_packet(claims(replace(ENQUIRY, person="A" * 22)))


def test_a_packet_lives_twenty_one_days():
    assert PACKET.expires_at - PACKET.issued_at == timedelta(days=21)


def test_a_packet_ends_with_the_first_clause_it_uses_and_no_other():
    issued, later = PACKET.issued_at, timedelta(days=5, milliseconds=700)
    used = {clause for row in PACKET.manifest for clause in row.clauses}
    first, *others = (replace(one, valid_until=issued + timedelta(days=90)) for one in PACKET.clauses)
    unused = replace(first, id="unused", valid_until=issued + timedelta(days=1))
    ended = replace(first, valid_until=issued + later)
    assert first.id in used
    assert earliest_end(PACKET.manifest, (first, *others, unused), issued_at=issued) is None
    assert earliest_end(PACKET.manifest, (ended, *others, unused), issued_at=issued) == issued + timedelta(days=5)


def test_a_packet_that_ends_early_says_so_and_is_read_so():
    early = replace(PACKET, ends_early=PACKET.issued_at + timedelta(days=5))
    assert claims(early)["exp"] == CLAIMS["iat"] + 5 * 86400
    assert read_packet(claims(early)) == early


@pytest.mark.parametrize("seconds", [-1, 21 * 86400 + 1])
def test_an_end_outside_of_twenty_one_days_is_malformed(seconds):
    with pytest.raises(Malformed):
        read_packet(CLAIMS | {"exp": CLAIMS["iat"] + seconds})


def test_without_consent_a_packet_lives_its_whole_time():
    said = claims(STATUTORY)
    assert read_packet(said) == STATUTORY
    with pytest.raises(Malformed):
        read_packet(said | {"exp": said["exp"] - 1})


def test_no_name_no_key_and_no_data_is_shown_by_accident():
    shown = repr(replace(PACKET, attachments=(replace(FILE, name="geheim", key="schluessel"),)))
    assert not any(secret in shown for secret in ("030 1234567", "geheim", "schluessel"))


def test_a_draft_attachment_is_told_without_its_scan():
    draft = Attachment(
        id=FILE.id, name=FILE.name, media_type=FILE.media_type, category=Category.REFERRAL_CORE, scan=Scan.CLEAN,
        length=1, sealed_length=2, sha256=c.DIGEST, key=c.DIGEST,
    )  # fmt: skip
    assert file_ref(draft) == FILE
