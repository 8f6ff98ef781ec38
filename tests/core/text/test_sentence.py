import itertools
import re
from datetime import date, timedelta

import pytest

from exchange.core.text.dates import since, when
from exchange.core.text.sentence import Dates, sentence
from exchange.core.vocabulary import TERMINAL, Category, ConsentStatus, Delivery, PartnerKind, State

TUESDAY = date(2026, 6, 9)
TODAY = TUESDAY + timedelta(days=1)
NO_DATES = Dates(today=TODAY)
ALL_DATES = Dates(today=TODAY, moved=TUESDAY, appointment=TUESDAY, reminder=TUESDAY + timedelta(days=2))
LATE = Dates(today=TODAY, moved=TUESDAY, appointment=date(2027, 1, 4), reminder=date(2026, 5, 3))
GIVEN = ConsentStatus.GIVEN
LANGUAGES = ["de", "en"]


def say(state, delivery=Delivery.RECEIVED, **changes: object):
    known = {"consent": GIVEN, "dates": ALL_DATES, "feedback_level": 4, "language": "de"}
    return sentence(state, delivery=delivery, **known | changes)


def every(language):
    days = [NO_DATES, ALL_DATES, LATE]
    axes = itertools.product(State, [None, *Delivery], [None, *ConsentStatus], days, [1, 4], [True, False])
    for state, delivery, consent, dates, level, bound in axes:
        known = {"consent": consent, "dates": dates, "feedback_level": level, "is_bound": bound}
        yield say(state, delivery, language=language, **known)


def test_the_sentence_of_the_specification_is_said_word_for_word():
    german = "Am Dienstag zugestellt. Noch niemand hat sie geöffnet. Am Donnerstag geht eine Erinnerung hinaus."
    english = "Delivered on Tuesday. Nobody has opened it yet. A reminder goes out on Thursday."
    assert say(State.SENT) == german
    assert say(State.SENT, language="en") == english


def test_a_consent_to_who_the_partner_no_longer_is_is_not_said_to_be_there():
    waiting = State.AWAITING_CONSENT
    assert say(waiting, None, dates=NO_DATES) == "Die Einwilligung liegt vor. Die Freigabe fehlt noch."
    another = say(waiting, None, is_bound=False, dates=NO_DATES)
    assert "liegt vor" not in another
    assert another.endswith("Bitte fragen Sie die Person neu.")
    assert say(waiting, None, is_bound=False, consent=ConsentStatus.REFUSED) == say(
        waiting, None, consent=ConsentStatus.REFUSED
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_combination_is_made_of_whole_sentences(language):
    whole = re.compile(r"([A-ZÄÖÜ][^.!?{}]*(\d\. [A-ZÄÖÜ][^.!?{}]*)?\.)( (?=[A-ZÄÖÜ]))?")
    for said in every(language):
        assert re.sub(whole, "", said) == "", said
        assert "  " not in said
        assert " ." not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_short(language):
    for said in every(language):
        assert all(len(one.split()) <= 15 for one in said.split(". ")), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_the_same_twice(language):
    for said in every(language):
        parts = re.split(r"(?<=[a-zäöüß])\. ", said.removesuffix("."))
        assert len(parts) == len(set(parts)), said


def test_no_code_and_no_kind_of_help_or_illness_is_ever_named():
    codes = {str(one) for one in [*Category, *PartnerKind, *ConsentStatus] if not str(one).isalpha()}
    forbidden = codes | {"diagnos", "sucht", "addict", "therap", "psych", "krank", "illness", "schuld", "debt"}
    for said in itertools.chain(every("de"), every("en")):
        assert not [word for word in forbidden if word in said.lower()], said


@pytest.mark.parametrize("level", range(4))
def test_what_runs_outside_says_that_no_feedback_was_agreed(level):
    assert "keine Rückmeldung vereinbart" in say(State.EXTERNAL, feedback_level=level)
    assert "no feedback agreed" in say(State.EXTERNAL, feedback_level=level, language="en")
    assert "overdue" not in say(State.EXTERNAL, feedback_level=level, language="en")


def test_what_runs_outside_by_the_partners_own_choice_does_not_say_so():
    assert "vereinbart" not in say(State.EXTERNAL, feedback_level=4)


@pytest.mark.parametrize("delivery", sorted(set(Delivery) - {Delivery.HANDED_OVER, Delivery.RECEIVED}))
def test_nobody_is_said_to_be_reminded_of_what_has_not_come_to_them(delivery):
    assert "Erinnerung" not in say(State.SENT, delivery)


@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING, Delivery.DEAD_LETTER])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_not_been_delivered_is_never_called_delivered_or_opened(delivery, language):
    said = say(State.SENT, delivery, language=language)
    assert not re.search(r"zugestellt\.|geöffnet|Delivered|opened", said.replace("wird gerade zugestellt", ""))


def test_handed_over_is_not_called_received():
    assert say(State.SENT, Delivery.HANDED_OVER, dates=NO_DATES) == (
        "Übergeben. Die Stelle hat den Empfang noch nicht bestätigt."
    )


def test_an_ended_consent_is_said_and_nothing_is_promised_any_more():
    said = say(State.SENT, Delivery.RETRYING, consent=ConsentStatus.EXPIRED)
    assert said == (
        "Die Überleitung wurde vor der Zustellung angehalten. Die Einwilligung ist abgelaufen. "
        "Ohne Einwilligung wird nichts gesendet."
    )


@pytest.mark.parametrize("state", sorted(set(State) - TERMINAL - {State.AWAITING_CONSENT}))
def test_every_open_state_says_when_consent_has_ended(state):
    assert "Die Einwilligung ist widerrufen." in say(state, consent=ConsentStatus.WITHDRAWN)


def test_a_given_consent_is_spoken_of_where_only_the_release_is_missing():
    assert say(State.AWAITING_CONSENT, None, dates=NO_DATES) == ("Die Einwilligung liegt vor. Die Freigabe fehlt noch.")


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_a_terminal_state_promises_no_next_step(state):
    said = say(state, language="en")
    assert "reminder" not in said
    assert "overdue" not in said


@pytest.mark.parametrize(
    ("day", "said"),
    [(TODAY, "Der Termin ist heute."), (TODAY + timedelta(days=1), "Der Termin ist am Donnerstag.")],
)
def test_an_appointment_ahead_is_said_with_its_day(day, said):
    assert say(State.SCHEDULED, dates=Dates(today=TODAY, appointment=day)) == said


def test_an_appointment_that_has_passed_is_said_to_be_past():
    said = say(State.SCHEDULED, dates=Dates(today=TODAY, appointment=TUESDAY), language="en")
    assert said == "The appointment was on Tuesday. The partner has reported nothing since."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.IN_SERVICE, "Die Unterstützung läuft. Seit Dienstag ist eine Meldung der Stelle überfällig."),
        (
            State.CLARIFICATION_REQUESTED,
            (
                "Die Stelle hat eine Rückfrage und wartet auf Antwort. "
                "Seit Dienstag ist ein Schritt des Jobcenters überfällig."
            ),
        ),
    ],
)
def test_what_is_overdue_says_whose_turn_it_is(state, said):
    assert say(state, dates=Dates(today=TODAY, reminder=TUESDAY)) == said


def test_later_messages_are_spoken_of_only_while_under_way_or_amiss():
    assert "Nachricht" not in say(State.IN_SERVICE, Delivery.RECEIVED)
    assert all("Nachricht" in say(State.IN_SERVICE, one) for one in set(Delivery) - {Delivery.RECEIVED})


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (TODAY, "heute", "today"),
        (date(2026, 6, 4), "am Donnerstag", "on Thursday"),
        (date(2026, 6, 16), "am Dienstag", "on Tuesday"),
        (date(2026, 6, 17), "am 17. Juni", "on 17 June"),
        (date(2026, 6, 3), "am 3. Juni", "on 3 June"),
        (date(2027, 3, 1), "am 1. März 2027", "on 1 March 2027"),
        (None, "", ""),
    ],
)
def test_a_day_is_named_as_people_name_it(day, german, english):
    assert (when(day, today=TODAY, language="de"), when(day, today=TODAY, language="en")) == (german, english)


def test_a_day_something_has_lasted_since_is_named_as_people_name_it():
    assert since(TUESDAY, today=TODAY, language="de") == "seit Dienstag"
    assert since(date(2026, 5, 3), today=TODAY, language="de") == "seit dem 3. Mai"
    assert since(date(2026, 5, 3), today=TODAY, language="en") == "since 3 May"
    assert since(None, today=TODAY, language="de") == ""
