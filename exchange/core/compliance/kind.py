"""Kinds of facts: what a register holds, about whom, who may enter it, and what a leaf calls the act.

A further kind is a row here, a schema in `schemas/facts/` and a word in `schemas/codes.json`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from types import MappingProxyType

from exchange.core.evidence.entry import EntryType
from exchange.core.staff.founding import MAKERS
from exchange.core.vocabulary import Role

HOUSE = "house"
"""The subject of a fact that is about the house itself."""
KEEPERS = frozenset({Role.TEAM_LEAD, Role.OPERATOR, Role.DPO})
"""Who keeps the registers of the house: who runs it, and who watches over it (domain section 9)."""
LEADS = frozenset({Role.TEAM_LEAD})
SEE_ALL = frozenset({Role.TEAM_LEAD, Role.DPO})
"""Who may enter what concerns a person and no case of their own."""
CASEWORK = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD, Role.DPO})
"""Who may enter what concerns a person, about persons of their own cases."""


class FactKind(StrEnum):
    """The kinds there are; the same list as `fact-kinds` in `schemas/codes.json`."""

    UNDERTAKING = "undertaking"
    CONTRACT = "contract"
    PROCESSOR = "processor"
    SECRECY = "secrecy"
    CONTROLLER = "controller"
    EXCHANGE_TYPE = "exchange-type"
    INCIDENT = "incident"
    CLOCK = "clock"
    PROXY = "proxy"
    LISTENER = "listener"
    PLAN_ENTRY = "plan-entry"
    WITNESSED_LOG = "witnessed-log"
    WITNESS = "witness"
    INFORMED = "informed"
    CONFLICT = "conflict"
    DISPUTE = "dispute"
    REQUEST = "request"
    TEXT_DRAFT = "text-draft"
    TEXT = "text"
    SHOWN = "shown"
    BREAK_GLASS = "break-glass"
    PAPER = "paper"
    ARMED = "armed"
    WAIVER = "waiver"
    PARTNER = "partner"
    POLICY = "policy"
    REVIEW = "review"


class About(Enum):
    """Whom or what a fact is about, which says how it is looked up when it is entered."""

    PERSON = "person"
    PARTNER = "partner"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What is true of all facts of one kind.

    `subject` is the member that names whom or what it is about; without one it is about the house. Of one subject
    several may hold at once where `topic` names the members that tell them apart. `roles` may enter it; where they are
    none, the hub itself writes it. `ahead` says that it may be entered of a partner that is still to be enrolled.
    `second` asks for two people (domain section 8, the annex of rules section 1), the second of `seconds`; `longest` is
    how long it may hold.
    """

    leaf: EntryType
    about: About = About.OTHER
    subject: str = ""
    topic: tuple[str, ...] = ()
    roles: frozenset[Role] = KEEPERS
    ahead: bool = False
    second: bool = False
    seconds: frozenset[Role] = MAKERS
    longest: timedelta | None = None


def _of_partner(topic: str) -> Register:
    return Register(
        leaf=EntryType.AGREEMENT_RECORDED, about=About.PARTNER, subject="partner", topic=(topic,), ahead=True
    )


def _of_person(leaf: EntryType, *topic: str, roles: frozenset[Role] = CASEWORK) -> Register:
    return Register(leaf=leaf, about=About.PERSON, subject="person", topic=topic, roles=roles)


REGISTERS: Mapping[FactKind, Register] = MappingProxyType(
    {
        FactKind.UNDERTAKING: _of_partner("law"),
        FactKind.CONTRACT: _of_partner("norm"),
        FactKind.PROCESSOR: Register(leaf=EntryType.AGREEMENT_RECORDED, subject="party"),
        FactKind.SECRECY: Register(leaf=EntryType.AGREEMENT_RECORDED, subject="who"),
        FactKind.CONTROLLER: Register(leaf=EntryType.REGISTER_ENTERED, topic=("unit",)),
        FactKind.EXCHANGE_TYPE: Register(leaf=EntryType.REGISTER_ENTERED, subject="service", second=True),
        FactKind.INCIDENT: Register(leaf=EntryType.REGISTER_ENTERED, topic=("number",)),
        FactKind.CLOCK: Register(leaf=EntryType.REGISTER_ENTERED),
        FactKind.PROXY: Register(leaf=EntryType.REGISTER_ENTERED),
        # How it is reached says who serves it: what rules hold against it is asked of other processes, too.
        FactKind.LISTENER: Register(leaf=EntryType.VERSION_KEPT, roles=frozenset()),
        # Several keys of one log hold at once while it changes from one to the next.
        FactKind.WITNESSED_LOG: Register(
            leaf=EntryType.REGISTER_ENTERED, subject="origin", topic=("vkey",), second=True
        ),
        FactKind.WITNESS: Register(leaf=EntryType.REGISTER_ENTERED, subject="address", topic=("vkey",), second=True),
        FactKind.PLAN_ENTRY: _of_person(EntryType.REGISTER_ENTERED, "referral"),
        FactKind.INFORMED: _of_person(EntryType.PERSON_INFORMED, "kind"),
        FactKind.CONFLICT: _of_person(EntryType.CONFLICT_NOTED, "staff"),
        FactKind.DISPUTE: _of_person(EntryType.RIGHT_CLAIMED, "what"),
        FactKind.REQUEST: _of_person(EntryType.RIGHT_CLAIMED, "number"),
        FactKind.TEXT_DRAFT: Register(
            leaf=EntryType.REGISTER_ENTERED, subject="version", topic=("language", "layer"), roles=frozenset()
        ),
        FactKind.TEXT: Register(
            leaf=EntryType.TEXT_RELEASED,
            subject="version",
            topic=("language", "layer"),
            roles=LEADS,
            second=True,
            seconds=frozenset({Role.TEAM_LEAD, Role.OPERATOR}),
        ),
        FactKind.SHOWN: _of_person(EntryType.PERSON_INFORMED, "event"),
        # The hub alone writes and reads it: it holds what opens a file.
        FactKind.PAPER: _of_person(EntryType.PAPER_KEPT, "consent", roles=frozenset()),
        FactKind.BREAK_GLASS: _of_person(EntryType.GLASS_BROKEN, "at", "by", roles=SEE_ALL),
        FactKind.ARMED: Register(leaf=EntryType.RULE_ARMED, subject="rule", roles=LEADS, second=True),
        FactKind.WAIVER: Register(
            leaf=EntryType.WAIVER_GRANTED,
            subject="rule",
            topic=("about",),
            roles=LEADS,
            second=True,
            longest=timedelta(days=90),
        ),
        FactKind.PARTNER: Register(leaf=EntryType.VERSION_KEPT, about=About.PARTNER, roles=frozenset()),
        FactKind.POLICY: Register(leaf=EntryType.VERSION_KEPT, roles=frozenset()),
        FactKind.REVIEW: Register(leaf=EntryType.REVIEW_KEPT, subject="day", roles=frozenset()),
    }
)
"""Every kind there is."""
