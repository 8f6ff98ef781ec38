"""Every command speaks one language at a time, German first, in words and not as a program writes values."""

import re

import pytest
from typer.main import get_command

from exchange.cli.app import app
from tests.cli.by_hand import set_up
from tests.cli.walk import walked

pytestmark = pytest.mark.timeout(600)
"""Some hundred commands, each of which stretches a passphrase or two."""
SERVING = {"serve", "work", "partner watch", "demo"}
"""They go on until they are stopped; the demonstration has a test of its own for its language."""
PEOPLES = {"consent form", "text show"}
"""What it shows is what a person signs, in the language of the paper."""
GERMAN = re.compile(
    r"\b(?:der|die|das|und|nicht|ist|wird|bis|für|mit|sie|eine|einen|keine|noch|zu|am|im|ab|auf|von|gilt|hat|wurde|"
    r"alles|neue|neuer|stelle|zuständig|weiter|angelegt|gesendet|fehlt|fehler|hinweis|nichts|ja|nein)\b"
)
ENGLISH = re.compile(
    r"\b(?:the|and|is|not|of|by|until|from|with|it|yet|new|what|are|has|next|signed|holds|state|owner|made|nothing|sent|"
    r"missing|fault|note|yes|no|this|for|root|leaves)\b"
)
FOREIGN = {"de": ENGLISH, "en": GERMAN}
PROGRAMS = re.compile(r"\['|\{'|\bNone\b|\bTrue\b|\bFalse\b|\\n|<[\w.]+ object")
NAMES = re.compile(
    r"geleit [a-z ]+|--\S+|\S*[/@_.:]\S+|[A-Z]{2,}_[A-Z_]+|\(erfunden\)|\w+-[\w-]+|Flusshaus"
    r"|Beratung für Erwachsene und Angehörige|(?:Reason|Anlass): .*"
)
"""What is the same in both languages: commands, options, addresses, paths, ids, codes, names."""


def commands(group, before=""):
    for name, one in group.commands.items():
        path = f"{before} {name}".strip()
        yield from commands(one, path) if hasattr(one, "commands") else [path]


@pytest.fixture(scope="module", params=["de", "en"])
def said(request, tmp_path_factory):
    hand = set_up(tmp_path_factory.mktemp(f"walk-{request.param}"))
    yield request.param, walked(hand, request.param)
    hand.stop.set()


def lines(outputs):
    """What was said, without the places of a document, where people's own words stand."""
    told = [line for each in outputs for line in each.splitlines() if line.strip()]
    return [line for line in told if not line.strip().startswith("/")]


def foreign(line, lang):
    return FOREIGN[lang].findall(NAMES.sub(" ", line).lower())


def test_every_command_is_walked(said):
    assert set(commands(get_command(app))) - SERVING - said[1].keys() == set()


def test_no_line_is_of_the_other_language(said):
    lang, every = said
    found = [
        (name, line)
        for name, outputs in every.items()
        for line in lines(outputs)
        if name not in PEOPLES and foreign(line, lang)
    ]
    assert found == []


def test_no_line_says_a_thing_twice(said):
    _, every = said
    assert [(name, line) for name, outputs in every.items() for line in lines(outputs) if " / " in line] == []


def test_nothing_is_shown_as_a_program_writes_it(said):
    _, every = said
    found = [(name, line) for name, outputs in every.items() for line in lines(outputs) if PROGRAMS.search(line)]
    assert found == []
