"""Files nobody names are forgotten a day later; one that is named, or new, never is."""

import io
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exchange.core.unavailable import LogBehind
from exchange.flows.consent.evidence import hand_out_papers, seal_paper
from exchange.flows.consent.record import record_consent
from exchange.flows.operations.sweep import sweep
from exchange.flows.sending.drafting.attach import seal_for
from exchange.storage.files.blobs import FileBlobs
from keys.encoding import b64url, sha256
from tests.support.clock import FixedClock
from tests.support.evidence import Logged
from tests.support.feedback import attached
from tests.support.hubs import CENTRE, KIM, NEEDED, OTHER, USUAL, Bench, a_file, claim, consent_document, encoded
from tests.support.places import DATABASES, PLACES
from tests.support.serving import comes

HOUR, KEPT = timedelta(hours=1), timedelta(hours=24)
GOING = threading.Event()
"""A stop that nobody asks for."""


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


@pytest.fixture
def bench(place, tmp_path):
    # Files are as old as the disk says, so it is today.
    return Bench(store=place.open(), blobs=FileBlobs(tmp_path / "blobs"), clock=FixedClock(datetime.now(tz=UTC)))


def aged(bench, by=KEPT + HOUR):
    """Everything in the store of blobs came in so long ago."""
    at = (bench.clock.now() - by).timestamp()
    for path in bench.blobs._directory.glob("*/*"):
        os.utime(path, (at, at))


def orphan(bench):
    """A file sealed to a draft whose transaction never came; its digest."""
    return seal_for(bench.draft().id, file=a_file(), by=claim(KIM), hub=bench.hub).attachment.sha256


def swept(bench, stop=GOING):
    return sweep(hub=bench.hub, stop=stop)


def test_a_file_that_nothing_names_is_forgotten_and_each_that_is_named_stays(bench):
    lost = orphan(bench)
    voice = bench.under_way("under-review", level=4, no_show=False)
    assert voice.says("feedback", **attached(voice)) == "accepted"
    voice.signed("accepted")
    later = attached(voice, said=b"Noch ein Bericht (erfunden)")
    assert voice.says("feedback", **later) == "parked"
    bench.a_consent(categories=NEEDED, to=OTHER)
    # One travels, one stays here and may travel later, one is not sent at all.
    bench.draft(files=[a_file()], to=OTHER)
    both = bench.draft(files=[a_file(category="housing"), a_file()], to=OTHER)
    bench.release(both, leave_out=bench.beyond(both))
    named = set(bench.blobs.all()) - {lost}
    assert len(named) == 5
    aged(bench)
    assert swept(bench) == 1
    assert set(bench.blobs.all()) == named
    with bench.store.reading() as tx:
        assert tx.uploads.unnamed(KIM).size == 0


def test_a_file_of_less_than_a_day_stays(bench):
    lost = orphan(bench)
    aged(bench, by=KEPT - HOUR)
    assert swept(bench) == 0
    assert list(bench.blobs.all()) == [lost]


def test_a_file_that_is_put_once_more_is_as_good_as_new(bench):
    lost = orphan(bench)
    with bench.blobs.open(lost) as kept:
        content = kept.read()
    aged(bench)
    bench.blobs.put(lost, io.BytesIO(content))
    assert swept(bench) == 0


def test_a_file_is_looked_for_in_every_matter_however_many_there_are(bench):
    for _ in range(60):
        bench.draft()
    bench.draft(files=[a_file()])
    (named,) = bench.blobs.all()
    orphan(bench)
    aged(bench)
    assert swept(bench) == 1
    assert list(bench.blobs.all()) == [named]


def test_all_that_nothing_names_go_however_many_there_are(bench):
    for number in range(60):
        content = str(number).encode()
        bench.blobs.put(b64url(sha256(content)), io.BytesIO(content))
    aged(bench)
    assert swept(bench) == 60
    assert not list(bench.blobs.all())


class Between:
    """A store where something happens once, before the next who only looks sees anything."""

    def __init__(self, store, happens) -> None:
        self._store, self._happens = store, [happens]

    def reading(self):
        if self._happens:
            self._happens.pop()()
        return self._store.reading()

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_a_file_that_went_from_a_draft_into_a_packet_while_others_were_looked_for_stays(bench):
    bench.a_consent(categories=NEEDED)
    referral = bench.draft(files=[a_file()])
    (named,) = bench.blobs.all()
    orphan(bench)
    aged(bench)
    beyond = bench.beyond(referral)

    def sent_and_written_anew():
        voice = bench.voice(bench.release(referral, leave_out=beyond).referral)
        voice.fetch()
        for name in ("received", "under-review", "question"):
            assert voice.says(name, **USUAL.get(name, {})) == "accepted"
        bench.answer(referral, data={"note": "Ja."})

    between = Between(bench.store, sent_and_written_anew)
    assert sweep(hub=replace(bench.hub, store=between), stop=GOING) == 1
    assert named in set(bench.blobs.all())


def test_what_nobody_finished_putting_goes_too(bench, tmp_path):
    (tmp_path / "blobs" / "ab").mkdir()
    half = tmp_path / "blobs" / "ab" / "incoming-1"
    half.touch()
    aged(bench, by=KEPT - HOUR)
    swept(bench)
    assert half.exists()
    aged(bench)
    swept(bench)
    assert not half.exists()


def test_whoever_is_told_to_stop_forgets_nothing(bench):
    orphan(bench)
    aged(bench)
    stop = threading.Event()
    stop.set()
    assert swept(bench, stop=stop) == 0
    assert len(list(bench.blobs.all())) == 1


def test_on_a_database_from_a_backup_nothing_is_forgotten_for_the_newer_one_may_name_it(tmp_path):
    log = Logged(tmp_path / "log")
    restore = log.backup()
    log.published(300)
    restore()
    blobs = FileBlobs(tmp_path / "blobs")
    blobs.put(b64url(sha256(b"x")), io.BytesIO(b"x"))
    hub = replace(log.gated(), blobs=blobs)
    log.later(days=9000)
    with pytest.raises(LogBehind):
        sweep(hub=hub, stop=GOING)
    assert len(list(blobs.all())) == 1


def test_the_worker_sweeps_beside_its_deliveries(bench):
    orphan(bench)
    aged(bench)
    stop = threading.Event()
    working = threading.Thread(target=bench.worker.run, args=(stop,))
    working.start()
    try:
        comes(lambda: not list(bench.blobs.all()))
    finally:
        stop.set()
        working.join()


def a_paper(bench, content=b"%PDF-1.7 Bogen (erfunden)"):
    """A signed paper, kept with the consent it was signed for."""
    papers = (seal_paper(io.BytesIO(content), name="bogen.pdf", uploader=claim(KIM).uploader, hub=bench.hub),)
    said = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=60)
    said |= {"evidence_sha256": papers[0].content_sha256}
    consent = record_consent(encoded(said), by=claim(KIM), approve_by=None, hub=bench.hub, papers=papers).consent
    return consent, papers[0].sha256


def test_a_signed_paper_stays_until_its_person_is_erased(bench, place):
    consent, paper = a_paper(bench)
    lost = seal_paper(
        io.BytesIO(b"%PDF-1.7 nie erfasst"), name="bogen.pdf", uploader=claim(KIM).uploader, hub=bench.hub
    ).sha256
    aged(bench)
    assert swept(bench) == 1
    assert set(bench.blobs.all()) == {paper}
    assert lost != paper
    assert hand_out_papers(consent.id, by=claim(KIM), hub=bench.hub)
    place.person_keys().destroy(consent.person)
    erased = Bench.__new__(Bench)
    erased.__dict__ |= vars(bench) | {"hub": replace(bench.hub, store=place.open())}
    assert swept(erased) == 1
    assert set(bench.blobs.all()) == set()
