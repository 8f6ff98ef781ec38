"""Each line is a plain sentence in both languages, with a permission and its day where there is one."""

from datetime import UTC, datetime

import pytest

from exchange.core.rights.line import Basis, Line, LineKind
from exchange.core.rights.sentence import sentence_of
from exchange.queries.ledger import words
from tests.support.clock import NOON

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
    assert once.de == "Das Jobcenter hat hineingesehen: eine Überleitung."
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
