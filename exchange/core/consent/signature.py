"""Signature: who signed a declaration, when, and within which areas; and a declaration that stands by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.ids import read_instant, show_instant


class SignerRole(StrEnum):
    """Who signs a consent."""

    PERSON = "person"
    GUARDIAN = "guardian"


class Area(StrEnum):
    """What a court put into a guardian's hands (§ 1815 BGB): the areas that matter here."""

    HEALTH = "health"
    FINANCE = "finance"
    HOUSING = "housing"
    AUTHORITIES = "authorities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signature. `scope` is a guardian's areas and empty for the person."""

    role: SignerRole
    name: str
    signed_at: datetime
    scope: frozenset[Area] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A declaration of its own beside the consent: its id, the text shown, the proof, and who signed it when.

    The digests are base64url SHA-256, of the text and of the signed evidence.
    """

    id: str
    text_version: str
    text_sha256: str
    evidence_sha256: str
    signers: tuple[Signer, ...]


def read_signers(document: Sequence[Mapping[str, Any]]) -> tuple[Signer, ...]:
    """Turn the signatures of a schema-valid document into values."""
    return tuple(map(_signer, document))


def show_signers(signers: Sequence[Signer]) -> list[dict[str, Any]]:
    """Write signatures as JSON."""
    return [
        {
            "role": str(signer.role),
            "name": signer.name,
            "signed_at": show_instant(signer.signed_at),
            "scope": sorted(signer.scope),
        }
        for signer in signers
    ]


def read_declaration(document: Mapping[str, Any]) -> Declaration:
    """Turn a declaration of a schema-valid document into a value."""
    return Declaration(
        id=document["id"],
        text_version=document["text"]["version"],
        text_sha256=document["text"]["sha256"],
        evidence_sha256=document["evidence_sha256"],
        signers=read_signers(document["signers"]),
    )


def show_declaration(declaration: Declaration) -> dict[str, Any]:
    """Write a declaration as JSON."""
    return {
        "id": declaration.id,
        "text": {"version": declaration.text_version, "sha256": declaration.text_sha256},
        "evidence_sha256": declaration.evidence_sha256,
        "signers": show_signers(declaration.signers),
    }


def _signer(document: Mapping[str, Any]) -> Signer:
    return Signer(
        role=SignerRole(document["role"]),
        name=document["name"],
        signed_at=read_instant(document["signed_at"]),
        scope=frozenset(map(Area, document.get("scope", ()))),
    )
