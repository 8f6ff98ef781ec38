"""Evidence bundles as a hub hands them out, made once, to be changed as a test likes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from exchange.core.evidence.bundle import LEAVES
from exchange.flows.evidence.checkpoint import advance, vkey
from exchange.flows.evidence.export import EvidenceWish, bundle_of, gather_evidence, proofs_of
from exchange.flows.evidence.sequence import place_waiting
from exchange.storage.files.published_log import FilePublishedLog
from tests.support.clock import NOON
from tests.support.hubs import BOSS, Bench, claim, refer_document

REFERENCE = refer_document()["person"]["reference"]


def settled(bench, book):
    """Give all that was written its place, and sign it."""
    place_waiting(hub=bench.hub)
    advance(published=book, hub=bench.hub)


def exported(bench, folder, wish, *, by=BOSS, second=None):
    """Every file of a bundle."""
    book = FilePublishedLog(Path(folder))
    settled(bench, book)
    approve = claim(second) if second else None
    found = gather_evidence(wish, by=claim(by), approve_by=approve, hub=bench.hub)
    files = bundle_of(found, {"LIESMICH.txt": b"x"}, at=bench.clock.now(), hub=bench.hub)
    settled(bench, book)
    return files | proofs_of(found, files, published=book, hub=bench.hub)


@dataclass(frozen=True)
class HandedOut:
    """A bundle about a person, one with records, one of all since a day, and the key they are checked with."""

    bare: dict
    shown: dict
    since: dict
    vkey: str
    referral: str


@cache
def handed_out():
    """A referral that was answered, and what was handed out about it."""
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", level=1)
    with TemporaryDirectory() as folder:
        return HandedOut(
            bare=exported(bench, folder, EvidenceWish(person=REFERENCE)),
            shown=exported(bench, folder, EvidenceWish(person=REFERENCE, with_records=True), second="kim"),
            since=exported(bench, folder, EvidenceWish(since=NOON)),
            vkey=vkey(log=1, hub=bench.hub),
            referral=voice.referral.id,
        )


def leaves_in(files):
    """The leaves a bundle lists."""
    return json.loads(files[LEAVES])
