"""Files of a case: where each one is, and that what is opened is what was brought."""

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.core.packet.media import AttachmentRefused
from exchange.flows.staff.access import look
from exchange.queries.files import FileWay, files_of, opened_file
from tests.support.feedback import attached
from tests.support.hubs import DPO, KIM, Bench, a_file, claim

LETTER = b"%PDF-1.7 Ein Brief (erfunden)."
REPORT = b"%PDF-1.7 Ein Bericht (erfunden)."
JTI = "018f0000-0000-7000-8000-00000000000a"


def seen(bench, referral, by=KIM, what="referral"):
    return look(referral.id, what=what, by=claim(by), hub=bench.hub)


def ways(bench, referral, by=KIM):
    return [(one.ref.name, one.way) for one in files_of(seen(bench, referral, by), hub=bench.hub)]


def answered(said=REPORT, **changes: object):
    """A case with a letter that went, and a report that came back."""
    bench = Bench()
    bench.a_consent()
    referral = bench.refer(files=[a_file(LETTER)])
    bench.worker.once()
    voice = bench.voice(referral)
    voice.fetch()
    assert voice.says("received") == "accepted"
    assert voice.says("under-review") == "accepted"
    members = attached(voice, said, **changes)
    assert voice.sends(voice.signed("feedback", members, jti=JTI)) == "accepted"
    return bench, referral


def test_a_file_is_only_here_then_in_the_packet_and_at_the_partner_once_it_was_fetched():
    bench = Bench()
    bench.a_consent()
    draft = bench.draft(files=[a_file(LETTER)])
    assert ways(bench, draft) == [("brief.pdf", FileWay.HERE)]
    referral = bench.release(draft).referral
    bench.worker.once()
    assert ways(bench, referral) == [("brief.pdf", FileWay.PACKED)]
    bench.voice(referral).fetch()
    assert ways(bench, referral) == [("brief.pdf", FileWay.SENT)]


def test_what_was_stopped_before_it_was_fetched_is_only_here():
    bench = Bench()
    consent = bench.a_consent()
    referral = bench.refer(files=[a_file(LETTER)])
    bench.withdraw(consent)
    assert ways(bench, referral) == [("brief.pdf", FileWay.HERE)]


def test_what_was_left_out_on_purpose_stays_here_whatever_went():
    bench = Bench()
    bench.a_consent()
    draft = bench.draft(files=[a_file(LETTER), a_file(REPORT, name="bericht.pdf")])
    referral = bench.release(draft, leave_out=["bericht.pdf"]).referral
    bench.worker.once()
    bench.voice(referral).fetch()
    assert ways(bench, referral) == [("brief.pdf", FileWay.SENT), ("bericht.pdf", FileWay.HERE)]


def test_what_went_and_what_came_back_open_as_they_were_brought():
    bench, referral = answered()
    assert ways(bench, referral) == [("brief.pdf", FileWay.SENT), ("bericht.pdf", FileWay.RETURNED)]
    looked = seen(bench, referral)
    for one, content in zip(files_of(looked, hub=bench.hub), (LETTER, REPORT), strict=True):
        opened = opened_file(looked, one.ref.id, hub=bench.hub)
        assert (opened.content, opened.media_type, opened.fits) == (content, "application/pdf", True)


def test_what_is_not_what_it_says_is_marked():
    bench, referral = answered(said=b"MZ Ein Programm (erfunden)")
    looked = seen(bench, referral)
    _, report = files_of(looked, hub=bench.hub)
    assert not opened_file(looked, report.ref.id, hub=bench.hub).fits


def test_who_sees_metadata_only_sees_no_file():
    bench, referral = answered()
    _, report = files_of(seen(bench, referral), hub=bench.hub)
    assert ways(bench, referral, by=DPO) == []
    with pytest.raises(NotFound):
        opened_file(seen(bench, referral, by=DPO), report.ref.id, hub=bench.hub)


def test_to_look_at_nothing_but_a_file_is_not_for_who_sees_metadata_only():
    bench, referral = answered()
    before = bench.log()
    with pytest.raises(Forbidden):
        seen(bench, referral, by=DPO, what="file")
    assert bench.log() == before


def test_a_file_of_what_was_refused_is_none():
    bench = Bench()
    voice = bench.under_way("under-review", level=2, no_show=False)
    assert voice.sends(voice.signed("feedback", attached(voice, REPORT), jti=JTI)) != "accepted"
    assert ways(bench, voice.referral) == []


def test_what_waits_for_an_earlier_message_is_not_there_yet():
    bench = Bench()
    voice = bench.under_way("under-review", level=6)
    early = voice.signed("feedback", attached(voice, REPORT), jti=JTI, seq=voice.seq + 2, prev_sha256="x" * 43)
    assert voice.sends(early) == "parked"
    assert ways(bench, voice.referral) == []


def test_a_file_of_another_case_is_none_of_this_one():
    bench, referral = answered()
    letter, _ = files_of(seen(bench, referral), hub=bench.hub)
    bench.a_consent(person="P-2")
    other = bench.draft(person={"reference": "P-2"})
    with pytest.raises(NotFound):
        opened_file(seen(bench, other), letter.ref.id, hub=bench.hub)


def test_what_is_not_kept_any_more_and_what_was_changed_do_not_open():
    bench, referral = answered()
    letter, report = files_of(seen(bench, referral), hub=bench.hub)
    bench.blobs.remove(report.ref.sha256)
    with pytest.raises(NotFound):
        opened_file(seen(bench, referral), report.ref.id, hub=bench.hub)
    bench.blobs.kept[letter.ref.sha256] = bench.blobs.kept[letter.ref.sha256][:-1]
    with pytest.raises(AttachmentRefused):
        opened_file(seen(bench, referral), letter.ref.id, hub=bench.hub)
