"""Chronicle: what has happened so far, gathered from this process and from what the partners' processes say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exchange.demo.cases import Case
from exchange.demo.telling import Teller

_SAID = {
    "question": ("stellt eine Rückfrage", "asks a question"),
    "feedback": ("sendet eine Rückmeldung", "sends feedback"),
}
_NEWS = {
    "unreadable": ("konnte ein Paket nicht lesen und hat das gemeldet.", "could not read a packet, and said so."),
    "stopped": ("hat gelöscht, was zurückgenommen wurde.", "has deleted what was taken back."),
    "away": ("erreicht die Vermittlungsstelle gerade nicht.", "cannot reach the hub at the moment."),
}


@dataclass(slots=True)
class Chronicle:
    """The story so far, by case number.

    `received` holds the kinds of packet that arrived whole, `sizes` the bytes of their attachments; `ready` are the
    partners that run; `founded` those that made their document, with its path; `blocked` is what the consent did not
    cover, `refused` what the hub did not let in.
    """

    teller: Teller
    cases: Sequence[Case]
    names: Mapping[str, str]
    referrals: dict[int, str] = field(default_factory=dict)
    consents: dict[int, str] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    received: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    founded: dict[str, str] = field(default_factory=dict)
    ready: set[str] = field(default_factory=set)
    blocked: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)

    def hear(self, partner: str, said: Mapping[str, Any]) -> None:
        """Take in one line of a partner's process, and tell it."""
        event = said["event"]
        if event == "founded":
            self.founded[partner] = said["document"]
        elif event == "open":
            self.ready.add(partner)
        elif event in _NEWS:
            de, en = _NEWS[event]
            self.teller.line(f"{self.names[partner]} {de}", f"{partner} {en}")
        elif case := self._case(said.get("referral", "")):
            self._hear_of(case, partner, said)

    def tell(self, case: Case, de: str, en: str) -> None:
        """Tell what happens in a case. Titles of service lines name nobody."""
        self.teller.line(f"Fall {case.number}, {case.title_de}: {de}", f"Case {case.number}, {case.title_en}: {en}")

    def _case(self, referral: str) -> Case | None:
        known = {one: number for number, one in self.referrals.items()}
        return next((case for case in self.cases if case.number == known.get(referral)), None)

    def _hear_of(self, case: Case, partner: str, said: Mapping[str, Any]) -> None:
        name, event = self.names[partner], said["event"]
        if event == "received":
            self.received[case.number].append(said["kind"])
            self.sizes[case.number] += said["attachments"]
            files = "".join(f", PDF {_bytes(size)}" for size in said["attachments"])
            if files:
                self.tell(case, f"{name} hat alles geprüft und quittiert{files}.", f"checked and signed for{files}.")
        elif event == "said" and said["name"] in _SAID:
            # Where each case has come to stands in the table at the end; told is what turns it.
            de, en = _SAID[said["name"]]
            self.tell(case, f"{name} {de}.", f"the partner {en}.")
        elif said["name"] == "refused":
            self._refused(case, said)

    def _refused(self, case: Case, said: Mapping[str, Any]) -> None:
        code, pointer = said.get("code", ""), said.get("pointer", "")
        self.refused.update(case=case.number, code=code, pointer=pointer)
        self.notes[case.number].append(f"feedback-refused:{code}")
        self.tell(
            case,
            f"Die Rückmeldung geht weiter, als die Person erlaubt hat. Abgewiesen: {pointer} ({code}).",
            f"this feedback says more than the person allows. Refused: {pointer} ({code}); nobody has read it.",
        )


def _bytes(size: int) -> str:
    kilo = 1024
    return f"{size // kilo**2} MB" if size >= kilo**2 else f"{size // kilo or 1} KB"
