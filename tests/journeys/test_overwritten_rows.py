"""Whatever of the database somebody overwrites or takes away: a no, a withdrawal, a stop go on, nothing else does."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine

from exchange.core.errors import GeleitError
from exchange.core.evidence.row import RowDiffers, RowUnreadable
from exchange.core.ids import show_instant
from exchange.core.partner.partner import PartnerStatus
from exchange.core.vocabulary import State
from exchange.flows.casework.assign import open_cases
from exchange.flows.evidence.restate import restate_row
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.evidence.verify import Fault, verify_log
from exchange.flows.partner.standing import resume, suspend
from exchange.flows.staff.clients import clients, suspend_client
from exchange.flows.staff.members import deactivate_staff
from exchange.runtime.worker import Worker
from tests.support.clients import register
from tests.support.hubs import ALEX, BOSS, CENTRE, OPS, Bench, Box, Voice, claim, consent_document, document_of
from tests.support.places import SqlPlace

KEYS = "keys: "
PLACED = "placed: "
CONSENT = {
    "words": "UPDATE consent SET sealed = randomblob(300)",
    "words of another row": "UPDATE consent SET sealed = (SELECT sealed FROM person)",
    "a text in the place of bytes": "UPDATE consent SET sealed = 'Ja', seal = 'Ja' || seal",
    "no MAC": "UPDATE consent SET seal = NULL",
    "MAC": "UPDATE consent SET seal = randomblob(72)",
    "version": "UPDATE consent SET seal = x'" + "ff" * 72 + "'",
    "row": "DELETE FROM consent",
    "somebody who was erased": "UPDATE consent SET person = 'erased'",
}
PERSON = {
    "reference": "UPDATE person SET sealed = randomblob(300)",
    "no MAC": "UPDATE person SET seal = NULL",
    "since": "UPDATE person SET since = 'gestern'",
    "somebody nobody knows": "UPDATE person SET merged_into = 'niemand'",
    "somebody who was erased": "UPDATE person SET merged_into = 'erased'",
}
PARTNER = {
    "an empty document": "UPDATE partner SET document = '{}'",
    "no document": "UPDATE partner SET document = 'null'",
    "half a document": "UPDATE partner SET document = '{\"kid'",
    "no adapter": "UPDATE partner SET document = json_set(document, '$.adapter', 7)",
    "no keys": "UPDATE partner SET document = json_set(document, '$.jwks', 7)",
    "another entity": "UPDATE partner SET document = json_set(document, '$.entity', 'https://x.example')",
    "no standing": "UPDATE partner SET document = json_remove(document, '$.standing')",
    "MAC": "UPDATE partner SET seal = randomblob(72)",
    "row": "DELETE FROM partner",
}
AROUND = {
    "the person's key": ("keys: UPDATE person_key SET wrapped = randomblob(300)",),
    "the person's key gone": ("keys: DELETE FROM person_key",),
    "the person's key emptied": ("keys: UPDATE person_key SET wrapped = NULL",),
    "draft": "UPDATE draft SET sealed = randomblob(300)",
    "manifest": "UPDATE packet SET sealed = randomblob(300)",
    "steps": "UPDATE history SET sealed = randomblob(300)",
    "what tells of the rows": ("placed: UPDATE record SET body = randomblob(300) WHERE about IS NOT NULL",),
    "what tells of the rows and waits": "UPDATE waiting_leaf SET body = randomblob(300) WHERE about IS NOT NULL",
    "what a partner knows of the consent": "UPDATE shared_consent SET sealed = randomblob(300)",
}


def cases(**tables: object):
    return [pytest.param(words, id=f"{table}-{what}") for table, each in tables.items() for what, words in each.items()]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A referral its partner has received, a registered client, and the databases as they lie then."""
    folder = tmp_path_factory.mktemp("whole")
    place = SqlPlace.sqlite(folder)
    bench = Bench(store=place.open())
    register(bench)
    voice = bench.under_way()
    consent = bench.now(voice.referral).consent
    place.person_keys().destroy("erased")
    place.close()
    return SimpleNamespace(folder=folder, bench=bench, voice=voice, consent=consent)


@pytest.fixture
def here(told, tmp_path):
    """The same in a database of its own, which every process opens anew once somebody has written it."""

    @contextmanager
    def after(damage):
        shutil.copytree(told.folder, tmp_path, dirs_exist_ok=True)
        place = SqlPlace.sqlite(tmp_path)
        overwrite(place, damage, hub=told.bench.hub)
        bench = Bench.__new__(Bench)
        vars(bench).update(vars(told.bench), store=place.open())
        bench.hub = replace(bench.hub, store=bench.store)
        bench.adapters = {"mailbox": Box(bench.hub)}
        bench.worker = Worker(bench.hub, adapters=bench.adapters, delivered=bench.rung.append)
        known = told.voice
        voice = Voice(bench, known.packet, known.partner, known.seq, known.prev)
        yield SimpleNamespace(bench=bench, voice=voice, place=place, referral=told.voice.referral, consent=told.consent)
        place.close()

    return after


def overwrite(place, damage, *, hub):
    for words in (damage,) if isinstance(damage, str) else damage:
        if words.startswith(PLACED):
            place_waiting(hub=replace(hub, store=place.open()))
            place.close()
        engine = create_engine(place.keys if words.startswith(KEYS) else place.main)
        with engine.begin() as connection:
            assert connection.exec_driver_sql(words.removeprefix(KEYS).removeprefix(PLACED)).rowcount > 0
        engine.dispose()


def signals(here):
    """How many stop signals are on their way to the partner, or lie in its mailbox."""
    engine = create_engine(here.place.main)
    with engine.begin() as connection:
        (found,) = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE prio = 0").one()
    engine.dispose()
    return found


def refuse(here):
    bench = here.bench
    said = consent_document(bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    return bench.recorded(document=said, status="ConsentRefused", answered_at=show_instant(bench.clock.now()))


STOPS = {
    "withdraw": (lambda here: here.bench.withdraw(here.consent), State.CONSENT_WITHDRAWN),
    "withdraw for one": (lambda here: here.bench.withdraw(here.consent, recipient=CENTRE), State.CONSENT_WITHDRAWN),
    "withdraw by its case": (
        lambda here: here.bench.withdraw(here.referral.id, recipient=CENTRE),
        State.CONSENT_WITHDRAWN,
    ),
    "refuse": (refuse, State.CONSENT_WITHDRAWN),
    "cancel": (lambda here: here.bench.cancel(here.referral), State.CANCELLED),
}


@pytest.mark.parametrize("act", STOPS)
@pytest.mark.parametrize("damage", cases(consent=CONSENT, person=PERSON, partner=PARTNER, around=AROUND))
def test_a_person_is_heard_and_the_partner_is_told_to_stop(here, damage, act):
    stop, state = STOPS[act]
    with here(damage) as it:
        before = signals(it)
        stop(it)
        assert (it.bench.now(it.referral).state, signals(it)) == (state, before + 1)


GOES_ON = {
    "fetch": lambda here: here.voice.fetch(),
    "accept": lambda here: here.voice.says("accepted"),
    "agree": lambda here: here.bench.a_consent(),
}


@pytest.mark.parametrize("act", GOES_ON)
@pytest.mark.parametrize("damage", cases(consent=CONSENT, partner=PARTNER))
def test_nothing_else_happens_on_the_word_of_such_a_row(here, damage, act):
    with here(damage) as it, pytest.raises(GeleitError) as refused:
        GOES_ON[act](it)
    assert refused.value.code == "HUB_ROW_DIFFERS"


@pytest.mark.parametrize("damage", cases(person=PERSON))
def test_nobody_agrees_for_a_person_whose_row_is_another(here, damage):
    with here(damage) as it, pytest.raises(GeleitError) as refused:
        GOES_ON["agree"](it)
    assert refused.value.code == "HUB_ROW_DIFFERS"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("manifest", "HUB_ROW_UNREADABLE"),
        ("the person's key", "HUB_PERSON_KEY_LOST"),
        ("the person's key gone", "HUB_PERSON_KEY_LOST"),
        ("the person's key emptied", "HUB_PERSON_KEY_LOST"),
    ],
)
def test_nothing_is_handed_over_that_cannot_be_read(here, what, code):
    with here(AROUND[what]) as it, pytest.raises(GeleitError) as refused:
        it.voice.fetch()
    assert refused.value.code == code


def test_a_packet_on_a_consent_does_not_ask_its_draft_whether_it_may_leave(here):
    with here(AROUND["draft"]) as it:
        assert it.voice.fetch().id == it.referral.packet


def test_a_stop_signal_waits_until_two_people_have_said_who_the_partner_is(here):
    with here(PARTNER["an empty document"]) as it:
        bench = it.bench
        bench.withdraw(it.consent)
        bench.worker.once()
        bench.enrol(document_of(CENTRE))
        resume(CENTRE, reason="Zeile war überschrieben", by=claim(BOSS), approve_by=claim(OPS), hub=bench.hub)
        bench.clock.advance(days=1)
        assert "withdrawn" in [one["name"] for one in bench.mail()]


def test_a_withdrawal_under_a_lost_key_counts_also_when_the_key_is_back(here, told):
    with here(AROUND["the person's key"]) as it:
        it.bench.withdraw(it.consent)
        withdrawn = it.bench.leaves("CONSENT_WITHDRAWN")
        # Meanwhile everything of theirs is named: none of their records is what its leaf commits to.
        report = verify_log(hub=it.bench.hub)
        assert {one.what for one in report.findings} == {Fault.RECORD_CHANGED}
        assert f"consent:{it.consent}" in {one.name for one in report.rows}
        whole = create_engine(f"sqlite:///{told.folder}/keys.db")
        with whole.begin() as before, create_engine(it.place.keys).begin() as after:
            for row in before.exec_driver_sql("SELECT wrapped, person FROM person_key").all():
                after.exec_driver_sql("UPDATE person_key SET wrapped = ? WHERE person = ?", tuple(row))
        whole.dispose()
        with it.place.open().reading() as tx, pytest.raises(RowDiffers):
            tx.consents.get(it.consent)
        with it.place.open().reading() as tx:
            assert tx.referrals.history(it.referral.id)[-1].target is State.CONSENT_WITHDRAWN
    assert [one["consent"] for one in withdrawn] == [it.consent]


@pytest.mark.parametrize("damage", cases(partner=PARTNER))
def test_a_partner_is_suspended_whatever_its_row_says(here, damage):
    with here(damage) as it:
        assert suspend(CENTRE, by=claim(BOSS), hub=it.bench.hub).standing is PartnerStatus.SUSPENDED


STAFF = {
    "role": "UPDATE staff SET role = 'gott' WHERE id = 'alex'",
    "since": "UPDATE staff SET since = 'gestern' WHERE id = 'alex'",
    "name": "UPDATE staff SET name = randomblob(300) WHERE id = 'alex'",
    "MAC": "UPDATE staff SET seal = randomblob(72) WHERE id = 'alex'",
    "row": "DELETE FROM staff WHERE id = 'alex'",
}


@pytest.mark.parametrize("damage", cases(staff=STAFF))
def test_a_member_of_staff_is_deactivated_whatever_their_row_says(here, damage):
    with here(damage) as it:
        assert deactivate_staff(ALEX, by=claim(OPS), hub=it.bench.hub).active is False
        assert open_cases(ALEX, by=claim(OPS), hub=it.bench.hub) == {}
        with pytest.raises(GeleitError) as refused:
            it.bench.draft(by=ALEX)
    assert refused.value.code == "HUB_ROW_DIFFERS"


CLIENT = {
    "document": "UPDATE client SET document = '{\"id'",
    "standing": "UPDATE client SET document = json_remove(document, '$.standing')",
    "MAC": "UPDATE client SET seal = randomblob(72)",
    "row": "DELETE FROM client",
}


@pytest.mark.parametrize("damage", cases(client=CLIENT))
def test_a_client_is_suspended_whatever_its_row_says(here, damage):
    with here(damage) as it:
        assert suspend_client("fallakte", by=claim(OPS), hub=it.bench.hub).standing is PartnerStatus.SUSPENDED
        assert [one.standing for one in clients(hub=it.bench.hub)] == [PartnerStatus.SUSPENDED]


NAMES = {"consent": CONSENT, "partner": PARTNER, "staff": STAFF, "client": CLIENT}


@pytest.mark.parametrize(
    ("table", "damage"),
    [pytest.param(t, *one.values, id=one.id) for t, each in NAMES.items() for one in cases(**{t: each})],
)
def test_two_people_say_how_a_row_stands_that_they_can_read(here, table, damage):
    with here(damage) as it:
        hub, end = it.bench.hub, {"by": claim(OPS), "approve_by": claim(BOSS)}
        names = {one.name for one in verify_log(hub=hub).rows}
        assert {name.partition(":")[0] for name in names} == {table}
        for name in names:
            try:
                restate_row(name, **end, hub=hub)
            except RowUnreadable:
                # What only takes away writes it legibly; it differs until two people have said that this is so.
                TAKES_AWAY[table](it, name.partition(":")[2])
                restate_row(name, **end, hub=hub)
        assert verify_log(hub=hub).rows == ()


@pytest.mark.parametrize("damage", [CONSENT["words"], PERSON["reference"]])
def test_nobody_vouches_for_what_does_not_open(here, damage):
    with here(damage) as it:
        (row,) = verify_log(hub=it.bench.hub).rows
        with pytest.raises(RowUnreadable):
            restate_row(row.name, by=claim(OPS), approve_by=claim(BOSS), hub=it.bench.hub)
        assert verify_log(hub=it.bench.hub).rows == (row,)


TAKES_AWAY = {
    "consent": lambda here, key: here.bench.withdraw(key),
    "partner": lambda here, key: suspend(key, by=claim(BOSS), hub=here.bench.hub),
    "staff": lambda here, key: deactivate_staff(key, by=claim(OPS), hub=here.bench.hub),
    "client": lambda here, _: suspend_client("fallakte", by=claim(OPS), hub=here.bench.hub),
}
