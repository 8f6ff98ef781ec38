"""One frozen `Config`, read once from `geleit.toml` in the hub's directory. An unknown key is an error."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from exchange.core.errors import Refusal
from exchange.core.ids import read_entity
from exchange.core.policy import Policy
from exchange.core.vocabulary import Scan

FILE = "geleit.toml"
_TOP = {"origin", "name", "demo", "database", "person_keys", "land", "classic_until"}
_TABLES = {"attachments", "deadlines", "adapters", "clients"}


class BadConfig(Refusal):
    """The hub's configuration is missing, broken or names something unknown."""

    code = "HUB_BAD_CONFIG"
    de = "Die Konfiguration der Vermittlungsstelle fehlt, ist fehlerhaft oder enthält Unbekanntes."
    fix_de = "Prüfen Sie geleit.toml; jeder Eintrag ist in deploy/geleit.example.toml erklärt."
    fix_en = "Check geleit.toml; deploy/geleit.example.toml explains every entry."


class AlreadyThere(Refusal):
    """There is a hub in this folder already; nothing was changed."""

    code = "HUB_ALREADY_THERE"
    status = 409
    de = "In diesem Ordner liegt schon eine Vermittlungsstelle; es wurde nichts geändert."
    fix_de = "Wählen Sie einen anderen Ordner, oder arbeiten Sie mit der vorhandenen weiter."
    fix_en = "Choose another folder, or go on with the one that is there."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """A registered client of the hub's own organisation: a case-management system or a resource server."""

    client_id: str
    jwks: Mapping[str, Any]
    scopes: tuple[str, ...]
    resource_server: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A hub's configuration.

    `origin` is its entity id and public address. `database` and `person_keys` are database URLs; relative SQLite
    paths are taken from the hub's directory. `adapters` maps an adapter's name to its settings.
    """

    directory: Path
    origin: str
    name: str
    demo: bool
    database: str
    person_keys: str
    policy: Policy
    adapters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    clients: tuple[ClientConfig, ...] = ()

    @property
    def vault(self) -> Path:
        """The file that holds the wrapped private keys."""
        return self.directory / "vault" / "keys.vault"

    @property
    def blobs(self) -> Path:
        """The folder that holds attachment ciphertext."""
        return self.directory / "blobs"


def read_config(directory: Path, *, file: str = FILE) -> Config:
    """Read `geleit.toml` of a hub's directory.

    Raises:
        BadConfig: it is missing, is not TOML, or names something unknown.
        NotAnEntity: the origin is not an entity id.
    """
    try:
        document = tomllib.loads((directory / file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(str(directory / file)) from error
    unknown = sorted(set(document) - _TOP - _TABLES)
    if unknown or "origin" not in document:
        raise BadConfig(unknown[0] if unknown else "origin")
    try:
        return _config(document, directory.resolve())
    except (KeyError, TypeError, ValueError) as error:
        raise BadConfig(str(error)) from error


def _config(document: Mapping[str, Any], directory: Path) -> Config:
    demo = bool(document.get("demo", False))
    return Config(
        directory=directory,
        origin=read_entity(document["origin"], demo=demo),
        name=document.get("name", ""),
        demo=demo,
        database=_database(document.get("database", "sqlite:///geleit.sqlite"), directory),
        person_keys=_database(document.get("person_keys", "sqlite:///person-keys.sqlite"), directory),
        policy=_policy(document),
        adapters=document.get("adapters", {"mailbox": {}}),
        clients=tuple(_client(entry) for entry in document.get("clients", ())),
    )


def _database(url: str, directory: Path) -> str:
    scheme, found, path = url.partition(":///")
    if found and scheme == "sqlite" and not path.startswith("/"):
        return f"{scheme}:///{directory / path}"
    return url


def _policy(document: Mapping[str, Any]) -> Policy:
    usual, chosen = Policy(), document.get("attachments", {})
    return Policy(
        land=document.get("land", usual.land),
        scans=frozenset(Scan(scan) for scan in chosen.get("scans", usual.scans)),
        attachment_limit=int(chosen.get("limit", usual.attachment_limit)),
        attachment_count=int(chosen.get("count", usual.attachment_count)),
        attachments_limit=int(chosen.get("together", usual.attachments_limit)),
        classic_until=date.fromisoformat(str(document.get("classic_until", usual.classic_until))),
        deadlines=document.get("deadlines", {}),
    )


def _client(entry: Mapping[str, Any]) -> ClientConfig:
    return ClientConfig(
        client_id=entry["client_id"],
        jwks=entry["jwks"],
        scopes=tuple(entry.get("scopes", ())),
        resource_server=bool(entry.get("resource_server", False)),
    )
