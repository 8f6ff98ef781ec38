"""Who a letter goes to is read from the person's newest draft that somebody may see."""

from exchange.core.rights.address import Unaddressed
from exchange.core.staff.seen import SeenPerson
from exchange.flows.person.look import see_person
from exchange.queries.addressee import addressee
from tests.support.hubs import BOSS, OTHER, Bench, claim, refer_document

USUAL = refer_document()["data"]


def living(street):
    address = {"street": street, "postal_code": "12345", "place": "Ort"}
    return {"contact": {"phone": USUAL["contact"]["phone"], "address": address}}


def test_the_newest_case_counts_and_only_those_that_were_seen():
    bench = Bench()
    old = bench.draft(data=living("Alte Gasse 1"))
    bench.clock.advance(days=1)
    new = bench.draft(to=OTHER, data=living("Neue Gasse 2"))
    seen = see_person("P-1001", what="letter", by=claim(BOSS), hub=bench.hub)
    assert seen.referrals == {old.id, new.id}
    assert addressee(seen, hub=bench.hub).lines[1:] == ["Neue Gasse 2", "12345 Ort"]
    less = SeenPerson(person=seen.person, referrals=frozenset({old.id}), consents=frozenset())
    assert addressee(less, hub=bench.hub).lines[1] == "Alte Gasse 1"
    none = SeenPerson(person=seen.person, referrals=frozenset(), consents=frozenset())
    assert addressee(none, hub=bench.hub).why is Unaddressed.UNKNOWN
