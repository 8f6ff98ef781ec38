"""Metrics: a process's and its hub's, for Prometheus. Labels are codes and route templates, never an id or name."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from exchange.core.errors import GeleitError
from exchange.observe.log import METHODS
from exchange.ports.hub import Hub

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_OTHER = "other"


class Figures:
    """The figures of one process; a `Watch` of the edge. May be used from any number of threads."""

    def __init__(self, hub: Hub) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "geleit_requests", "Calls answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "geleit_request_seconds",
            "Seconds from a call's head to the end of its answer; long polls wait up to 30.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._registry.register(_OfTheStore(hub))

    def called(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a call that was answered."""
        self._calls.labels(method if method in METHODS else _OTHER, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def read(self, name: str, words: str, value: Callable[[], float]) -> None:
        """Let a figure be read from `value` at every look."""
        Gauge(name, words, registry=self._registry).set_function(value)

    def count(self, name: str, words: str, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        """Let a figure for each rule and result be read from `counts` at every look."""
        self._registry.register(_OfRules(name, words, counts))

    def page(self, accept: str) -> tuple[bytes, str]:
        """Write all figures in the format an Accept header asks for; the page and its media type."""
        encoder, media = choose_encoder(accept)
        return encoder(self._registry), media


class _OfRules(Collector):
    """What the last compliance review counted; nothing before there was one."""

    def __init__(self, name: str, words: str, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        self._name, self._words, self._counts = name, words, counts

    def collect(self) -> Iterator[Metric]:
        """Read them."""
        family = GaugeMetricFamily(self._name, self._words, labels=("rule", "result"))
        for labels, count in sorted(self._counts().items()):
            family.add_metric(labels, count)
        yield family


class _OfTheStore(Collector):
    """What is asked of the store at every look. Of a store that is away only that is said."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """Ask."""
        at = self._hub.clock.now()
        up = GaugeMetricFamily("geleit_store_up", "1 while the database answers.")
        try:
            with self._hub.store.reading() as tx:
                tally, placed, backlog = tx.outbox.tally(), tx.log.placed(), tx.log.backlog()
        except GeleitError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        by_state = GaugeMetricFamily("geleit_outbox", "What is on its way or a dead letter.", labels=("state",))
        for state, count in sorted(tally.states.items()):
            by_state.add_metric((state.value,), count)
        yield by_state
        age = (at - tally.oldest).total_seconds() if tally.oldest else 0.0
        yield GaugeMetricFamily("geleit_outbox_oldest_seconds", "Age of the oldest that is on its way.", value=age)
        yield GaugeMetricFamily("geleit_leases", "How many are claimed by a worker.", value=tally.leased)
        yield GaugeMetricFamily("geleit_log_leaves", "Leaves that have their place in the evidence log.", value=placed)
        yield GaugeMetricFamily("geleit_log_waiting", "Leaves that wait for their place.", value=backlog.count)
        words = "Seconds the first leaf that waits has waited. Alarm above 60."
        yield GaugeMetricFamily("geleit_log_waiting_seconds", words, value=backlog.seconds(at))
