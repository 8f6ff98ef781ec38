"""Calendar file (iCalendar, RFC 5545): the appointments of a plan, with who goes along, and nothing else of it.

Calendars are shown on telephones and shared with others: a summary names neither the person nor why they go there.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from exchange.core.plan.plan import PlanAppointment
from exchange.core.said import Said

_OCTETS = 75
"""So long a line is at most, its break not counted (section 3.1)."""
_PRODID = "-//Geleit//Support plan//DE"
_SUMMARY = Said("Termin mit Begleitung", "Accompanied appointment")
_WITH = Said("Begleitung: {name}", "Accompanied by: {name}")


def calendar(appointments: Iterable[PlanAppointment], *, names: Mapping[str, str], host: str, language: str) -> bytes:
    """A VCALENDAR with an event for each appointment, times in UTC (section 3.3.5, form 2).

    `names` are those of staff by their ids, `host` makes the UIDs this hub's own (section 3.8.4.7), `language` is `de`
    or `en`. DTSTAMP is when the appointment was written down, so that the same plan makes the same file.
    """
    tongue = 0 if language == "de" else 1
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODID}", "CALSCALE:GREGORIAN"]
    for one in appointments:
        lines += _event(one, name=names.get(one.accompanied_by, one.accompanied_by), host=host, tongue=tongue)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """One content line in UTF-8 with its CRLF, broken where it is longer than 75 octets, never inside a character."""
    rows: list[bytes] = [b""]
    for character in line:
        octets = character.encode()
        if len(rows[-1]) + len(octets) > _OCTETS:
            rows.append(b" ")
        rows[-1] += octets
    return b"\r\n".join(rows) + b"\r\n"


def escaped(text: str) -> str:
    r"""A TEXT value (section 3.3.11): `\`, `;` and `,` behind a `\`, a break as `\n`; no other control character."""
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(one for one in row if one >= " " and one != "\x7f") for row in rows)


def _event(one: PlanAppointment, *, name: str, host: str, tongue: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.id}@{host}"
    yield f"DTSTAMP:{_utc(one.noted_at)}"
    yield f"DTSTART:{_utc(one.at)}"
    yield f"DTEND:{_utc(one.at + timedelta(minutes=one.minutes))}"
    yield f"SUMMARY:{escaped(_SUMMARY[tongue])}"
    yield f"LOCATION:{escaped(one.place)}"
    yield f"DESCRIPTION:{escaped(_WITH[tongue].format(name=name))}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
