"""Partner setup: keys, vault, settings, and the document its hub will enrol."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import schemas
from exchange.core.errors import SchemaInvalid
from exchange.core.ids import read_entity
from exchange.core.vocabulary import PartnerKind
from exchange.partner import files
from exchange.partner.errors import PartnerExists
from exchange.partner.folder import PartnerFolder, Settings, read_document, write_settings
from keys import durable
from keys.hpke import ALG as HYBRID
from keys.jwk import PrivateKey, Purpose
from keys.vault import Vault

VALID = timedelta(days=365)
"""How long the first keys are valid."""

_ALGS = {Purpose.FEDERATION: "ES256", Purpose.OAUTH: "ES256", Purpose.ENC: HYBRID, Purpose.ACK: "ES256"}


def found(
    place: PartnerFolder,
    *,
    settings: Settings,
    name: str,
    kind: PartnerKind,
    lines: Sequence[Mapping[str, Any]],
    passphrase: bytes,
    at: datetime,
) -> None:
    """Make keys and write the four files. The settings come last: a folder without them is none yet.

    `lines` are service lines as schema `partner` words them.

    Raises:
        PartnerExists: there is a partner here.
        NotAnEntity: an entity id is none.
        SchemaInvalid: the document would not fit its schema; nothing was written.
    """
    if place.settings.exists() or place.vault.exists():
        raise PartnerExists
    for entity in (settings.entity, settings.hub):
        read_entity(entity, demo=settings.demo)
    made = [PrivateKey.generate(purpose, nbf=at, exp=at + VALID, alg=alg) for purpose, alg in _ALGS.items()]
    document = _document(made, entity=settings.entity, name=name, kind=kind, lines=lines)
    _check(document)
    durable.make_folder(place.root)
    vault = Vault.create(place.vault, passphrase=passphrase)
    for key in made:
        vault.add(key)
    files.write_json(place.document, document)
    write_settings(place, settings)


def add_members(place: PartnerFolder, members: Mapping[str, object]) -> None:
    """Write more into the document, as schema `partner` words it, such as a `hook`; the hub has to enrol it anew.

    Raises:
        NoPartnerHere: there is no document.
        SchemaInvalid: it does not fit; nothing was written.
    """
    document = {**read_document(place), **members}
    _check(document)
    files.write_json(place.document, document)


def _check(document: Mapping[str, Any]) -> None:
    for problem in schemas.validate("partner", document):
        raise SchemaInvalid(problem.rule, pointer=problem.pointer)


def _document(
    made: Sequence[PrivateKey], *, entity: str, name: str, kind: PartnerKind, lines: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    jwks = {f"{key.public.purpose}_jwks": {"keys": [key.public.to_jwk()]} for key in made}
    return {
        "entity": entity,
        "name": name,
        "kind": kind.value,
        "service_lines": [dict(line) for line in lines],
        **jwks,
    }
