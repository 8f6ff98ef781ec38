import pytest

import schemas
from schemas.annotation import annotate
from schemas.errors import UnknownSchema
from schemas.files import services
from schemas.titles import title_of


@pytest.mark.parametrize("service", services())
def test_every_place_of_a_service_is_called_by_a_title_in_both_languages(service):
    data = schemas.example(service)["data"]
    for field in annotate(service, data):
        titled = title_of(service, field.pointer)
        assert {titled.de, titled.en}.isdisjoint(field.pointer.split("/")), field.pointer
        assert titled.de[0].isupper(), field.pointer


def test_a_place_says_which_list_its_codes_are_of_through_references_and_lists():
    assert title_of("debt-counselling", "/debt/kinds/0").codes == "debt-kinds"
    assert title_of("debt-counselling", "/contact/phone").codes == ""
    assert title_of("debt-counselling", "/contact/phone").de == "Telefon"


def test_a_place_the_schema_does_not_know_goes_by_its_own_name():
    assert title_of("debt-counselling", "/contact/nowhere").de == "nowhere"
    with pytest.raises(UnknownSchema):
        title_of("no-such-service", "/contact")
