"""Read model of cases: one row each, with person, place, how it stands and since when, for who may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from exchange.core.policy import calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.text.dates import Language
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from exchange.queries.directory import as_written
from exchange.queries.referrals import sentence_at
from exchange.queries.today import name_in


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case; `name` is empty in an enquiry and where the data are erased, `since` the day it came to stand so."""

    code: str
    name: str
    partner: str
    owner: str
    sentence: str
    since: date


def case_rows(found: Iterable[Referral], *, hub: Hub, language: Language) -> Sequence[CaseRow]:
    """The rows of cases that somebody was let see, in their order."""
    with hub.store.reading() as tx:
        return [_row(tx, one, hub=hub, language=language) for one in found]


def _row(tx: Tx, referral: Referral, *, hub: Hub, language: Language) -> CaseRow:
    partner = as_written(tx, referral.partner)
    return CaseRow(
        code=referral.code or referral.id,
        name=name_in(tx.referrals.draft(referral.id)),
        partner=partner.name if partner else referral.partner,
        owner=referral.owner,
        sentence=sentence_at(tx, referral, hub=hub, language=language),
        since=calendar_of(hub.policy).day(referral.state_since),
    )
