"""Every word of a page stands in the catalogue, in both languages, and every text of it stands on a page."""

import re
from datetime import date
from pathlib import Path

import pytest

from exchange.web.foundation.wording import catalogue, say, short_day, word

WEB = Path(__file__).resolve().parents[3] / "exchange" / "web"
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (WEB / "templates").glob("*.html")}
CODE = "\n".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py") if path.parent.name != "texts")
SAID = re.compile(r"(?:say\(|key = )f?['\"]([a-z_.-]+)")
USED = {key for text in (*TEMPLATES.values(), CODE) for key in SAID.findall(text)} | {
    key for key in catalogue() if f'"{key}"' in CODE
}


def test_every_text_is_said_in_both_languages_and_differently_where_it_is_more_than_a_number():
    for key, said in catalogue().items():
        assert said.de.strip(), key
        assert said.en.strip(), key
        assert set(re.findall(r"{(\w+)}", said.de)) == set(re.findall(r"{(\w+)}", said.en)), key


def test_every_text_that_a_page_names_is_there():
    whole = {key for key in USED if not key.endswith(".")}
    begun = {key for key in USED if key.endswith(".")}
    assert {key for key in whole if key not in catalogue()} == set()
    assert {key for key in begun if not any(one.startswith(key) for one in catalogue())} == set()


def test_every_text_stands_on_a_page():
    begun = tuple(key for key in USED if key.endswith("."))
    assert {key for key in catalogue() if key not in USED and not key.startswith(begun)} == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_nothing_by_itself_and_marks_nothing_as_safe(name):
    text = re.sub(r"{[{%#].*?[}%#]}", " ", TEMPLATES[name], flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", re.sub(r"<[^>]*>", " ", text)))
    assert words <= {"Geleit", "English", "Deutsch"}
    assert not re.search(r"\|\s*safe\b|Markup|autoescape", TEMPLATES[name])
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", TEMPLATES[name])


def test_a_text_is_filled_and_one_that_is_not_there_is_an_error():
    assert say("today.day", language="en", day="Monday") == "Today, Monday"
    with pytest.raises(KeyError):
        say("today.nowhere", language="de")


def test_a_day_in_a_column_is_short_and_a_code_is_a_word():
    assert short_day(date(2026, 11, 24), "de") == "Di, 24. Nov."
    assert short_day(date(2026, 5, 4), "de") == "Mo, 4. Mai"
    assert short_day(date(2026, 11, 24), "en") == "Tue 24 Nov"
    assert word("states", "accepted", "de") == "angenommen"
    assert word("states", "no-such-state", "de") == "no-such-state"
