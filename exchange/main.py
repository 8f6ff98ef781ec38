"""Composition root: the only file that builds concrete things."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette

from adapters.contract import Adapter, AdapterContext, MailboxDelivery
from adapters.outbound.client import OutboundClient
from exchange.api.public.evidence_log import log_routes
from exchange.api.public.status import operations_routes
from exchange.api.routes import api_routes
from exchange.config import FILE, AlreadyThere, Config, Entries, parse_config, read_config
from exchange.core.errors import WrongPassphrase
from exchange.edge.application import app
from exchange.edge.http.rate_limits import RateLimits
from exchange.edge.http.trace import Watch
from exchange.edge.wakeup import Wakeup
from exchange.federation.routes import federation_routes
from exchange.federation.witness import witness_routes
from exchange.flows.compliance.rulebook import rulebook
from exchange.flows.identity import check_configured
from exchange.flows.operations.rotate_keys import PURPOSES, new_key
from exchange.flows.operations.vault_steps import VAULT_STEPS, skip_vault_steps
from exchange.oauth.clients import configured_clients
from exchange.oauth.routes import oauth_routes
from exchange.observe.figures import Figures
from exchange.opened import Opened
from exchange.operations.doctor import RunningHealth
from exchange.ports.hub import Hub
from exchange.runtime.live_vault import LiveVault
from exchange.runtime.log_signer import LogSigner
from exchange.runtime.mailbox import DepositingMailbox
from exchange.runtime.night_review import NightReview
from exchange.runtime.plugins import channels_of, load
from exchange.runtime.policy_keeper import PolicyKeeper
from exchange.runtime.restore_guard import RestoreGuard
from exchange.runtime.row_watch import RowWatch
from exchange.runtime.witness_feeder import WitnessFeeder, posting
from exchange.runtime.worker import Worker
from exchange.storage.adopt import Adoption
from exchange.storage.database.engine import closing_database, open_database
from exchange.storage.database.migrate import PERSON_KEYS, SchemaState, migrate, schema_state
from exchange.storage.database.notify import hear
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.rows import RowKeys
from exchange.storage.files.blobs import FileBlobs
from exchange.storage.files.published_log import FilePublishedLog
from exchange.storage.files.reserve import RelievedStore, Reserve
from exchange.storage.store import SqlStore
from exchange.web.routes import Site, site
from exchange.world import SystemClock, SystemEntropy
from keys import durable
from keys.errors import VaultLocked
from keys.vault import Vault


def create_hub(
    directory: Path, *, entries: Entries, passphrase: bytes, begin: Callable[[Hub], object] | None = None
) -> Config:
    """Make a hub in an empty or new folder: configuration, vault with a key per purpose, both databases.

    `begin` writes what a hub begins with, its two founders: a hub that nobody stands in is never there.

    Raises:
        AlreadyThere: there is a hub already, in the folder or in the main database; nothing is overwritten.
        BadConfig: an entry cannot be used; nothing was written.
        NotAnEntity: the origin is not an entity id; nothing was written.
        DatabaseUnavailable: a database cannot be reached; nothing but tables was written.
    """
    text = entries.text()
    config = parse_config(text, directory=directory)
    if (directory / FILE).exists():
        raise AlreadyThere(str(directory))
    durable.make_folder(directory)
    _make_tables(config)
    vault = Vault.create(config.vault, passphrase=passphrase)
    now = SystemClock().now()
    for purpose in PURPOSES:
        vault.add(new_key(purpose, nbf=now))
    with closing(_open(config, passphrase=passphrase, steps=())) as opened:
        skip_vault_steps(hub=opened.hub)
        if begin is not None:
            begin(opened.hub)
            build_log_signer(opened).finish()
    # The configuration comes last into its place: a folder without it is no hub yet. A database's URL may be a secret.
    durable.replace(directory / FILE, text.encode())
    return config


def _make_tables(config: Config) -> None:
    with closing_database(config.database) as main, closing_database(config.person_keys) as person_keys:
        # Another hub's rows could not be read with this one's keys, nor its own from then on.
        if schema_state(main) is not SchemaState.EMPTY:
            raise AlreadyThere("database")
        migrate(person_keys, schema=PERSON_KEYS)
        migrate(main)


def migrate_hub(directory: Path, *, passphrase: bytes) -> Sequence[str]:
    """Bring a hub's databases to this program's schema, and name the rows that are not as their leaves say.

    Rows of before there were MACs get theirs in the same transaction; those that are named get none.

    Raises:
        BadConfig: the configuration is missing or broken.
        WrongPassphrase: the vault does not open with it.
        DatabaseUnavailable: a database cannot be reached, or is newer than this program.
    """
    config = read_config(directory)
    try:
        vault = Vault.open(config.vault, passphrase=passphrase)
    except VaultLocked as error:
        raise WrongPassphrase from error
    with closing_database(config.database) as main, closing_database(config.person_keys) as person_keys:
        migrate(person_keys, schema=PERSON_KEYS)
        keys = PersonKeys(person_keys, data_key=vault.data_key)
        row_keys = RowKeys(key=vault.row_key, person_keys=keys, now=SystemClock().now)
        adoption = Adoption(row_keys, index_key=vault.index_key)
        migrate(main, adopt=adoption)
    return adoption.differing


def open_hub(directory: Path, *, passphrase: bytes) -> Opened:
    """Open a hub: configuration, vault, databases, adapters.

    Raises:
        BadConfig: the configuration is missing or broken.
        WrongPassphrase: the vault does not open with it.
        VaultBroken: the vault is missing or damaged, or others can read it.
        AdapterUnknown: a configured adapter is not installed.
        RulesInvalid: the rules of this program do not hold together.
    """
    rulebook()
    return _open(read_config(directory), passphrase=passphrase)


def open_hub_to_migrate(directory: Path, *, passphrase: bytes) -> Opened:
    """Open a hub that may lack steps of a migration, to take them; it raises what `open_hub` does."""
    return _open(read_config(directory), passphrase=passphrase, steps=())


def _open(config: Config, *, passphrase: bytes, steps: Iterable[str] = VAULT_STEPS) -> Opened:
    try:
        keys = LiveVault(config.vault, passphrase=passphrase)
    except VaultLocked as error:
        raise WrongPassphrase from error
    clock, database, wakeup = SystemClock(), open_database(config.database), Wakeup()
    person_keys = PersonKeys(open_database(config.person_keys), data_key=keys.vault.data_key)
    row_keys = RowKeys(key=keys.vault.row_key, person_keys=person_keys, now=clock.now)
    store = SqlStore(database, row_keys=row_keys, index_key=keys.vault.index_key, steps=steps, outside=keys.newest)
    reserve = Reserve(config.reserve)
    unguarded = Hub(
        origin=config.origin,
        demo=config.demo,
        policy=config.policy,
        configured={one.client_id: one.kids for one in config.clients},
        store=RelievedStore(store, reserve=reserve),
        blobs=FileBlobs(config.blobs, reserve=reserve),
        clock=clock,
        entropy=SystemEntropy(),
        rings=keys.ring,
    )
    published = FilePublishedLog(config.log)
    gate = RestoreGuard(unguarded, published=published, written=wakeup.stirred.set)
    adapters = _adapters(config, mailbox=DepositingMailbox(gate, clock))
    pulled = frozenset(name for name, adapter in adapters.items() if isinstance(adapter, MailboxDelivery))
    unguarded = replace(unguarded, pulled=pulled, channels=channels_of(adapters))
    hub = replace(unguarded, store=gate)
    return Opened(
        config=config,
        hub=hub,
        unguarded=unguarded,
        gate=gate,
        published=published,
        keys=keys,
        wakeup=wakeup,
        row_watch=RowWatch(hub),
        adapters=adapters,
        hear=lambda stop: hear(database, hearer=wakeup, stop=stop),
        close=store.close,
    )


def _adapters(config: Config, *, mailbox: DepositingMailbox) -> Mapping[str, Adapter]:
    around = {
        name: AdapterContext(mailbox=mailbox, settings=settings, demo=config.demo)
        for name, settings in config.adapters.items()
    }
    return load(config.adapters, around)


def build_rate_limits(opened: Opened) -> RateLimits:
    """Build the rate limits of this process."""
    return RateLimits(opened.config.limits, now=opened.hub.clock.monotonic)


def build_app(opened: Opened, *, rate_limits: RateLimits | None = None, watch: Watch | None = None) -> Starlette:
    """Build the web application of a hub; `watch` is notified of every call.

    Raises:
        IdentityTaken: a client of the configuration goes by the id or a key of somebody else here.
    """
    # Made while there is room, before the first call that could need it.
    opened.hub.blobs.has_room()
    if opened.hub.configured:
        with opened.hub.store.reading() as tx:
            check_configured(tx, hub=opened.hub)
    pages = _pages(opened)
    routes = [
        *pages.routes,
        *oauth_routes(opened.hub, clients=configured_clients(opened.config)),
        *api_routes(opened.hub, wakeup=opened.wakeup),
        *log_routes(opened.hub, published=opened.published),
        *federation_routes(
            opened.hub,
            name=opened.config.name,
            log=lambda: max(opened.published.numbers(), default=1),
            anchors=opened.config.anchors,
        ),
        *witness_routes(opened.hub, witnessed=opened.witnessed),
    ]
    limits = rate_limits or build_rate_limits(opened)
    return app(routes, hub=opened.hub, rate_limits=limits, watch=watch, as_page=pages.as_page)


def _pages(opened: Opened) -> Site:
    examine, folder = RunningHealth(opened), opened.config.directory
    return site(opened.hub, name=opened.config.name, examine=examine, demo=folder)


def build_log_signer(opened: Opened) -> LogSigner:
    """Build what signs a hub's evidence log; a worker has one beside it."""
    return LogSigner(opened.hub, published=opened.published)


def build_witness_feeder(opened: Opened) -> WitnessFeeder:
    """Build what has the log cosigned by its witnesses."""
    post = posting(OutboundClient(demo=opened.config.demo))
    return WitnessFeeder(opened.hub, published=opened.published, post=post)


def build_worker(opened: Opened, *, night_review: NightReview | None = None) -> Worker:
    """Build a worker; beside it who signs the log, compares rows with it, keeps the policy, and reviews at night."""
    beside = [build_log_signer(opened).run, opened.row_watch.run, PolicyKeeper(opened.hub).run]
    beside += [night_review.run] if night_review else []
    wakeup = opened.wakeup
    return Worker(opened.hub, adapters=opened.adapters, delivered=wakeup.notify, written=wakeup.written, beside=beside)


def build_figures(opened: Opened, *, worker: Worker | None, night_review: NightReview | None = None) -> Figures:
    """Build the figures of this process; `worker` is the one that works in it, if any, `night_review` beside it."""
    figures = Figures(opened.hub)
    figures.read("geleit_poll_waiters", "Long polls that wait.", lambda: opened.wakeup.waiters)
    if worker is not None:
        words = "Seconds since the worker last looked for work."
        figures.read("geleit_worker_idle_seconds", words, lambda: worker.idle_seconds)
        watch = opened.row_watch
        words = "Rows that decide and are not what was written; no number before the first look. Alarm above 0."
        figures.read("geleit_rows_differing", words, lambda: watch.differing)
        words = "Seconds since rows were last compared with the log. Alarm above 1800."
        figures.read("geleit_rows_idle_seconds", words, lambda: watch.idle_seconds)
    if night_review is not None:
        words = "What the last nightly compliance review counted; nothing before the first one."
        figures.count("geleit_compliance_findings", words, lambda: night_review.counts)
        words = "Seconds since the last nightly compliance review; no number before it. Alarm above 129600."
        figures.read("geleit_compliance_review_age_seconds", words, lambda: night_review.age_seconds)
    return figures


def build_operations(opened: Opened, *, figures: Figures) -> Starlette:
    """Build the application of the listener for operators: figures, health, and the page that says how it is doing."""
    routes = [*operations_routes(opened.hub, figures=figures), *_pages(opened).inner]
    return app(routes, hub=opened.hub)
