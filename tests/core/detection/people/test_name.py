import pytest

from exchange.core.detection.people.name import has_name


@pytest.mark.parametrize(
    "text",
    [
        "Frau Yilmaz hilft",
        "Herr B. droht",
        "Dr. Abendroth",
        "Familie von Berg",
        "Wohnt bei Jana",
        "Annas Wohnung, bei Anna",
    ],
)
def test_a_name_is_told_by_how_somebody_is_addressed_or_by_a_given_name(text):
    assert has_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "eine Frau als Beraterin",
        "Frau Doktor",
        "Paul-Heyse-Straße 4",
        "Anna-Schule",
        "Jan.-März",
        "anna@beratung.example",
    ],
)
def test_roads_months_and_common_words_are_none(text):
    assert not has_name(text)


@pytest.mark.parametrize("text", ["Frau Beispiel", "Erika kommt gern", "Herr E. kommt", "Erikas Ziel"])
def test_the_persons_own_name_is_none(text):
    assert not has_name(text, own={"erika", "beispiel"})
    assert has_name(text.replace("Erikas", "Erika"))
