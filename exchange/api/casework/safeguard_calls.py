"""Safeguard operations: the calls of case-management systems for emergencies and conflicts of interest."""

from functools import partial

from exchange.api.calls.call import Body, Call, Words
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, ID, ONCE, given
from exchange.api.casework import persons, safeguards
from exchange.core.compliance.break_glass import GlassNotNeeded, NothingToReview
from exchange.core.compliance.gate import RuleFailed
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import NotAnId, NotFound
from exchange.core.staff.conflict import ConflictOfInterest


def safeguard_calls(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    """Look in an emergency, note who was told of it, and say who is close to a person."""
    call = partial(Call, group=group, scope=SCOPE, method="POST")
    return (
        call(
            path=safeguards.PATH,
            name="breakGlass",
            words=Words(
                de="Im Notfall einen fremden Fall ansehen; es wird geprüft",
                en="Look at somebody else's case in an emergency; it is reviewed",
            ),
            endpoint=safeguards.opened(api),
            parameters=(ACTS_FOR,),
            body=Body(schema="break-glass"),
            answers=(given("referral-view", de="Der Fall, nur zum Ansehen", en="The case, to look at only"),),
            problems=(ForbiddenText, GlassNotNeeded, NotAnId, NotFound, RuleFailed),
        ),
        call(
            path=f"{safeguards.PATH}/told",
            name="noteToldOfLook",
            words=Words(de="Wer von einem Notfallzugriff erfuhr", en="Who was told of a look in an emergency"),
            endpoint=safeguards.told(api),
            parameters=(ACTS_FOR, ONCE),
            body=Body(schema="break-glass-told"),
            answers=(given("break-glass-noted", de="Eingetragen", en="Entered"),),
            problems=(NothingToReview, NotAnId, NotFound),
        ),
        call(
            path=f"{persons.PATH}/{{id}}/conflicts",
            name="noteConflict",
            words=Words(de="Wer bei einer Person befangen ist", en="Who is close to a person"),
            endpoint=safeguards.conflict(api),
            parameters=(ID, ACTS_FOR, ONCE),
            body=Body(schema="conflict-note"),
            answers=(given("fact-kept", status=201, de="Eingetragen", en="Entered"),),
            problems=(ConflictOfInterest,),
        ),
    )
