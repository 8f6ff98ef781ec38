import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import Malformed
from exchange.partner.errors import PacketClosed
from exchange.partner.hub_events import KeptEvent, hub_view
from exchange.partner.inbox import Stage
from tests.partner.foreign_hub import new_id, now
from tests.partner.making import CONTENT, make


def stop(hub, sent, name="withdrawn"):
    _, jwe_sha256 = sent.parcel()
    return hub.tell(name, packet=sent.packet.id, jwe_sha256=jwe_sha256)


def answers(hub):
    return [dict(event.members) for event in hub.events() if event.name == "withdrawal-answered"]


@pytest.mark.parametrize("name", ["withdrawn", "cancelled"])
def test_a_stop_signal_destroys_what_was_received_and_says_so(hub, partner, folder, name):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    partner.receive()
    stop(hub, sent, name)
    assert partner.receive().stopped == (sent.packet.id,)
    assert answers(hub) == [{"result": "deleted"}]
    kept = {path.name for path in (folder / "inbox" / sent.packet.id).rglob("*") if path.is_file()}
    assert not kept & {"parcel.json", *(ref.sha256 for ref in sent.packet.attachments)}
    with pytest.raises(PacketClosed):
        partner.read(sent.packet.id)


def test_every_packet_of_the_referral_goes_with_the_one_withdrawn(hub, partner):
    first = make(hub)
    second = make(hub, referral=first.packet.referral, version=2)
    for sent in (first, second):
        sent.offer()
    partner.receive()
    stop(hub, second)
    partner.receive()
    assert {entry.stage for entry in partner.list()} == {Stage.STOPPED}


def test_a_packet_withdrawn_before_it_was_fetched_is_never_fetched(hub, partner):
    sent = make(hub)
    stop(hub, sent)
    sent.offer()
    partner.receive()
    assert answers(hub) == [{"result": "stopped"}]
    assert f"/packets/{sent.packet.id}" not in hub.heard.asked


def test_files_written_for_people_are_deleted_with_it(hub, partner, tmp_path):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    partner.receive()
    partner.export(sent.packet.id, to=tmp_path / "out")
    stop(hub, sent)
    partner.receive()
    assert list((tmp_path / "out").iterdir()) == []
    assert answers(hub) == [{"result": "deleted"}]


def test_where_a_file_was_moved_the_answer_is_left_to_a_person(hub, partner, tmp_path):
    sent = make(hub)
    sent.offer()
    partner.receive()
    (written,) = partner.export(sent.packet.id, to=tmp_path / "out")
    written.rename(tmp_path / "elsewhere.json")
    stop(hub, sent)
    partner.receive()
    assert (answers(hub), partner.show(sent.packet.id).answer_due) == ([], True)
    partner.answer_withdrawal(sent.packet.id, "kept", law="bgb-630f")
    assert answers(hub) == [{"result": "kept", "law": "bgb-630f"}]
    assert not partner.show(sent.packet.id).answer_due


def test_kept_needs_a_law_and_nothing_else_takes_one(hub, partner):
    sent = make(hub)
    stop(hub, sent)
    partner.receive()
    for result, law in (("kept", ""), ("deleted", "bgb-630f"), ("burnt", ""), ("kept", "§ 630f BGB")):
        with pytest.raises(Malformed):
            partner.answer_withdrawal(sent.packet.id, result, law=law)


def test_words_that_never_left_are_not_sent_after_a_withdrawal(hub, partner):
    sent = make(hub)
    sent.offer()
    hub.faults.refuse_event = "invalid_key"
    partner.receive()
    assert partner.question(sent.packet.id, "Wann passt es?", categories=["person.contact"]).delivery == "pending"
    stop(hub, sent)
    partner.receive()
    hub.faults.refuse_event = ""
    partner.receive()
    assert [(event.name, event.seq) for event in hub.events()] == [("received", 1), ("withdrawal-answered", 2)]


def test_a_refusal_tells_what_may_be_done_and_the_state_is_as_before(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    refused = partner.acknowledge(sent.packet.id, "completed", outcome="got-help")
    members = {
        "set_jti": refused.jti, "code": "illegal-step", "pointer": "", "state": "sent",
        "allowed": ["under-review", "accepted"],
    }  # fmt: skip
    thread = {"referral": sent.packet.referral, "packet_sha256": "A" * 43, "version": 3, "seq": 1}
    hub.tell("refused", packet=sent.packet.id, jwe_sha256="A" * 43, members=members, **thread)
    partner.receive()
    entry = partner.show(sent.packet.id)
    assert (entry.state, entry.version) == ("sent", 3)
    assert entry.objections[0].allowed == ("under-review", "accepted")
    assert partner.acknowledge(sent.packet.id, "accepted").number == 3
    assert hub.events()[-1].version == 3


@pytest.mark.parametrize("seed", range(4))
def test_events_in_any_order_and_any_number_give_the_same_end(hub, partner, seed):
    sent = make(hub)
    sent.offer()
    partner.receive()
    for name in ("reminder", "cancellation-requested", "key-changed", "cancelled", "withdrawn"):
        stop(hub, sent, name)
    sets = dict(hub.sets)
    for jti in random.Random(seed).choices(list(sets), k=12) + list(sets):
        hub.sets[jti] = sets[jti]
        partner.receive()
    entry = partner.show(sent.packet.id)
    assert (entry.state, entry.reminders, entry.cancellation_requested) == ("consent-withdrawn", 1, True)
    assert (entry.key_changed, len(answers(hub))) == (True, 2)


NAMES = ["withdrawn", "cancelled", "reminder", "refused", "key-changed", "cancellation-requested"]
notes = st.lists(
    st.builds(
        KeptEvent,
        jti=st.sampled_from([new_id() for _ in range(8)]),
        name=st.sampled_from(NAMES),
        input_sha256=st.just("x"), issued_at=st.just(now()), kept_at=st.just(now()),
        seq=st.integers(0, 6), version=st.integers(0, 6),
    ),
    unique_by=lambda note: note.jti,
)  # fmt: skip


@given(notes, st.randoms())
def test_what_was_told_does_not_depend_on_order_or_repetition(kept, chance):
    at = now()
    shuffled = kept + chance.choices(kept, k=5) if kept else []
    chance.shuffle(shuffled)
    assert hub_view(shuffled, at=at) == hub_view(kept, at=at)


def test_a_changed_key_is_fetched_before_its_first_use(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    before = hub.heard.asked.count("/.well-known/openid-federation")
    stop(hub, sent, "key-changed")
    partner.receive()
    assert hub.heard.asked.count("/.well-known/openid-federation") == before + 1
