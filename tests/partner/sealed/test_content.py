"""What is inside a sealed part is held against its own manifest."""

from dataclasses import replace

import pytest

from exchange.core.errors import Malformed
from exchange.core.partner.sealed_part import CONTENT_BUCKETS
from exchange.partner.sealed.content import SealedFile, read_content, write_content
from keys.strictjson import dumps, loads
from tests.partner.sealed.making import ABOUT, LETTER
from tests.support.clock import NOON
from tests.support.hubs import CENTRE

FILE = SealedFile(
    name="befund.pdf", media_type="application/pdf", categories=ABOUT, provenance="person", audience=CENTRE,
    sealed_at=NOON, content=LETTER,
)  # fmt: skip


@pytest.mark.parametrize("size", [0, 2048, 60_000, 136 * 1024])
def test_what_is_written_is_read_and_fills_a_bucket(size):
    file = replace(FILE, content=bytes(size))
    raw = write_content(file)
    assert read_content(raw) == file
    assert len(raw) in CONTENT_BUCKETS


def changed(change):
    whole = loads(write_content(FILE))
    change(whole)
    return dumps(whole)


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.update(v="rx-2"),
        lambda whole: whole.update(more=1),
        lambda whole: whole.pop("pad"),
        lambda whole: whole.update(iat="heute"),
        lambda whole: whole.update(iat=10**20),
        lambda whole: whole.update(content=whole["content"][:-4]),
        lambda whole: whole.update(content="=="),
        lambda whole: whole.update(manifest=[]),
        lambda whole: whole.update(manifest=whole["manifest"] * 2),
        lambda whole: whole.update(manifest=None),
        lambda whole: whole["manifest"][0].update(length=1),
        lambda whole: whole["manifest"][0].update(sha256=whole["manifest"][0]["sha256"][::-1]),
        lambda whole: whole["manifest"][0].update(name="../befund.pdf"),
        lambda whole: whole["manifest"][0].update(name="befund.exe"),
        lambda whole: whole["manifest"][0].pop("categories"),
    ],
)
def test_content_that_is_not_what_its_manifest_says_is_refused(change):
    with pytest.raises(Malformed):
        read_content(changed(change))


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b'"x"', b"{"])
def test_anything_else_is_refused(raw):
    with pytest.raises(Malformed):
        read_content(raw)
