"""What somebody saw is what is sent, or nothing: a preview has a digest, and a release that names it holds to it."""

from dataclasses import replace

import pytest

from exchange.core.errors import FourEyes, NotCovered, StaleVersion
from exchange.core.packet.leave_out import StaysBehind
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.vocabulary import Scan, State
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.partner.standing import suspend
from exchange.flows.sending.approving.preview import CheckKind, preview_document, preview_packet
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.drafting.edit import edit
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    KIM,
    NEEDED,
    Bench,
    a_file,
    claim,
    document_of,
    encoded,
    refer_document,
)


def preview(bench, referral, by=KIM, **said: object):
    return preview_packet(referral.id, by=claim(by), hub=bench.hub, **said)


def failing(shown):
    return {one.kind: type(one.refused) for one in shown.checks if one.refused}


def ready():
    bench = Bench()
    bench.a_consent()
    return bench, bench.draft(files=[a_file()])


def other_words(bench, referral):
    document = refer_document()
    document["data"]["referral"] |= {"aim": "Ein anderes Ziel (erfunden)."}
    written = {name: document[name] for name in ("data", "sources")}
    edit(referral.id, encoded(written), by=claim(KIM), hub=bench.hub)


def another_file(bench, referral):
    file = a_file(b"%PDF-1.7 Ein anderer Brief (erfunden).", name="anderer.pdf")
    sealed = seal_for(referral.id, file=file, by=claim(KIM), hub=bench.hub)
    attach(referral.id, sealed=sealed, by=claim(KIM), hub=bench.hub)


def another_letter_under_its_name(bench, referral):
    with bench.store.transaction() as tx:
        draft = tx.referrals.draft(referral.id)
        file = replace(draft.attachments[0], content_sha256="another")
        tx.referrals.put_draft(referral.id, replace(draft, attachments=(file,)))


def another_yes(bench, _referral):
    bench.clock.advance(days=1)
    bench.a_consent()


def another_form(bench, _referral):
    line = document_of(CENTRE)["service_lines"][0]
    line["profile"]["properties"]["note"] = {"maxLength": 400}
    bench.enrol(document_of(CENTRE, service_lines=[line]))


CHANGES = [other_words, another_file, another_letter_under_its_name, another_yes, another_form]


@pytest.mark.parametrize("changed", CHANGES, ids=lambda one: one.__name__)
def test_what_changed_since_it_was_seen_is_not_sent(changed):
    bench, draft = ready()
    seen = preview(bench, draft)
    changed(bench, draft)
    with pytest.raises(StaleVersion):
        bench.release(draft, seen=seen.digest)
    assert (bench.now(draft).state, bench.leaves("PACKET_SEALED")) == (State.DRAFT, [])
    again = preview(bench, draft)
    assert again.digest != seen.digest
    assert bench.release(draft, seen=again.digest).referral.state is State.SENT


def test_what_is_left_out_changes_what_was_seen():
    bench, draft = ready()
    seen = preview(bench, draft)
    with pytest.raises(StaleVersion):
        bench.release(draft, seen=seen.digest, leave_out=["brief.pdf"])


def test_ids_keys_and_instants_are_in_no_digest():
    bench, draft = ready()
    first = preview(bench, draft).digest
    bench.clock.advance(days=1)
    assert preview(bench, draft).digest == first
    assert preview(bench, bench.draft(files=[a_file()])).digest == first


def test_before_the_yes_it_shows_what_the_person_would_be_asked_for_and_nothing_may_leave():
    bench = Bench()
    draft = bench.draft(files=[a_file()])
    shown = preview(bench, draft)
    assert (shown.is_proposed, shown.goes, shown.data) == (True, False, refer_document()["data"])
    choice = form_of_draft(draft.id, level=0, no_show=False, until=None, by=claim(KIM), hub=bench.hub).choice
    assert {category for row in shown.manifest for category in row.categories} == choice.categories
    with pytest.raises(NotCovered):
        bench.release(draft, seen=shown.digest)
    # The consent is part of what was seen: who saw it before the yes looks once more.
    bench.a_consent()
    with pytest.raises(StaleVersion):
        bench.release(draft, seen=shown.digest)


def test_a_document_is_shown_as_its_draft_would_be_and_nothing_of_it_is_kept():
    bench = Bench()
    before = bench.everything()
    shown = preview_document(encoded(refer_document()), by=claim(KIM), hub=bench.hub)
    assert bench.everything() == before
    assert shown == preview(bench, bench.draft()).items


def test_every_check_of_a_release_is_named_with_what_fails():
    bench, draft = ready()
    assert failing(preview(bench, draft)) == {CheckKind.SECOND: FourEyes}
    bench.put(bench.now(draft), owner=ALEX)
    assert CheckKind.TRAINING in failing(preview(bench, draft, by=ALEX))
    suspend(CENTRE, by=claim(BOSS), hub=bench.hub)
    assert CheckKind.RECIPIENT in failing(preview(bench, draft, by=ALEX))


def test_what_stays_unsaid_and_what_is_missing_is_named():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    assert failing(preview(bench, bench.draft()))[CheckKind.STAYS] is StaysBehind
    bench = Bench()
    bench.a_consent(categories=["person.contact"])
    assert failing(preview(bench, bench.draft()))[CheckKind.CONSENT] is NotCovered


def test_an_unclean_file_a_double_and_words_nobody_looked_at_are_named():
    bench, draft = ready()
    other = bench.draft()
    bench.release(draft)
    with bench.store.transaction() as tx:
        content = tx.referrals.draft(other.id)
        data = content.data | {"note": "Frau Petra Muster erreichen Sie unter 0171 2345678."}
        file = replace(tx.referrals.draft(draft.id).attachments[0], scan=Scan.THREAT)
        tx.referrals.put_draft(other.id, replace(content, data=data, attachments=(file,)))
    found = failing(preview(bench, other))
    assert {CheckKind.DUPLICATE, CheckKind.FILES} <= set(found)
    assert found[CheckKind.WORDS] is FindingsUnconfirmed


def test_the_look_is_on_record_and_nothing_else_is_kept():
    bench, draft = ready()
    before = (bench.now(draft), len(bench.log()))
    preview(bench, draft)
    assert (bench.now(draft), len(bench.log())) == (before[0], before[1] + 1)
    assert bench.leaves("STAFF_ACCESS")[-1]["what"] == "check"
