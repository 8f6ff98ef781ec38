"""Self-diagnosis: the doctor looks at the health of an installation."""

import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta

import typer

from exchange.cli.context import Directory, Json, PassphraseFile, vault_passphrase
from exchange.cli.output import EXIT_AWAY, say, show
from exchange.cli.webhooks import WORDS
from exchange.core.errors import GeleitError
from exchange.core.partner.webhook import NEEDS_PEOPLE, Health
from exchange.core.vocabulary import Role, Scan
from exchange.edge.http.problem import as_error
from exchange.flows.evidence.checkpoint import as_unavailable, trouble
from exchange.flows.operations.ready import examine
from exchange.flows.operations.rotate_keys import PURPOSES
from exchange.flows.partner.webhook import view_webhooks
from exchange.main import Opened, open_hub
from keys.errors import KeysError

LOW_DISK = 1024 * 1024 * 1024
WARN_DAYS = (60, 30, 7)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor: what was looked at, `ok`, `warn` or `fail`, and what to do."""

    check: str
    result: str
    advice: str = ""


def doctor(directory: Directory, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Die Anlage prüfen und sagen, was zu tun ist. / Check the installation and say what to do."""
    passphrase = vault_passphrase(passphrase_file)
    try:
        with closing(open_hub(directory, passphrase=passphrase)) as looked_at:
            found = list(_checks(looked_at))
    except GeleitError as error:
        found = [Check(error.code, "fail", f"{error.fix_de} / {error.fix_en}")]
    worst = "fail" if any(one.result == "fail" for one in found) else "ok"
    if as_json:
        show({"result": worst, "checks": [asdict(one) for one in found]}, as_json=True)
    else:
        say("\n".join(f"{one.result:5} {one.check}" + (f": {one.advice}" if one.advice else "") for one in found))
    if worst == "fail":
        raise typer.Exit(EXIT_AWAY)


def _checks(found: Opened) -> Iterator[Check]:
    yield from _ready(found)
    yield from _staff(found)
    yield from _log(found)
    yield from _keys(found)
    yield from _files(found)
    yield from _hooks(found)
    yield from _policy(found)


def _ready(found: Opened) -> Iterator[Check]:
    for one in examine(hub=found.unguarded):
        error = as_error(one.error) if one.error else None
        advice = f"{error.code} {error.detail}: {error.fix_de} / {error.fix_en}" if error else ""
        yield Check(one.check, "fail" if error else "ok", advice)


def _staff(found: Opened) -> Iterator[Check]:
    try:
        with found.hub.store.reading() as tx:
            roles = {one.role for one in tx.staff.all()}
    except GeleitError:
        # The database was looked at before, and what ails it was said.
        return
    if not roles & {Role.OPERATOR, Role.TEAM_LEAD}:
        yield Check("staff", "warn", "Niemand darf Personal eintragen / nobody may add staff: geleit staff add")


def _log(found: Opened) -> Iterator[Check]:
    try:
        with found.hub.store.reading() as tx:
            wrong = trouble(tx, published=found.published, hub=found.hub)
    except GeleitError:
        # Said where the database is looked at.
        return
    if wrong is None:
        yield Check("evidence log", "ok")
        return
    error = as_unavailable(wrong)
    yield Check(f"evidence log: {error.code} ({error.detail})", "fail", f"{error.fix_de} / {error.fix_en}")


def _keys(found: Opened) -> Iterator[Check]:
    at = found.hub.clock.now()
    for purpose in PURPOSES:
        try:
            left = found.hub.ring.current(purpose, at).public.exp - at
        except KeysError:
            yield Check(f"key {purpose.value}", "fail", f"geleit keys rotate DIR {purpose.value} --now")
            continue
        soon = left < timedelta(days=WARN_DAYS[0]) and found.hub.ring.next(purpose, at) is None
        advice = f"{left.days} Tage / days: geleit keys rotate DIR {purpose.value}" if soon else ""
        yield Check(f"key {purpose.value}", "warn" if soon else "ok", advice)


def _files(found: Opened) -> Iterator[Check]:
    vault = found.config.vault
    mode = stat.S_IMODE(vault.stat().st_mode)
    private = not mode & 0o077
    yield Check("vault file", "ok" if private else "fail", "" if private else f"chmod 600 {vault}")
    if found.hub.blobs.free() < LOW_DISK:
        yield Check("room", "warn", "Wenig Platz / little room")


def _hooks(found: Opened) -> Iterator[Check]:
    for one in view_webhooks(hub=found.hub):
        if one.health in NEEDS_PEOPLE:
            whom = one.hook.technical if one.health is Health.TELL_TECHNICAL else one.hook.business
            yield Check(f"hook {one.partner.entity}", "warn", f"{one.state.error}: {WORDS[one.health]} {whom}".strip())


def _policy(found: Opened) -> Iterator[Check]:
    if Scan.NOT_SCANNED in found.hub.policy.scans:
        yield Check("attachments", "warn", "Ungeprüfte Anhänge sind erlaubt / attachments leave without a scan")
    if found.config.demo:
        yield Check("mode", "warn", "Demo: nie mit echten Daten / never with real data")
