"""The doctor looks at an installation without a terminal: what it finds are values, and what ails a hub is named."""

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exchange.cli.doctor import examine_installation
from exchange.config import Entries, read_config
from exchange.core.evidence.entry import EntryType
from exchange.core.operations.finding import Grade, HealthFinding, overall
from exchange.core.partner.webhook import Webhook, WebhookState
from exchange.core.policy import Policy
from exchange.core.staff.staff import Staff
from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.core.vocabulary import Role, Scan
from exchange.flows.append_entry import append_entry
from exchange.flows.operations.rotate_keys import LIFETIME, PURPOSES, new_key
from exchange.main import build_log_signer, create_hub, open_hub
from exchange.operations.doctor import examine_opened
from keys.errors import VaultBroken
from keys.jwk import Purpose
from tests.support.examples import CENTRE, a_partner, a_person, a_staff, an_entry, uid

PASSPHRASE = b"eins zwei drei vier"
ENTRIES = Entries(origin="https://hub.example", name="Hub (erfunden)", land="HE", demo=False)


@dataclass
class Stopped:
    """A clock that stands at one instant, and a disk with so many bytes of room."""

    at: datetime | None = None
    room: int = 0

    def now(self):
        return self.at

    def free(self):
        return self.room


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("doctor") / "hub"
    create_hub(folder, entries=ENTRIES, passphrase=PASSPHRASE)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A hub of its own, for a test that changes it."""
    return shutil.copytree(made, tmp_path / "hub")


@pytest.fixture
def opened(folder):
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened:
        yield opened


def found(opened, **changes: Any):
    """What is found at an open hub of which something was changed, but for what is in order."""
    changed = replace(opened, hub=replace(opened.hub, **changes), unguarded=replace(opened.unguarded, **changes))
    return {one.check: one for one in examine_opened(changed) if one.result is not Grade.OK}


def employed(opened, role):
    somebody = Staff(
        id="lea", name="erfunden", role=role, passphrase_hash="", active=True, since=opened.hub.clock.now()
    )
    with opened.unguarded.store.transaction() as tx:
        tx.staff.add(somebody)


def grown(opened):
    """Let the log have one entry more, and sign it."""
    with opened.unguarded.store.transaction() as tx:
        append_entry(tx, EntryType.KEY_CHANGED, {}, hub=opened.hub, at=opened.hub.clock.now())
    build_log_signer(opened).once()


def database(folder):
    return Path(read_config(folder).database.removeprefix("sqlite:///"))


def test_everything_is_looked_at_and_told_in_one_order(made):
    findings = examine_installation(made, passphrase=PASSPHRASE)
    assert [one.check for one in findings] == [
        "database", "keys", "disk", "staff", "evidence log", "rows", *(f"key {purpose.value}" for purpose in PURPOSES),
        "vault file", "backup", "consent texts", "attachments", "rules",
    ]  # fmt: skip
    assert {one.check for one in findings if one.result is not Grade.OK} == {
        "staff",
        "backup",
        "consent texts",
        "attachments",
    }
    assert overall(findings) is Grade.OK


def test_a_failure_outweighs_any_number_of_warnings():
    warning, failure = HealthFinding("a", Grade.WARN), HealthFinding("b", Grade.FAIL)
    assert [overall(some) for some in ([], [warning, warning], [warning, failure])] == ["ok", "ok", "fail"]


@pytest.mark.parametrize(
    ("where", "passphrase", "code"),
    [("nothing", PASSPHRASE, "HUB_BAD_CONFIG"), ("hub", b"wrong", "SENDER_WRONG_PASSPHRASE")],
)
def test_a_hub_that_cannot_be_opened_is_one_finding_that_says_what_to_do(made, where, passphrase, code):
    (one,) = examine_installation(made.with_name(where), passphrase=passphrase)
    assert (one.check, one.result, " / " in one.advice) == (code, Grade.FAIL, True)


@pytest.mark.parametrize("role", Role)
def test_somebody_must_be_there_who_may_add_staff(opened, role):
    employed(opened, role)
    assert ("staff" in found(opened)) == (role not in {Role.TEAM_LEAD, Role.OPERATOR})


@pytest.mark.parametrize(("days", "result"), [(61, None), (59, "warn"), (1, "warn"), (-1, "fail")])
def test_a_key_is_called_for_two_months_before_it_ends_and_missed_afterwards(opened, days, result):
    key = opened.hub.ring.current(Purpose.PACKET, opened.hub.clock.now())
    findings = found(opened, clock=Stopped(at=key.public.exp - timedelta(days=days)))
    one = findings.get("key packet")
    assert (one and one.result.value) == result
    assert one is None or one.advice.endswith("geleit keys rotate DIR packet" + (" --now" if days < 0 else ""))


def test_a_key_whose_next_one_is_there_is_not_called_for(opened):
    at = opened.hub.clock.now() + LIFETIME - timedelta(days=59)
    opened.keys.vault.add(new_key(Purpose.PACKET, nbf=at + timedelta(days=1)))
    findings = found(opened, clock=Stopped(at=at))
    assert ("key packet" in findings, "key oauth" in findings) == (False, True)


def test_a_vault_that_others_can_read_since_it_was_opened_is_a_failure(opened):
    opened.config.vault.chmod(0o640)
    # Whoever asks for the keys anew is refused them, so only the file is looked at.
    ring = opened.keys.vault.ring
    said = found(opened, rings=lambda: ring)["vault file"]
    assert (said.result, said.advice) == (Grade.FAIL, f"chmod 600 {opened.config.vault}")


@pytest.mark.parametrize(("room", "checks"), [(1 << 31, set()), (1 << 29, {"room"}), (1 << 10, {"room", "disk"})])
def test_little_room_is_a_warning_and_hardly_any_a_failure(opened, room, checks):
    findings = found(opened, blobs=Stopped(room=room))
    assert findings.keys() & {"room", "disk"} == checks
    assert "disk" not in checks or DiskFull.code in findings["disk"].advice


def test_a_published_log_that_is_torn_is_a_failure(opened):
    grown(opened)
    level = opened.config.log / "1" / "level-0"
    level.write_bytes(b"")
    (said,) = [one for check, one in found(opened).items() if check.startswith("evidence log")]
    assert (said.result, " / " in said.advice) == (Grade.FAIL, True)


def test_of_a_restored_database_it_is_the_log_that_ails_and_not_the_database(made, folder):
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened:
        grown(opened)
    shutil.copy(database(made), database(folder))
    findings = {one.check: one.result for one in examine_installation(folder, passphrase=PASSPHRASE)}
    assert findings["database"] is Grade.OK
    assert findings["evidence log: HUB_LOG_BEHIND (shorter-than-checkpoint)"] is Grade.FAIL


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("since", "error", "whom"),
    [
        (HOUR, "503", None),
        (30 * HOUR, "503", "technik@example.org"),
        (80 * HOUR, "503", "leitung@example.org"),
        (HOUR, "gone", "leitung@example.org"),
    ],
)
def test_a_webhook_is_named_once_people_are_needed_and_so_is_who_they_should_speak_to(opened, since, error, whom):
    at = opened.hub.clock.now() - since
    hook = Webhook(
        url="https://hook.example", signatures=(), technical="technik@example.org", business="leitung@example.org"
    )
    with opened.unguarded.store.transaction() as tx:
        tx.partners.put(a_partner(hook=hook))
        tx.webhooks.put(WebhookState(partner=CENTRE, failures=1, failing_since=at, failed_at=at, error=error))
    one = found(opened).get(f"hook {CENTRE}")
    assert (one and one.advice.rpartition(" ")[2]) == whom
    assert one is None or (one.result, one.advice.partition(":")[0]) == (Grade.WARN, error)


def test_attachments_that_nobody_scans_and_a_demonstration_are_warned_of(opened):
    scanned = replace(Policy(), scans=frozenset({Scan.CLEAN}))
    assert found(opened, policy=scanned).keys() == {"staff", "backup", "consent texts"}
    demo = replace(opened, config=replace(opened.config, demo=True))
    assert found(demo).keys() == {"staff", "consent texts", "attachments", "mode"}


def test_a_database_that_is_none_is_the_one_finding(folder):
    database(folder).write_bytes(b"none" * 100)
    (one,) = examine_installation(folder, passphrase=PASSPHRASE)
    assert (one.check, one.result) == (DatabaseUnavailable.code, Grade.FAIL)


def test_a_vault_that_others_could_read_all_along_is_not_opened_and_what_to_do_is_said(folder):
    vault = read_config(folder).vault
    vault.chmod(0o640)
    (one,) = examine_installation(folder, passphrase=PASSPHRASE)
    assert (one.check, one.result, one.advice) == ("vault file", Grade.FAIL, f"chmod 600 {vault}")


def test_a_vault_that_is_damaged_or_gone_is_the_one_finding_and_no_wrong_passphrase(folder):
    vault = read_config(folder).vault
    vault.write_bytes(vault.read_bytes()[:-20])
    (damaged,) = examine_installation(folder, passphrase=PASSPHRASE)
    vault.unlink()
    (gone,) = examine_installation(folder, passphrase=PASSPHRASE)
    assert {one.check for one in (damaged, gone)} == {"vault file"}
    assert {one.result for one in (damaged, gone)} == {Grade.FAIL}
    assert damaged.advice != gone.advice
    with pytest.raises(VaultBroken):
        open_hub(folder, passphrase=PASSPHRASE)


def test_persons_and_staff_of_several_spellings_are_named_by_id_alone(opened):
    with opened.unguarded.store.transaction() as tx:
        for number, reference in enumerate(("P-7", "P-7 ", "\u200b", "P-9"), 1):
            tx.people.add(a_person(number, reference=reference))
        tx.staff.add(a_staff("Mu\u0308ller", role=Role.OPERATOR))
    findings = [one for one in examine_opened(opened) if one.check in {"references", "staff ids"}]
    assert [one.result for one in findings] == [Grade.WARN] * 3
    assert f"{uid(1)}, {uid(2)}" in findings[0].advice
    assert uid(3) in findings[1].advice
    assert "Mu\\u0308ller" in findings[2].advice
    assert "P-7" not in "".join(one.advice for one in findings)


def test_a_log_that_is_behind_fails_with_how_far_and_what_to_do(opened):
    at = opened.hub.clock.now()
    with opened.hub.store.transaction() as tx:
        tx.log.later(an_entry(1, at=at, person=""))
    assert "evidence log" not in "".join(found(opened))
    (late,) = [one for name, one in found(opened, clock=Stopped(at + timedelta(seconds=90))).items() if "log" in name]
    assert (late.check, late.result) == ("evidence log: 1 (90 s)", Grade.FAIL)
    assert "geleit work" in late.advice
