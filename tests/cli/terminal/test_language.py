import pytest

from exchange.__main__ import run
from exchange.cli.terminal.language import either, speaking, tongue


@pytest.mark.parametrize(
    ("arguments", "env", "spoken"),
    [
        ([], {}, "de"),
        (["list", "hub", "--lang", "en"], {}, "en"),
        (["list", "--lang=en", "hub"], {}, "en"),
        (["list"], {"GELEIT_LANG": "en"}, "en"),
        (["list", "--lang", "de"], {"GELEIT_LANG": "en"}, "de"),
        (["list", "--lang"], {}, "de"),
        (["list", "--lang", "fr"], {}, "de"),
    ],
)
def test_german_is_spoken_unless_somebody_asks_for_english(arguments, env, spoken):
    with speaking(arguments, env=env):
        assert tongue() == spoken
        assert either("Tag", "day") == {"de": "Tag", "en": "day"}[spoken]
    assert tongue() == "de"


def test_a_language_there_is_not_is_refused_with_those_there_are(capsys):
    assert run(["schema", "example", "consent", "--lang", "fr"]) == 2
    said = capsys.readouterr().err
    assert "--lang" in said
    assert "einer von: de, en" in said
