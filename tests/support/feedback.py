"""Feedback as a partner writes it: rows under one clause, and an attachment of its own."""

import io

import schemas
from keys.encoding import b64url
from keys.stream import context_of, seal_stream
from tests.support.hubs import CENTRE

SOURCE = f"professional:{CENTRE}"
ROW = {"necessity": "optional", "basis": "consent", "source": SOURCE}


def content(*sections: str, clause="out-1-back", **data: object):
    """A feedback event's members for sections of the example, each row under one clause."""
    document = {name: schemas.example("feedback")[name] for name in sections} | data
    rows = [
        {"pointer": one.pointer, "category": one.categories[0], "clause": clause} | ROW
        for one in schemas.annotate("feedback", document)
    ]
    return {"schema": "urn:geleit:schema:feedback:1", "data": document, "manifest": rows, "attachments": []}


def attached(voice, said=b"Bericht (erfunden)", **changes: object):
    """A file of the partner's own, stored, and the feedback that names it."""
    sealed, key, one = io.BytesIO(), b"k" * 32, "018f0000-0000-7000-8000-00000000000a"
    made = seal_stream(io.BytesIO(said), sealed, key=key, context=context_of(one, one))
    voice.bench.blobs.put(made.sha256, io.BytesIO(sealed.getvalue()))
    file = {"id": one, "name": "bericht.pdf", "media_type": "application/pdf", "length": made.length}
    file |= {"sealed_length": made.sealed_length, "sha256": made.sha256, "key": b64url(key), "category": "fb.progress"}
    members = content("outcome")
    row = {"pointer": f"attachment:{one}", "category": "fb.progress", "clause": "out-1-back"} | ROW
    return members | {"attachments": [file | changes], "manifest": [*members["manifest"], row]}
