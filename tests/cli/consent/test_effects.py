"""What an answer does is said in sentences: whom it lets nothing out to yet, and what it replaces."""

from dataclasses import replace

import pytest

from exchange.cli.consent.effects import answer_lines
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.consent.record import Recorded
from tests.cli.by_hand import Hand, _make_hub
from tests.support.examples import a_consent


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A hub that has enrolled nobody."""
    hand = Hand(tmp_path_factory.mktemp("effects"), origin="http://127.0.0.1:8080")
    _make_hub(hand)
    return hand


def typed(desk, *options):
    who = ("--by", "anna", "--by-passphrase-file", desk.secret("anna"), "--passphrase-file", desk.secret("hub"))
    return desk.types("consent", "record", desk.root / "hub", desk.example("consent"), *options, *who)


@pytest.mark.parametrize(
    ("lang", "not_enrolled", "replaces"),
    [
        ("de", "Diese Stelle ist noch nicht aufgenommen.", "Für neue Pakete ersetzt sie:"),
        ("en", "This partner is not enrolled yet.", "For new packets it replaces:"),
    ],
)
def test_a_yes_says_what_it_replaces_and_whom_it_reaches_not_yet(desk, lang, not_enrolled, replaces):
    typed(desk)
    said = typed(desk, "--lang", lang)
    assert said.code == 0, said.err
    assert not_enrolled in said.out
    assert replaces in said.out
    assert "[" not in said.out


def test_a_look_beforehand_says_that_nothing_changes(desk):
    who = ("--by", "anna", "--by-passphrase-file", desk.secret("anna"), "--passphrase-file", desk.secret("hub"))
    other = desk.example("consent", person="P-77")
    said = desk.types("consent", "record", desk.root / "hub", other, "--check", "--lang", "de", *who)
    assert said.out.strip() == "Nichts von früher endet oder ändert sich dadurch."


def test_a_renewal_without_a_release_says_that_nothing_comes_back():
    renewed = replace(a_consent(), status=ConsentStatus.RENEWED, releases=())
    said = "\n".join(answer_lines(Recorded(consent=renewed)))
    assert "Schweigepflichtentbindung" in said
    given = "\n".join(answer_lines(Recorded(consent=replace(renewed, status=ConsentStatus.GIVEN))))
    assert "Schweigepflichtentbindung" not in given
