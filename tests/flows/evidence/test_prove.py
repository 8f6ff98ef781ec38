"""A proof is checked by anybody who has the log's key, and nothing that was changed passes."""

import base64
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.core.errors import Forbidden, NotFound
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.merkle import EMPTY
from exchange.core.evidence.proof import HEAD, Proof
from exchange.core.unavailable import LogDamaged
from exchange.flows.evidence.checkpoint import vkey
from exchange.flows.evidence.prove import check_proof, look_into_log, prove_leaf
from exchange.flows.evidence.sequence import place_waiting
from keys.jwk import Purpose
from keys.note import Verifier, sign_note
from tests.support.evidence import HOST, Logged
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OPS, ORIGIN, Bench, claim, key_of
from tests.support.places import SqlPlace

SIZE, INDEX = 300, 123


@cache
def published():
    """One log for all tests that only read it."""
    with TemporaryDirectory() as folder:
        log = Logged(Path(folder))
        log.published(SIZE)
        proofs = [
            prove_leaf(INDEX, log=1, with_record=shown, published=log.book, hub=log.hub) for shown in (True, False)
        ]
        return *proofs, vkey(log=1, hub=log.hub), log.checkpoint()


GOOD, BARE, KEY, CHECKPOINT = published()
TEXT = GOOD.text
LINES = TEXT.split("\n")
PATH = LINES[3 : LINES.index("")]
NOTE = GOOD.note
SIGNATURE = NOTE.splitlines()[-1]


def resigned(text=None, name=f"{HOST}/rx-log/1", key=None):
    """A note that says something else, under an honest signature."""
    return sign_note(text or CHECKPOINT.text, name=name, keys=[key or key_of(ORIGIN, Purpose.LOG)])


def with_note(note):
    return TEXT.replace(NOTE, note)


def with_path(*lines):
    return "\n".join([*LINES[:3], *lines, "", NOTE])


def with_extra(extra):
    return TEXT.replace(LINES[1], f"extra {base64.b64encode(extra).decode()}")


def foreign(size=SIZE, root=CHECKPOINT.root, origin=CHECKPOINT.origin):
    return resigned(Checkpoint(origin=origin, size=size, root=root).text)


def zeroed(line):
    """A signature line of the same key, all zeros."""
    start, name, blob = line.split()
    return f"{start} {name} {base64.b64encode(base64.b64decode(blob)[:4] + bytes(64)).decode()}"


ZEROS = zeroed(SIGNATURE)
OTHER_HASH = base64.b64encode(EMPTY).decode()
BAD = {
    # the frame
    "empty": "",
    "only-a-head": f"{HEAD}\n",
    "no-head": TEXT.partition("\n")[2],
    "head-of-version-2": TEXT.replace("@v1", "@v2"),
    "head-in-capitals": TEXT.replace(HEAD, HEAD.upper()),
    "head-with-a-space": TEXT.replace(HEAD, f"{HEAD} "),
    "byte-order-mark": f"\ufeff{TEXT}",
    "carriage-returns": TEXT.replace("\n", "\r\n"),
    "no-empty-line": TEXT.replace("\n\n", "\n", 1),
    "empty-line-too-early": TEXT.replace("\nindex", "\n\nindex"),
    "too-long": TEXT + "— a AAAAAAAA\n" * 30_000,
    "nothing-after-the-path": TEXT.partition("\n\n")[0] + "\n\n",
    # extra
    "no-extra": TEXT.replace(f"{LINES[1]}\n", ""),
    "extra-without-its-name": TEXT.replace("extra ", ""),
    "extra-in-another-place": "\n".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]),
    "extra-not-base64": TEXT.replace("extra ", "extra !"),
    "extra-base64url": TEXT.replace(LINES[1], "extra -_-_"),
    "extra-without-padding": TEXT.replace(LINES[1], "extra QQ"),
    "extra-with-unused-bits": TEXT.replace(LINES[1], "extra QR=="),
    "extra-empty": TEXT.replace(LINES[1], "extra "),
    "extra-twice": TEXT.replace(LINES[1], f"{LINES[1]}\n{LINES[1]}"),
    "leaf-short": with_extra(GOOD.leaf[:40]),
    "leaf-of-another-kind": with_extra(b"\x01" + GOOD.extra[1:]),
    "leaf-of-another-time": with_extra(GOOD.extra[:8] + bytes([GOOD.extra[8] ^ 1]) + GOOD.extra[9:]),
    "leaf-of-another-record": with_extra(GOOD.extra[:40] + bytes([GOOD.extra[40] ^ 1]) + GOOD.extra[41:]),
    "salt-changed": with_extra(GOOD.extra[:41] + bytes([GOOD.extra[41] ^ 1]) + GOOD.extra[42:]),
    "record-changed": with_extra(GOOD.extra.replace(b"jti-", b"jtx-")),
    "record-longer": with_extra(GOOD.extra + b" "),
    "record-cut-off": with_extra(GOOD.extra[:-1]),
    "record-without-salt": with_extra(GOOD.leaf + GOOD.record),
    "salt-alone": with_extra(GOOD.extra[:73]),
    # index
    "no-index": TEXT.replace(f"{LINES[2]}\n", ""),
    "index-of-the-neighbour": TEXT.replace(f"index {INDEX}", f"index {INDEX - 1}"),
    "index-with-a-zero": TEXT.replace(f"index {INDEX}", f"index 0{INDEX}"),
    "index-with-a-sign": TEXT.replace(f"index {INDEX}", f"index +{INDEX}"),
    "index-negative": TEXT.replace(f"index {INDEX}", "index -1"),
    "index-behind-the-end": TEXT.replace(f"index {INDEX}", f"index {SIZE}"),
    "index-huge": TEXT.replace(f"index {INDEX}", f"index {INDEX + 512}"),
    "index-with-forty-digits": TEXT.replace(f"index {INDEX}", f"index {'9' * 40}"),
    "index-in-other-digits": TEXT.replace(f"index {INDEX}", "index ١٢٣"),
    "index-in-hex": TEXT.replace(f"index {INDEX}", "index 0x7b"),
    "index-two-spaces": TEXT.replace("index ", "index  "),
    # path
    "path-empty": with_path(),
    "path-short": with_path(*PATH[1:]),
    "path-without-its-end": with_path(*PATH[:-1]),
    "path-long": with_path(*PATH, OTHER_HASH),
    "path-with-a-stranger": with_path(OTHER_HASH, *PATH[1:]),
    "path-in-another-order": with_path(PATH[1], PATH[0], *PATH[2:]),
    "path-turned-round": with_path(*reversed(PATH)),
    "path-twice": with_path(*PATH, *PATH),
    "path-of-short-hashes": with_path("QQ==", *PATH[1:]),
    "path-not-base64": with_path("!" * 44, *PATH[1:]),
    "path-base64url": with_path(f"-{PATH[0][1:]}", *PATH[1:]),
    "path-of-a-hundred": with_path(*[OTHER_HASH] * 100),
    # checkpoint
    "root-changed": with_note(NOTE.replace(NOTE.splitlines()[2], OTHER_HASH)),
    "size-changed": with_note(NOTE.replace("\n300\n", "\n301\n")),
    "origin-changed": with_note(NOTE.replace(f"{HOST}/rx-log/1\n300", f"{HOST}/rx-log/2\n300")),
    "signed-larger": with_note(foreign(size=1024)),
    "signed-smaller": with_note(foreign(size=INDEX)),
    "signed-empty": with_note(foreign(size=0)),
    "signed-other-root": with_note(foreign(root=EMPTY)),
    "signed-for-another-log": with_note(foreign(origin=f"{HOST}/rx-log/2")),
    "signed-size-with-a-zero": with_note(resigned(CHECKPOINT.text.replace("\n300\n", "\n0300\n"))),
    "signed-size-negative": with_note(resigned(CHECKPOINT.text.replace("\n300\n", "\n-300\n"))),
    "signed-without-root": with_note(resigned("".join(CHECKPOINT.text.splitlines(keepends=True)[:2]))),
    "signed-with-a-short-root": with_note(resigned(f"{HOST}/rx-log/1\n300\nQQ==\n")),
    "signed-with-an-empty-line": with_note(resigned(CHECKPOINT.text.replace("\n300", "\n\n300"))),
    "signed-with-an-empty-extension": with_note(resigned(CHECKPOINT.text + "\n")),
    # signature
    "unsigned": with_note(NOTE.replace(f"{SIGNATURE}\n", "")),
    "signed-by-a-stranger": with_note(resigned(key=key_of(CENTRE, Purpose.LOG))),
    "signed-under-another-name": with_note(resigned(name="other.example")),
    "signature-cut-off": with_note(NOTE[:-9] + "\n"),
    "signature-of-another-text": with_note(NOTE.replace(SIGNATURE, resigned("x\n").splitlines()[-1])),
    "signature-with-a-hyphen": with_note(NOTE.replace("—", "-")),
    "signature-without-newline": with_note(NOTE[:-1]),
    "signature-of-zeros": with_note(NOTE.replace(SIGNATURE, ZEROS)),
    "one-bad-signature-beside-the-good-one": with_note(f"{NOTE}{ZEROS}\n"),
}


def test_a_proof_holds_and_shows_what_was_logged():
    proof, checkpoint = check_proof(TEXT, vkeys=[KEY])
    assert (proof.index, checkpoint, json.loads(proof.record)["jti"][:4]) == (INDEX, CHECKPOINT, "jti-")


def test_a_proof_need_not_show_the_record():
    proof, _ = check_proof(BARE.text, vkeys=[KEY])
    assert (proof.record, b"jti" in base64.b64decode(BARE.text.split("\n")[1][6:])) == (None, False)


def test_cosignatures_of_other_hubs_are_carried_along():
    cosigned = NOTE + resigned(name="witness.example", key=key_of(CENTRE, Purpose.LOG)).splitlines()[-1] + "\n"
    assert check_proof(with_note(cosigned), vkeys=[KEY])[1] == CHECKPOINT


def test_extension_lines_are_signed_and_say_nothing():
    assert check_proof(with_note(resigned(CHECKPOINT.text + "more\n")), vkeys=[KEY])[1] == CHECKPOINT


def test_there_are_sixty_bad_proofs():
    assert len(BAD) >= 60
    assert len({*BAD.values(), TEXT}) == len(BAD) + 1


@pytest.mark.parametrize("name", BAD)
def test_a_bad_proof_is_refused(name):
    with pytest.raises(ProofInvalid):
        check_proof(BAD[name], vkeys=[KEY])


def test_a_key_that_is_trusted_for_another_log_proves_nothing_here():
    other = Verifier.of(key_of(CENTRE, Purpose.LOG).public, name="other.example")
    note = resigned(name="other.example", key=key_of(CENTRE, Purpose.LOG))
    with pytest.raises(ProofInvalid, match="origin"):
        check_proof(with_note(note), vkeys=[other.vkey])


@pytest.mark.parametrize("vkeys", [[], ["nonsense"], [KEY[:-4]]])
def test_without_a_key_nothing_holds(vkeys):
    with pytest.raises(ProofInvalid):
        check_proof(TEXT, vkeys=vkeys)


@given(st.integers(0, len(TEXT.encode()) * 8 - 1))
def test_no_bit_of_a_proof_can_be_changed(bit):
    raw = bytearray(TEXT.encode())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofInvalid):
        check_proof(raw.decode("utf-8", "replace"), vkeys=[KEY])


@given(st.text(max_size=200), st.integers(0, len(TEXT)))
def test_whatever_comes_is_refused_in_our_own_words(text, cut):
    file = TEXT[:cut] + text
    assume(not file.startswith(TEXT))
    with pytest.raises(ProofInvalid):
        check_proof(file, vkeys=[KEY])


def test_a_file_is_read_as_it_was_written():
    assert Proof.read(TEXT) == GOOD


# --- proving


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


def looks(bench, about, who, **shown: object):
    place_waiting(hub=bench.hub)
    return look_into_log(about, **{"with_record": True} | shown, by=claim(who), hub=bench.hub)


@pytest.mark.parametrize("who", [BOSS, DPO])
def test_who_leads_or_protects_data_looks_into_all_of_the_log_and_leaves_a_line(who):
    bench = Bench()
    case = bench.sent()
    found = looks(bench, case.id, who, with_record=False)
    assert len(found) > 1
    assert looks(bench, "", who) == ()
    first, second = bench.leaves("STAFF_ACCESS")
    assert first.items() >= {"by": who, "what": "log", "about": case.id, "records": False}.items()
    assert ("about" in second, second["records"]) == (False, True)
    assert [leaf for _, leaf in looks(bench, case.id, who)[: len(found)]] == [leaf for _, leaf in found]


def test_a_line_about_a_person_goes_with_them():
    bench = Bench()
    case = bench.sent()
    for about in (case.id, case.consent, case.packet, case.person):
        looks(bench, about, BOSS)
    with bench.store.reading() as tx:
        lines = [one for _, one in tx.log.entries(start=0, limit=999) if one.type is EntryType.STAFF_ACCESS]
    assert [one.person for one in lines] == [case.person] * 4


def test_others_look_at_what_is_theirs_and_learn_of_nothing_else():
    bench = Bench()
    case = bench.sent()
    for mine in (case.id, case.consent):
        assert looks(bench, mine, KIM)
    before = bench.log()
    for who, about, refused in (
        (ALEX, case.id, NotFound), (ALEX, case.consent, NotFound), (ALEX, "boss", NotFound),
        (KIM, case.packet, NotFound),
        (KIM, "", Forbidden), (OPS, case.id, Forbidden), (OPS, "", Forbidden),
    ):  # fmt: skip
        with pytest.raises(refused):
            looks(bench, about, who)
    assert bench.log() == before


@pytest.mark.parametrize(("index", "number"), [(-1, 1), (SIZE, 1), (SIZE + 5, 1), (0, 2), (0, 0)])
def test_what_no_checkpoint_holds_cannot_be_proven(log, index, number):
    log.published(SIZE)
    log.grows(5)
    with pytest.raises(NotFound):
        prove_leaf(index, log=number, with_record=False, published=log.book, hub=log.hub)


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


def test_a_record_that_was_erased_is_not_shown_and_its_leaf_still_proven(place, tmp_path):
    log = Logged(tmp_path / "log", store=place.open())
    log.published(SIZE)
    place.change(f"DELETE FROM record WHERE position = {INDEX}")  # noqa: S608 our own number
    with pytest.raises(NotFound):
        prove_leaf(INDEX, log=1, with_record=True, published=log.book, hub=log.hub)
    assert prove_leaf(INDEX, log=1, with_record=False, published=log.book, hub=log.hub).record is None


def test_a_leaf_that_is_missing_cannot_be_proven(place, tmp_path):
    log = Logged(tmp_path / "log", store=place.open())
    log.published(SIZE)
    place.change(f"DELETE FROM leaf WHERE position = {INDEX}")  # noqa: S608 our own number
    with pytest.raises(NotFound):
        prove_leaf(INDEX, log=1, with_record=False, published=log.book, hub=log.hub)


@pytest.mark.parametrize("file", ["1/checkpoint", "1/level-0"])
def test_no_proof_leaves_the_hub_that_would_not_hold(log, file):
    log.published(SIZE)
    log.flips(file, byte=32 * (INDEX ^ 1) if file.endswith("0") else 40)
    with pytest.raises(LogDamaged):
        prove_leaf(INDEX, log=1, with_record=False, published=log.book, hub=log.hub)
