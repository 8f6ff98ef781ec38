import pytest

from exchange.core.detection.health.icd import has_icd


@pytest.mark.parametrize(
    "text", ["F32.1", "f32,1", "F10", "E11.90G", "M54G", "ICD-10 M54", "Diagnose: m54.5", "ICD F3 2.1"]
)
def test_a_code_is_found_by_its_point_its_chapter_its_mark_or_its_name(text):
    assert has_icd(text)


@pytest.mark.parametrize(
    "text", ["M54", "m54.5", "Vitamin B12", "A66", "Raum F10", "F10-Taste", "A12.345", "xF32.1", "F321"]
)
def test_a_place_a_key_or_another_number_is_none(text):
    assert not has_icd(text)
