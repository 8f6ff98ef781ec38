import pytest

from exchange.core.detection.health.atc import has_atc


@pytest.mark.parametrize("text", ["N06AB10", "N06 AB10", "(C09AA05)", "ATC N06AB", "ATC-Code n06ab10"])
def test_a_code_is_found_whole_or_by_its_name(text):
    assert has_atc(text)


@pytest.mark.parametrize(
    "text", ["N06AB", "n06ab10", "N08AB10", "E06AB10", "N06AB100", "XN06AB10", "Regal C02AB12", "Raum N06AB10"]
)
def test_another_group_or_a_place_is_none(text):
    assert not has_atc(text)
