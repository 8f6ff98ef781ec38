"""Whatever the hub says to people it says in German and in English: states, closed lists, reasons and errors.

Where a member is added without its words, the test of its kind is red here, before anybody is shown an empty sentence.
"""

import importlib
import itertools
import pkgutil
from datetime import date, timedelta
from enum import StrEnum

import pytest

import exchange
import schemas
from exchange.core.calendar import Land
from exchange.core.consent.permits import Rule
from exchange.core.delivery.retry import Response
from exchange.core.errors import GeleitError, Refusal
from exchange.core.events.event import Err
from exchange.core.federation.freshness import Traffic
from exchange.core.operations.finding import Grade
from exchange.core.partner.sealed_part import Unfit
from exchange.core.referral.deadlines import Collection, Unit
from exchange.core.referral.transitions import Guard
from exchange.core.rights.address import Unaddressed
from exchange.core.session.passkey import PasskeyFault, PasskeyUse
from exchange.core.text.forms import FORMS
from exchange.core.text.sentence import Dates, sentence
from exchange.core.text.wording import CONSENT, LATER, MATTER, SENT
from exchange.core.vocabulary import GIVEN, ConsentStatus, Delivery, State

LANGUAGES = ("de", "en")
TODAY = date(2026, 6, 10)
DAYS = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=40)]
# Closed lists the hub and its partners' systems read; people see a sentence made from them, or the code itself.
INNER = {
    Grade, Land, Rule, Response, Err, Collection, Unfit, Unit, Guard, Unaddressed, Traffic, PasskeyUse, PasskeyFault,
}  # fmt: skip

for module in pkgutil.walk_packages(exchange.__path__, "exchange."):
    # Every module, so that no class of the house is missed; those of migrations run only inside Alembic.
    if ".migrations." not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def of_the_house(kind, package):
    return sorted({one for one in below(kind) if one.__module__.startswith(package)}, key=lambda one: one.__qualname__)


LISTS = [one for one in of_the_house(StrEnum, "exchange.core.") if one not in INNER]
ERRORS = [GeleitError, *of_the_house(GeleitError, "exchange.")]
REFUSALS = [Refusal, *of_the_house(Refusal, "exchange.")]
WORDS = {tuple(listed): listed for name, listed in schemas.codes().items() if name != "leaf-types"}


def plainly(state, language):
    """What is said of a state when there is nothing else to say."""
    plain = {"consent": ConsentStatus.GIVEN, "dates": Dates(today=TODAY), "feedback_level": 4}
    return sentence(state, delivery=Delivery.RECEIVED, language=language, **plain)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_sentence_whatever_else_is_known(state, language):
    for delivery, consent, day, level in itertools.product(
        [None, *Delivery], [None, *ConsentStatus], DAYS, (0, 1, 4, 6)
    ):
        dates = Dates(today=TODAY, moved=day, appointment=day, reminder=day)
        known = {"delivery": delivery, "consent": consent, "dates": dates, "feedback_level": level}
        assert sentence(state, language=language, **known).endswith("."), known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_state_has_words_of_its_own_where_there_is_nothing_else_to_say(state, language):
    assert [one for one in State if plainly(one, language) == plainly(state, language)] == [state]


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (SENT, set(Delivery)),
        (LATER, set(Delivery) - {Delivery.RECEIVED}),
        (MATTER, set(State) - {State.SENT}),
        (CONSENT, set(ConsentStatus) - GIVEN),
    ],
    ids=["sent", "later", "matter", "consent"],
)
def test_every_table_of_words_is_complete_and_none_of_its_words_is_empty(words, members):
    assert set(words) == members
    assert [one for one, said in words.items() if not all(said[language].strip() for language in LANGUAGES)] == []


@pytest.mark.parametrize("closed", LISTS, ids=lambda one: one.__name__)
def test_every_member_of_a_closed_list_has_words_for_forms_and_pages(closed):
    listed = WORDS[tuple(str(one) for one in closed)]
    assert [code for code, said in listed.items() if not all(said[language].strip() for language in LANGUAGES)] == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: one.__name__)
def test_every_error_says_what_is_the_matter_and_what_helps_in_both_languages(error):
    own = vars(error)
    german, english = own.get("de", ""), (own["__doc__"] or "").partition("\n")[0]
    assert german.endswith((".", "?"))
    assert english.endswith((".", "?"))
    assert german != english
    assert ("fix_de" in own) == ("fix_en" in own)
    assert error.fix_de.strip()
    assert error.fix_en.strip()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.__name__)
def test_every_refusal_says_what_would_be_right_in_both_languages(refusal):
    assert all(one.strip() for one in FORMS[refusal.code])
