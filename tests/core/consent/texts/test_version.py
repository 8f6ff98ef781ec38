"""Words count as released only where version, language, layer and digest fit, and they were released when signed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.document import read_consent
from exchange.core.consent.texts.shipped import CONSENT_WORDS, RELEASE_WORDS, SHIPPED, filled
from exchange.core.consent.texts.version import Layer, TextVersion, is_released, not_released, shown_in
from keys.encoding import digest
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, consent_document

RELEASED = TextVersion(version="v1", language="de", layer=Layer.LEGAL, sha256="A" * 43, released_from=NOON)


@pytest.fixture
def signed():
    consent = read_consent(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9))
    (shown, _) = shown_in(replace(consent, text_version="v1", text_sha256="A" * 43, language="de", easy_language=False))
    return replace(shown, signed_at=NOON)


def test_words_released_at_the_very_instant_of_the_signature_may_be_signed(signed):
    assert is_released(signed, among=[RELEASED])
    assert is_released(replace(signed, language="de-AT"), among=[RELEASED])


@pytest.mark.parametrize(
    "other",
    [
        {"version": "v2"},
        {"sha256": "B" * 43},
        {"language": "ar"},
        {"layer": Layer.EASY},
        {"released_from": NOON + timedelta(microseconds=1)},
        {"released_from": NOON - timedelta(days=2), "released_until": NOON},
    ],
)
def test_whatever_differs_it_is_another_text(signed, other):
    assert not is_released(signed, among=[replace(RELEASED, **other)])


def test_easy_language_is_released_by_itself_and_an_unsigned_text_by_nothing(signed):
    easy = replace(RELEASED, layer=Layer.EASY)
    assert is_released(replace(signed, easy=True), among=[easy])
    assert not is_released(replace(signed, easy=True), among=[RELEASED])
    assert not is_released(replace(signed, signed_at=None), among=[RELEASED])


def test_the_refusal_names_what_was_released_then(signed):
    late = replace(RELEASED, version="v9", released_from=NOON + timedelta(days=1))
    assert not_released(signed, among=[RELEASED, late]).form.de == "freigegeben war: v1 (de, legal)"
    assert "keiner" in not_released(signed, among=[late]).form.de
    assert not_released(signed, among=[]).where == "/text/sha256"


def test_each_release_beside_a_consent_has_a_text_of_its_own():
    consent = read_consent(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9))
    assert [one.pointer for one in shown_in(consent)] == ["/text", "/releases/0/declaration/text"]
    assert next(iter(shown_in(consent))).signed_at == NOON - timedelta(minutes=30)


SHIPPED_AS = {
    "geleit-2026-2 de": "ZfyWUBGUGm_qn1tlCa-STzWF52lX66rbQSK0ibZlksw",
    "geleit-2026-2 en": "MdaAjpJm8_MxcT75TCHUBMA87aGjoqwxDDJY0ARpN90",
    "geleit-203-2026-2 de": "sOwi5Kbi_Ti8uFHpbOzrlgTfWDIilHaaX7iaiPVE_2Y",
    "geleit-203-2026-2 en": "M-05P5YKSdKiE7ZWY1LEmTWkE9hnRvfQvV9brZvmyPU",
}
"""Whoever changes a word of a text makes a new version, and a new line here."""


def test_the_words_of_a_shipped_version_never_change():
    assert {f"{one['version']} {one['language']}": digest(one["words"].encode()) for one in SHIPPED} == SHIPPED_AS


@pytest.mark.parametrize("words", [CONSENT_WORDS, RELEASE_WORDS])
def test_every_place_of_the_words_is_filled_in(words):
    names = ("hub", "categories", "recipient", "line", "purpose", "until", "level", "back")
    said = filled(words, {name: f"<{name}>" for name in names})
    assert "{" not in said
    assert "<back>" in said
