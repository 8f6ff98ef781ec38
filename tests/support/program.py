"""The program as a hub runs it: its route table, a log that goes through the allow-list, TLS, keys closed to others."""

from dataclasses import replace

from exchange.api.routes import api_calls, facts_of
from exchange.core.compliance.running import CallFacts, Running
from exchange.edge.wakeup import Wakeup


def running(bench, **changes: object):
    """What is known of it; `changes` is what is otherwise."""
    usual = Running(
        calls=facts_of(api_calls(bench.hub, wakeup=Wakeup())), handlers={"StreamHandler": True}, listener="tls",
        vault_mode=0o600, database="sqlite", published="",
    )  # fmt: skip
    return replace(usual, **changes)


def with_call(bench, method, path, scope, *answers: str):
    """The same with one call more."""
    calls = running(bench).calls
    return running(bench, calls=[*calls, CallFacts(method=method, path=path, scope=scope, answers=answers)])
