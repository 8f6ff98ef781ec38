"""Words of a template: those the house has released for a service, and the program's own where it has none."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.clause import Recipient
from exchange.core.consent.texts.shipped import RELEASE_VERSION, SHIPPED, VERSION
from exchange.core.consent.texts.template import Declares, Words
from exchange.core.consent.texts.version import LEGAL_LANGUAGE, Layer, TextNotReleased
from exchange.core.said import Said
from exchange.core.vocabulary import Service
from exchange.flows.consent.texts.known import KnownText, texts_in
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest

_VERSIONS = {Declares.CONSENT: VERSION, Declares.RELEASE: RELEASE_VERSION}
_AS_GERMAN = f"{LEGAL_LANGUAGE} {Layer.LEGAL}"
_NONE = Said("kein Text der Vorlagen", "no text of the templates")


def words_for(service: Service | None, declares: Declares, *, hub: Hub) -> Words:
    """The German words that count, for a service now: the house's own that were released last, else the program's.

    Raises:
        TextNotReleased: the house has released texts, but none for this service.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        own = max(_own(tx, service, declares, at=at), key=lambda one: _since(one[0]), default=None)
        if own is not None:
            return own[1]
        version = _VERSIONS[declares]
        released = _released(tx, at=at)
        if released and version not in {one.subject for one in released if one.topic == _AS_GERMAN}:
            names = ", ".join(sorted({one.subject for one in released}))
            form = Said(f"freigegeben ist: {names}", f"released are: {names}") if names else _NONE
            raise TextNotReleased(pointer="--template").saying(form=form)
    return _words_of(_shipped(version, Layer.LEGAL, LEGAL_LANGUAGE))


def aid_for(version: str, *, aid: str, hub: Hub) -> Words | None:
    """What helps to read a version: `easy` (German, reviewed) or a language. None where there is none of it.

    Of a house's own version only what was released with it, of the program's what it comes with.
    """
    layer, language = (Layer.EASY, LEGAL_LANGUAGE) if aid == Layer.EASY else (Layer.STANDARD, aid)
    with hub.store.reading() as tx:
        for one in texts_in(tx, at=hub.clock.now()):
            if (one.newest.subject, one.newest.topic) == (version, f"{language} {layer}") and _is_usable(one):
                return _words_of({**one.newest.document, "words": one.words})
    shipped = _shipped(version, layer, language)
    return _words_of(shipped) if shipped else None


def service_of(recipient: Recipient, *, hub: Hub) -> Service | None:
    """The service of a line as the partner offers it now; None where it does so no more."""
    with hub.store.reading() as tx:
        partner = tx.partners.get(recipient.entity)
        line = partner.line(recipient.service_line) if partner else None
        return line.service if line else None


def _own(tx: Tx, service: Service | None, declares: Declares, *, at: datetime) -> Iterator[tuple[KnownText, Words]]:
    for one in texts_in(tx, at=at):
        said = one.newest.document
        template = said.get("template", {})
        if said["layer"] != Layer.LEGAL or template.get("declares") != declares or not _is_usable(one):
            continue
        if service is not None and service.value in template["services"]:
            yield one, _words_of({**said, "words": one.words})


def _is_usable(one: KnownText) -> bool:
    return one.is_released and bool(one.words)


def _since(one: KnownText) -> datetime:
    return one.released.valid_from if one.released else one.newest.valid_from


def _released(tx: Tx, *, at: datetime) -> Sequence[Fact]:
    return tuple(holding(tx.facts.history(FactKind.TEXT), at=at, known_at=at))


def _shipped(version: str, layer: Layer, language: str) -> Mapping[str, Any]:
    place = (version, layer, language)
    return next((one for one in SHIPPED if (one["version"], one["layer"], one["language"]) == place), {})


def _words_of(document: Mapping[str, Any]) -> Words:
    words = str(document["words"])
    return Words(version=str(document["version"]), sha256=digest(words.encode()), words=words)
