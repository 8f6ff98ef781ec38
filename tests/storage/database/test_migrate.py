"""The steps end in the tables the code knows, and may be run at any time."""

import pkgutil
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from exchange.core.partner.partner import Partner
from exchange.core.partner.recipient import recipient_sha256
from exchange.core.referral.code import read_code
from exchange.core.unavailable import DatabaseUnavailable
from exchange.core.vocabulary import PartnerKind, State
from exchange.flows.evidence.verify import verify_log
from exchange.storage import tables
from exchange.storage.database import migrate as migrate_module
from exchange.storage.database.documents import reader, show
from exchange.storage.database.engine import open_database, reading, writing
from exchange.storage.database.migrate import MAIN, PERSON_KEYS, Schema, SchemaState, migrate, schema_state, steps_of
from exchange.storage.database.statements import row_of
from exchange.storage.tables.partners import partner
from exchange.storage.tables.people import person
from exchange.storage.tables.referrals import ONE_OPEN, referral
from exchange.storage.tables.schema import MODULES, key_metadata, metadata
from exchange.storage.tables.staff import staff, training
from tests.support.clock import NOON
from tests.support.examples import a_partner, a_person, a_referral, uid
from tests.support.hubs import Bench
from tests.support.memory.referrals import NOT_IN_FORCE

BOTH = pytest.mark.parametrize("schema", [MAIN, PERSON_KEYS], ids=lambda schema: schema.folder)


@pytest.fixture
def engine(request, tmp_path):
    on = getattr(request, "param", "sqlite")
    url = f"sqlite:///{tmp_path}/fresh.db" if on == "sqlite" else request.getfixturevalue("cluster").database()
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@BOTH
def test_the_steps_build_exactly_the_tables_of_the_code(engine, schema):
    migrate(engine, schema=schema)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.tables) == []


@BOTH
def test_the_steps_named_by_their_files_are_those_alembic_would_take(schema):
    config = Config()
    config.set_main_option("script_location", str(migrate_module._HERE))
    config.set_main_option("version_locations", str(migrate_module._HERE / schema.folder))
    config.set_main_option("path_separator", "newline")
    known = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(steps_of(schema)) == known


def test_whoever_has_the_metadata_has_the_tables_of_every_module():
    found = {module.name for module in pkgutil.iter_modules(tables.__path__)} - {"columns", "metadata", "schema"}
    assert {module.__name__.rpartition(".")[2] for module in MODULES} == found
    kept = {one for module in MODULES for one in vars(module).values() if isinstance(one, Table)}
    assert kept == {*metadata.sorted_tables, *key_metadata.sorted_tables}


def test_partial_indexes_are_the_same_in_the_steps_and_in_the_code(tmp_path, engine):
    migrate(engine)
    other = open_database(f"sqlite:///{tmp_path}/other.db")
    with writing(other) as connection:
        metadata.create_all(connection)
    words = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%' ORDER BY name"
    with reading(engine) as one, reading(other) as two:
        built, known = one.exec_driver_sql(words).all(), two.exec_driver_sql(words).all()
    assert len(built) == 9
    shown = [(name, re.sub(r"(outbox|record|waiting_leaf)\.", "", sql)) for name, sql in known]
    assert shown == list(map(tuple, built))


def test_the_index_of_open_matters_holds_every_state_that_is_in_force(engine):
    migrate(engine)
    (index,) = [one for one in inspect(engine).get_indexes("referral") if one["name"] == ONE_OPEN]
    where = str(index["dialect_options"]["sqlite_where"])
    assert {state for state in State if f"'{state}'" in where} == set(State) - NOT_IN_FORCE


@BOTH
def test_a_database_is_empty_then_current_and_stays_so(engine, schema):
    assert schema_state(engine, schema=schema) is SchemaState.EMPTY
    migrate(engine, schema=schema)
    migrate(engine, schema=schema)
    assert schema_state(engine, schema=schema) is SchemaState.CURRENT


def test_a_repeat_keeps_what_is_there(either):
    with either.open().transaction() as tx:
        tx.people.add(a_person())
    migrate(either.engine(either.main))
    with either.open().reading() as tx:
        assert tx.people.get(uid(1)) == a_person()


STEPS = Path(migrate_module.__file__).parents[1] / "migrations" / "main"
LAST = max(STEPS.glob("v*.py"))
HEAD = LAST.name[1:5]
(BEFORE,) = re.findall(r'^revision = "(.+)"', LAST.read_text(), re.MULTILINE)
NEXT = """
from alembic import op
from sqlalchemy import Column, Text

revision, down_revision, branch_labels, depends_on = "9999.{head}", "{before}", None, None


def upgrade():
    for table in {tables}:
        op.add_column(table, Column("later", Text))
        op.create_index("ix_" + table + "_later", table, ["later"])
    op.create_table("later", Column("id", Text, primary_key=True))
"""

SLOW = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "0001", None, None, None


def upgrade():
    op.execute("CREATE TABLE seen AS SELECT current_setting('statement_timeout')")
"""


@pytest.fixture
def next_program(tmp_path):
    """The schema of a program one step on, whose step adds to every table of this one's."""
    # A folder may be called anything.
    folder = tmp_path / "50% more, next"
    shutil.copytree(STEPS, folder)
    (folder / "v9999_next.py").write_text(
        NEXT.format(head=HEAD, before=BEFORE, tables=[table.name for table in metadata.sorted_tables])
    )
    return Schema(str(folder), metadata)


def test_a_new_program_waits_for_its_step_and_then_both_work_on_one_database(either, next_program):
    bench = Bench(store=either.open())
    voice = bench.under_way("under-review")
    engine = either.engine(either.main)
    assert schema_state(engine, schema=next_program) is SchemaState.OLDER
    migrate(engine, schema=next_program)
    assert (schema_state(engine, schema=next_program), schema_state(engine)) == (SchemaState.CURRENT, SchemaState.AHEAD)
    # The old program goes on with what it had begun, begins something new, and reads it all after a restart.
    assert [voice.says("accepted"), voice.says("declined", reason="no-capacity")] == ["accepted", "illegal-step"]
    bench.draft(person={"reference": "P-2"})
    with either.open().reading() as tx:
        assert tx.referrals.get(voice.referral.id).state is State.ACCEPTED
    assert verify_log(hub=bench.hub).findings == ()


def test_an_older_program_leaves_the_schema_of_a_newer_one_as_it_is(either, next_program):
    engine = either.engine(either.main)
    migrate(engine, schema=next_program)
    migrate(engine)
    assert schema_state(engine, schema=next_program) is SchemaState.CURRENT


def test_programs_that_start_at_once_on_an_empty_database_all_find_their_schema(either, tmp_path, request):
    empty = f"sqlite:///{tmp_path}/empty.db"
    if either.dialect == "postgresql":
        empty = request.getfixturevalue("cluster").database()
    engines = [either.engine(empty) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    assert schema_state(engines[0]) is SchemaState.CURRENT


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_step_may_take_longer_than_any_statement_after_it(engine, tmp_path):
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "v0001_slow.py").write_text(SLOW)
    migrate(engine, schema=Schema(str(folder), metadata))
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT * FROM seen").scalar_one() == "0"
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "30s"


@pytest.mark.parametrize(
    ("step", "standing"), [("9999.0001", "ahead"), (f"9999.{HEAD}", "ahead"), ("9999.9998", "newer"), ("9999", "newer")]
)
def test_a_step_says_which_programs_it_leaves_working(engine, step, standing):
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
    assert schema_state(engine) == standing


def test_a_step_the_program_does_not_know_is_newer(engine):
    migrate(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert schema_state(engine) is SchemaState.NEWER
    with pytest.raises(DatabaseUnavailable, match="schema-newer"):
        migrate(engine)


def stopped_before(step, tmp_path):
    """The schema as it was before a step."""
    folder = tmp_path / "before"
    shutil.copytree(STEPS, folder)
    for one in folder.glob("v*.py"):
        if one.name >= step:
            one.unlink()
    return Schema(str(folder), metadata)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_every_matter_of_before_gets_a_code_of_its_own(engine, tmp_path):
    before = stopped_before("v0014", tmp_path)
    migrate(engine, schema=before)
    row = row_of(a_referral()) | {"writes": 1}
    del row["code"]
    with writing(engine) as connection:
        connection.execute(insert(person), {"id": uid(1), "reference_hash": "", "since": NOON, "sealed": b""})
        connection.execute(insert(referral), [row | {"id": uid(number)} for number in range(300)])
    migrate(engine)
    with reading(engine) as connection:
        codes = [code for (code,) in connection.execute(text("SELECT code FROM referral"))]
    assert len(set(codes)) == 300
    assert all(read_code(code) == code for code in codes)
    assert schema_state(engine, schema=before) is SchemaState.NEWER


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_accounts_and_trainings_of_before_stand_as_they_are_and_programs_of_before_do_not_go_on(engine, tmp_path):
    before = stopped_before("v0007", tmp_path)
    migrate(engine, schema=before)
    with writing(engine) as connection:
        connection.exec_driver_sql("INSERT INTO staff VALUES ('lea', 'L', 'team-lead', 'phc', true, 1000000)")
        connection.exec_driver_sql("INSERT INTO training VALUES ('t', 'lea', 'Sucht und Arbeit', 1000000, 2000000)")
    migrate(engine)
    with reading(engine) as connection:
        (lea,) = connection.execute(select(staff)).mappings()
        (learned,) = connection.execute(select(training)).mappings()
        (waiting,) = connection.execute(text("SELECT count(*) FROM staff_change")).one()
    assert (lea["role"], lea["active"], lea["passphrase_hash"]) == ("team-lead", True, "phc")
    assert lea["entered_by"] is lea["confirmed_by"] is lea["passphrase_changed_at"] is learned["entered_by"] is None
    assert (learned["topic"], waiting) == ("Sucht und Arbeit", 0)
    assert schema_state(engine, schema=before) is SchemaState.NEWER


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_consents_of_before_are_bound_to_the_recipient_as_its_row_stands(engine, tmp_path):
    folder = tmp_path / "before"
    shutil.copytree(STEPS, folder)
    for step in folder.glob("v*.py"):
        if step.name >= "v0011":
            step.unlink()
    before = Schema(str(folder), metadata)
    migrate(engine, schema=before)
    known = a_partner(name='Größe \\ "Ä"\n (erfunden)')
    free = a_partner("https://arzt.example", kind=PartnerKind.DOCTOR, bound_by_203=False)
    with writing(engine) as connection:
        for one in (known, free):
            old = {name: value for name, value in show(one).items() if name not in {"history", "sgb1_35"}}
            connection.execute(insert(partner), {"entity": one.entity, "document": old})
    migrate(engine)
    with reading(engine) as connection:
        rows = connection.execute(select(partner.c.document).order_by(partner.c.entity.desc())).scalars()
        after, bound = map(reader(Partner), rows)
    (line,) = known.lines
    assert after.history.at_migration == {line.id: recipient_sha256(known, line)}
    assert after.history.migrated_at is not None
    assert after.history.migrated_at.tzinfo is not None
    # Nobody frees a doctor from secrecy, and what was kept is bound to the row as it is from now on.
    assert bound.bound_by_203
    assert bound.history.at_migration == {line.id: recipient_sha256(bound, line)}
    assert schema_state(engine, schema=before) is SchemaState.NEWER


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_a_log_of_before_keeps_its_places_and_a_program_of_before_writes_nothing_more(engine, tmp_path):
    before = stopped_before("v0018", tmp_path)
    migrate(engine, schema=before)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE log_size SET size = 7")
    migrate(engine)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT placed FROM log_size").scalar_one() == 7
    with pytest.raises((DBAPIError, DatabaseUnavailable)), writing(engine) as connection:
        connection.exec_driver_sql("UPDATE log_size SET size = size + 1 RETURNING size")
    assert schema_state(engine, schema=before) is SchemaState.NEWER
