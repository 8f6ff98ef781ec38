"""Rows that decide: each with a MAC, read or refused; and somebody with the database alone who tries."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.row import RowDiffers, RowRecord
from exchange.core.partner.partner import PartnerStatus
from exchange.core.vocabulary import ConsentStatus, Role
from exchange.storage.database.deciding import DECIDING
from tests.support.examples import CENTRE, a_change, a_consent, a_partner, a_person, a_staff, a_training, an_entry, uid

LOOKS = {
    "partner": lambda tx: tx.partners.get(CENTRE),
    "staff": lambda tx: tx.staff.get("alex"),
    "consent": lambda tx: tx.consents.get(uid(1)),
    "person": lambda tx: tx.people.get(uid(1)),
}


@pytest.fixture
def filled(either):
    with either.open().transaction() as tx:
        tx.people.add(a_person())
        tx.partners.put(a_partner())
        tx.staff.add(a_staff())
        tx.staff.add_training(a_training())
        tx.staff.put_change(a_change())
        tx.consents.put(a_consent())
    return either


def rows(place, table):
    engine = create_engine(place.main)
    with engine.begin() as connection:
        found = [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608 ours
    engine.dispose()
    return found


def put_back(place, table, key, row):
    """Put a row as it once was in the place of what is there."""
    given = {name: value for name, value in row.items() if name not in {key, "document"}}
    names = ", ".join(f"{name} = :{name}" for name in given)
    engine = create_engine(place.main)
    with engine.begin() as connection:
        words = text(f"UPDATE {table} SET {names} WHERE {key} = :{key}")  # noqa: S608 names of ours
        connection.execute(words, given | {key: row[key]})
    engine.dispose()


def refused(place, *tables):
    found = set()
    for table in tables or LOOKS:
        with place.open().reading() as tx:
            try:
                LOOKS[table](tx)
            except RowDiffers:
                found.add(table)
    return found


def test_what_was_written_is_read_in_any_transaction_after_it_and_in_its_own(filled):
    with filled.open().transaction() as tx:
        tx.staff.add(a_staff(role=Role.TEAM_LEAD))
        assert tx.staff.get("alex").role is Role.TEAM_LEAD
        tx.staff.add(a_staff(role=Role.OPERATOR))
        assert [one.role for one in tx.staff.all()] == [Role.OPERATOR]
    assert refused(filled) == set()


CHANGES = {
    "staff": "UPDATE staff SET role = 'team-lead'",
    "partner": "UPDATE partner SET document = '{}'",
    "consent": "UPDATE consent SET sealed = (SELECT sealed FROM person)",
    "person": "UPDATE person SET reference_hash = 'another'",
}


@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_row_is_refused_and_no_other(filled, table):
    assert filled.change(CHANGES[table]) == 1
    assert refused(filled) == {table}


@pytest.mark.parametrize("table", LOOKS)
def test_a_row_without_its_mac_is_refused(filled, table):
    filled.change(f"UPDATE {table} SET seal = NULL")  # noqa: S608 names of ours
    assert refused(filled) == {table}


def test_a_mac_of_another_row_is_none(filled):
    with filled.open().transaction() as tx:
        tx.staff.add(a_staff("boss", role=Role.TEAM_LEAD))
    filled.change(
        "UPDATE staff SET role = 'team-lead', seal = (SELECT seal FROM staff WHERE id = 'boss') WHERE id = 'alex'"
    )
    assert refused(filled) == {"staff"}


def test_a_genuine_old_row_put_back_is_refused(filled):
    (old,) = rows(filled, "consent")
    (member,) = rows(filled, "staff")
    with filled.open().transaction() as tx:
        tx.consents.put(a_consent(status=ConsentStatus.WITHDRAWN))
        tx.staff.add(a_staff(active=False))
    put_back(filled, "consent", "id", old)
    put_back(filled, "staff", "id", member)
    assert refused(filled) == {"consent", "staff"}
    with filled.open().reading() as tx, pytest.raises(RowDiffers):
        tx.consents.of(uid(1))


def test_nobody_whose_row_was_changed_stands(filled):
    for table in ("staff", "training", "staff_change"):
        filled.change(f"UPDATE {table} SET entered_by = 'somebody'")  # noqa: S608 names of ours
    with filled.open().reading() as tx:
        assert (tx.staff.all(), tx.staff.trainings("alex"), tx.staff.changes()) == ((), (), ())


@pytest.mark.parametrize("taken", ["DELETE FROM consent", f"UPDATE consent SET person = '{uid(9)}'"])  # noqa: S608 ours
def test_an_answer_that_was_taken_away_lets_no_older_one_count(filled, taken):
    with filled.open().transaction() as tx:
        tx.consents.put(a_consent(2, status=ConsentStatus.REFUSED, clauses=()))
    filled.change(f"{taken} WHERE id = '{uid(2)}'")
    with filled.open().reading() as tx, pytest.raises(RowDiffers, match=uid(2)):
        tx.consents.of(uid(1))


def test_a_member_of_staff_who_was_taken_away_does_not_begin_anew_unseen(filled):
    filled.change("DELETE FROM staff")
    with filled.open().transaction() as tx, pytest.raises(RowDiffers):
        tx.staff.add(a_staff(role=Role.TEAM_LEAD))


def test_a_change_that_was_dropped_and_put_back_counts_for_nothing(filled):
    (old,) = rows(filled, "staff_change")
    with filled.open().transaction() as tx:
        tx.staff.drop_change(old["id"])
    engine = create_engine(filled.main)
    with engine.begin() as connection:
        names = ", ".join(old)
        values = ", ".join(f":{name}" for name in old)
        connection.execute(text(f"INSERT INTO staff_change ({names}) VALUES ({values})"), old)  # noqa: S608 ours
    engine.dispose()
    with filled.open().reading() as tx:
        assert tx.staff.changes() == ()
    with filled.open().transaction() as tx, pytest.raises(RowDiffers):
        tx.staff.put_change(a_change(tries=1))


def test_what_only_takes_away_goes_on_and_ends_nothing(filled):
    filled.change(CHANGES["staff"])
    with filled.open().transaction() as tx:
        with pytest.raises(RowDiffers):
            tx.staff.add(a_staff(active=False))
        tx.only_restricts()
        with pytest.raises(RowDiffers):
            tx.staff.get("alex")
        tx.only_dismisses()
        tx.staff.add(replace(tx.staff.get("alex"), active=False))
    assert refused(filled) == {"staff"}
    assert [(row["active"], row["role"]) for row in rows(filled, "staff")] == [(False, "team-lead")]


def test_one_leaf_tells_of_each_write_and_none_where_nothing_changed(filled):
    def written():
        with filled.open().reading() as tx:
            found = [entry for _, entry in tx.log.entries(start=0, limit=99) if entry.type is EntryType.ROW_WRITTEN]
        return [RowRecord.read(entry.record) for entry in found]

    before = written()
    by_number = {
        f"{table}:{uid(1)}"
        for table in set(DECIDING)
        - {"partner", "staff", "client", "deputy_period", "fact", "plan", "session", "passkey"}
    }
    assert {one.about for one in before} == {f"partner:{CENTRE}", "staff:alex"} | by_number
    assert {one.version for one in before} == {1}
    with filled.open().transaction() as tx:
        tx.partners.put(a_partner())
        tx.consents.unwatch(uid(1))
        tx.staff.add(a_staff(role=Role.OPERATOR))
    (after,) = written()[len(before) :]
    assert (after.about, after.version) == ("staff:alex", 2)
    assert refused(filled) == set()


def test_leaves_of_rows_do_not_move_the_index_of_what_is_appended(filled):
    with filled.open().transaction() as tx:
        tx.partners.put(a_partner(standing=PartnerStatus.SUSPENDED))
        index = tx.log.append(an_entry(7))
        assert dict(tx.log.entries(start=index, limit=1))[index] == an_entry(7)


def test_an_id_that_is_taken_says_so_and_no_more(filled):
    with pytest.raises(Conflict), filled.open().transaction() as tx:
        tx.staff.add_training(a_training())


def test_a_member_of_staff_named_in_two_transactions_at_once_has_one_history(filled):
    store = filled.open()
    for role in (Role.TEAM_LEAD, Role.DPO, Role.OPERATOR):
        with store.transaction() as tx:
            tx.staff.add(a_staff(role=role))
    assert int.from_bytes(bytes(rows(filled, "staff")[0]["seal"])[:8]) == 4


def test_what_only_takes_away_is_told_what_is_known_of_a_row_nobody_can_read(filled):
    for words in ("consent SET sealed = seal", "person SET sealed = seal", "partner SET document = '{}'"):
        filled.change(f"UPDATE {words}")
    with filled.open().transaction() as tx:
        tx.only_restricts()
        consent, person, partner = tx.consents.get(uid(1)), tx.people.get(uid(1)), tx.partners.get(CENTRE)
    assert (consent.id, consent.person, consent.clauses, consent.is_readable) == (uid(1), uid(1), (), False)
    assert (person.id, person.reference) == (uid(1), "")
    assert (partner.entity, partner.standing, partner.is_readable) == (CENTRE, PartnerStatus.SUSPENDED, False)


@pytest.mark.parametrize(("table", "key"), [("partner", "entity"), ("staff", "id"), ("consent", "id")])
def test_a_row_that_was_taken_away_is_not_one_that_never_was(filled, table, key):
    filled.change(f"DELETE FROM {table} WHERE {key} IN ('{CENTRE}', 'alex', '{uid(1)}')")  # noqa: S608 names of ours
    assert refused(filled, table) == {table}
    with filled.open().reading() as tx:
        assert (tx.partners.get("https://x.example"), tx.staff.get("nobody"), tx.consents.get(uid(9))) == (None,) * 3


@pytest.mark.parametrize("placed", [99, 0])
@pytest.mark.parametrize("gone", ["= ", "<> "])
def test_a_consent_that_was_taken_away_is_missed_whether_or_not_its_leaf_has_a_place(either, gone, placed):
    with either.open().transaction() as tx:
        tx.people.add(a_person())
        for number in (1, 2):
            tx.consents.put(a_consent(number))
        tx.log.place(limit=placed)
    for one in (f"id {gone}'{uid(1)}'", "id = id"):
        either.change(f"DELETE FROM consent WHERE {one}")  # noqa: S608 ids of ours
        with either.open().reading() as tx, pytest.raises(RowDiffers):
            tx.consents.of(uid(1))
