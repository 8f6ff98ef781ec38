"""The letter to a person: all of the ledger, what stayed here, and what they can do."""

from dataclasses import replace

import pytest

import schemas
from exchange.core.rights.line import LineKind
from exchange.flows.person.look import see_person
from exchange.queries.ledger import PersonLedger, ledger_of
from exchange.reports.document import Heading, Item, Items, Text
from exchange.reports.letter import LetterIncomplete, LetterWish, letter
from tests.queries.test_ledger import REFERENCE, story
from tests.support.clock import NOON
from tests.support.hubs import BOSS, claim

WISH = LetterWish(language="de", large=False, sender="Jobcenter Musterstadt", made_at=NOON)


@pytest.fixture(scope="module")
def ledger():
    bench, _ = story()
    return ledger_of(see_person(REFERENCE, what="letter", by=claim(BOSS), hub=bench.hub), hub=bench.hub)


def written(ledger, **wish):
    return letter(ledger, wish=replace(WISH, **wish), attached={})


def points(document):
    return [one for block in document.blocks if isinstance(block, Items) for one in block.items]


def under(document, heading):
    """What stands between a heading and the next."""
    found = iter(document.blocks)
    next(one for one in found if one == Heading(heading))
    lines = []
    for block in found:
        if isinstance(block, Heading):
            break
        lines += [block.text] if isinstance(block, Text) else [one.text for one in block.items]
    return lines


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_line_of_the_ledger_is_a_point_of_the_letter(ledger, language):
    said = [one.says.de if language == "de" else one.says.en for one in ledger.told]
    texts = [one.text for one in points(written(ledger, language=language))]
    assert {one: texts.count(one) for one in said} == {one: said.count(one) for one in said}


def test_what_was_passed_on_and_what_was_not_are_all_there_is(ledger):
    document = written(ledger)
    sent = {code for one in ledger.told if one.line.kind is LineKind.SENT for code in one.line.categories}
    words = schemas.codes()["categories"]
    kept = under(document, "Nicht weitergegeben")[1:]
    assert sent
    assert not {words[code]["de"] for code in sent} & set(kept)
    out = {one["de"] for code, one in words.items() if not code.startswith("fb.") and code != "enquiry"}
    assert {words[code]["de"] for code in sent} | set(kept) == out


def test_it_says_how_to_stop_to_correct_and_to_ask(ledger):
    document = written(ledger)
    assert under(document, "Sie möchten das nicht mehr?")[0] == "Sagen Sie es im Jobcenter. Ein Satz genügt."
    assert "Es muss Falsches berichtigen." in under(document, "Etwas stimmt nicht?")[0]
    assert under(document, "Sie haben eine Frage?")[-1].endswith("beschweren.")


def test_a_section_without_lines_says_so():
    nothing = PersonLedger(told=[], unreadable=0, reference="P-1", whole=True)
    assert under(written(nothing), "Wer hat etwas bekommen?") == ["Bisher nichts."]


def test_what_nobody_can_read_any_more_is_said(ledger):
    assert any("2 Einträge kann niemand mehr lesen" in one.text for one in written(replace(ledger, unreadable=2)).blocks
               if isinstance(one, Text))  # fmt: skip


def test_sender_title_and_headings_name_no_service_and_no_diagnosis(ledger):
    document = written(ledger)
    heads = [document.title, document.sender, *(one.text for one in document.blocks if isinstance(one, Heading))]
    told = {word["de"] for listed in ("services", "purposes") for word in schemas.codes()[listed].values()}
    assert not [head for head in heads for word in told if word in head]
    assert document.sender == "Jobcenter Musterstadt"


def test_large_print_has_fourteen_points(ledger):
    assert (written(ledger).points, written(ledger, large=True).points) == (11, 14)


def test_a_letter_that_would_leave_cases_out_is_not_written(ledger):
    with pytest.raises(LetterIncomplete):
        written(replace(ledger, whole=False))


def test_days_stand_before_the_sentences(ledger):
    assert all(one.lead for one in points(written(ledger)) if one.text in {told.says.de for told in ledger.told})
    assert Item("Sie nehmen Ihr Ja zurück.", lead="Widerruf:") in points(written(ledger))
