import pytest

from exchange.core.detection.health.dose import has_dose


@pytest.mark.parametrize(
    "text", ["20 mg", "20mg", "0,5 mg abends", "100 μg", "12 IE", "400MG", "20 Milligramm", "10 mg/ml"]
)
def test_it_is_found_by_its_unit(text):
    assert has_dose(text)


@pytest.mark.parametrize(
    "text", ["1-0-1", "0-0-1", "1-0-0-1", "1 - 0 - 2", "1/2-0-1/2", "1,5-0-1", "0-1-0 nach dem Essen"]
)
def test_it_is_found_by_the_times_of_day(text):
    assert has_dose(text)


@pytest.mark.parametrize(
    "text", ["2 Tabletten morgens", "abends 20 Tropfen", "1 Tablette alle 8 Stunden", "2 pills a day", "8 ml täglich"]
)
def test_it_is_found_by_what_is_taken_and_when(text):
    assert has_dose(text)


@pytest.mark.parametrize(
    "text",
    ["0,5 mg/l", "10 I. E. Schmidt", "41061 Mgladbach", "2 Tabletten liegen da", "Abends ist sie da. 2 Tabletten",
     "20 Tropfen Regen",
     "1-2-3", "2-1-0", "2-1-2", "3-2-1-0", "4-4-2", "0-0-0", "1-0-1-5", "1-0", "030-1-0-1", "Satz 2-0-1", "1-0-1.7"],
)  # fmt: skip
def test_water_scores_and_steps_are_none(text):
    assert not has_dose(text)
