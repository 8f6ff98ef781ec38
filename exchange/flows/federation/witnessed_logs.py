"""Witnessed logs: which logs of others are cosigned here, how far they came, and what contradicts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.evidence.checkpoint import ProofInvalid
from exchange.flows.federation.witness import last_cosigned, our_verifiers
from exchange.flows.register.enter import enter_fact
from exchange.flows.register.look import Question, look_at_register
from exchange.flows.staff.authenticate import Credentials, InPerson, Principal
from exchange.ports.hub import Hub
from exchange.ports.witnessed import Witnessed
from keys.errors import KeysError
from keys.note import Verifier, cosigned
from keys.strictjson import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessedLog:
    """A log of others as its witness knows it. `size` and `at` (POSIX seconds) are of the last cosignature, or 0."""

    fact: Fact
    size: int
    at: int
    forks: int


@dataclass(frozen=True, slots=True)
class Contradictions:
    """The newest note that was cosigned of a log, and those that contradict it or an earlier one."""

    newest: str
    forks: Sequence[str]


def add_log(origin: str, vkey: str, *, operator: str, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Fact:
    """Witness a log from now on; two people enter it, as `enter_fact` has it.

    Raises:
        ProofInvalid: the key is none, or not of this log.
        FourEyes, WrongPassphrase, Forbidden, SchemaInvalid: as for every entry of this register.
    """
    try:
        known = Verifier.read(vkey)
    except KeysError as error:
        raise ProofInvalid(error.code) from error
    if known.name != origin:
        raise ProofInvalid("origin")
    document = {"origin": origin, "vkey": vkey, "operator": operator}
    return enter_fact(FactKind.WITNESSED_LOG, dumps(document), by=by, approve_by=approve_by, hub=hub)


def known_logs(hub: Hub) -> Sequence[str]:
    """The origins of the logs of others that are witnessed now."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        facts = tx.facts.history(FactKind.WITNESSED_LOG)
    return sorted({fact.subject for fact in holding(facts, at=at, known_at=at)})


def witnessed_logs(*, witnessed: Witnessed, by: Principal, hub: Hub) -> Sequence[WitnessedLog]:
    """Show the logs that are witnessed here now, and how far each was cosigned.

    Raises:
        WrongPassphrase, Forbidden: who looks is not proven, or has no business there.
        LogDamaged: what was kept of a log is not what was cosigned.
    """
    question = Question(kind=FactKind.WITNESSED_LOG, at=hub.clock.now())
    return [_known(fact, witnessed=witnessed, hub=hub) for fact in look_at_register(question, by=by, hub=hub)]


def contradictions(origin: str, *, witnessed: Witnessed) -> Contradictions:
    """What a witness holds against a log. All of it is signed by the log itself, and secret to nobody."""
    with witnessed.turn(origin) as turn:
        return Contradictions(turn.note, witnessed.forks(origin))


def _known(fact: Fact, *, witnessed: Witnessed, hub: Hub) -> WitnessedLog:
    with witnessed.turn(fact.subject) as turn:
        note = turn.note
    last = last_cosigned(note, origin=fact.subject, hub=hub)
    times = cosigned(note, witnesses=our_verifiers(hub)).values() if note else ()
    many = len(witnessed.forks(fact.subject))
    return WitnessedLog(fact=fact, size=last.size if last else 0, at=max(times, default=0), forks=many)
