"""A partner's web server that is there, fails and comes back, and a hub that calls it."""

from adapters.contract import AdapterContext
from adapters.webhook.adapter import Webhook
from exchange.flows.partner.webhook import view_webhook
from exchange.flows.partner.webhook_call import call_webhook, lease_calls
from tests.support.hubs import CENTRE, Bench, document_of


class Box:
    """A mailbox in a hub's store."""

    def __init__(self, bench) -> None:
        self.bench = bench

    def deposit(self, jti):
        with self.bench.store.transaction() as tx:
            tx.outbox.deposit(jti, at=self.bench.clock.now())


class Receiver:
    """A partner's web server, whose answer a test changes."""

    def __init__(self) -> None:
        self.status, self.headers = b"204 No Content", b""

    def __call__(self, server, sock):
        while server.read(sock):
            server.send(sock, b"HTTP/1.1 " + self.status + b"\r\n" + self.headers + b"Content-Length: 0\r\n\r\n")


def hooked(server, bench=None, seconds="0.5", **hook: object):
    """A hub whose partner has a hook at the server."""
    bench = bench or Bench()
    settings = {"seconds": seconds}
    bench.adapters["webhook"] = Webhook(AdapterContext(mailbox=Box(bench), demo=True, settings=settings))
    document = document_of(CENTRE, hook={"url": f"{server.origin}/hook", **hook}, contact={"email": "buero@p.example"})
    bench.enrol(document, adapter="")
    return bench


def call(bench):
    """Make every call that is due; how each hook stands then."""
    leases = lease_calls(hub=bench.hub, limit=9)
    return [call_webhook(one, adapters=bench.adapters, hub=bench.hub) for one in leases]


def wait_for(bench, **by: float):
    bench.clock.advance(**by)
    return call(bench)


def standing(bench):
    return view_webhook(CENTRE, hub=bench.hub)
