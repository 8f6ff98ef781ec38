"""Sealing a part: on the machine of the person's helper or doctor, with the partner's document and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import schemas
from exchange.core.consent.field import SEALED_TYP, is_sealed, sealed_header
from exchange.core.errors import KeyUnusable, SchemaInvalid
from exchange.core.packet.file_name import check_file_name
from exchange.core.packet.media import HEAD, check_head, media_of
from exchange.core.partner.sealed_part import SealedPartUnfit, Unfit
from exchange.core.said import Said, one_of
from exchange.partner.sealed.content import FILE_LIMIT, SealedFile, write_content
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.objects import SEALED_PART_CONTENT, SEALED_PART_JWE
from keys.ring import KeySet
from keys.seal import seal
from keys.strictjson import loads

SCHEMA = "section-sealed"
_PROVENANCE = Said(
    "person, oder professional: und die Kennung der Fachkraft, wie professional:https://praxis.example",
    "person, or professional: and the professional's entity id, such as professional:https://practice.example",
)


def seal_part(
    content: bytes,
    *,
    name: str,
    document: Mapping[str, Any],
    categories: Sequence[str],
    provenance: str,
    at: datetime,
) -> dict[str, Any]:
    """Seal one file to a partner and return the part, as it stands in a draft's `sealed`.

    `document` is the partner's own (schema `partner`), `name` the file's name, `categories` what it is about,
    `provenance` whose words it holds: `person` or `professional:<entity>`.

    Raises:
        SchemaInvalid: the document is no partner's, or the provenance is none.
        AttachmentRefused: the file's name, kind or first bytes are not allowed.
        SealedPartUnfit: it is too large, sealed already, or of no category that a sealed part may have.
        KeyUnusable: the partner has no key for it now.
    """
    for problem in schemas.validate("partner", document):
        raise SchemaInvalid(problem.rule, pointer=problem.pointer)
    _check_file(content)
    media_type = media_of(name)
    file = SealedFile(
        name=check_file_name(name, media_type=media_type),
        media_type=media_type,
        categories=tuple(dict.fromkeys(categories)),
        provenance=provenance,
        audience=document["entity"],
        sealed_at=at,
        content=content,
    )
    check_head(content[:HEAD], media_type=media_type)
    said = {"categories": list(file.categories), "provenance": provenance}
    _check_said(said)
    try:
        key = KeySet.from_jwks(document["enc_jwks"], Purpose.ENC).current(Purpose.ENC, at)
    except KeysError as error:
        raise KeyUnusable(error.code) from error
    more = {"aud": file.audience, **said}
    jwe = seal(write_content(file), to=key, typ=SEALED_PART_JWE, cty=SEALED_PART_CONTENT, more=more)
    return {**said, "jwe": jwe}


def _check_file(content: bytes) -> None:
    if len(content) > FILE_LIMIT:
        raise SealedPartUnfit(Unfit.SIZE, pointer="FILE")
    if _is_sealed_already(content):
        raise SealedPartUnfit(Unfit.TWICE, pointer="FILE")


def _is_sealed_already(content: bytes) -> bool:
    """Whether a file is itself a sealed part, or the JWE of one: sealed twice, the partner would find no file in it."""
    try:
        read = loads(content)
    except KeysError:
        text = content.decode("latin-1").strip()
        return text.count(".") == len("....") and sealed_header(text).get("typ") == SEALED_TYP
    return is_sealed(read)


def _check_said(said: Mapping[str, Any]) -> None:
    """Hold what a part would declare against the form of one."""
    for problem in schemas.validate(SCHEMA, {**said, "jwe": "a.a.a.a.a"}):
        if problem.pointer.startswith("/provenance"):
            raise SchemaInvalid(problem.rule, pointer="--provenance").saying(form=_PROVENANCE)
        raise SealedPartUnfit(Unfit.CATEGORY, pointer="--categories").saying(form=one_of(allowed_categories()))


def allowed_categories() -> tuple[str, ...]:
    """The categories a sealed part may be of."""
    return tuple(schemas.load(SCHEMA)["properties"]["categories"]["items"]["enum"])
