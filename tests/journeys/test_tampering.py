"""Somebody who can write the database, and has no passphrase: what they try is refused at use, and named everywhere."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from exchange.config import read_config
from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.evidence.row import RowDiffers, RowRecord
from exchange.core.ids import show_instant
from exchange.core.operations.finding import Grade
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.evidence.restate import RowSound, restate_row
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.evidence.verify import verify_log
from exchange.flows.partner.enrol import fingerprint_in
from exchange.flows.partner.standing import suspend
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.members import change_passphrase, deactivate_staff
from exchange.main import open_hub
from exchange.operations.rows import check_rows
from exchange.runtime.row_watch import RowWatch
from tests.cli.by_hand import Hand
from tests.support.old_hub import PASSPHRASE, bring_up, move_to_postgresql, unpack

PARTNER = "https://suchtberatung.example"
ANNA, LEA = (Credentials(name, f"{name}: eine lange Passphrase".encode()) for name in ("anna", "lea"))


@dataclass
class Scene:
    """A hub on a database that somebody else writes too."""

    root: Path
    opened: object

    @property
    def hub(self):
        return self.opened.unguarded

    def writes(self, words: str, **given: object):
        engine = create_engine(make_url(read_config(self.root).database))
        with engine.begin() as connection:
            done = connection.execute(text(words), given)
            rows = [dict(row) for row in done.mappings()] if done.returns_rows else []
        engine.dispose()
        return rows

    def puts_back(self, table, row) -> None:
        names = ", ".join(f"{name} = :{name}" for name in row if name != "id")
        self.writes(f"UPDATE {table} SET {names} WHERE id = :id", **row)  # noqa: S608 names of ours

    def gets(self, look):
        with self.hub.store.reading() as tx:
            return look(tx)

    def named(self) -> set[str]:
        """What `log verify` and `log fsck` name, and the doctor too."""
        rows = {one.name for one in verify_log(hub=self.hub).rows}
        # Of leaves that no longer say of which row they are, the doctor can name none.
        doctor = [one for one in check_rows(self.hub) if one.result is Grade.FAIL and one.check != "rows"]
        assert {one.check.split()[1].rstrip(":") for one in doctor} == rows
        assert all(f"geleit log restate DIR {name}" in "".join(one.advice for one in doctor) for name in rows)
        return rows

    @property
    def given(self):
        """The consent that stands."""
        ids = [row["id"] for row in self.writes("SELECT id FROM consent")]
        return next(one for one in map(self.consent, ids) if one.status is ConsentStatus.GIVEN)

    def consent(self, id_):
        return self.gets(lambda tx: tx.consents.get(id_))


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request, tmp_path):
    root = unpack(tmp_path)
    if request.param == "postgresql":
        move_to_postgresql(root, request.getfixturevalue("cluster").database())
    assert bring_up(root) == []
    with closing(open_hub(root, passphrase=PASSPHRASE)) as opened:
        scene = Scene(root, opened)
        assert scene.named() == set()
        yield scene


def test_a_partners_key_that_was_replaced_is_used_for_nothing(scene):
    on_sqlite = read_config(scene.root).database.startswith("sqlite")
    words = 'replace({}, \'"kid"\', \'"kid": "x", "was"\')'.format(
        "document" if on_sqlite else "CAST(document AS text)"
    )
    scene.writes(f"UPDATE partner SET document = {words if on_sqlite else f'CAST({words} AS json)'}")  # noqa: S608 ours
    with pytest.raises(RowDiffers):
        scene.gets(lambda tx: tx.partners.get(PARTNER))
    assert scene.named() == {f"partner:{PARTNER}"}
    # It can still be suspended, and stays what it is until two people say how it stands.
    assert suspend(PARTNER, by=LEA, hub=scene.hub).standing == "suspended"
    assert scene.named() == {f"partner:{PARTNER}"}
    restate_row(f"partner:{PARTNER}", by=LEA, approve_by=ANNA, hub=scene.hub)
    assert (scene.named(), scene.gets(lambda tx: tx.partners.get(PARTNER)).standing) == (set(), "suspended")


def test_a_withdrawal_is_confirmed_and_cases_are_shown_though_the_partners_row_was_changed(scene):
    scene.writes("UPDATE partner SET seal = NULL")
    hand = Hand(scene.root.parent)
    (case,) = {row["id"] for row in scene.writes("SELECT id FROM referral WHERE consent = :id", id=scene.given.id)}
    withdrawn = hand.hub("withdraw", scene.root, scene.given.id)
    assert (withdrawn.code, [one["referral"] for one in withdrawn.facts["ended"]]) == (0, [case]), withdrawn.out
    (code,) = {row["code"] for row in scene.writes("SELECT code FROM referral WHERE id = :id", id=case)}
    who = ["--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub")]
    for shown in (hand.types("list", scene.root, *who), hand.types("show", scene.root, code, *who)):
        assert (shown.code, code in shown.out) == (0, True), shown.err


def test_a_partner_whose_row_was_changed_is_enrolled_again_by_two(scene):
    scene.writes("UPDATE partner SET seal = NULL")
    hand = Hand(scene.root.parent)
    document = scene.root.parent / "box" / "partner.json"
    fingerprint = fingerprint_in(document.read_bytes())
    said = hand.hub("partner", "enrol", scene.root, document, "--fingerprint", fingerprint, by="anna", second="lea")
    assert (said.code, scene.named()) == (0, set()), said.out


def test_a_withdrawn_consent_that_was_put_back_opens_nothing_and_is_withdrawn_again(scene):
    id_ = scene.given.id
    (before,) = scene.writes("SELECT * FROM consent WHERE id = :id", id=id_)
    withdraw(id_, recipient=None, by=ANNA, hub=scene.hub)
    scene.puts_back("consent", before)
    with pytest.raises(RowDiffers):
        scene.consent(id_)
    assert scene.named() == {f"consent:{id_}"}
    withdraw(id_, recipient=None, by=ANNA, hub=scene.hub)
    assert scene.named() == {f"consent:{id_}"}
    restate_row(f"consent:{id_}", by=LEA, approve_by=ANNA, hub=scene.hub)
    assert (scene.named(), scene.consent(id_).status) == (set(), ConsentStatus.WITHDRAWN)


def test_an_old_row_with_the_index_bent_to_it_is_found_by_the_watch_and_refused_from_then_on(scene):
    id_ = scene.given.id
    (before,) = scene.writes("SELECT * FROM consent WHERE id = :id", id=id_)
    withdraw(id_, recipient=None, by=ANNA, hub=scene.hub)
    place_waiting(hub=scene.hub)
    scene.puts_back("consent", before)
    newest = "SELECT max(position) FROM record WHERE about = :about"
    scene.writes(f"UPDATE record SET about = NULL WHERE position = ({newest})", about=f"consent:{id_}")  # noqa: S608
    assert scene.consent(id_).status is ConsentStatus.GIVEN
    assert scene.named() == {f"consent:{id_}"}
    watch = RowWatch(scene.hub)
    assert {one.name for one in watch.look(watch.everything)} == {f"consent:{id_}"}
    assert watch.differing == 1
    with pytest.raises(RowDiffers):
        scene.consent(id_)


def test_an_index_bent_before_its_leaf_has_a_place_is_found_at_once_and_mended_with_the_place(scene):
    id_ = scene.given.id
    (before,) = scene.writes("SELECT * FROM consent WHERE id = :id", id=id_)
    withdraw(id_, recipient=None, by=ANNA, hub=scene.hub)
    scene.puts_back("consent", before)
    scene.writes("UPDATE waiting_leaf SET about = NULL WHERE about = :about", about=f"consent:{id_}")
    assert scene.named() == {f"consent:{id_}"}
    watch = RowWatch(scene.hub)
    assert {one.name for one in watch.look(watch.everything)} == {f"consent:{id_}"}
    place_waiting(hub=scene.hub)
    assert {one.name for one in watch.look(watch.once)} == {f"consent:{id_}"}
    with pytest.raises(RowDiffers):
        scene.consent(id_)


def test_the_watch_finds_between_two_looks_what_open_referrals_name_and_the_rest_within_a_day(scene):
    watch = RowWatch(scene.hub)
    assert watch.look(watch.everything) == []
    withdrawn = next(row["id"] for row in scene.writes("SELECT id FROM consent") if row["id"] != scene.given.id)
    named = scene.writes("SELECT consent FROM referral")[0]["consent"]
    for about in (named, withdrawn):
        scene.writes("UPDATE consent SET sealed = seal WHERE id = :id", id=about)
    scene.writes("UPDATE staff SET role = 'dpo' WHERE id = 'lea'")
    found = {one.name for one in watch.look(watch.once)}
    assert {f"consent:{named}", "staff:lea"} <= found
    found |= {one.name for _ in range(2) for one in watch.look(watch.once)}
    assert found == {f"consent:{named}", f"consent:{withdrawn}", "staff:lea"}


def test_a_role_that_somebody_gave_themselves_is_none(scene):
    scene.writes("UPDATE staff SET role = 'team-lead' WHERE id = 'anna'")
    with pytest.raises(RowDiffers):
        change_passphrase(b"eine ganz andere Passphrase", by=ANNA, hub=scene.hub)
    assert scene.named() == {"staff:anna"}
    # Nobody says of themselves how their row stands, and nobody whose row differs says anything at all.
    with pytest.raises(RowDiffers):
        restate_row("staff:anna", by=LEA, approve_by=ANNA, hub=scene.hub)
    assert deactivate_staff("anna", by=LEA, hub=scene.hub).active is False


def test_a_record_that_was_taken_away_is_no_erasure(scene):
    id_ = scene.given.id
    newest = "SELECT max(position) FROM record WHERE about = :about"
    ((position,),) = [row.values() for row in scene.writes(newest, about=f"consent:{id_}")]
    scene.writes("DELETE FROM record WHERE position = :at", at=position)
    with pytest.raises(RowDiffers):
        scene.consent(id_)
    report = verify_log(hub=scene.hub)
    assert ([(one.index, one.what) for one in report.findings], report.erased) == ([(position, "record-gone")], 0)
    assert scene.named() == {f"consent:{id_}"}
    hand = Hand(scene.root.parent)
    for command in ("verify", "fsck"):
        said = hand.hub("log", command, scene.root, by="")
        assert (said.code, [one["what"] for one in said.facts["findings"]]) == (3, ["record-gone"])
        assert [one["name"] for one in said.facts["rows"]] == [f"consent:{id_}"]


def test_a_row_that_was_taken_away_is_named_and_two_say_that_it_is_gone(scene):
    (before,) = scene.writes("SELECT id FROM training WHERE staff = 'anna'")
    scene.writes("DELETE FROM training WHERE id = :id", **before)
    name = f"training:{before['id']}"
    assert scene.named() == {name}
    with pytest.raises(FourEyes):
        restate_row(name, by=LEA, approve_by=None, hub=scene.hub)
    restate_row(name, by=LEA, approve_by=ANNA, hub=scene.hub)
    assert scene.named() == set()
    with pytest.raises(RowSound):
        restate_row(name, by=LEA, approve_by=ANNA, hub=scene.hub)
    with pytest.raises(NotFound):
        restate_row("training:nothing", by=LEA, approve_by=ANNA, hub=scene.hub)


def test_nobody_states_a_row_about_themselves(scene):
    scene.writes("UPDATE training SET topic = 'crisis' WHERE staff = 'anna'")
    (row,) = scene.writes("SELECT id FROM training WHERE staff = 'anna'")
    with pytest.raises(Forbidden):
        restate_row(f"training:{row['id']}", by=LEA, approve_by=ANNA, hub=scene.hub)


def test_a_leaf_that_was_made_without_the_vault_states_nothing(scene):
    id_ = scene.given.id
    newest = "SELECT max(position) FROM record WHERE about = :about"
    scene.writes(
        f"UPDATE record SET body = (SELECT body FROM record WHERE about = 'staff:lea' LIMIT 1), person = '' "  # noqa: S608
        f"WHERE position = ({newest})",
        about=f"consent:{id_}",
    )
    assert [one.what for one in verify_log(hub=scene.hub).findings] == ["record-changed"]
    assert f"consent:{id_}" in scene.named()


def test_a_leaf_that_says_a_row_is_gone_counts_only_with_the_vaults_word(scene):
    id_ = scene.given.id
    said = RowRecord(table="consent", key=id_, version=9, columns="", mac="00" * 32)
    at = scene.hub.clock.now()
    entry = LogEntry(
        type=EntryType.ROW_WRITTEN, at=at, salt=bytes(32), record=json.dumps(dict(said.show(at=at))).encode()
    )
    with scene.hub.store.transaction() as tx:
        position = tx.log.append(entry)
    scene.writes("UPDATE packet SET consent = NULL")
    scene.writes("DELETE FROM consent WHERE id = :id", id=id_)
    found = [(one.index, one.what) for one in verify_log(hub=scene.hub).findings]
    assert (found, scene.named()) == ([(position, "row-record-not-ours")], {f"consent:{id_}"})


def test_a_no_is_recorded_where_the_persons_rows_were_changed_and_a_yes_waits(scene):
    scene.writes("UPDATE consent SET seal = NULL")
    hand = Hand(scene.root.parent, origin=scene.hub.origin)
    answered = show_instant(scene.hub.clock.now())
    waits = hand.hub("consent", "record", scene.root, hand.example("consent", person="P-2"))
    assert waits.facts["error"]["code"] == "HUB_ROW_DIFFERS"
    no = hand.example("consent", person="P-2", status="ConsentRefused", answered_at=answered)
    said = hand.hub("consent", "record", scene.root, no)
    assert (said.code, said.facts.get("status")) == (0, "ConsentRefused"), said.out


def test_who_verifies_the_log_reads_what_is_wrong_with_a_row_and_what_to_do(scene):
    hand = Hand(scene.root.parent)
    scene.writes("UPDATE partner SET seal = NULL")
    for command in ("verify", "fsck"):
        said = hand.types("log", command, scene.root, "--passphrase-file", hand.secret("hub"))
        assert f"partner:{PARTNER}: Zeile ohne Prüfsumme (row-without-mac)" in said.out
        assert "Erst klären, wer die Datenbank geändert hat" in said.out
        english = hand.types("log", command, scene.root, "--passphrase-file", hand.secret("hub"), "--lang", "en")
        assert "geleit doctor says what to do about each row" in english.out


def test_two_people_state_a_row_at_the_command_line_and_one_alone_does_not(scene):
    hand = Hand(scene.root.parent)
    row = f"partner:{PARTNER}"
    scene.writes("UPDATE partner SET seal = NULL")
    alone = hand.hub("log", "restate", scene.root, row, "--yes", by="lea")
    assert (alone.code, scene.named()) == (3, {row})
    both = hand.hub("log", "restate", scene.root, row, "--yes", by="lea", second="anna")
    assert (both.code, scene.named()) == (0, set()), both.out
    again = hand.hub("log", "restate", scene.root, row, "--yes", by="lea", second="anna")
    assert (again.code, RowSound.code in again.out + again.err) == (3, True)
