"""What lies on the disk: no personal value in the clear, and nothing at all once a key is destroyed."""

import base64
from dataclasses import replace

import pytest

from exchange.core.consent.clause import Recipient
from exchange.core.errors import Gone
from exchange.core.evidence.row import RowDiffers, RowUnreadable
from exchange.core.partner.webhook import WebhookSecret, WebhookState
from exchange.core.unavailable import DatabaseUnavailable, PersonKeyLost
from exchange.core.vocabulary import Category, Delivery
from exchange.storage.database.engine import reading, writing
from keys.encoding import b64url
from keys.errors import CannotOpen
from tests.support.clock import NOON, FixedClock
from tests.support.examples import (
    CENTRE,
    LATER,
    a_consent,
    a_disclosure,
    a_draft,
    a_line,
    a_packet,
    a_person,
    a_referral,
    a_shared,
    a_staff,
    an_entry,
    an_incoming,
    uid,
)
from tests.support.places import PLACES
from tests.support.statements import hear

CANARY, OTHER = "KANARIENVOGEL", "https://other.example"


def sing(number):
    return f"{CANARY}{number:02d}"


def fill(tx, person=1):
    """Write a canary into every personal field there is."""
    own = uid(person)
    tx.people.add(a_person(person, reference=sing(1)))
    tx.people.pseudonym(own, CENTRE, fresh=sing(2))
    tx.people.share(a_shared(consent=own, shared_id=sing(3), salt=sing(4).encode(), receipt=sing(5)), person=own)
    consent = a_consent(person, person=own, reason=sing(6), second_witness=sing(7), text_version=sing(8))
    (clause,), (signer,) = consent.clauses, consent.signers
    named = replace(
        clause, recipient=Recipient(entity=sing(9), service_line=sing(10)), categories=frozenset({sing(11)})
    )
    tx.consents.put(replace(consent, clauses=(named,), signers=(replace(signer, name=sing(12)),)))
    (attachment,) = a_draft().attachments
    draft = a_draft(reason=sing(13), data={sing(14): [sing(15)]}, sources={sing(16): sing(17)}, justification=sing(18))
    tx.referrals.add(
        a_referral(person, person=own), replace(draft, attachments=(replace(attachment, name=sing(19), key=sing(20)),))
    )
    tx.referrals.add_packet(a_packet(person, person=own, referral=own, manifest=({"pointer": sing(21)},)))
    tx.referrals.add_history(a_line(referral=own, reason=sing(22), outcome=sing(23), channel=sing(24)))
    tx.inbox.add(an_incoming(person, content=sing(25), referral=own), person=own)
    tx.ledger.add(
        a_disclosure(person, person=own, recipient=sing(26), service_line=sing(27), basis=sing(28), clauses=(sing(29),))
    )
    tx.log.append(an_entry(person, person=own, record=sing(30).encode(), salt=sing(31).encode().ljust(32, b".")))
    tx.replies.begin(CENTRE, own, fingerprint=sing(32), until=LATER)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_no_personal_value_lies_in_the_clear_in_any_file(place, tmp_path):
    store = place.open()
    with store.transaction() as tx:
        fill(tx)
    # While connections are open the WAL and the shm file hold what was written last.
    files = bytes_of(tmp_path)
    assert {"main.db", "main.db-wal", "main.db-shm", "keys.db"} <= set(files)
    assert [name for name, content in files.items() if CANARY.encode() in content] == []
    place.close()
    assert [name for name, content in bytes_of(tmp_path).items() if CANARY.encode() in content] == []


def test_the_canaries_are_really_written(place, tmp_path):
    with place.open().transaction() as tx:
        fill(tx)
        tx.staff.add(a_staff(name=sing(99)))
    assert sing(99).encode() in b"".join(bytes_of(tmp_path).values())
    with place.open().reading() as tx:
        assert tx.referrals.draft(uid(1)).reason == sing(13)
        assert sing(30).encode() in {entry.record for _, entry in tx.log.entries(start=0, limit=99)}


def test_a_category_is_readable_to_the_person_alone(place, tmp_path):
    with place.open().transaction() as tx:
        tx.people.add(a_person())
        tx.ledger.add(a_disclosure(categories=(Category.HEALTH_ADDICTION,)))
    assert b"health.addiction" not in b"".join(bytes_of(tmp_path).values())


# --- erasure


@pytest.fixture
def erased(place):
    """Two persons with everything there is; the key of the first was destroyed."""
    store = place.open()
    with store.transaction() as tx:
        fill(tx, 1)
        fill(tx, 2)
    place.person_keys().destroy(uid(1))
    return place.open()


def test_of_an_erased_person_nothing_personal_can_be_read(erased):
    with erased.reading() as tx:
        assert tx.people.get(uid(1)) is None
        assert tx.people.shared(uid(1), CENTRE) is None
        assert (tx.consents.get(uid(1)), tx.consents.of(uid(1)), tx.ledger.of(uid(1))) == (None, (), ())
        assert (tx.referrals.draft(uid(1)), tx.referrals.packet(uid(1))) == (None, None)
        assert [(line.reason, line.outcome, line.appointment) for line in tx.referrals.history(uid(1))] == [
            ("", "", None)
        ]
        assert tx.inbox.get(CENTRE, uid(1)).content == ""


def test_a_person_is_found_behind_a_newer_one_of_the_same_reference_who_was_erased(place):
    with place.open().transaction() as tx:
        fill(tx, 1)
        fill(tx, 2)
    place.person_keys().destroy(uid(2))
    with place.open().reading() as tx:
        assert tx.people.named(sing(1))[0].id == uid(1)


def test_no_list_of_packets_shows_one_of_an_erased_person(place):
    with place.open().transaction() as tx:
        fill(tx, 1)
        fill(tx, 2)
    place.person_keys().destroy(uid(2))
    with place.open().transaction() as tx:
        assert [one.id for one in tx.referrals.uncollected(LATER, limit=9)] == [uid(1)]
        assert tx.referrals.packet_with_blob(CENTRE, "b1").id == uid(1)
        for number in (1, 2):
            tx.referrals.set_delivery(uid(number), Delivery.RECEIVED, at=NOON)
        assert tx.referrals.last_packets() == ()


def test_erasing_one_person_leaves_the_others_as_they_were(erased):
    with erased.reading() as tx:
        assert tx.people.named(sing(1))[0].id == uid(2)
        assert tx.consents.get(uid(2)).reason == sing(6)
        assert tx.referrals.draft(uid(2)).reason == sing(13)
        assert tx.referrals.packet(uid(2)).manifest == ({"pointer": sing(21)},)
        assert tx.referrals.history(uid(2))[0].reason == sing(22)
        assert tx.inbox.get(CENTRE, uid(2)).content == sing(25)
        assert tx.ledger.of(uid(2))[0].recipient == sing(26)


def test_erasing_takes_the_record_and_leaves_every_leaf(erased):
    with erased.reading() as tx:
        size = tx.log.size()
        assert len(tx.log.leaves(start=0, limit=size)) == size
        kept = [entry.person for _, entry in tx.log.entries(start=0, limit=size)]
        assert (uid(1) in kept, uid(2) in kept, len(kept) < size) == (False, True, True)


def test_a_record_that_was_erased_while_it_waited_stays_so_when_its_leaf_gets_a_place(erased):
    def seen():
        with erased.reading() as tx:
            size = tx.log.size()
            return tx.log.placed(), *(look(start=0, limit=size) for look in (tx.log.leaves, tx.log.unreadable))

    waiting = seen()
    with erased.shared() as tx:
        tx.log.place(limit=99)
    assert seen() == (len(waiting[1]), *waiting[1:])
    assert (waiting[0], {whose for _, whose in waiting[2]}) == (0, {uid(1)})


def test_nothing_is_ever_written_of_an_erased_person_again(erased):
    with erased.transaction() as tx:
        with pytest.raises(Gone):
            tx.people.pseudonym(uid(1), CENTRE, fresh="new")
        with pytest.raises(Gone):
            tx.referrals.put_draft(uid(1), a_draft())
        with pytest.raises(Gone):
            tx.log.append(an_entry(person=uid(1)))


def test_a_person_who_was_erased_may_come_back_under_another_id(erased):
    with erased.transaction() as tx:
        tx.people.add(a_person(3, reference="back"))
        assert tx.people.named("back")[0] == a_person(3, reference="back")


def test_a_destroyed_key_is_in_no_file_any_more(place, tmp_path):
    keys = place.person_keys()
    keys.seal(b"value", person=uid(1), place="here")
    with writing(place.engine(place.keys)) as connection:
        wrapped = connection.exec_driver_sql("SELECT wrapped FROM person_key").scalar_one()
    assert wrapped in b"".join(bytes_of(tmp_path).values())
    keys.destroy(uid(1))
    assert wrapped not in b"".join(bytes_of(tmp_path).values())


def test_a_key_that_was_destroyed_is_not_used_on_from_memory(place):
    keys = place.person_keys()
    sealed = keys.seal(b"value", person=uid(1), place="here")
    keys.destroy(uid(1))
    assert keys.read(sealed, person=uid(1), place="here") is None
    with pytest.raises(Gone):
        keys.seal(b"value", person=uid(1), place="here")


def test_whoever_never_had_a_key_gets_none_once_they_are_erased(place):
    keys = place.person_keys()
    keys.destroy(uid(1))
    with pytest.raises(Gone):
        keys.seal(b"value", person=uid(1), place="here")


def test_an_erasure_that_left_an_old_copy_in_the_files_is_not_called_done(place):
    keys = place.person_keys()
    keys.seal(b"value", person=uid(1), place="here")
    with reading(place.engine(place.keys)) as connection:
        connection.exec_driver_sql("SELECT * FROM person_key").all()
        with pytest.raises(DatabaseUnavailable, match="checkpoint"):
            keys.destroy(uid(1))
    keys.destroy(uid(1))


# --- person keys


def test_a_value_opens_only_at_its_own_place_and_for_its_own_person(place):
    keys = place.person_keys()
    sealed = keys.seal(b"value", person=uid(1), place="draft:1")
    keys.seal(b"value", person=uid(2), place="draft:1")
    assert keys.read(sealed, person=uid(1), place="draft:1") == b"value"
    with pytest.raises(CannotOpen):
        keys.read(sealed, person=uid(1), place="draft:2")
    with pytest.raises(CannotOpen):
        keys.read(sealed, person=uid(2), place="draft:1")


LOOKS = {
    "pseudonym": ("recipient", lambda tx: tx.people.pseudonym(uid(1), OTHER, fresh="new")),
    "shared_consent": ("recipient", lambda tx: tx.people.shared(uid(1), OTHER)),
    "draft": ("referral", lambda tx: tx.referrals.draft(uid(2))),
    "packet": ("id", lambda tx: tx.referrals.packet(uid(2))),
    "history": ("number", lambda tx: tx.referrals.history(uid(1))),
    "inbox": ("number", lambda tx: tx.inbox.get(CENTRE, uid(2))),
    "disclosure": ("number", lambda tx: tx.ledger.of(uid(1))),
    "record": ("position", lambda tx: tx.log.entries(start=0, limit=99)),
    "waiting_leaf": ("number", lambda tx: tx.log.entries(start=0, limit=99)),
}
"""The tables in which a person may have several rows, what orders them, and a look at the second one."""
OF_THE_LOG = {"record", "waiting_leaf"}


@pytest.mark.parametrize("table", LOOKS)
def test_what_was_moved_to_another_row_of_the_same_person_does_not_open(place, table):
    with place.open().transaction() as tx:
        fill(tx)
        fill_second_rows(tx)
        if table != "waiting_leaf":
            tx.log.place(limit=99)
    (order, look), sealed = LOOKS[table], "body" if table in OF_THE_LOG else "sealed"
    with place.open().reading() as tx:
        look(tx)
    first = f"SELECT {sealed} FROM {table} ORDER BY {order} LIMIT 1"  # noqa: S608 names of ours
    place.change(f"UPDATE {table} SET {sealed} = ({first})")  # noqa: S608 names of ours
    with place.open().reading() as tx:
        if table in OF_THE_LOG:
            # Not what its leaf commits to, so whoever verifies the log names it.
            assert [entry.record for _, entry in look(tx)][-1] == b"{}"
            return
        with pytest.raises(RowUnreadable):
            look(tx)


def test_a_consent_moved_to_another_row_of_the_same_person_is_not_believed(place):
    with place.open().transaction() as tx:
        fill(tx)
        fill_second_rows(tx)
    place.change("UPDATE consent SET sealed = (SELECT sealed FROM consent ORDER BY number LIMIT 1)")
    with place.open().reading() as tx, pytest.raises(RowDiffers):
        tx.consents.get(uid(2))


def fill_second_rows(tx):
    tx.people.pseudonym(uid(1), OTHER, fresh="other")
    tx.people.share(a_shared(recipient=OTHER), person=uid(1))
    tx.consents.put(a_consent(2))
    tx.referrals.add(a_referral(2), a_draft())
    tx.referrals.add_packet(a_packet(2))
    tx.referrals.add_history(a_line(at=LATER))
    tx.inbox.add(an_incoming(2), person=uid(1))
    tx.ledger.add(a_disclosure(2))
    tx.log.append(an_entry(2))


def test_a_key_outlives_the_process_that_made_it(place):
    sealed = place.person_keys().seal(b"value", person=uid(1), place="here")
    assert place.person_keys().read(sealed, person=uid(1), place="here") == b"value"


def test_another_vault_opens_no_key(place):
    place.person_keys().seal(b"value", person=uid(1), place="here")
    with pytest.raises(PersonKeyLost):
        place.person_keys(data_key=b"x" * 32).seal(b"value", person=uid(1), place="here")


def test_a_persons_key_opens_under_their_own_id_alone(place):
    for number in (1, 2):
        place.person_keys().seal(b"value", person=uid(number), place="here")
    with writing(place.engine(place.keys)) as connection:
        connection.exec_driver_sql(
            "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key ORDER BY person LIMIT 1)"
        )
    place.person_keys().seal(b"value", person=uid(1), place="here")
    with pytest.raises(PersonKeyLost):
        place.person_keys().seal(b"value", person=uid(2), place="here")


def test_a_missing_database_of_keys_is_not_taken_for_an_erasure(place):
    sealed = place.person_keys().seal(b"value", person=uid(1), place="here")
    with pytest.raises(PersonKeyLost, match=uid(2)):
        place.person_keys().read(sealed, person=uid(2), place="here")


def test_keys_in_memory_are_bounded_and_come_back_from_the_database(place):
    keys = place.person_keys(held=2)
    sealed = [keys.seal(b"value", person=uid(number), place="here") for number in range(5)]
    assert len(keys._held) == 2
    assert [keys.read(one, person=uid(number), place="here") for number, one in enumerate(sealed)] == [b"value"] * 5


def test_another_process_reads_on_for_a_minute_at_most_after_an_erasure(place):
    clock = FixedClock()
    other = place.person_keys(monotonic=clock.monotonic)
    sealed = other.seal(b"value", person=uid(1), place="here")
    place.person_keys().destroy(uid(1))
    clock.advance(seconds=60)
    assert other.read(sealed, person=uid(1), place="here") is None


def overtaken(keys, meanwhile):
    """Keys that another process is faster than: it does something before they begin to write."""
    done = []

    def look(statement):
        if ("BEGIN IMMEDIATE" in statement or "lock_shared" in statement) and not done:
            done.append(True)
            meanwhile()

    hear(keys.engine, look)
    return keys


def test_of_two_who_make_a_persons_first_key_at_once_both_use_the_one_that_is_kept(place):
    other, theirs = place.person_keys(), []
    keys = overtaken(place.person_keys(), lambda: theirs.append(other.seal(b"theirs", person=uid(1), place="here")))
    mine = keys.seal(b"mine", person=uid(1), place="here")
    after = place.person_keys()
    read = [after.read(sealed, person=uid(1), place="here") for sealed in (mine, *theirs)]
    assert read == [b"mine", b"theirs"]


def test_a_key_is_durable_even_if_the_transaction_that_made_it_is_undone(place):
    store = place.open()
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        add_and_fail(tx)
    with store.transaction() as tx:
        tx.people.add(a_person())
    with place.open().reading() as tx:
        assert tx.people.get(uid(1)) == a_person()


def add_and_fail(tx) -> None:
    tx.people.add(a_person())
    raise ZeroDivisionError


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_the_secret_of_a_hook_lies_nowhere_in_the_clear(request, name):
    place = PLACES[name](request)
    secret = WebhookSecret(secret=(CANARY * 3).encode()[:32], since=NOON, previous=(CANARY * 2).encode())
    with place.open().transaction() as tx:
        tx.webhooks.put(WebhookState(partner=CENTRE))
        tx.webhooks.put_secret(CENTRE, secret)
        assert tx.webhooks.secret(CENTRE) == secret
    stored = place.stored()
    place.close()
    spellings = (CANARY.encode(), base64.b64encode(secret.secret), b64url(secret.secret).encode())
    assert [one for one in spellings if one in stored] == []
