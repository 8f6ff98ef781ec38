"""Consent record: signed clauses, whether it is sound, and whether it stands at an instant (domain section 5).

The term is that of ISO/IEC TS 27560, the members are the domain's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.circumstances import Circumstances
from exchange.core.consent.clause import Clause, Recipient, Release, feedback_clauses
from exchange.core.consent.signature import Signer
from exchange.core.vocabulary import GIVEN, ConsentForm, ConsentStatus, Direction

NONE_KNOWN = Circumstances()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Whether the text shown said the three things it must (§ 67b(2) SGB X)."""

    purpose: bool
    refusal_without_consequence: bool
    withdrawal_any_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A withdrawal as the record keeps it: when it was declared, and for whom; an empty entity stands for everybody."""

    at: datetime
    entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the person agreed to, or did not, how, and the proof of it.

    `person` is the hub's id of the person; `text_sha256` and `evidence_sha256` are base64url SHA-256 of the text shown
    and of the signed evidence. `capable` says whether the person can understand and decide this; `age` is given
    for minors only. `recorded_by` and `approved_by` are staff ids. `reason` and `second_witness` belong to the
    exceptional oral form. `answered_at` is when the person declared it; None in records from before that was asked.
    `renews` is the id of an earlier yes this answer is about the renewal of; `also_ends` says that a no to the renewal
    is one to that yes too. `revocations` are the withdrawals of it. `bound` maps each recipient (`Recipient.key`) to
    the digest of the hub's own row of it when this was recorded; None in records from before that was kept.
    `is_readable` is false where somebody overwrote it: it permits nothing, and can be withdrawn.
    """

    id: str
    person: str
    status: ConsentStatus
    clauses: tuple[Clause, ...]
    releases: tuple[Release, ...]
    text_version: str
    text_sha256: str
    language: str
    easy_language: bool
    notices: Notices
    form: ConsentForm
    signers: tuple[Signer, ...]
    reviewed_at: datetime | None
    copy_at: datetime | None
    feedback_level: int
    no_show: bool
    evidence_sha256: str = ""
    reason: str = ""
    second_witness: str = ""
    capable: bool = True
    age: int | None = None
    recorded_by: str = ""
    approved_by: str = ""
    answered_at: datetime | None = None
    renews: str = ""
    also_ends: bool = False
    revocations: tuple[Revocation, ...] = ()
    bound: Mapping[str, str] | None = None
    circumstances: Circumstances = NONE_KNOWN
    is_readable: bool = True


def unreadable_consent(id_: str, *, person: str) -> Consent:
    """What is known of an answer that somebody overwrote: whose it is. Referrals may stand on it, so it was a yes."""
    return Consent(
        id=id_,
        person=person,
        status=ConsentStatus.GIVEN,
        clauses=(),
        releases=(),
        text_version="",
        text_sha256="",
        language="",
        easy_language=False,
        notices=Notices(purpose=False, refusal_without_consequence=False, withdrawal_any_time=False),
        form=ConsentForm.WRITTEN,
        signers=(),
        reviewed_at=None,
        copy_at=None,
        feedback_level=0,
        no_show=False,
        is_readable=False,
    )


def open_at(consent: Consent, at: datetime) -> bool:
    """Whether data may flow on this consent at all at `at`: given, and at least one clause's window is open."""
    if consent.status not in GIVEN:
        return False
    return any(clause.valid_from <= at < clause.valid_until for clause in consent.clauses)


def clauses_for(consent: Consent, recipient: Recipient) -> tuple[Clause, ...]:
    """Pick the clauses that name this recipient, in order of id; none at all unless the consent is given.

    A packet carries these and no others: what a person allows one recipient is no other recipient's business.
    """
    if consent.status not in GIVEN:
        return ()
    mine = (clause for clause in consent.clauses if clause.recipient == recipient)
    return tuple(sorted(mine, key=lambda clause: clause.id))


def releases_for(consent: Consent, recipient: Recipient) -> tuple[Release, ...]:
    """Pick the releases in which this recipient hears or speaks; none at all unless the consent is given."""
    if consent.status not in GIVEN:
        return ()
    return tuple(
        release for release in consent.releases if recipient.entity in (release.professional, release.recipient)
    )


def with_feedback(consent: Consent) -> Consent:
    """Add the `back` clauses of the person's feedback level for each recipient and purpose that has none yet.

    A window reaches as far as that of the longest-running clause out to the same recipient for the same purpose.
    """
    spoken = {(clause.recipient, clause.purpose) for clause in consent.clauses if clause.direction == Direction.BACK}
    longest: dict[tuple[Recipient, str], Clause] = {}
    for clause in sorted(consent.clauses, key=lambda clause: (clause.valid_until, clause.id)):
        if (clause.recipient, clause.purpose) not in spoken:
            longest[clause.recipient, clause.purpose] = clause
    added = tuple(
        back
        for clause in longest.values()
        for back in feedback_clauses(
            consent.feedback_level,
            no_show=consent.no_show,
            recipient=clause.recipient,
            purpose=clause.purpose,
            valid_from=clause.valid_from,
            valid_until=clause.valid_until,
            prefix=f"{clause.id}-",
        )
    )
    return replace(consent, clauses=consent.clauses + added)
