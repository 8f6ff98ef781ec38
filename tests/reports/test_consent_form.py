"""The paper says the words of a version, all of them and no other, with a line to sign under each declaration."""

import pytest

from exchange.core.consent.texts.shipped import CONSENT_WORDS, RELEASE_WORDS, filled
from exchange.reports.consent_form import SIGNED_HERE, consent_form
from exchange.reports.document import LARGE, Code, Heading, Items, Signature, Text
from exchange.reports.render import render
from tests.support.clock import NOON

PLACES = {
    "hub": "https://hub.example", "categories": "- Sucht\n- Name", "recipient": "Beratung <b>#evil</b>",
    "line": "Für Erwachsene", "purpose": "Hilfe", "until": "6 Monate", "level": "2", "back": "- Rückmeldung: Termin",
}  # fmt: skip
TEXTS = [filled(words, PLACES) for words in (CONSENT_WORDS, RELEASE_WORDS)]


def paper(texts=TEXTS, large=False):
    return consent_form(texts, sender="https://hub.example", made_at=NOON, attached={}, large=large)


def said(block):
    if isinstance(block, Items):
        return " ".join(f"- {one.text}" for one in block.items)
    return SIGNED_HERE if isinstance(block, Signature) else block.text


def test_every_word_of_the_texts_is_on_the_paper_and_in_their_order():
    words = " ".join(said(one) for one in paper().blocks)
    assert words.split() == " ".join(TEXTS).split()


def test_each_declaration_has_a_heading_and_a_signature_of_its_own():
    kinds = [type(one) for one in paper().blocks]
    assert (kinds.count(Heading), kinds.count(Signature)) == (2, 2)
    assert kinds[-1] is Signature
    assert [type(one) for one in paper(TEXTS[:1]).blocks].count(Signature) == 1


def test_each_kind_of_data_is_a_point_of_a_list():
    lists = [[one.text for one in block.items] for block in paper().blocks if isinstance(block, Items)]
    told = lists.pop(2)
    assert lists == [["Sucht", "Name"], ["Rückmeldung: Termin"], ["Rückmeldung: Termin"]]
    assert len(told) == 3
    assert not any(one.text.startswith("- ") for one in paper().blocks if isinstance(one, Text))


@pytest.mark.parametrize("large", [False, True])
def test_it_is_printed_in_both_sizes(large):
    made = render(paper(large=large))
    assert (made.pdf[:5], made.unprintable) == (b"%PDF-", frozenset())
    assert (paper(large=large).points == LARGE) == large


def test_a_form_of_a_draft_ends_with_its_code_to_scan_and_to_read_and_another_bears_none():
    made = consent_form(TEXTS, sender="https://hub.example", made_at=NOON, attached={}, large=False, code="7K2-94Q")
    code, read = made.blocks[-2:]
    assert (code, read) == (Code("7K2-94Q", "Bild zum Einlesen: 7K2-94Q"), Text("Bogen zu 7K2-94Q"))
    assert not any(isinstance(one, Code) for one in paper().blocks)
    assert render(made).pdf
