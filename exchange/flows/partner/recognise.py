"""Recognition of a partner: who it is, as the two who enrol it decide; its document only proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exchange.core.errors import Refusal
from exchange.core.partner.identity import ALWAYS_BOUND, BOUND_BY_203, Identity
from exchange.core.partner.partner import Partner
from exchange.core.vocabulary import PartnerKind
from exchange.flows.documents import check_text


class SecrecyOfKind(Refusal):
    """The secrecy of this kind of partner is the law's, and nobody can lift it."""

    code = "SENDER_SECRECY_OF_KIND"
    de = "Diese Art von Stelle unterliegt immer der Schweigepflicht (§ 203 StGB)."
    fix_de = "Lassen Sie die Angabe weg. Nur bei anderen Arten entscheiden zwei Personen mit einer Begründung."
    fix_en = "Leave it out. Only for other kinds two people decide otherwise, with a reason."


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the two who enrol decide beside the document; what is None or empty they leave as it is.

    `kind` is what the partner is, `not_bound` the reason why § 203 StGB does not bind it though it does its kind,
    `sgb1_35` the norm by which it is a body under § 35 SGB I; `NOT_SGB1_35` says that it is none.
    """

    kind: PartnerKind | None = None
    not_bound: str = ""
    sgb1_35: str = ""


NOT_SGB1_35 = "none"
NOTHING = Decided()


def check_decided(decided: Decided) -> None:
    """Refuse reasons that hold what is never kept.

    Raises:
        ForbiddenText: they do.
    """
    check_text({"/not_bound": decided.not_bound, "/sgb1_35": decided.sgb1_35})


def recognise(partner: Partner, read: Mapping[str, Any], *, before: Partner | None, decided: Decided) -> Partner:
    """The partner as the hub knows it from now on: at first as the two decide, later as it was, the rest proposed.

    Raises:
        SecrecyOfKind: it is said not to be bound, and its kind always is.
    """
    wanted = _wanted(read, before=before, decided=decided)
    if wanted.kind in ALWAYS_BOUND and not wanted.bound_by_203:
        raise SecrecyOfKind(wanted.kind.value, pointer="/bound_by_203")
    row = before.identity if before else _first(wanted, decided=decided)
    history = before.history if before else partner.history
    unbound_reason = before.unbound_reason if before else decided.not_bound
    return replace(
        partner,
        name=row.name,
        kind=row.kind,
        bound_by_203=row.bound_by_203,
        unbound_reason="" if row.bound_by_203 else unbound_reason,
        sgb1_35=_sgb1_35(before, decided),
        history=replace(history, proposed=None if wanted == row else wanted),
    )


def _wanted(read: Mapping[str, Any], *, before: Partner | None, decided: Decided) -> Identity:
    kind = decided.kind or PartnerKind(read["kind"])
    said = False if decided.not_bound else read.get("bound_by_203")
    if said is None:
        said = before.bound_by_203 if before and before.kind is kind else kind in BOUND_BY_203
    return Identity(name=read["name"], kind=kind, bound_by_203=said)


def _first(wanted: Identity, *, decided: Decided) -> Identity:
    """A partner cannot free itself from the secrecy of its kind: where no reason was given, that waits for one."""
    if decided.not_bound or wanted.kind not in BOUND_BY_203:
        return wanted
    return replace(wanted, bound_by_203=True)


def _sgb1_35(before: Partner | None, decided: Decided) -> str:
    if decided.sgb1_35:
        return "" if decided.sgb1_35 == NOT_SGB1_35 else decided.sgb1_35
    return before.sgb1_35 if before else ""
