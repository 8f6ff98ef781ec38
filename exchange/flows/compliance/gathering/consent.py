"""Cases of consents: each when it was put on record, with the texts of then and the language the person speaks."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from exchange.core.compliance.case import ConsentCase
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.field import read
from exchange.core.errors import Malformed
from exchange.core.ids import made_at
from exchange.core.referral.referral import HistoryLine, Referral
from exchange.core.vocabulary import Actor
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_LANGUAGE = "/communication/language"
_OURS = frozenset({Actor.CASEWORKER, Actor.SECOND, Actor.HUB})


def consent_cases(tx: Tx, known: Known) -> Iterator[ConsentCase]:
    """Every consent of a person."""
    consents = tx.consents.of(known.person.id)
    if not consents:
        return
    language = spoken(tx, known.referrals)
    steps = [line for one in known.referrals for line in tx.referrals.history(one.id) if line.by in _OURS]
    for consent in consents:
        at = made_at(consent.id)
        asked = (FactKind.TEXT, consent.text_version)
        yield ConsentCase(
            subject=consent.id,
            at=at,
            consent=consent,
            spoken=language,
            reasons=_reasons(steps, since=at),
            registers=known.reading.registers(*([asked] if consent.text_version else [])),
        )


def spoken(tx: Tx, referrals: Sequence[Referral]) -> str:
    """The person's language as the newest draft has it; empty where none does."""
    for one in sorted(referrals, key=lambda one: one.created_at, reverse=True):
        draft = tx.referrals.draft(one.id)
        try:
            language = read(draft.data, _LANGUAGE) if draft else ""
        except Malformed:
            continue
        if language:
            return str(language)
    return ""


def _reasons(steps: Sequence[HistoryLine], *, since: datetime) -> frozenset[str]:
    return frozenset(one.reason for one in steps if one.reason and one.at >= since)
