"""Case-management systems: why each field goes or stays, and a receipt for the person to keep."""

import json

import schemas
from exchange.core.text.why import remedy_of, sentence_of
from keys.objects import CONSENT
from keys.sign import verify
from tests.support.casework import CONSENTS, path
from tests.support.hubs import ALEX, NEEDED, refer_document
from tests.support.office import CENTRE, code


def test_each_field_is_explained_at_each_check_without_a_value(cases):
    bench = cases.office.bench
    bench.a_consent(categories=NEEDED)
    made = cases.create()
    answer = cases.get(path(made, "/explanation"))
    fields = {one["pointer"]: one["checks"] for one in answer.json()["fields"]}
    assert {tuple(each["check"] for each in checks) for checks in fields.values()} == {
        ("build", "seal", "pick-up", "arrival")
    }
    going, staying = fields["/person/family_name"][0], fields["/note"][0]
    assert (going["in"], going["clauses"], "reason" in going) == (True, ["out-1"], False)
    assert (staying["in"], staying["reason"]) == (False, "clause:category")
    assert staying["says"]["de"] == sentence_of("clause:category").de
    assert staying["do"]["en"] == remedy_of("clause:category").en
    assert refer_document()["data"]["person"]["family_name"] not in answer.text


def test_who_does_not_have_the_case_is_explained_nothing(cases):
    cases.office.bench.a_consent()
    made = cases.create()
    assert code(cases.get(path(made, "/explanation"), On_Behalf_Of=ALEX))[0] == 404


def test_a_receipt_says_all_that_was_declared_and_that_it_was_handed_out_is_on_record(cases):
    bench = cases.office.bench
    consent = bench.a_consent()
    place = f"{CONSENTS}/{consent.id}/receipt"
    answer = cases.get(place).json()
    claims = verify(answer["receipt"], kind=CONSENT, keys=bench.ring.public()).claims
    assert claims["rx"]["consent"] == consent.id
    assert json.loads(answer["record"])["@context"]
    assert [one["consent"] for one in bench.leaves("RECEIPT_HANDED_OUT")] == [consent.id]
    assert code(cases.get(place, On_Behalf_Of=ALEX))[0] == 404
    assert code(cases.get(f"{CONSENTS}/unsinn/receipt"))[0] == 400


def test_how_to_write_it_is_told_topic_by_topic_in_both_languages(cases):
    said = cases.get("/api/v1/hints").json()["hints"]
    assert [one["topic"] for one in said] == list(schemas.hints())
    assert all(one["rule"][tongue] and one["title"][tongue] for one in said for tongue in ("de", "en"))
    assert said[0]["instead"] == schemas.hints()[said[0]["topic"]]["instead"]
    assert code(cases.office.client(CENTRE).get("/api/v1/hints"))[0] == 403
