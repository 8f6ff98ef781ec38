"""A helper seals a file with the partner's document alone; what would not work there is refused here."""

import json

import pytest

from exchange.core.consent.field import is_sealed, sealed_header
from exchange.core.errors import KeyUnusable, SchemaInvalid
from exchange.core.packet.media import AttachmentRefused
from exchange.core.partner.sealed_part import SealedPartUnfit
from exchange.partner.sealed.content import FILE_LIMIT
from schemas import validate
from tests.partner.sealed.making import ABOUT, LETTER, a_part
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, YEAR, document_of


def test_a_part_says_outside_only_whom_it_is_for_what_it_is_about_and_from_whom():
    part = a_part()
    assert is_sealed(part)
    assert validate("section-sealed", part) == ()
    header = sealed_header(part["jwe"])
    del header["epk"]
    kid = document_of(CENTRE)["enc_jwks"]["keys"][0]["kid"]
    assert header == {
        "alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": kid, "typ": "rx-sealed+jwe", "cty": "rx-sealed+json",
        "aud": CENTRE, "categories": list(ABOUT), "provenance": "person",
    }  # fmt: skip
    assert "befund" not in json.dumps(part)


def test_its_size_tells_nothing_but_its_bucket():
    sizes = {len(a_part(LETTER + b" " * more)["jwe"]) for more in (0, 900, 1800)}
    assert len(sizes) == 1
    assert len(a_part(LETTER + b" " * 9000)["jwe"]) > max(sizes)


def test_the_largest_file_fits_into_the_form_and_one_byte_more_is_refused():
    largest = LETTER + b" " * (FILE_LIMIT - len(LETTER))
    name = "ü" * 120 + ".pdf"
    assert validate("section-sealed", a_part(largest, name=name)) == ()
    with pytest.raises(SealedPartUnfit) as refused:
        a_part(largest + b" ")
    assert (refused.value.detail, refused.value.where) == ("sealed-size", "FILE")


@pytest.mark.parametrize("wrapped", [json.dumps, lambda part: part["jwe"], lambda part: f"\n{part['jwe']}\n"])
def test_what_is_sealed_already_is_not_sealed_twice(wrapped):
    with pytest.raises(SealedPartUnfit) as refused:
        a_part(wrapped(a_part()).encode(), name="befund.txt")
    assert refused.value.detail == "sealed-twice"


@pytest.mark.parametrize("categories", [[], ["person.contact"], ["health.mental", "sanctions"]])
def test_only_categories_of_a_sealed_part_are_declared(categories):
    with pytest.raises(SealedPartUnfit) as refused:
        a_part(categories=categories)
    assert refused.value.detail == "sealed-category"
    assert "health.diagnosis" in refused.value.form.de


@pytest.mark.parametrize("provenance", ["jobcenter", "professional", "professional:https://praxis.example/x", ""])
def test_it_is_the_persons_word_or_a_professionals(provenance):
    with pytest.raises(SchemaInvalid) as refused:
        a_part(provenance=provenance)
    assert refused.value.where == "--provenance"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "befund.exe"}, AttachmentRefused),
        ({"name": "befund.png"}, AttachmentRefused),
        ({"document": {"entity": CENTRE}}, SchemaInvalid),
        ({"at": NOON + 3 * YEAR}, KeyUnusable),
    ],
)
def test_a_file_nobody_opens_or_a_partner_without_a_key_is_refused(change, refusal):
    with pytest.raises(refusal):
        a_part(**change)
