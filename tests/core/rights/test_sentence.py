"""Each line is a plain sentence in both languages, with a permission and its day where there is one."""

from datetime import UTC, datetime

import pytest

import schemas
from exchange.core.rights import sentence as sentences
from exchange.core.rights.line import Basis, Line, LineKind
from exchange.core.rights.sentence import sentence_of
from exchange.core.said import Said
from exchange.queries.ledger import words
from tests.support.clock import NOON
from tests.support.plain_language import hard_texts

CENTRE = "https://centre.example"
NAMES = {CENTRE: "Suchtberatung Mitte"}
MAY = datetime(2026, 5, 4, 8, tzinfo=UTC)


def says(kind, **more: object):
    return sentence_of(Line(**{"kind": kind, "at": NOON, "who": CENTRE} | more), names=NAMES, words=words)


def test_what_was_sent_is_said_with_purpose_and_the_permissions_day():
    said = says(
        LineKind.SENT,
        what=("person.identity", "person.contact"),
        listed="categories",
        why="addiction-support",
        basis=Basis(consent="c", declared_at=MAY),
    )
    assert said.de == (
        "Suchtberatung Mitte hat bekommen: Name und Geburtsdatum, Erreichbarkeit. Zweck: Unterstützung bei Suchtfragen."
        " Sie haben das am 4. Mai 2026 erlaubt."
    )
    assert said.en.endswith("You agreed to it on 4 May 2026.")


def test_without_consent_it_says_which_law():
    said = says(LineKind.SENT, what=("person.contact",), listed="categories", basis=Basis(power="sgbx-69"))
    assert said.de.endswith("Grundlage ist ein Gesetz: § 69 SGB X.")
    assert "erlaubt" not in said.de


def test_a_call_is_said_to_be_one():
    told = {"what": ("accepted",), "listed": "states"}
    assert says(LineKind.TOLD, **told).de == "Suchtberatung Mitte hat gemeldet: angenommen."
    by_phone = says(LineKind.TOLD, **told, channel="telephone")
    assert by_phone.de == "Suchtberatung Mitte hat am Telefon gemeldet: angenommen."


def test_a_look_says_what_for_and_how_often_and_not_who():
    once = says(LineKind.LOOKED, who="", why="referral")
    assert once.de == "Das Jobcenter hat nachgesehen: eine Überleitung."
    assert says(LineKind.LOOKED, who="", why="referral", count=3).de.endswith("Das war 3 Mal an diesem Tag.")


def test_a_partner_that_is_not_known_any_more_is_called_by_its_address():
    assert says(LineKind.RETURNED, who="https://fort.example").de.startswith("https://fort.example hat")


@pytest.mark.parametrize("kind", LineKind)
def test_every_kind_has_whole_sentences_in_both_languages(kind):
    said = says(kind, what=("cancelled",), listed="states", why="" if kind is not LineKind.LOOKED else "person")
    for text in said:
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
        assert max(len(part.split()) for part in text.split(". ")) <= 15


def test_what_came_back_is_not_called_feedback_twice():
    back = says(LineKind.TOLD, what=("fb.attendance", "fb.outcome"), listed="categories")
    assert back == Said(
        "Suchtberatung Mitte hat gemeldet: Teilnahme, Ergebnis.", "Suchtberatung Mitte reported: attendance, outcome."
    )


LISTS = (
    "ledger-kinds", "ledger-changes", "look-purposes", "categories", "purposes", "statutory-powers", "consent-status",
    "fact-kinds", "events", "delivery", "states",
)  # fmt: skip


def test_every_sentence_of_the_catalogue_is_plain():
    whole = [one for one in vars(sentences).values() if isinstance(one, Said)]
    tables = [table for table in vars(sentences).values() if hasattr(table, "values") and not isinstance(table, type)]
    whole += [one for table in tables for one in table.values() if isinstance(one, Said)]
    assert len(whole) > 15
    assert hard_texts({one.de: one for one in whole}) == {}


@pytest.mark.parametrize("listed", LISTS)
def test_every_word_of_a_list_the_ledger_reads_from_is_plain(listed):
    assert hard_texts({code: word.values() for code, word in schemas.codes()[listed].items()}) == {}
