"""Pending change of staff: what one person entered about another, until a second confirms it and its owner takes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from exchange.core.errors import Refusal
from exchange.core.vocabulary import Role

OPEN_FOR = timedelta(hours=72)
TRIES = 5


class ChangeKind(StrEnum):
    """What is entered: an account, a new passphrase, a return after deactivation, a role, a training, a deputy."""

    ACCOUNT = "account"
    RESET = "reset"
    RETURN = "return"
    ROLE = "role"
    TRAINING = "training"
    DEPUTY = "deputy"


WITH_CODE = frozenset({ChangeKind.ACCOUNT, ChangeKind.RESET, ChangeKind.RETURN})
"""Those that end in a passphrase: its owner needs the code of the two who entered and confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry about `staff`; `role` is the one they are to have, or have. Halves are digests (`core.staff.code`).

    `topic`, `valid_from` and `valid_until` are a training's, or a deputy's: then `topic` names whose cases they are.
    `tries` counts the codes that were wrong.
    """

    id: str
    staff: str
    kind: ChangeKind
    name: str
    role: Role
    entered_by: str
    entered_at: datetime
    topic: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    first_half: str = ""
    second_half: str = ""
    confirmed_by: str = ""
    tries: int = 0

    @property
    def subject(self) -> str:
        """What it changes, as people name it: of one subject only one change about one person is open."""
        if self.kind is ChangeKind.DEPUTY:
            return f"{self.kind.value}:{self.topic}"
        return "account" if self.kind in WITH_CODE else self.topic or self.kind.value

    @property
    def until(self) -> datetime:
        """When it is void."""
        return self.entered_at + OPEN_FOR

    def open_at(self, at: datetime) -> bool:
        """Say whether it may still be confirmed or taken: neither too old nor tried too often."""
        return at < self.until and self.tries < TRIES


class AboutOneself(Refusal):
    """Nobody enters or confirms what is about themselves."""

    code = "SENDER_ABOUT_ONESELF"
    status = 403
    retryable = "never"
    de = "Was einen selbst betrifft, trägt man nicht ein und bestätigt es nicht."
    fix_de = "Bitten Sie zwei andere: Eine Person trägt ein, eine andere bestätigt (geleit staff confirm)."
    fix_en = "Ask two others: one enters it, another confirms it (geleit staff confirm)."


class NoSuchChange(Refusal):
    """There is nothing of this kind to confirm or to take for this person, or no longer."""

    code = "SENDER_NO_SUCH_CHANGE"
    status = 404
    de = "Für diese Person gibt es hierzu nichts zu bestätigen oder einzulösen, oder nicht mehr."
    fix_de = (
        "Eine Eintragung gilt 72 Stunden. Tragen Sie sie neu ein "
        "(geleit staff add, reset, return, role, training, deputy)."
    )
    fix_en = "An entry is good for 72 hours. Enter it anew (geleit staff add, reset, return, role, training or deputy)."


class SeveralChanges(Refusal):
    """Several changes wait for this person; say which one you mean."""

    code = "SENDER_SEVERAL_CHANGES"
    status = 409
    de = "Für diese Person warten mehrere Eintragungen."
    fix_de = "Nennen Sie mit --what eine der möglichen."
    fix_en = "Name one of those possible with --what."


class WrongCode(Refusal):
    """The two halves of the code do not belong to this account."""

    code = "SENDER_WRONG_CODE"
    status = 403
    de = "Die beiden Hälften des Codes gehören nicht zu diesem Konto."
    fix_de = (
        "Vergleichen Sie beide Hälften mit dem, was die zwei Personen Ihnen gaben. "
        "Nach fünf Versuchen ist der Code ungültig."
    )
    fix_en = "Compare both halves with what the two people gave you. After five tries the code is void."


class NotConfirmed(Refusal):
    """Nobody has confirmed this account yet."""

    code = "SENDER_NOT_CONFIRMED"
    status = 409
    de = "Dieses Konto hat noch niemand bestätigt."
    fix_de = "Bitten Sie eine zweite Person darum (geleit staff confirm); sie gibt Ihnen die zweite Hälfte."
    fix_en = "Ask a second person to (geleit staff confirm); they give you the second half."
