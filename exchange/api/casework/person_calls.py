"""Person operations: the calls of case-management systems that look at a person."""

from functools import partial

from exchange.api.calls.call import Body, Call, Words
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, ID, given
from exchange.api.casework import persons
from exchange.core.errors import NotFound
from exchange.core.typed_key import PersonAmbiguous

PERSON = f"{persons.PATH}/{{id}}"


def person_calls(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    """Find somebody, look at them, at their consents, and at who they may be."""
    look = partial(Call, group=group, scope=SCOPE, method="GET", parameters=(ID, ACTS_FOR))
    return (
        Call(
            group=group,
            scope=SCOPE,
            method="POST",
            path=f"{persons.PATH}/search",
            name="findPerson",
            words=Words(de="Eine Person nach ihrem Kennzeichen finden", en="Find a person by their reference"),
            endpoint=persons.found(api),
            parameters=(ACTS_FOR,),
            body=Body(schema="person-search"),
            answers=(given("person-view", de="Die Person", en="The person"),),
            problems=(PersonAmbiguous, NotFound),
        ),
        look(
            path=PERSON,
            name="getPerson",
            words=Words(de="Was von einer Person da ist, in eigenen Fällen", en="What there is of a person"),
            endpoint=persons.shown(api),
            answers=(given("person-view", de="Die Person", en="The person"),),
        ),
        look(
            path=f"{PERSON}/consents",
            name="listConsents",
            words=Words(de="Die Einwilligungen einer Person", en="A person's consents"),
            endpoint=persons.consents(api),
            answers=(given("consent-list", de="Die neueste zuletzt", en="The newest last"),),
        ),
        look(
            path=f"{PERSON}/look-alikes",
            name="listLookAlikes",
            words=Words(de="Wer jemand Neues schon sein kann", en="Whom somebody new may be"),
            endpoint=persons.alike(api),
            answers=(given("look-alikes", de="Aus eigenen Fällen", en="Of one's own cases"),),
        ),
    )
