"""Proposing a text: its words are kept with their digest, and may be signed by nobody until two people release them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exchange.core.compliance.fact import Fact, read_fact
from exchange.core.compliance.kind import KEEPERS, FactKind
from exchange.core.consent.texts.template import PLACES, Declares, unfit_places
from exchange.core.consent.texts.version import LEGAL_LANGUAGE, Layer, TextUnfit
from exchange.core.said import Said
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.consent.texts.known import KnownText, texts_in
from exchange.flows.documents import check_text, read_document
from exchange.flows.staff.authenticate import Principal, authenticate, authorize
from exchange.ports.hub import Hub
from keys.encoding import digest

DOCUMENT_LIMIT = 128 * 1024
_FREE = ("words", "reviewed_by")
_GERMAN = Said("language: de; in anderen Sprachen layer: standard (Lesehilfe)", "language: de; others: layer standard")
_READING_AID = Said("layer: legal oder easy, wo language de ist", "layer: legal or easy where language is de")
_NEW_VERSION = Said("eine neue Fassung, zum Beispiel mit -2 am Ende", "a new version, such as one that ends in -2")


def read_text(document: bytes) -> Mapping[str, Any]:
    """Read a text as schema `consent-text` has it.

    Raises:
        Malformed, SchemaInvalid, TooLarge, ForbiddenText: the document is not one, or holds what is never kept.
        TextUnfit: it is a template, and a place is missing in its words, or there is one that nobody fills.
    """
    read = read_document(document, schema="consent-text", limit=DOCUMENT_LIMIT)
    check_text({f"/{name}": read[name] for name in _FREE if name in read})
    if "template" in read:
        _check_places(read["words"], Declares(read["template"]["declares"]))
    return read


def _check_places(words: str, declares: Declares) -> None:
    place = unfit_places(words, declares)
    if place is not None:
        places = ", ".join(f"{{{one}}}" for one in sorted(PLACES))
        form = Said(f"diese Stellen, so geschrieben: {places}", f"these places, written like this: {places}")
        raise TextUnfit("places", pointer="/words").saying(form=form)


def add_texts(read: Iterable[Mapping[str, Any]], *, by: Principal, hub: Hub) -> Sequence[Fact]:
    """Keep texts as proposals, each with the digest of its words; one that is there already is not kept twice.

    Raises:
        TextUnfit: the legal layer is in another language than German, or the version was released with other words.
        WrongPassphrase, Forbidden: who proposes it is not proven, or may not.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=KEEPERS)
        there = texts_in(tx, at=at)
        done = []
        for one in read:
            document = {**one, "sha256": digest(one["words"].encode())}
            same = _there(document, there=there)
            if same is None:
                written = read_fact(FactKind.TEXT_DRAFT, document, at=at)
                people = Recorders(who.id)
                same = record_fact(tx, FactKind.TEXT_DRAFT, written, people=people, hub=hub, at=at)
            done.append(same)
    return done


def _there(document: Mapping[str, Any], *, there: Sequence[KnownText]) -> Fact | None:
    """The proposal there is of these very words, if any. Words that were released stay as they are."""
    _check_language(document)
    place = document["version"], f"{document['language']} {document['layer']}"
    for known in there:
        if (known.newest.subject, known.newest.topic) != place:
            continue
        if known.proposed and known.proposed.document == document:
            return known.proposed
        if known.released and known.released.document["sha256"] != document["sha256"]:
            raise TextUnfit("released", pointer="/version").saying(form=_NEW_VERSION)
    return None


def _check_language(document: Mapping[str, Any]) -> None:
    german, aid = document["language"] == LEGAL_LANGUAGE, document["layer"] == Layer.STANDARD
    if document["layer"] == Layer.LEGAL and not german:
        raise TextUnfit("language", pointer="/language").saying(form=_GERMAN)
    if aid and german:
        raise TextUnfit("layer", pointer="/layer").saying(form=_READING_AID)
