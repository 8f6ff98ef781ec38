"""What people read of a refusal on a page: the words of the problem document, and no call they could not make."""

import pytest

from exchange.core.errors import PERSON, REFERRAL, FourEyes, NotFound, WrongPassphrase
from exchange.core.text.remote import DO
from exchange.web.foundation.told import for_people, told

CALLS = ("GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "/api/", "`", "Aufruf", "the call ")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("named", DO)
def test_what_to_do_names_no_call_and_is_never_empty(named, language):
    said = for_people(getattr(DO[named], language), language=language)
    assert said.strip()
    assert [one for one in CALLS if one in said] == []


@pytest.mark.parametrize(("language", "back"), [("de", "Heute"), ("en", "Today")])
@pytest.mark.parametrize("kind", [REFERRAL, PERSON])
def test_where_only_a_call_would_help_people_are_sent_back(kind, language, back):
    assert back in told(NotFound("x", kind=kind), language=language).do


def test_what_else_there_is_to_do_stays():
    said = "Beendet bleibt beendet. POST /api/v1/referrals legt eine neue an. Nichts wurde geändert."
    assert for_people(said, language="de") == "Beendet bleibt beendet. Nichts wurde geändert."


@pytest.mark.parametrize("language", ["de", "en"])
def test_who_types_a_wrong_passphrase_on_a_page_reads_of_no_file(language):
    said = told(WrongPassphrase("kim"), language=language).do
    assert not [one for one in ("Datei", "Umgebungsvariable", "file", "environment") if one in said]


@pytest.mark.parametrize(("language", "do"), [("de", "bitten Sie jemand anderen"), ("en", "ask somebody else")])
def test_where_a_second_person_is_missing_people_are_told_to_ask_one(language, do):
    assert do in told(FourEyes("kim"), language=language).do
