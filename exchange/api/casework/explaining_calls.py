"""Explaining operations: the calls of case-management systems that say why, and hand out what was declared."""

from functools import partial

from exchange.api.calls.call import Call, Words
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, CASE, ID, given
from exchange.api.casework import consents, explaining, referrals
from exchange.core.errors import KeyUnusable, NotCovered


def explaining_calls(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    """Say why each field goes or stays, and how to write it; hand out the receipt of a consent."""
    look = partial(Call, group=group, scope=SCOPE, method="GET")
    return (
        look(
            path=f"{referrals.PATH}/{{id}}/explanation",
            name="explainReferral",
            words=Words(de="Warum jede Angabe mitgeht oder hier bleibt", en="Why each field goes or stays"),
            endpoint=explaining.explained(api),
            parameters=(CASE, ACTS_FOR),
            answers=(given("explanation", de="Angabe für Angabe", en="Field by field"),),
            problems=(NotCovered,),
        ),
        look(
            path="/api/v1/hints",
            name="listHints",
            words=Words(de="Wie man es in Alltagsworten schreibt", en="How to write it in everyday words"),
            endpoint=explaining.hinted(api),
            answers=(given("hints", de="Thema für Thema, mit Beispielen", en="By topic, with examples"),),
        ),
        look(
            path=f"{consents.PATH}/{{id}}/receipt",
            name="getReceipt",
            words=Words(de="Eine Quittung für die Person", en="A receipt for the person"),
            endpoint=explaining.receipt(api),
            parameters=(ID, ACTS_FOR),
            answers=(given("consent-receipt", de="Unterschrieben, und nach ISO/IEC TS 27560", en="Signed"),),
            problems=(KeyUnusable,),
        ),
    )
