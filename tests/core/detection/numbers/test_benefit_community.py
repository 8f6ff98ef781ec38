import pytest

from exchange.core.detection.numbers.benefit_community import has_benefit_community_number


@pytest.mark.parametrize(
    "text", ["12345//0012345", "12345BG0012345", "BG 12345 0012345", "Bedarfsgemeinschaft 123450012345"]
)
def test_it_is_found_by_what_divides_it_or_by_its_name(text):
    assert has_benefit_community_number(text)


@pytest.mark.parametrize("text", ["12345 0012345", "912345//0012345", "12345//00123456", "12345/0012345 x", "BG 12345"])
def test_two_numbers_beside_each_other_are_none(text):
    assert not has_benefit_community_number(text)


@pytest.mark.parametrize(("between", "is_one"), [("x" * 10, True), ("x" * 11, False)])
def test_how_far_its_name_may_stand(between, is_one):
    assert has_benefit_community_number(f"BG {between} 123450012345") is is_one
