"""Configuration: one frozen `Config`, read once from `geleit.toml` in the hub's folder. An unknown key is an error."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from exchange.core.errors import NotAnEntity, Refusal
from exchange.core.ids import read_entity
from exchange.core.policy import Policy
from exchange.core.rate_limit import LEAST_BODY_MEMORY, Limits
from exchange.core.said import Said, one_of
from exchange.core.text.forms import ENTITY
from exchange.core.vocabulary import Scan
from keys.errors import KeysError
from keys.jwk import thumbprint

FILE = "geleit.toml"
_NO_FILE = Said("Hier liegt keine lesbare geleit.toml.", "There is no geleit.toml here that can be read.")
_NO_ENTRY = Said("Diesen Eintrag gibt es nicht.", "There is no such entry.")
_MISSING = Said("Der Eintrag origin fehlt.", "The entry origin is missing.")
_TOML = Said('TOML, zum Beispiel origin = "https://hub.example"', 'TOML, for example origin = "https://hub.example"')
_TOP = {"origin", "name", "demo", "database", "person_keys", "land", "classic_until", "step_required", "backup_mark"}
_TABLES = {"attachments", "deadlines", "adapters", "clients", "limits", "federation"}
_SCHEMES = {"sqlite", "postgresql"}
_PORT = 5432


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
    """A client of the hub's own organisation that stands in its file; `kids` are the thumbprints of its keys."""

    client_id: str
    jwks: Mapping[str, Any]
    kids: frozenset[str]
    scopes: tuple[str, ...]
    resource_server: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A hub's configuration.

    `origin` is its entity id and public address. `database` and `person_keys` are database URLs; relative SQLite
    paths are taken from the hub's directory. `adapters` maps an adapter's name to its settings. `backup_mark` is the
    file that every backup touches when it is done; None where nobody has named one. `anchors` are the trust anchors
    that speak for this hub.
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
    limits: Limits = field(default_factory=Limits)
    backup_mark: Path | None = None
    anchors: tuple[str, ...] = ()

    @property
    def vault(self) -> Path:
        """The file that holds the wrapped private keys."""
        return self.directory / "vault" / "keys.vault"

    @property
    def log(self) -> Path:
        """The folder that holds what was published of the evidence logs; apart from the database, and never older."""
        return self.directory / "log"

    @property
    def reserve(self) -> Path:
        """The file that holds nothing but room, for a full disk."""
        return self.directory / "reserve"

    @property
    def blobs(self) -> Path:
        """The folder that holds attachment ciphertext."""
        return self.directory / "blobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a new hub's `geleit.toml` says. An empty entry is left out, so that the usual holds."""

    origin: str
    name: str
    demo: bool
    land: str
    database: str = ""
    person_keys: str = ""

    def text(self) -> str:
        """Write the file's text."""
        # What JSON writes for a text or a truth value, TOML reads as the same.
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in given if value != ""]
        return "".join(("# Explained entry by entry in deploy/geleit.example.toml.\n", *lines))


def read_config(directory: Path) -> Config:
    """Read `geleit.toml` of a hub's directory.

    Raises:
        BadConfig: it is missing, is not TOML, or names something unknown.
        NotAnEntity: the origin is not an entity id.
    """
    try:
        text = (directory / FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(str(directory / FILE)).saying(what=_NO_FILE, where=str(directory / FILE)) from error
    return parse_config(text, directory=directory)


def parse_config(text: str, *, directory: Path) -> Config:
    """Read the text of a `geleit.toml` that lies in the directory, or will.

    Raises:
        BadConfig: it is not TOML, names something unknown, or keeps the persons' keys in the main database.
        NotAnEntity: the origin is not an entity id.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # What the reader says names a line and a column, and no value.
        what = Said(f"{error}.", f"{error}.")
        raise BadConfig(str(directory / FILE)).saying(what=what, where=str(directory / FILE), form=_TOML) from error
    known = _TOP | _TABLES
    for name in sorted(set(document) - known):
        raise BadConfig(name).saying(what=_NO_ENTRY, where=f"{FILE}: {name}", form=one_of(sorted(known), typed=name))
    if "origin" not in document:
        raise BadConfig("origin").saying(what=_MISSING, where=f"{FILE}: origin", form=ENTITY)
    try:
        return _config(document, directory.resolve())
    except (KeyError, TypeError, ValueError) as error:
        raise BadConfig(str(error)) from error


def _config(document: Mapping[str, Any], directory: Path) -> Config:
    demo = bool(document.get("demo", False))
    database = _database(document, "database", directory / "geleit.sqlite")
    person_keys = _database(document, "person_keys", directory / "person-keys.sqlite")
    # A backup that holds the keys next to what they open would bring an erased person back.
    if _place(database) == _place(person_keys):
        raise ValueError("person_keys: the same as database")
    return Config(
        directory=directory,
        origin=_origin(document["origin"], demo=demo),
        name=document.get("name", ""),
        demo=demo,
        database=database,
        person_keys=person_keys,
        policy=_policy(document),
        adapters=document.get("adapters", {"mailbox": {}, "webhook": {}}),
        clients=_clients(document.get("clients", ())),
        limits=_limits(document.get("limits", {})),
        backup_mark=_backup_mark(document.get("backup_mark", ""), directory),
        anchors=_anchors(document.get("federation", {}), origin=document["origin"], demo=demo),
    )


def _anchors(chosen: Mapping[str, Any], *, origin: str, demo: bool) -> tuple[str, ...]:
    named = chosen.get("anchors", [])
    if chosen.keys() - {"anchors"} or not isinstance(named, list) or origin in named:
        raise ValueError("federation: anchors, a list of others")
    try:
        return tuple(dict.fromkeys(read_entity(one, demo=demo) for one in named))
    except NotAnEntity as error:
        raise error.saying(where="federation: anchors") from error


def _backup_mark(path: object, directory: Path) -> Path | None:
    if not isinstance(path, str):
        raise TypeError("backup_mark: a path")
    return directory / path if path else None


def _origin(text: object, *, demo: bool) -> str:
    try:
        return read_entity(text, demo=demo)
    except NotAnEntity as error:
        raise error.saying(where="origin") from error


def _database(document: Mapping[str, Any], entry: str, usual: Path) -> str:
    url = str(document.get(entry, f"sqlite:///{usual}"))
    scheme, found, path = url.partition("://")
    try:
        _place(url)
    except ValueError:
        found = ""
    if not found or scheme not in _SCHEMES:
        # Only the entry is named: its URL may hold a password.
        raise ValueError(entry)
    if scheme == "sqlite" and not path.startswith("//"):
        return f"sqlite:///{usual.parent / path.removeprefix('/')}"
    return url


def _place(url: str) -> tuple[str, int, str]:
    """Where a database is, whoever opens it: host or socket's folder, port, name."""
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    name = asked.get("dbname", parts.path)
    if parts.scheme == "sqlite":
        return "", 0, str(Path(name[1:]).resolve())
    host = asked.get("host") or parts.hostname or ""
    return host.lower(), int(asked.get("port") or parts.port or _PORT), name.strip("/")


def _policy(document: Mapping[str, Any]) -> Policy:
    usual, chosen = Policy(), document.get("attachments", {})
    return Policy(
        land=document.get("land", usual.land),
        scans=frozenset(Scan(scan) for scan in chosen.get("scans", usual.scans)),
        attachment_limit=int(chosen.get("limit", usual.attachment_limit)),
        attachment_count=int(chosen.get("count", usual.attachment_count)),
        attachments_limit=int(chosen.get("together", usual.attachments_limit)),
        classic_until=date.fromisoformat(str(document.get("classic_until", usual.classic_until))),
        step_required=_yes_or_no(document, "step_required"),
        deadlines=document.get("deadlines", {}),
        upload_bytes=int(document.get("limits", {}).get("upload_bytes", usual.upload_bytes)),
    )


def _yes_or_no(document: Mapping[str, Any], entry: str) -> bool:
    chosen = document.get(entry, False)
    if not isinstance(chosen, bool):
        # What is written as "false" would read as a yes.
        raise TypeError(f"{entry}: true or false")
    return chosen


def _limits(chosen: Mapping[str, Any]) -> Limits:
    numbers = {name: int(value) for name, value in chosen.items() if name != "shared_addresses"}
    if min(numbers.values(), default=1) < 1:
        raise ValueError("limits: at least 1")
    if numbers.get("body_memory", LEAST_BODY_MEMORY) < LEAST_BODY_MEMORY:
        raise ValueError(f"limits: body_memory at least {LEAST_BODY_MEMORY}")
    # What the policy says, not one process.
    numbers.pop("upload_bytes", 0)
    shared = frozenset(chosen.get("shared_addresses", Limits().shared_addresses))
    return Limits(**numbers, shared_addresses=shared)


def _clients(entries: Sequence[Mapping[str, Any]]) -> tuple[ClientConfig, ...]:
    clients = tuple(map(_client, entries))
    # A key names its owner: what two sign with one key is the word of either.
    kids = [kid for client in clients for kid in client.kids]
    if len({client.client_id for client in clients}) != len(clients) or len(set(kids)) != len(kids):
        raise ValueError("clients: client_id or key twice")
    return clients


def _client(entry: Mapping[str, Any]) -> ClientConfig:
    if "referral.send" in entry.get("scopes", ()):
        # Who sends referrals is registered by two people, not by whoever edits a file.
        raise ValueError("clients: referral.send; geleit client add")
    try:
        kids = frozenset(thumbprint(jwk) for jwk in entry["jwks"]["keys"])
    except KeysError as error:
        raise ValueError(f"clients: jwks {error.code}") from error
    return ClientConfig(
        kids=kids,
        client_id=entry["client_id"],
        jwks=entry["jwks"],
        scopes=tuple(entry.get("scopes", ())),
        resource_server=bool(entry.get("resource_server", False)),
    )
