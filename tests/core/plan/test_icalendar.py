"""The calendar file is RFC 5545 to the octet, and says nothing of the plan."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.core.plan.icalendar import calendar, escaped, folded
from tests.support.clock import NOON
from tests.support.examples import an_appointment, uid

HUB = {"names": {"alex": "Alex Muster"}, "host": "hub.example", "language": "de"}


def unfolded(raw):
    """The content lines of a file, as section 3.1 puts them together again."""
    assert raw.endswith(b"\r\n")
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def meant(text):
    """A TEXT value as section 3.3.11 reads it."""
    signs = iter(text)
    return "".join({"n": "\n", "N": "\n"}.get(after := next(signs), after) if one == "\\" else one for one in signs)


def test_each_appointment_is_an_event_in_utc_that_is_this_hubs_own():
    raw = calendar([an_appointment(at=NOON + timedelta(days=1), place="Weg 1; Hof, 2. Stock")], **HUB)
    assert unfolded(raw) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Geleit//Support plan//DE",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{uid(1)}@hub.example",
        "DTSTAMP:20261124T120000Z",
        "DTSTART:20261125T120000Z",
        "DTEND:20261125T130000Z",
        "SUMMARY:Termin mit Begleitung",
        "LOCATION:Weg 1\\; Hof\\, 2. Stock",
        "DESCRIPTION:Begleitung: Alex Muster",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert b"Accompanied by: Alex Muster" in calendar([an_appointment()], **HUB | {"language": "en"})


def test_who_is_not_here_any_more_is_called_by_their_id_and_the_same_plan_makes_the_same_file():
    raw = calendar([an_appointment(accompanied_by="weg")], **HUB)
    assert b"DESCRIPTION:Begleitung: weg\r\n" in raw
    assert raw == calendar([an_appointment(accompanied_by="weg")], **HUB)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_line_is_longer_than_seventy_five_octets_and_none_breaks_a_character(text):
    line = "LOCATION:" + escaped(text)
    raw = folded(line)
    pieces = raw.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert all(piece.decode() for piece in pieces)
    assert unfolded(raw) == [line]
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(st.text(alphabet="ab\\;,\n", max_size=40))
def test_what_is_written_is_read_as_it_was_meant(text):
    assert meant(escaped(text)) == text


def test_a_break_of_any_kind_is_one_and_nothing_smuggles_in_a_line():
    assert escaped("a\r\nEND:VCALENDAR\rb\x00\x0bc") == "a\\nEND:VCALENDAR\\nbc"
