"""Histories for the oracle of rules: plain words and hours, drawn by a seed, mostly as they should be."""

from dataclasses import dataclass, field, replace
from random import Random

HERE, THERE, HUB = "https://hier.example", "https://dort.example", "https://hub.example"
HEALTH, PLAIN = "addiction-counselling", "training"
CLARIFICATION = "medical-clarification"
PURPOSES = ("addiction-support", "qualification")
OUT = ("person.contact", "health.addiction", "integration.plan", "housing")
REPORT = "attachment:018f0000-0000-7000-8000-00000000000a"
BACK = ("fb.decision", "fb.appointment", "fb.workcapacity", "fb.receipt", "fb.no_show")


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One row: where, of which category, by which clause (empty: none), whose word."""

    place: str
    category: str
    clause: str
    source: str = "person"


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One clause, with hours from its opening to its end."""

    id: str
    categories: tuple[str, ...]
    purpose: str
    to: str = HERE
    opens: int = -1
    ends: int = 1000


@dataclass(frozen=True, kw_only=True)
class Freed:
    """One release from secrecy."""

    who: str
    towards: str
    categories: tuple[str, ...]
    until: int = 1000
    own: bool = True


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text as it was released: when, in which words, what it says of itself (None: nothing)."""

    released: int = -100
    language: str = "de"
    digest: str = "shown"
    complete: bool = True
    separate: bool | None = True
    threatens: bool = False
    easy: bool = False
    reviewed: bool = True


@dataclass(frozen=True, kw_only=True)
class History:
    """Everything the rules of one history look at; hours count from the sealing, the recording, the telling."""

    # the packet
    service: str = HEALTH
    purpose: str = PURPOSES[0]
    power: bool = False
    leaves: tuple[Leaf, ...] | None = ()
    picked_up: int | None = 5
    body: bool | None = False
    justified: bool = True
    approver: str = "boss"
    flow: str = ""
    disputed: tuple[str, ...] = ()
    verdict: tuple[tuple[bool, bool], ...] | None = ()
    note: str = "Lieber vormittags."
    report: tuple[int | None, bool, bool] | None = None
    planned: tuple[bool, bool] | None = None
    stopped_once: bool = False
    # the consent
    readable: bool = True
    refused: bool = False
    reason_named: bool = False
    oral: bool = False
    evidence: bool = True
    reviewed: int | None = -2
    copied: int | None = -1
    permissions: tuple[Permission, ...] = ()
    months: int = 6
    named: bool = True
    capable: bool = True
    signed_by: tuple[str, ...] = ("person",)
    covers_all: bool = True
    age: int | None = None
    second: bool = True
    withdrawn: tuple[tuple[int, str], ...] = ()
    freed: tuple[Freed, ...] = ()
    texts: tuple[Text, ...] = ()
    papers: tuple[bool, bool] = (False, False)
    interpreted: bool = False
    easy: bool = False
    spoken: str = "de"
    # what the partner told
    told: tuple[str, ...] = ("fb.decision",)
    level: int = 6
    no_show: bool = False
    bound: bool | None = True
    read: int | None = None
    shown: int | None = None
    # a withdrawal, a request
    left_since: bool = False
    under_way: bool = False
    held: bool = True
    offered: tuple[bool, ...] = (True,)
    signalled: int | None = 0
    tried: bool = True
    answered: int | None = 20
    looked_at: int = 50
    dpo_told: bool = False
    right: str = "erasure"
    recipients: tuple[tuple[str, bool, bool], ...] = ()
    # the house
    operators: tuple[tuple[int, int | None], ...] = ((0, -240),)
    processor: str = "own"
    contractor: int | None = None
    odd_call: bool = False
    calls_known: bool = True


@dataclass(frozen=True)
class Dice:
    """Chance with a seed: `odd` says whether something is otherwise than it should be this time."""

    random: Random = field(default_factory=Random)

    def odd(self, share: float = 0.12) -> bool:
        return self.random.random() < share

    def one(self, *of: object) -> object:
        return self.random.choice(of)


def drawn(seed: int) -> History:
    """The history of a seed."""
    dice = Dice(Random(seed))
    return _house(dice, _told(dice, _consent(dice, _packet(dice))))


def _packet(dice: Dice) -> History:
    power = dice.odd(0.2)
    service = dice.one(PLAIN, PLAIN, PLAIN, HEALTH) if power else dice.one(HEALTH, HEALTH, PLAIN, CLARIFICATION)
    purpose = str(dice.one(*PURPOSES))
    categories = [one for one in OUT if dice.odd(0.5)] or [OUT[0]]
    leaves = [Leaf(place=f"/{name}", category=name, clause="" if power else "a") for name in categories]
    if dice.odd():
        leaves.append(replace(leaves[0], place="/questions/0"))
    if dice.odd():
        leaves.append(leaves[0])
    if dice.odd(0.25):
        source = str(dice.one(f"professional:{THERE}", f"professional:{HERE}", "professional:"))
        leaves[-1] = replace(leaves[-1], source=source)
    if dice.odd():
        leaves[-1] = replace(leaves[-1], clause=str(dice.one("", "b", "niemals")))
    told = Permission(id="a", categories=tuple(categories), purpose=purpose)
    if dice.odd():
        told = replace(told, categories=tuple(categories[1:]) or (OUT[0],))
    if dice.odd():
        told = replace(told, purpose=str(dice.one(*PURPOSES)), to=str(dice.one(HERE, THERE)))
    if dice.odd():
        told = replace(told, ends=int(str(dice.one(0, 3, 5, 8))))
    free = Freed(who=THERE, towards=HERE, categories=tuple(categories), until=int(str(dice.one(-5, 0, 1000, 1000))))
    report = (int(str(dice.one(10, 900, 2000))), not dice.odd(), not dice.odd()) if dice.odd(0.3) else None
    if report:
        leaves.append(replace(leaves[0], place=REPORT, category="health.addiction", source="person"))
    return History(
        service=str(service),
        purpose=purpose,
        power=power,
        leaves=None if dice.odd(0.05) else tuple(leaves),
        picked_up=dice.one(None, 5, 5),
        body=dice.one(True, True, False, None),
        justified=not dice.odd(),
        approver=str(dice.one("boss", "boss", "boss", "kim", "")),
        flow=str(dice.one("", "", "support", "assessment")),
        disputed=tuple(str(dice.one("/housing", "housing", "/hous", "im Brief")) for _ in range(dice.odd(0.3))),
        verdict=None if dice.odd() else tuple((dice.odd(), not dice.odd()) for _ in range(dice.odd(0.3))),
        note="Es ist F32.1 (erfunden)." if dice.odd() else "Lieber vormittags.",
        report=(None, *report[1:]) if report and dice.odd() else report,
        planned=dice.one(None, (False, False), (True, True), (True, False)),
        stopped_once=dice.odd(0.05),
        permissions=(told, Permission(id="b", categories=OUT, purpose=purpose)),
        withdrawn=tuple(
            (int(str(dice.one(0, 3, 5, 900))), str(dice.one("", HERE, THERE))) for _ in range(dice.odd(0.25))
        ),
        freed=(free,) if dice.odd(0.6) else (),
    )


def _consent(dice: Dice, so_far: History) -> History:
    text = Text(
        released=int(str(dice.one(-100, -100, -100, 100))),
        language=str(dice.one("de", "de", "de", "en")),
        digest="another" if dice.odd() else "shown",
        complete=not dice.odd(),
        separate=dice.one(True, True, True, False, None),
        threatens=dice.odd(),
        easy=dice.odd(0.4),
        reviewed=not dice.odd(),
    )
    signed = dice.one(("person",), ("person",), ("person", "guardian"), ("guardian",), ())
    return replace(
        so_far,
        readable=not dice.odd(0.07),
        refused=dice.odd(0.1),
        reason_named=dice.odd(0.3),
        oral=dice.odd(0.15),
        evidence=not dice.odd(),
        reviewed=dice.one(-2, -2, -2, -1, 1, None),
        copied=dice.one(-1, -1, -1, 4, None),
        months=int(str(dice.one(6, 6, 6, 13))),
        named=not dice.odd(),
        capable=not dice.odd(0.3),
        signed_by=signed,
        covers_all=not dice.odd(0.3),
        age=dice.one(None, None, None, 13, 16, 20),
        second=not dice.odd(0.3),
        texts=(text,) if dice.odd(0.8) else (),
        papers=(not dice.odd(0.3), not dice.odd(0.3)),
        interpreted=dice.odd(0.2),
        easy=dice.odd(0.4),
        spoken=str(dice.one("de", "de", "tr", "")),
    )


def _told(dice: Dice, so_far: History) -> History:
    told = tuple(one for one in BACK if dice.odd(0.3)) or ("fb.receipt",)
    back = Freed(who=HERE, towards=HUB, categories=tuple(one for one in told if not dice.odd(0.1)), own=not dice.odd())
    if dice.odd():
        back = replace(back, until=0)
    return replace(
        so_far,
        told=told,
        level=int(str(dice.one(0, 1, 3, 6))),
        no_show=dice.odd(0.5),
        bound=dice.one(True, True, False, None),
        read=dice.one(None, 2, 30),
        shown=dice.one(None, 1, 40),
        freed=(*so_far.freed, back) if dice.odd(0.85) else so_far.freed,
    )


def _house(dice: Dice, so_far: History) -> History:
    return replace(
        so_far,
        left_since=dice.odd(),
        under_way=dice.odd(),
        held=not dice.odd(0.2),
        offered=dice.one((True,), (True,), (False,), (), (False, True)),
        signalled=dice.one(0, 0, 0, 0, 1, None),
        tried=not dice.odd(0.3),
        answered=dice.one(None, 20, 200),
        looked_at=int(str(dice.one(50, 300))),
        dpo_told=dice.odd(0.4),
        right=str(dice.one("erasure", "rectification", "access")),
        recipients=tuple((one, not dice.odd(0.4), dice.odd(0.15)) for one in (HERE, THERE) if dice.odd(0.7)),
        operators=tuple((0, dice.one(-240, -240, -240, 240, None)) for _ in range(int(str(dice.one(1, 2))))),
        processor=str(dice.one("own", "own", "hosted", "hosted", "unlisted", "none")),
        contractor=dice.one(-240, -240, 240, None),
        odd_call=dice.odd(),
        calls_known=not dice.odd(),
    )
