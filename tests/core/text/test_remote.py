"""Refusals over the network: what a caller of the API is told to do is a call or a person, never a command."""

import ast
from pathlib import Path

import pytest

import exchange
from exchange.core.errors import PERSON, ConsentInvalid, Forbidden, FourEyes, GeleitError, NotFound
from exchange.core.said import Said
from exchange.core.text.explained import explained
from exchange.core.text.forms import KINDS
from exchange.core.text.reasons import FORM_OF
from exchange.core.text.remote import DO, FORM, OPERATOR, explained_remotely, names_command
from exchange.core.unavailable import DatabaseUnavailable

HOUSE = Path(exchange.__file__).parent


def said_in(room):
    """The English half of every `Said(…)` written out in a room that names a command."""
    for file in (HOUSE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Said" and len(node.args) == 2:
                said = Said(*(getattr(one, "value", "") for one in node.args))
                if all(isinstance(one, str) for one in said) and names_command(said):
                    yield said.en


def test_words_that_name_a_command_are_told_from_those_that_do_not():
    assert names_command(Said("mit geleit show", ""))
    assert names_command(Said("", "Say so with --leave-out."))
    assert not names_command(Said("Geleit konnte nicht weitermachen.", "The hub - and Geleit - went on."))


def test_what_speaks_http_alone_names_no_command_in_words_of_its_own():
    assert set(said_in("edge")) | set(said_in("api")) | set(said_in("oauth")) == set()
    assert set(said_in("flows"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_found_is_looked_for_by_calls(kind):
    told = explained_remotely(NotFound("7K2-94Q", kind=kind))
    assert told.what == explained(NotFound("7K2-94Q", kind=kind)).what
    assert not names_command(told.form)
    assert not names_command(told.do)
    assert told.do not in (OPERATOR, KINDS[kind][2])


@pytest.mark.parametrize("detail", [one for one, form in FORM_OF.items() if names_command(form)])
def test_a_form_by_detail_names_no_option(detail):
    told = explained_remotely(ConsentInvalid(detail))
    assert told.form == FORM[detail]


def test_everything_said_instead_names_no_command_and_is_said_in_two_languages():
    for said in (*DO.values(), *FORM.values()):
        assert not names_command(said)
        assert said.de
        assert said.en
        assert said.de != said.en


def test_words_without_a_command_stay_as_they_are():
    alone = FourEyes().saying(do=Said("Fragen Sie.", "Ask."))
    assert explained_remotely(alone).do == ("Fragen Sie.", "Ask.")
    assert explained_remotely(Forbidden()) == explained(Forbidden())


def test_what_nobody_found_words_for_sends_to_the_operator_rather_than_to_a_command():
    assert explained_remotely(GeleitError().saying(do=Said("geleit x", "geleit x"))).do == OPERATOR


@pytest.mark.parametrize("detail", ["schema-older", "schema-empty", "schema-newer", ""])
def test_a_database_of_another_version_is_the_operators(detail):
    assert not names_command(explained_remotely(DatabaseUnavailable(detail)).do)


def test_a_person_who_is_not_found_is_looked_for_without_a_trailing_place():
    told = explained(NotFound(kind=PERSON))
    assert (told.where, told.more.de) == ("", "Gesucht ist eine Person.")
