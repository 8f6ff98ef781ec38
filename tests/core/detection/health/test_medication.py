import pytest

from exchange.core.detection.health.medication import has_medication


@pytest.mark.parametrize(
    "text",
    ["nimmt Sertralin", "Methadon", "Vortioxetin hilft", "ein neues Candesartan", "Schlaftabletten", "antidepressants"],
)
def test_a_medicine_is_told_by_its_name_or_its_ending(text):
    assert has_medication(text)


@pytest.mark.parametrize(
    "text", ["im April", "Alkohol", "mit der Apotheke", "Medikamente vermeiden", "Tavorstraße", "Kasparin"]
)
def test_other_words_are_none(text):
    assert not has_medication(text)
