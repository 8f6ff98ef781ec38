"""Transparency log policy (c2sp.org/tlog-policy): whose logs are believed, and how many witnesses must have seen them.

A file of lines: `log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`, `group <name> <all|any|k> <name>…`, and one
`quorum <name|none>`. Names are bytes that mean nothing; they are read as Latin-1, which keeps every byte.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from exchange.core.errors import Refusal
from exchange.core.said import Said

MOST_BYTES, MOST_LINES = 256 * 1024, 1000
NONE = "none"
_ALLOWED = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*")
_BLANKS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_KEYS, _KEYS_AND_ADDRESS = 1, 2


class PolicyInvalid(Refusal):
    """This is not a policy of witnesses as tlog-policy has it."""

    code = "SENDER_POLICY_INVALID"
    status = 400
    de = "Das ist keine Regel für Zeugen, wie tlog-policy sie schreibt."
    fix_de = "Bitte sehen Sie in die Zeile, die genannt ist."
    fix_en = "Look at the line that is named."


class WitnessesMissing(Refusal):
    """Fewer witnesses have cosigned this checkpoint than the policy asks for."""

    code = "SENDER_WITNESSES_MISSING"
    de = "Diesen Prüfpunkt haben weniger Zeugen mitunterschrieben, als die Regel verlangt."
    fix_de = "Bitte holen Sie den Nachweis in einigen Minuten neu. Fehlen sie dann noch, fragen Sie den Betrieb."
    fix_en = "Get the proof again in some minutes. If they are still missing, ask the log's operator."


@dataclass(frozen=True, slots=True)
class Known:
    """A log or a witness: its verifier key as it is written, and where it is reached, empty if that is not said."""

    vkey: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these, each a witness or a group of before, must have cosigned."""

    needs: int
    members: Sequence[str]


@dataclass(slots=True)
class WitnessPolicy:
    """What a policy says. `quorum` names a witness or a group; None if no cosignature is asked for."""

    logs: list[Known] = field(default_factory=list)
    witnesses: dict[str, Known] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read a policy file.

        Raises:
            PolicyInvalid: it is none; the error says which line.
        """
        if len(raw) > MOST_BYTES or not _ALLOWED.fullmatch(raw) or (raw and not raw.endswith(b"\n")):
            raise PolicyInvalid("bytes")
        lines = raw.decode("latin-1").split("\n")[:-1]
        if len(lines) > MOST_LINES:
            raise PolicyInvalid("lines")
        policy, quorums = cls(), 0
        for number, line in enumerate(lines, 1):
            words = [word for word in _BLANKS.split(line) if word]
            if not words or words[0].startswith("#"):
                continue
            take = _LINES.get(words[0])
            if take is None or not take(policy, words[1:]):
                raise _of_line(number)
            quorums += words[0] == "quorum"
        if quorums != 1:
            raise PolicyInvalid("quorum")
        return policy

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether the witnesses named, who have cosigned a checkpoint, are enough."""
        return self.quorum is None or self._saw(self.quorum, cosigned)

    def _saw(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._saw(member, cosigned) for member in group.members) >= group.needs

    def defines(self, name: str) -> bool:
        """Whether this is the name of a witness or a group."""
        return name in self.witnesses or name in self.groups


def _log(policy: WitnessPolicy, words: Sequence[str]) -> bool:
    if not _KEYS <= len(words) <= _KEYS_AND_ADDRESS or _material(words[0]) in map(_of, policy.logs):
        return False
    policy.logs.append(Known(*words))
    return True


def _witness(policy: WitnessPolicy, words: Sequence[str]) -> bool:
    if not _KEYS <= len(words) - 1 <= _KEYS_AND_ADDRESS or words[0] == NONE or policy.defines(words[0]):
        return False
    if _material(words[1]) in map(_of, policy.witnesses.values()):
        return False
    policy.witnesses[words[0]] = Known(*words[1:])
    return True


def _group(policy: WitnessPolicy, words: Sequence[str]) -> bool:
    name, many, *members = words if len(words) > _KEYS_AND_ADDRESS else ("", "")
    needs = {"all": len(members), "any": 1}.get(many) or (int(many) if _NUMBER.fullmatch(many) else 0)
    known = all(policy.defines(member) and not _taken(policy, member) for member in members)
    if not name or name == NONE or policy.defines(name) or not known or len(set(members)) < len(members):
        return False
    if not 1 <= needs <= len(members):
        return False
    policy.groups[name] = Group(needs, tuple(members))
    return True


def _quorum(policy: WitnessPolicy, words: Sequence[str]) -> bool:
    if len(words) != 1 or not (words[0] == NONE or policy.defines(words[0])):
        return False
    policy.quorum = None if words[0] == NONE else words[0]
    return True


def _taken(policy: WitnessPolicy, name: str) -> bool:
    # Each may count in one way only.
    return any(name in group.members for group in policy.groups.values())


def _of(known: Known) -> str:
    return _material(known.vkey)


def _material(vkey: str) -> str:
    # Name and id may differ where the key is one: the key is what comes last. Names hold no "+", base64 may.
    return vkey.partition("+")[2].partition("+")[2] or vkey


def _of_line(number: int) -> PolicyInvalid:
    return PolicyInvalid("line").saying(where=f"/{number}", form=_FORM)


_FORM = Said(
    "log, witness, group oder quorum, jede mit ihren Angaben und nach dem, was sie nennt",
    "log, witness, group or quorum, each with what belongs to it and after what it names",
)
_LINES: Mapping[str, Callable[[WitnessPolicy, Sequence[str]], bool]] = {
    "log": _log,
    "witness": _witness,
    "group": _group,
    "quorum": _quorum,
}
