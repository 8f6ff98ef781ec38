"""What stands in the window of a letter to a person, of what was written of them."""

from exchange.core.rights.address import Addressee, Unaddressed, addressee_of

PERSON = {"given_name": "Mina", "family_name": "Muster"}
ADDRESS = {"street": "Birkenweg 4", "postal_code": "12345", "place": "Musterstadt"}
WHOLE = {"person": PERSON, "contact": {"address": ADDRESS}}
LINES = ["Mina Muster", "Birkenweg 4", "12345 Musterstadt"]


def moved(**changes: object):
    return {"person": PERSON, "contact": {"address": ADDRESS | changes}}


def ruled(**rules: bool):
    return {"person": PERSON, "contact": {"address": ADDRESS, "rules": rules}}


def test_name_street_and_place_are_lines_of_their_own():
    assert addressee_of([WHOLE]) == Addressee(lines=LINES)


def test_a_street_or_a_postal_code_that_is_missing_leaves_no_hole():
    bare = {"person": {"family_name": "Muster"}, "contact": {"address": {"place": "Wien", "country": "AT"}}}
    assert addressee_of([bare]) == Addressee(lines=["Muster", "Wien"], country="AT")
    assert addressee_of([moved(country="DE")]).country == ""


def test_the_newest_that_knows_a_contact_counts():
    assert addressee_of([{}, moved(street="Neue Gasse 1"), WHOLE]).lines[1] == "Neue Gasse 1"


def test_an_address_that_is_secret_stands_on_no_letter_however_old_the_word_is():
    protected = WHOLE | {"safety": {"notices": ["protected-address"]}}
    for written in ([protected], [WHOLE, {}, protected], [protected, WHOLE]):
        assert addressee_of(written) == Addressee(why=Unaddressed.PROTECTED)
    assert addressee_of([WHOLE | {"safety": {"notices": ["violence-threat"]}}]).lines == LINES


def test_who_wants_no_letters_there_gets_none_and_whose_sender_is_not_named_has_it_so():
    assert addressee_of([ruled(no_letter=True)]) == Addressee(why=Unaddressed.NO_LETTERS)
    assert addressee_of([ruled(no_sender=True)]) == Addressee(lines=LINES, names_sender=False)


def test_without_a_name_or_an_address_there_is_none():
    for written in ([], [{"person": PERSON}], [{"contact": {"address": ADDRESS}}], [{"contact": {"phone": "1"}}]):
        assert addressee_of(written) == Addressee(why=Unaddressed.UNKNOWN)
