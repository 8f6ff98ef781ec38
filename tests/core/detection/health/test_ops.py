import pytest

from exchange.core.detection.health.ops import has_ops


@pytest.mark.parametrize(
    "text", ["5-470.11", "1-900.0", "8-98g.10", "3-200.y", "OPS 5-470", "Prozedur 9-649", "(8-550.1)"]
)
def test_a_code_is_found_by_its_point_or_its_name(text):
    assert has_ops(text)


@pytest.mark.parametrize(
    "text",
    [
        "5-470",
        "Seiten 5-120",
        "5-470.11 €",
        "15-470.11",
        "5-470.111",
        "2-470.11",
        "3 - 5-470.11",
        "OPS fehlt. Seiten 5-120",
        "030/5-470.11",
    ],
)
def test_pages_and_prices_are_none(text):
    assert not has_ops(text)
