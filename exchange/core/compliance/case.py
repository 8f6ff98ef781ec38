"""What a rule looks at: one packet, event, consent, person or type of exchange, as it was at the instant.

Nothing here is looked up by a rule itself: whoever judges puts in what there is, and leaves None what is gone.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import ChannelFacts
from exchange.core.consent.clause import Clause
from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.packet.manifest import Row
from exchange.core.referral.referral import Draft, HistoryLine, Referral, StoredPacket
from exchange.core.rights.line import Line, Record
from exchange.core.staff.staff import Staff, Training
from exchange.core.verdict import Verdict

Jwks = Mapping[str, Mapping[str, Any]]
"""JWK sets by the purpose of their keys, as they are published."""


@dataclass(frozen=True, eq=False)
class PublishedKeys:
    """Keys as they are published. Equal to itself alone, so that what is judged of one is kept for as long as it is."""

    sets: Jwks = dataclasses.field(default_factory=dict)

    @cached_property
    def each(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Every key with its purpose, purposes in order of name."""
        return tuple((purpose, key) for purpose, one in sorted(self.sets.items()) for key in one.get("keys", ()))

    def of(self, purpose: str) -> Sequence[Mapping[str, Any]]:
        """The keys of a purpose."""
        found: Sequence[Mapping[str, Any]] = self.sets.get(purpose, {}).get("keys", ())
        return found


NO_KEYS = PublishedKeys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The registers as they are known when it is judged, by kind and subject; asked for any instant."""

    known_at: datetime
    histories: Mapping[tuple[FactKind, str], Sequence[Fact]] = dataclasses.field(default_factory=dict)
    _found: dict[tuple[FactKind, str, datetime], Sequence[Fact]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def held(self, kind: FactKind, subject: str, *, at: datetime) -> Sequence[Fact]:
        """What of a subject held at the instant; found once, for several rules ask the same."""
        asked = kind, subject, at
        if asked not in self._found:
            history = self.histories.get((kind, subject))
            self._found[asked] = holding(history, at=at, known_at=self.known_at) if history else ()
        return self._found[asked]

    def held_of_all(self, kind: FactKind, *, at: datetime) -> Sequence[Fact]:
        """What held at the instant of a kind, whomever it is about."""
        subjects = [subject for one, subject in self.histories if one is kind]
        return [fact for subject in subjects for fact in self.held(kind, subject, at=at)]


@dataclass(frozen=True, kw_only=True)
class PacketCase:
    """A packet at its sealing. What several rules ask of it is made once.

    `rows` is None where the manifest cannot be read any more, `consent` the one it was sealed on, `sealed` what its
    leaf says; `handed_over_at` is empty where it never left, `received_at` where its partner never said so; `reminded`
    and `returned_at` tell of one that nobody collected. `pseudonyms` is what the person is called at each partner.
    `covered` is what the check of the finished packet said, known at the gate alone: nobody here can open it again.
    `own_keys` are the hub's own, which it was signed with, `channels` what adapters say of their ways.
    """

    subject: str
    at: datetime
    packet: StoredPacket
    referral: Referral
    rows: Sequence[Row] | None
    draft: Draft | None
    consent: Consent | None
    sealed: Mapping[str, Any]
    handed_over_at: datetime | None
    people: Mapping[str, Staff]
    trainings: Mapping[str, Sequence[Training]]
    registers: Registers
    covered: Verdict | None = None
    received_at: datetime | None = None
    reminded: bool = False
    returned_at: datetime | None = None
    pseudonyms: Mapping[str, str] = dataclasses.field(default_factory=dict)
    own_keys: PublishedKeys = NO_KEYS
    channels: Mapping[str, ChannelFacts] = dataclasses.field(default_factory=dict)

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """The clauses of its consent, by id."""
        return {one.id: one for one in self.consent.clauses} if self.consent else {}

    @property
    def instants(self) -> Sequence[tuple[str, datetime]]:
        """When it was sealed and when it was picked up."""
        picked_up = [("picked-up", self.handed_over_at)] if self.handed_over_at else []
        return [("sealed", self.at), *picked_up]

    @cached_property
    def sorts(self) -> Sequence[Row]:
        """One row of each sort: most rows of a packet say the same but for their place."""
        return tuple({row[1:]: row for row in self.rows or ()}.values())

    @cached_property
    def categories(self) -> frozenset[str]:
        """What it holds."""
        return frozenset(category for row in self.sorts for category in row.categories)

    @cached_property
    def named(self) -> frozenset[str]:
        """The clauses that its rows name."""
        return frozenset(clause for row in self.sorts for clause in row.clauses)

    @cached_property
    def places(self) -> str:
        """Where its rows lie: every pointer between two line ends, to look for a word in all of them at once."""
        return "\n".join(["", *[row.pointer for row in self.rows or ()], ""])


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCase:
    """Something a partner told, when it was taken: its name, the categories it told, on which consent.

    `hub` is who heard it, `bound` whether § 203 StGB bound the partner then, None where nobody knows any more.
    `covered` is what `permits` said of it, known at the gate alone. `kid` names the key it was signed with at
    `signed_at`, `signers` are the partner's keys for signing of when it came, None where nobody knows. `read_at` is
    when somebody at the Jobcenter first looked at it, `shown_at` when it was shown to the person; either is empty where
    nothing says so. `members` is what the event itself says, None where it cannot be read any more or was told by
    another way; `sent` is the packet it is about.
    """

    subject: str
    at: datetime
    referral: Referral
    line: Line
    consent: Consent | None
    known_at: datetime
    hub: str
    bound: bool | None
    covered: Verdict | None = None
    read_at: datetime | None = None
    shown_at: datetime | None = None
    members: Mapping[str, Any] | None = None
    sent: StoredPacket | None = None
    kid: str = ""
    signed_at: datetime | None = None
    signers: Sequence[Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """What the event is called."""
        return "feedback" if self.line.listed == "categories" else self.line.what[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentCase:
    """A consent when it was put on record.

    `spoken` is the person's language as their newest draft has it, empty where none says so. `reasons` are the codes
    that the house's own later steps in the person's cases gave.
    """

    subject: str
    at: datetime
    consent: Consent
    spoken: str
    reasons: frozenset[str]
    registers: Registers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCase:
    """The way of a referral: its steps, and the names of the events its partner sent and the hub took.

    `declared` are the instants at which the log says that the person answered or withdrew, `logged` the steps it tells
    of, each with the state it led to.
    """

    subject: str
    at: datetime
    referral: Referral
    history: Sequence[HistoryLine]
    events: Sequence[str]
    declared: frozenset[datetime]
    logged: frozenset[tuple[datetime, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalCase:
    """A referral that a withdrawal, or a no that was newer, ended, and what is known of it at `known_at`.

    `left` are hand-overs since, `under_way` packets that could still leave, `held` says that the partner has something.
    `signals` says of each stop signal whether its partner was offered it; `tried` whether anybody tried, `tried_at`
    when first, empty where nothing says so. `answer_due` ends the partner's time; `answered_at` and `dpo_told_at` are
    empty where nothing came, and where nobody told the DPO.
    """

    subject: str
    at: datetime
    known_at: datetime
    left: Sequence[datetime]
    under_way: Sequence[str]
    held: bool
    signals: Sequence[bool]
    tried: bool
    tried_at: datetime | None
    answer_due: datetime
    answered_at: datetime | None
    dpo_told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCase:
    """All that the log and the table of disclosures say of a person, and the lines of the person's ledger."""

    subject: str
    at: datetime
    records: Sequence[Record]
    lines: Sequence[Line]
    disclosures: Sequence[Disclosure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCase:
    """A type of exchange, when its first packet was sealed."""

    subject: str
    at: datetime
    registers: Registers


def window_holds(clause: Clause, at: datetime) -> bool:
    """Say whether a clause is open at the instant: `[valid_from, valid_until)`."""
    return clause.valid_from <= at < clause.valid_until
