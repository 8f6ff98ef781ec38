"""Person operations: the calls of case-management systems that look at a person, merge two, correct one."""

from functools import partial

from exchange.api.calls.call import Body, Call, Words
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, ID, ONCE, given
from exchange.api.casework import persons
from exchange.core.errors import Duplicate, FourEyes, NotFound
from exchange.core.staff.deputy import NotStandingIn
from exchange.core.typed_key import NotAKey, PersonAmbiguous
from exchange.flows.person.correct import ReferenceTaken
from exchange.flows.person.merge import SamePerson

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
        *_changes(api, group=group),
    )


def _changes(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    change = partial(Call, group=group, scope=SCOPE, parameters=(ID, ACTS_FOR, ONCE))
    return (
        change(
            method="POST",
            path=f"{PERSON}/merge",
            name="mergePersons",
            words=Words(de="Zwei zusammenführen, die eine Person sind; zu zweit", en="Merge two who are one; by two"),
            endpoint=persons.merged(api),
            body=Body(schema="person-merge"),
            answers=(given("persons-merged", de="Es ist jetzt eine Person", en="They are one person now"),),
            problems=(SamePerson, FourEyes, NotStandingIn, Duplicate),
        ),
        change(
            method="PUT",
            path=f"{PERSON}/reference",
            name="correctReference",
            words=Words(de="Ein vertipptes Kennzeichen berichtigen", en="Correct a reference that was mistyped"),
            endpoint=persons.corrected(api),
            body=Body(schema="person-search"),
            answers=(given("person-corrected", de="Berichtigt", en="Corrected"),),
            problems=(ReferenceTaken, NotAKey),
        ),
    )
