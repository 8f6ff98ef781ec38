"""Partner folder: where a partner keeps what: one folder, plain files, nothing outside it.

```
partner.toml                    entity id, hub, the hub's pinned thumbprint, demo or not, networks of our own
partner.json                    the document that the hub enrols (schema `partner`)
vault                           private keys, and the key for data at rest (keys.vault)
hub.jws                         the hub's entity configuration as last verified
inbox/<packet>/received.json    how far this packet has come; ids and codes only
inbox/<packet>/parcel.json      the parcel as received, still sealed
inbox/<packet>/blobs/<sha256>   attachments, still sealed; `.part` in quarantine, until they are whole and open
inbox/<packet>/events/<jti>     what the hub said of it; ids and codes only
threads/<referral>/<n>.json     our events of one referral in their order, encrypted under the vault's data key
threads/<packet>/<n>.json       the same for a packet that could not be opened
todo/<packet>, outbox/…         names of what is unfinished: packets to be fetched, events to be sent
```
"""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exchange.core.ids import read_entity, read_uuid
from exchange.partner import files
from exchange.partner.errors import InboxDamaged, NoPartnerHere


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who this partner is, which hub it belongs to, and the thumbprint of that hub's federation key.

    `inside` are private networks, such as `10.20.0.0/16`, in which the hub may be found; none unless named.
    `authorities` is a file (PEM) of certificate authorities to believe beside the public ones, empty for none.
    """

    entity: str
    hub: str
    pin: str
    demo: bool
    inside: tuple[str, ...] = ()
    authorities: str = ""


@dataclass(frozen=True, slots=True)
class PartnerFolder:
    """The paths of one partner's folder."""

    root: Path

    @property
    def settings(self) -> Path:
        """Who we are, in TOML."""
        return self.root / "partner.toml"

    @property
    def document(self) -> Path:
        """What the hub enrols."""
        return self.root / "partner.json"

    @property
    def vault(self) -> Path:
        """Our private keys."""
        return self.root / "vault"

    @property
    def hub(self) -> Path:
        """The hub's entity configuration."""
        return self.root / "hub.jws"

    @property
    def inbox(self) -> Path:
        """One folder per packet."""
        return self.root / "inbox"

    @property
    def threads(self) -> Path:
        """One folder per referral."""
        return self.root / "threads"

    @property
    def todo(self) -> Path:
        """One empty file per packet that is not finished."""
        return self.root / "todo"

    @property
    def outbox(self) -> Path:
        """One empty file per event that the hub has not taken yet."""
        return self.root / "outbox"

    def packet(self, packet_id: str) -> Path:
        """The folder of one packet.

        Raises:
            NotAnId: this is no packet id; nothing but a UUID ever becomes part of a path.
        """
        return self.inbox / read_uuid(packet_id)

    def thread(self, referral: str) -> Path:
        """The folder of one referral's events. Raises as `packet` does."""
        return self.threads / read_uuid(referral)


def write_settings(place: PartnerFolder, settings: Settings) -> None:
    """Write partner.toml."""
    lines = (
        "# Who this partner is, and which hub it trusts. The pin is the thumbprint of the hub's federation key.",
        f'entity = "{settings.entity}"',
        f'hub = "{settings.hub}"',
        f'pin = "{settings.pin}"',
        f"demo = {'true' if settings.demo else 'false'}",
        "# Private networks in which the hub may be found, such as 10.20.0.0/16. Others are never called.",
        f"inside = {json.dumps(settings.inside)}",
        "# A file (PEM) of certificate authorities to believe beside the public ones, where the hub has its own.",
        f"authorities = {json.dumps(settings.authorities)}",
        "",
    )
    files.write(place.settings, "\n".join(lines).encode())


def read_settings(place: PartnerFolder) -> Settings:
    """Read partner.toml.

    Raises:
        NoPartnerHere: there is none.
        InboxDamaged: it is not one.
        NotAnEntity: an entity id in it is none.
    """
    try:
        read = tomllib.loads(place.settings.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoPartnerHere from error
    except ValueError as error:
        raise InboxDamaged("partner.toml") from error
    demo, inside = read.get("demo", False), read.get("inside", [])
    if not isinstance(demo, bool) or not isinstance(read.get("pin"), str) or not isinstance(inside, list):
        raise InboxDamaged("partner.toml")
    entity, hub = (read_entity(read.get(name), demo=demo) for name in ("entity", "hub"))
    return Settings(
        entity=entity,
        hub=hub,
        pin=read["pin"],
        demo=demo,
        inside=tuple(map(str, inside)),
        authorities=str(read.get("authorities", "")),
    )


def read_document(place: PartnerFolder) -> dict[str, Any]:
    """Read partner.json.

    Raises:
        NoPartnerHere: there is none.
    """
    document = files.read_json(place.document)
    if document is None:
        raise NoPartnerHere
    return document
