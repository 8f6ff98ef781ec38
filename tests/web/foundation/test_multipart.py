"""A form with files is read as it comes: its token first, nothing beyond its limits, and never a stack trace."""

import asyncio

import pytest
from starlette.requests import Request

from exchange.core.errors import TooLarge
from exchange.flows.consent.evidence import MOST_BYTES as MOST_FILE
from exchange.web.foundation.forms import MOST_BYTES, FormUnreadable
from exchange.web.foundation.multipart import LONGEST_HEADER, MOST_PARTS, read_parts

KIND = "multipart/form-data; boundary=x"


def part(name, value=b"", filename=None, more=b""):
    named = b'; filename="%s"' % filename.encode() if filename is not None else b""
    return b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n%s\r\n%s\r\n' % (name.encode(), named, more, value)


def body(*parts):
    return b"".join(parts) + b"--x--\r\n"


def read(raw, kind=KIND, asked=None, step=1000):
    chunks = [raw[start : start + step] for start in range(0, len(raw), step)]

    async def receive():
        return {"type": "http.request", "body": chunks.pop(0) if chunks else b"", "more_body": bool(chunks)}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())]}
    seen = [] if asked is None else asked
    return asyncio.run(read_parts(Request(scope, receive), before_file=lambda form: seen.append(dict(form.fields))))


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_fields_and_files_come_as_they_were_sent_however_the_bytes_come(step):
    raw = body(
        part("token", b"t"), part("kinds", b"a"), part("kinds", b"b"), part("text", "Zwei\r\nZeilen ü".encode()),
        part("scan", b"%PDF\r\n\x00", filename="bogen.pdf"), part("empty", filename=""),
    )  # fmt: skip
    asked = []
    form = read(raw, asked=asked, step=step)
    assert form.fields == {"token": ["t"], "kinds": ["a", "b"], "text": ["Zwei\nZeilen ü"]}
    assert {name: (one.name, one.content) for name, one in form.files.items()} == {
        "scan": ("bogen.pdf", b"%PDF\r\n\x00")
    }
    assert asked[0]["token"] == ["t"]


def test_what_comes_before_the_token_is_not_read():
    def refuse(form):
        if not form.one("token"):
            raise FormUnreadable

    raw = body(part("scan", b"x" * 10, filename="a.pdf"), part("token", b"t"))
    chunks = [raw]

    async def receive():
        return {"type": "http.request", "body": chunks.pop(0) if chunks else b"", "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", KIND.encode())]}
    with pytest.raises(FormUnreadable):
        asyncio.run(read_parts(Request(scope, receive), before_file=refuse))


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (body(*[part("a")] * (MOST_PARTS + 1)), FormUnreadable),
        (body(part("a", b"x" * (MOST_BYTES + 1))), TooLarge),
        (body(part("a", b"x" * (MOST_FILE + 1), filename="a.pdf")), TooLarge),
        (body(part("a", b"1", filename="a.pdf"), part("a", b"2", filename="b.pdf")), FormUnreadable),
        (body(part("a", b"x", more=b"X-A: " + b"y" * LONGEST_HEADER + b"\r\n")), FormUnreadable),
        (body(part("a", b"\xff")), FormUnreadable),
        (body(part("a", b"a\0b")), FormUnreadable),
        (body(part("", b"x")), FormUnreadable),
        (part("a", b"cut off")[:-9], FormUnreadable),
        (b"no parts at all", FormUnreadable),
    ],
    ids=["parts", "fields", "file", "twice", "header", "not-utf8", "nul", "no-name", "cut", "none"],
)
def test_what_is_beyond_the_limits_or_no_form_is_refused(raw, error):
    with pytest.raises(error):
        read(raw, step=1_000_000)


def test_a_form_without_a_boundary_is_refused():
    with pytest.raises(FormUnreadable):
        read(b"", kind="multipart/form-data")
