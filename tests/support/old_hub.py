"""A hub as a program of before left it: made by that program once, unpacked as often as a test likes.

`hub-0009` is of step 9, the last without MACs: two founders, a third who left, one account not yet taken, a partner, a
client, a consent with a referral on it, and a withdrawn one. Everybody's passphrase is in a file beside it.
"""

import shutil
import tarfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import MetaData, create_engine, func, select, text

from exchange.flows.operations.vault_steps import take_vault_steps
from exchange.main import migrate_hub, open_hub_to_migrate
from exchange.storage.database import migrate as migrate_module
from exchange.storage.database.engine import open_database
from exchange.storage.database.migrate import Schema, migrate
from exchange.storage.tables.schema import metadata

FIXTURES = Path(__file__).parent / "fixtures"
STEPS = Path(migrate_module.__file__).parents[1] / "migrations" / "main"
PASSPHRASE = b"hub: eine lange Passphrase"
COUNTED = ("consent", "disclosure", "history", "outbox", "inbox")


def unpack(to: Path, *, name: str = "hub-0009") -> Path:
    """The hub's folder."""
    with tarfile.open(FIXTURES / f"{name}.tar.gz") as packed:
        packed.extractall(to, filter="tar")
    for passphrase in to.glob("*.txt"):
        passphrase.chmod(0o600)
    return to / "hub"


def bring_up(hub: Path) -> Sequence[str]:
    """Do what `geleit migrate` does, and name the rows that differ."""
    differing = migrate_hub(hub, passphrase=PASSPHRASE)
    with closing(open_hub_to_migrate(hub, passphrase=PASSPHRASE)) as opened:
        take_vault_steps(hub=opened.unguarded)
    return differing


def move_to_postgresql(hub: Path, url: str) -> None:
    """Put everything of its SQLite database into an empty PostgreSQL database, as that program would have made it."""
    steps = hub.parent / "steps"
    shutil.copytree(STEPS, steps)
    for step in steps.glob("v*.py"):
        if step.name >= "v0010":
            step.unlink()
    there = open_database(url)
    migrate(there, schema=Schema(str(steps), metadata))
    here = create_engine(f"sqlite:///{hub}/geleit.sqlite")
    old, new = MetaData(), MetaData()
    old.reflect(here)
    new.reflect(there)
    with here.connect() as source, there.begin() as target:
        target.execute(text("SET LOCAL session_replication_role = replica"))
        for table in new.sorted_tables:
            rows = [dict(row) for row in source.execute(select(old.tables[table.name])).mappings()]
            target.execute(table.delete())
            if rows:
                target.execute(table.insert(), rows)
        for name in COUNTED:
            most = select(func.coalesce(func.max(new.tables[name].c.number), 0) + 1).scalar_subquery()
            target.execute(select(func.setval(func.pg_get_serial_sequence(name, "number"), most, False)))
    here.dispose()
    there.dispose()
    config = hub / "geleit.toml"
    config.write_text(config.read_text() + f'database = "{url}"\n')
    (hub / "geleit.sqlite").unlink()
