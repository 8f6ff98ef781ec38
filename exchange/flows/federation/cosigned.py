"""Cosigned log: our checkpoints go to witnesses (c2sp.org/tlog-witness), and those that enough of them signed are kept.

No message waits for a witness. Enough are two of other organisations, in a demonstration one (protocol section 8).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, to_base64
from exchange.core.evidence.merkle import consistency
from exchange.flows.evidence.checkpoint import reader, signed, vkey
from exchange.flows.register.enter import enter_fact
from exchange.flows.register.look import Question, look_at_register
from exchange.flows.staff.authenticate import Credentials, InPerson, Principal
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from keys.errors import KeysError
from keys.note import COSIGNATURE, Verifier, cosigned
from keys.strictjson import dumps

QUORUM, QUORUM_OF_A_DEMO = 2, 1
"""How many organisations must have cosigned a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurWitness:
    """Who cosigns our log: where checkpoints are handed in, the key that verifies, and who keeps it."""

    address: str
    verifier: Verifier
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a witness stands: its fact, and when (POSIX seconds) it signed the newest cosigned checkpoint; 0 if not."""

    fact: Fact
    at: int


def quorum(hub: Hub) -> int:
    """How many organisations must have cosigned a checkpoint of this hub."""
    return QUORUM_OF_A_DEMO if hub.demo else QUORUM


def add_witness(
    address: str, vkey: str, *, operator: str, by: InPerson, approve_by: Credentials | None, hub: Hub
) -> Fact:
    """Have our log cosigned by a witness from now on; two people enter it, as `enter_fact` has it.

    Raises:
        ProofInvalid: the key is no witness's.
        FourEyes, WrongPassphrase, Forbidden, SchemaInvalid: as for every entry of this register.
    """
    try:
        Verifier.read(vkey, kind=COSIGNATURE)
    except KeysError as error:
        raise ProofInvalid(error.code) from error
    document = {"address": address.rstrip("/"), "vkey": vkey, "operator": operator}
    return enter_fact(FactKind.WITNESS, dumps(document), by=by, approve_by=approve_by, hub=hub)


def our_witnesses(hub: Hub) -> Sequence[OurWitness]:
    """Those that hold now and have a key that can be read."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        facts = tx.facts.history(FactKind.WITNESS)
    return [one for fact in holding(facts, at=at, known_at=at) if (one := _read(fact))]


def standings(log: int, *, published: PublishedLog, by: Principal, hub: Hub) -> Sequence[Standing]:
    """Show our witnesses, and when each signed the newest checkpoint that enough of them have cosigned.

    Raises:
        WrongPassphrase, Forbidden: who looks is not proven, or has no business there.
    """
    facts = look_at_register(Question(kind=FactKind.WITNESS, at=hub.clock.now()), by=by, hub=hub)
    note = published.cosigned(log)
    times = cosigned(note, witnesses=[one.verifier for fact in facts if (one := _read(fact))]) if note else {}
    return [Standing(fact=fact, at=_time(fact, times)) for fact in facts]


def submission(old: int, *, note: str, log: int, published: PublishedLog, hub: Hub) -> bytes:
    """What is handed in of a checkpoint of ours to a witness that knows the log up to a size.

    Raises:
        ProofInvalid: the note is not of this log, or the witness claims to know more of it than there is.
        HashMissing: the tiles are damaged.
    """
    checkpoint = signed(note, log=log, hub=hub)
    if old > checkpoint.size:
        raise ProofInvalid("ahead")
    path = consistency(reader(published, log), old=old, new=checkpoint.size) if old else ()
    return ("\n".join([f"old {old}", *map(to_base64, path)]) + f"\n\n{note}").encode()


def check_cosignature(answer: bytes, *, note: str, witness: OurWitness) -> str:
    """The witness's own lines of what it answered, if they hold for this note.

    Raises:
        ProofInvalid: it is no cosignature of this witness.
    """
    try:
        lines = [f"{line}\n" for line in answer.decode().splitlines() if line.startswith(f"— {witness.verifier.name} ")]
        found = cosigned(note + "".join(lines), witnesses=[witness.verifier])
    except (KeysError, UnicodeDecodeError) as error:
        raise ProofInvalid("cosignature") from error
    if not found:
        raise ProofInvalid("cosignature")
    return "".join(lines)


def size_of(note: str) -> int:
    """How many leaves a checkpoint covers, as its note says; 0 where there is none."""
    return Checkpoint.read(note.rpartition("\n\n")[0] + "\n").size if note else 0


def keep_cosigned(
    lines: Mapping[str, str], *, note: str, log: int, of: Iterable[OurWitness], published: PublishedLog, hub: Hub
) -> bool:
    """Keep a checkpoint with its cosignatures, by address, if enough organisations signed it; whether they did.

    One that is older than what is kept stays away: several processes may feed at once.
    """
    by_address = {one.address: one.operator for one in of}
    if len({by_address[address] for address in lines}) < quorum(hub):
        return False
    if size_of(published.cosigned(log)) <= size_of(note):
        published.publish_cosigned(log, note + "".join(lines.values()))
    return True


def policy_text(log: int, *, hub: Hub) -> str:
    """Our log and its witnesses as a policy (c2sp.org/tlog-policy), for who checks our proofs."""
    known = our_witnesses(hub)
    # While a witness changes from one key to the next, two go by its name.
    names = {one: f"{one.verifier.name}#{at}" for at, one in enumerate(known, 1)}
    houses = sorted({one.operator for one in known})
    lines = [f"log {vkey(log=log, hub=hub)}"]
    for at, house in enumerate(houses, 1):
        theirs = [one for one in known if one.operator == house]
        lines += [f"# {house}", *(f"witness {names[one]} {one.verifier.vkey} {one.address}" for one in theirs)]
        lines += [f"group house-{at} any {' '.join(names[one] for one in theirs)}"]
    asked = quorum(hub)
    if len(houses) < asked:
        return "\n".join([*lines, "quorum none"]) + "\n"
    groups = " ".join(f"house-{at}" for at, _ in enumerate(houses, 1))
    return "\n".join([*lines, f"group witnesses {asked} {groups}", "quorum witnesses"]) + "\n"


def _read(fact: Fact) -> OurWitness | None:
    try:
        verifier = Verifier.read(str(fact.document["vkey"]), kind=COSIGNATURE)
    except KeysError:
        return None
    return OurWitness(address=fact.subject, verifier=verifier, operator=str(fact.document["operator"]))


def _time(fact: Fact, times: Mapping[Verifier, int]) -> int:
    known = _read(fact)
    return times.get(known.verifier, 0) if known else 0
