from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import NotAnEntity, NotAnId
from exchange.core.ids import read_entity, read_instant, read_uuid, show_instant, uuid7

AT = datetime(2026, 11, 24, 12, 0, 0, 123000, tzinfo=UTC)


def taken(text, *, demo=False):
    try:
        return read_entity(text, demo=demo) == text
    except NotAnEntity:
        return False


@pytest.mark.parametrize("text", ["https://hub.example", "https://hub.example:8443", "https://a-b.c.example"])
def test_an_entity_is_an_https_address(text):
    assert taken(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://hub.example/", "https://hub.example/x", "https://hub.example?x", "https://hub.example#x",
        "https://HUB.example", "https://user@hub.example", "https://hub.example:443", "https://hub.example:",
        "https://hub.example:0", "https://hub.example:65536", "https://hub.example:08443", "http://hub.example",
        "https://127.0.0.1", "https://127.0.0.1:8443", "ftp://hub.example", "https://", "https://hub.example ",
        "https://hub..example", "https://-hub.example", "https://hüb.example", "https://hub.example\n", "", 7, None,
    ],
)  # fmt: skip
def test_nothing_else_names_an_entity(text):
    assert not taken(text)


def test_only_a_demo_takes_plain_http_on_this_machine():
    assert taken("http://127.0.0.1:8080", demo=True)
    assert not taken("http://127.0.0.1:8080")
    assert not taken("http://127.0.0.1", demo=True)
    assert not taken("http://10.0.0.1:8080", demo=True)


@given(st.text(max_size=40).map("https://".__add__))
def test_what_is_taken_has_a_host_and_nothing_more(text):
    if taken(text):
        parts = urlsplit(text)
        assert (parts.path, parts.query, parts.fragment, parts.username) == ("", "", "", None)


@given(st.binary(min_size=10, max_size=10))
def test_a_uuid7_is_a_uuid_of_its_version_and_variant(random):
    text = uuid7(AT, random=random)
    assert read_uuid(text) == text
    assert text[14] == "7"
    assert text[19] in "89ab"


def test_later_ids_sort_later():
    assert uuid7(AT, random=b"\xff" * 10) < uuid7(AT + timedelta(milliseconds=1), random=bytes(10))


@pytest.mark.parametrize(
    "text", ["", "x", "01A20E43-B1F4-7AA7-9BBA-55F7DBABCCC8", "01a20e43b1f47aa79bba55f7dbabccc8", 1]
)
def test_other_texts_are_no_ids(text):
    with pytest.raises(NotAnId):
        read_uuid(text)


def test_an_instant_survives_writing_and_reading_to_the_millisecond():
    assert read_instant(show_instant(AT)) == AT
    assert show_instant(AT.astimezone(timezone(timedelta(hours=2)))) == "2026-11-24T12:00:00.123Z"


@pytest.mark.parametrize("text", [
    "2026-11-24", "2026-11-24T12:00:00", "soon", 5, None,
    "2026-12-31T23:59:60Z", "2026-W48-2T12:00:00Z", "20261124T120000Z", "2026-11-24T12:00Z", "2026-11-24 12:00:00Z",
    "2026-11-24T12:00:00,5Z", "2026-11-24T12:00:00+01",
])  # fmt: skip
def test_a_time_without_offset_or_of_another_shape_or_a_leap_second_is_no_instant(text):
    with pytest.raises(NotAnId):
        read_instant(text)
