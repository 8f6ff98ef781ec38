"""Founders: the two people a hub begins with, or who begins anew where fewer stand, and what is asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from exchange.core.errors import Refusal
from exchange.core.staff.passphrase import check_passphrase
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role

MAKERS = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD, Role.OPERATOR})
"""Who is a pair of eyes for accounts, roles, trainings and client systems; never the DPO (Art. 38(6) GDPR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """One of the two. The passphrase never appears in a text form of this value."""

    id: str
    name: str
    role: Role
    passphrase: bytes = field(repr=False)


class FoundersUnfit(Refusal):
    """These two people cannot begin a hub together."""

    code = "SENDER_FOUNDERS_UNFIT"
    de = "Diese zwei Personen können keine Vermittlungsstelle beginnen."
    fix_de = (
        "Nennen Sie zwei verschiedene Personen, jede mit eigener Passphrase, davon mindestens eine Teamleitung "
        "(team-lead) und keine mit der Rolle dpo oder partner-*."
    )
    fix_en = (
        "Name two different people, each with a passphrase of their own, at least one of them a team-lead and none a "
        "dpo or partner-*."
    )


class EnoughStand(Refusal):
    """Two people stand already: an account is entered by one and confirmed by another."""

    code = "SENDER_ENOUGH_STAND"
    status = 409
    de = "Es stehen noch zwei Personen: Eine trägt ein Konto ein, die andere bestätigt es."
    fix_de = (
        "Nehmen Sie geleit staff add oder staff reset. Hat in einem Haus von zweien eine ihre Passphrase verloren: "
        "geleit staff deactivate durch die andere, dann geleit staff found."
    )
    fix_en = (
        "Use geleit staff add or staff reset. Where one of a house of two has lost their passphrase: geleit staff "
        "deactivate by the other, then geleit staff found."
    )


def standing(everybody: Iterable[Staff]) -> tuple[Staff, ...]:
    """Those of them who are pairs of eyes now."""
    return tuple(one for one in everybody if one.active and one.role in MAKERS)


def check_founded(one: Founder, *, beside: Iterable[Staff]) -> None:
    """Refuse somebody who cannot be the second pair of eyes of those who stand.

    Raises:
        FoundersUnfit: they have no such role, or nobody would lead.
        WeakPassphrase: the passphrase is.
    """
    roles = {one.role, *(other.role for other in beside)}
    if one.role not in MAKERS or not roles & {Role.TEAM_LEAD, Role.OPERATOR}:
        raise FoundersUnfit("roles")
    check_passphrase(one.passphrase, owner=(one.id, one.name))


def check_founders(first: Founder, second: Founder) -> None:
    """Refuse two who cannot be each other's second pair of eyes.

    Raises:
        FoundersUnfit: they are one, share a passphrase, or have roles that cannot begin.
        WeakPassphrase: one of the passphrases is.
    """
    if first.id == second.id:
        raise FoundersUnfit("same-id")
    if first.passphrase == second.passphrase:
        raise FoundersUnfit("same-passphrase")
    roles = {first.role, second.role}
    if Role.TEAM_LEAD not in roles or not roles <= MAKERS:
        raise FoundersUnfit("roles")
    for one in (first, second):
        check_passphrase(one.passphrase, owner=(one.id, one.name))
