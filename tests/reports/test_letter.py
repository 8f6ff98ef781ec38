"""The letter to a person: all of the ledger, what stayed here, and what they can do."""

from dataclasses import replace

import pytest

import schemas
from exchange.core.rights.address import Addressee, Unaddressed
from exchange.core.rights.line import LineKind
from exchange.flows.person.look import see_person
from exchange.queries.ledger import PersonLedger, ledger_of
from exchange.reports.document import Code, Heading, Item, Items, Text, Window
from exchange.reports.letter import EXPLAINED, LetterIncomplete, LetterWish, letter
from exchange.web.public.information import pages
from tests.queries.test_ledger import REFERENCE, story
from tests.support.clock import NOON
from tests.support.hubs import BOSS, ORIGIN, claim

WISH = LetterWish(language="de", large=False, sender="Jobcenter Musterstadt", origin=ORIGIN, made_at=NOON)
TO = Addressee(lines=["Mina Muster", "Birkenweg 4", "12345 Musterstadt"])

NOTHING = PersonLedger(told=[], unreadable=0, reference="P-1", whole=True)


@pytest.fixture(scope="module")
def ledger():
    bench, _ = story()
    return ledger_of(see_person(REFERENCE, what="letter", by=claim(BOSS), hub=bench.hub), hub=bench.hub)


def written(ledger, to=TO, **wish):
    return letter(ledger, to=to, wish=replace(WISH, **wish), attached={})


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
        lines += [one.text for one in block.items] if isinstance(block, Items) else [getattr(block, "text", "")]
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
    assert under(written(NOTHING), "Wer hat etwas bekommen?") == ["Bisher nichts."]


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


def test_the_window_names_the_person_their_address_and_the_house():
    assert written(NOTHING).window == Window("Jobcenter Musterstadt", TO.lines, "Anschrift:")
    abroad = written(NOTHING, replace(TO, country="AT"), language="en").window
    assert abroad.lines == [*TO.lines, "AUSTRIA"]


def test_a_sender_that_is_not_to_be_named_stands_on_no_envelope():
    assert written(NOTHING, replace(TO, names_sender=False)).window.sender == ""


def test_without_an_address_there_is_room_to_write_it():
    assert written(NOTHING, Addressee(why=Unaddressed.UNKNOWN)).window.lines == []


def test_the_picture_for_the_camera_leads_to_a_page_for_anybody_and_says_nothing_of_the_person(ledger):
    (code,) = [one for one in written(ledger).blocks if isinstance(one, Code)]
    assert code.content == f"{ORIGIN}{EXPLAINED}"
    assert EXPLAINED in {one.path for one in pages()}
