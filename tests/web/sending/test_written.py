"""What a sheet holds is what the next page reads, and the document it becomes is a draft as any other."""

import pytest

import schemas
from exchange.flows.sending.drafting.draft import read_draft
from exchange.web.sending.typed_form import typed_of
from exchange.web.sending.written import WrittenSheet, read_written, refer_document, show_written
from keys.strictjson import dumps

LINES = sorted(schemas.services())


def written(service, **changes: object):
    data = schemas.example(service)["data"]
    typed = typed_of(data, schema=f"urn:geleit:schema:{service}:1", profile={})
    values = {
        "service": service,
        "partner": "https://stelle.example",
        "line": "a",
        "reason": "Schritt 1",
        "typed": typed,
    }
    return WrittenSheet(**values | changes)


def test_a_sheet_comes_back_as_it_was_and_an_empty_one_is_one():
    sheet = written("debt-counselling", ours=("/contact",), confirmed=(("name", "/data/note"),))
    assert read_written(show_written(sheet)) == sheet
    assert read_written({}) == WrittenSheet()


def test_a_sheet_that_was_begun_from_a_step_names_it_wherever_the_place_is_chosen():
    sheet = written("debt-counselling", step=3).to(partner="https://andere.example", line="b", service="training")
    assert read_written(show_written(sheet)).step == 3
    for step, named in ((3, 3), (0, None)):
        made = written("debt-counselling", step=step)
        made = refer_document(made, reference="P-1", schema="urn:geleit:schema:debt-counselling:1", profile={})
        assert (made.get("step"), read_draft(dumps(made)).get("step")) == (named, named)


@pytest.mark.parametrize("service", LINES)
def test_the_document_of_every_service_line_is_one_of_schema_refer(service):
    made = refer_document(written(service), reference="P-1001", schema=f"urn:geleit:schema:{service}:1", profile={})
    assert read_draft(dumps(made))["purpose"] == schemas.example(service)["purpose"]
    assert made["sources"].get("/plan", "jobcenter") == "jobcenter"
    assert made["sources"][""] == "person"


def test_what_the_jobcenter_says_is_named_where_it_stands():
    made = refer_document(
        written("debt-counselling", ours=("/contact", "/household")), reference="P-1001",
        schema="urn:geleit:schema:debt-counselling:1", profile={},
    )  # fmt: skip
    assert made["sources"] == {"": "person", "/contact": "jobcenter", "/referral/reply_mailbox": "jobcenter"}


def test_another_service_takes_along_who_the_person_is_and_nothing_of_the_other_need():
    sheet = written("addiction-counselling")
    other = sheet.to(partner="https://x.example", line="b", service="debt-counselling")
    assert {name.split("/")[1] for name in other.typed} == {"person", "contact"}
    same = sheet.to(partner="https://x.example", line="b", service="addiction-counselling")
    assert (same.typed, same.line) == (sheet.typed, "b")
