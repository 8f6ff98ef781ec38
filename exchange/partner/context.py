"""Partner context: everything one partner works with, put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.outbound.client import OutboundClient, OutboundTrust
from exchange.core.errors import WrongPassphrase
from exchange.partner.acknowledge import EventSigner
from exchange.partner.errors import InboxDamaged
from exchange.partner.folder import PartnerFolder, Settings, read_document, read_settings
from exchange.partner.hub import HubConfiguration
from exchange.partner.inbox import Inbox
from exchange.partner.session import Session
from exchange.partner.threads import Threads
from exchange.partner.unseal import DecryptionKeys
from exchange.partner.verify import Offer, read_offer
from keys.errors import VaultLocked
from keys.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerContext:
    """One partner, open: its folder, what it reads with, writes with, and speaks to its hub through."""

    place: PartnerFolder
    settings: Settings
    inbox: Inbox
    threads: Threads
    offer: Offer
    hub_configuration: HubConfiguration
    decryption: DecryptionKeys
    signer: EventSigner
    session: Session
    client: OutboundClient
    now: Callable[[], datetime]


def open_context(place: PartnerFolder, *, passphrase: bytes, now: Callable[[], datetime]) -> PartnerContext:
    """Open a partner's folder. Nothing is asked of the hub yet.

    Raises:
        NoPartnerHere, InboxDamaged: there is no partner here, or its settings are damaged.
        WrongPassphrase: the keys stay closed.
        VaultBroken: the vault is missing or damaged.
    """
    settings = read_settings(place)
    document = read_document(place)
    try:
        vault = Vault.open(place.vault, passphrase=passphrase)
    except VaultLocked as error:
        raise WrongPassphrase from error
    client = open_client(settings)
    hub_configuration = HubConfiguration(place=place, settings=settings, client=client, now=now)
    threads = Threads(place, data_key=vault.data_key)
    return PartnerContext(
        place=place,
        settings=settings,
        inbox=Inbox(place),
        threads=threads,
        offer=read_offer(document),
        hub_configuration=hub_configuration,
        decryption=DecryptionKeys(
            entity=settings.entity, ring=vault.ring, hub_configuration=hub_configuration, now=now
        ),
        signer=EventSigner(entity=settings.entity, hub=settings.hub, ring=vault.ring, threads=threads, now=now),
        session=Session(
            settings=settings, ring=vault.ring, hub_configuration=hub_configuration, client=client, now=now
        ),
        client=client,
        now=now,
    )


def open_client(settings: Settings) -> OutboundClient:
    """Make the HTTP client for the hub: public addresses, and the private networks and authorities our settings name.

    Raises:
        InboxDamaged: a network named there is none, or is not a private one; or the file of authorities is none.
    """
    try:
        trust = OutboundTrust.read(inside=settings.inside, authorities=settings.authorities)
    except ValueError as error:
        raise InboxDamaged(f"partner.toml: {'authorities' if 'authorities' in str(error) else 'inside'}") from error
    return OutboundClient(demo=settings.demo, trust=trust)
