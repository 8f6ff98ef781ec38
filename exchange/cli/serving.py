"""Server and worker commands: the hub with its worker, or a worker alone, until asked to stop."""

import gc
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from exchange.cli.context import Directory, PassphraseFile, grouped, vault_passphrase
from exchange.cli.listen import DOOR, Door, at_the_door, bind, shown
from exchange.cli.output import say
from exchange.edge.server.server import GRACE_SECONDS, Manner, Server
from exchange.edge.server.tls import BadCertificate, Certificate
from exchange.main import (
    build_app,
    build_figures,
    build_log_signer,
    build_operations,
    build_rate_limits,
    build_witness_feeder,
    build_worker,
    open_hub,
)
from exchange.observe.figures import Figures
from exchange.observe.log import start_logging
from exchange.opened import Opened
from exchange.operations.program import night_review
from exchange.runtime import heap
from keys.passphrase import leave_no_secrets

_COLLECT = (10_000, 20, 20)
_LOG = logging.getLogger(__name__)
MOST_FILES = 65_536
MetricsListen = Annotated[
    str | None,
    typer.Option(
        "--metrics-listen",
        help="HOST:PORT für /metrics, /livez, /readyz und die Seite /betrieb (Port 0: siehe Protokoll / see the log); "
        "ohne Anmeldung, nur im inneren Netz / for figures, health and the operators' page; nobody proves who they are "
        "there, so inner networks only",
    ),
]


def _serve(
    door: Door,
    *,
    metrics_listen: MetricsListen = None,
    passphrase_file: PassphraseFile = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Ohne Zustellung / deliver nothing")] = False,
) -> None:
    """Die Vermittlungsstelle betreiben: Web und Zustellung in einem Prozess. / Run the hub.

    SIGTERM und Strg-C beenden, was läuft, in höchstens 40 Sekunden. / SIGTERM and Ctrl-C finish what is under way.
    """
    certificate = door.certificate
    if certificate is not None:
        signal.signal(signal.SIGHUP, lambda *_: _renew(certificate))
    stop = _stop_on_signal()
    with _opened(door.directory, passphrase_file) as opened:
        inner = _bind_inner(metrics_listen)
        review = night_review(opened, listener=door.reached)
        worker = None if no_worker else build_worker(opened, night_review=review)
        figures, rate_limits = build_figures(opened, worker=worker, night_review=review), build_rate_limits(opened)
        manner = Manner(
            origin=opened.config.origin,
            stop=stop,
            stopping=opened.wakeup.close,
            certificate=certificate,
            connections=opened.config.limits.connections,
            rate_limits=rate_limits,
        )
        server = Server(build_app(opened, rate_limits=rate_limits, watch=figures), manner=manner)
        figures.read("geleit_connections", "Open connections.", lambda: len(server.server_state.connections))
        figures.read("geleit_turned_away", "Calls of addresses that call too often.", lambda: rate_limits.turned_away)
        _begin(opened, listen=door.sock, metrics=inner)
        # What is answered is written into the evidence log and signed, whether or not anybody delivers.
        beside = worker.run if worker else build_log_signer(opened).run
        feeds = build_witness_feeder(opened).run
        with _beside(opened.hear, beside, feeds), _operations(opened, figures, inner):
            server.run(sockets=[door.sock])
        build_log_signer(opened).finish()
        _LOG.info("stopped")


serve = grouped(_serve, DOOR, gather=at_the_door)


def work(directory: Directory, *, metrics_listen: MetricsListen = None, passphrase_file: PassphraseFile = None) -> None:
    """Nur zustellen und erinnern; so viele Prozesse wie nötig. / Deliver and remind only."""
    stop = _stop_on_signal()
    with _opened(directory, passphrase_file) as opened:
        inner = _bind_inner(metrics_listen)
        review = night_review(opened)
        worker = build_worker(opened, night_review=review)
        figures = build_figures(opened, worker=worker, night_review=review)
        _begin(opened, metrics=inner)
        with _beside(opened.hear), _operations(opened, figures, inner):
            worker.run(stop)
        build_log_signer(opened).finish()
        _LOG.info("stopped")


def _opened(directory: Path, passphrase_file: Path | None) -> closing[Opened]:
    """Open the hub of a process that goes on for long, and leave no passphrase to what it may start."""
    passphrase = vault_passphrase(passphrase_file)
    leave_no_secrets(os.environ)
    return closing(open_hub(directory, passphrase=passphrase))


def _renew(certificate: Certificate) -> None:
    try:
        certificate.renew()
    except BadCertificate as error:
        _LOG.error("certificate kept", extra={"code": error.code})
    else:
        _LOG.info("certificate renewed")


def _stop_on_signal() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _bind_inner(listen: str | None) -> socket.socket | None:
    return bind(listen, option="--metrics-listen") if listen else None


def _begin(opened: Opened, **bound: socket.socket | None) -> None:
    """Say that it runs, and where: to people on a terminal, to everybody else in the log."""
    start_logging()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Every connection is an open file, and the usual 1024 are fewer than the connections there may be.
    if soft < MOST_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES if hard < 0 else min(MOST_FILES, hard), hard))
    # What there is now, modules most of all, stays to the end: no collection has to look through it again. What comes
    # after it goes by itself, nearly all of it; looking for circles every 700 objects took a tenth of a referral's CPU.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    heap.keep_small()
    where = {name: shown(sock) for name, sock in bound.items() if sock}
    if sys.stdout.isatty():
        words = ["Geleit", opened.config.origin, "·", where.get("listen", "Worker")]
        say(" ".join([*words, *(["· DEMO"] if opened.config.demo else [])]))
    _LOG.info("started", extra=where)


@contextmanager
def _beside(*work: Callable[[Event], None]) -> Iterator[None]:
    """Let others work beside the server. What they were doing at the end they may finish, for a while."""
    stop = Event()
    # Daemons: a delivery that hangs must not keep the process alive. Its lease ends, and it is tried again.
    threads = [threading.Thread(target=one, args=(stop,), name="beside", daemon=True) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(GRACE_SECONDS)


@contextmanager
def _operations(opened: Opened, figures: Figures, sock: socket.socket | None) -> Iterator[None]:
    """Serve figures and health to operators on a listener of their own, if there is one."""
    if sock is None:
        yield
        return
    stop = Event()
    manner = Manner(origin=opened.config.origin, stop=stop)
    server = Server(build_operations(opened, figures=figures), manner=manner)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="operations", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GRACE_SECONDS)
