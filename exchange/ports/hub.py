"""Hub: one, as its flows see it: who it is, what it decides, and the world it acts on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from exchange.core.compliance.running import ChannelFacts
from exchange.core.policy import Policy
from exchange.ports.store import Store
from exchange.ports.world import Blobs, Clock, Entropy
from keys.ring import Ring


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """What every flow needs.

    `origin` is the hub's entity id, its OAuth issuer and the base of every address; nothing else is ever taken for
    it. `rings` gives the hub's own keys as they are now, so that a rotation reaches running processes. `demo` hubs
    accept `http://127.0.0.0/8` entities; production hubs never do. `pulled` names the adapters of partners that fetch
    what lies in their mailbox: for them nothing has to be carried. `channels` is what loaded adapters say of their
    ways, by name; one that says nothing is not in it. `configured` names the clients that stand in
    `geleit.toml`, each with the thumbprints of its keys. `through` is the registered client on whose word
    somebody acts, empty where people act here themselves; every line of the evidence log then names it.
    """

    origin: str
    demo: bool
    policy: Policy
    store: Store
    blobs: Blobs
    clock: Clock
    entropy: Entropy
    rings: Callable[[], Ring]
    pulled: frozenset[str] = frozenset()
    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    configured: Mapping[str, frozenset[str]] = field(default_factory=dict)
    through: str = ""

    @property
    def ring(self) -> Ring:
        """The hub's own keys as they are now."""
        return self.rings()
