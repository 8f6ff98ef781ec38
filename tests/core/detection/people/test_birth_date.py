import pytest

from exchange.core.detection.people.birth_date import has_birth_date


@pytest.mark.parametrize(
    "text",
    [
        "geb. 12.03.2015",
        "geboren am 3. Mai 2012",
        "*2014-06-30",
        "born 31/12/2010",
        "Jahrgang 2013",
        "am 7.8.2019 geboren",
    ],
)
def test_a_date_that_is_called_one_is_found(text):
    assert has_birth_date(text)


@pytest.mark.parametrize(
    "text", ["Termin am 12.03.2027", "Gebühr 12.50", "seit 2015 hier", "Geburtstag im Mai", "geboren in Hamburg"]
)
def test_another_date_is_none(text):
    assert not has_birth_date(text)


@pytest.mark.parametrize("text", ["geb. 30.04.1990", "geb. 30.4.90", "geb. 1990-04-30", "Jahrgang 1990"])
def test_the_persons_own_is_none(text):
    assert not has_birth_date(text, own={"1990-04-30"})
    assert has_birth_date(text, own={"1991-04-30"})
    assert has_birth_date(f"{text}, Sohn geb. 1.2.2015", own={"1990-04-30"})


def test_a_year_alone_is_known_where_no_more_is():
    assert not has_birth_date("geb. 1990", own={"1990"})
    assert not has_birth_date("geb. 1990", own={"1990-04"})
