import pytest

from exchange.web.foundation.forms import MOST_FIELDS, FormUnreadable, read_fields


def test_a_field_is_read_as_it_was_typed_and_a_list_in_its_order():
    form = read_fields(b"note=%C3%84rger+%26+Sorge%0D%0Aheute&times=morning&times=evening")
    assert form.one("note") == "Ärger & Sorge\nheute"
    assert form.every("times") == ["morning", "evening"]
    assert form.one("nothing") == ""


def test_a_name_that_stands_twice_where_one_was_asked_for_is_nobodys_to_guess():
    with pytest.raises(FormUnreadable) as refused:
        read_fields(b"reason=other&reason=need-ended").one("reason")
    assert refused.value.pointer == "/reason"


@pytest.mark.parametrize(
    "body",
    [b"name=%00", b"name=%FF", "näme=x".encode(), b"name", b"&".join([b"a=1"] * (MOST_FIELDS + 1))],
    ids=["NUL", "no UTF-8", "not encoded", "no value", "too many"],
)
def test_what_is_no_form_is_refused(body):
    with pytest.raises(FormUnreadable):
        read_fields(body)


def test_as_many_fields_as_may_be_are_read():
    assert len(read_fields(b"&".join([b"a=1"] * MOST_FIELDS)).every("a")) == MOST_FIELDS


def test_a_secret_is_shown_to_nobody_again():
    form = read_fields(b"passphrase=sehr+geheim&token=sehr+geheim&note=Ein+langer+Text&staff=kim")
    assert (form.typed("passphrase"), form.typed("token"), form.typed("staff")) == ("", "", "kim")
    assert form.kept() == ["Ein langer Text"]
    assert "geheim" not in repr(form)
