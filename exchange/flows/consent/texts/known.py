"""Known texts: what was proposed and what was released, as the registers hold it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.consent import Consent
from exchange.core.consent.texts.version import Layer, TextVersion, is_released, not_released, shown_in
from exchange.flows.staff.authenticate import ONLOOKERS, OPERATORS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_LAYERS = (Layer.LEGAL, Layer.EASY, Layer.STANDARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownText:
    """A text in one language and layer: as it was proposed, and as it was released.

    One of both may be missing: words that wait, or a release whose words rest elsewhere.
    """

    proposed: Fact | None
    released: Fact | None

    @property
    def newest(self) -> Fact:
        """What says most of it: its release, or until then its proposal."""
        newest = self.released or self.proposed
        if newest is None:
            raise ValueError
        return newest

    @property
    def is_released(self) -> bool:
        """Whether the words that were proposed last are those that were released."""
        if self.released is None or self.proposed is None:
            return self.released is not None
        return bool(self.released.document["sha256"] == self.proposed.document["sha256"])

    @property
    def words(self) -> str:
        """The words; empty where they rest elsewhere."""
        return str(self.proposed.document["words"]) if self.proposed else ""


def texts_in(tx: Tx, *, at: datetime) -> Sequence[KnownText]:
    """Every text that is known, in order of version; of one the words that count first."""
    found: dict[tuple[str, str], dict[FactKind, Fact]] = {}
    for kind in (FactKind.TEXT_DRAFT, FactKind.TEXT):
        for one in holding(tx.facts.history(kind), at=at, known_at=at):
            found.setdefault((one.subject, one.topic), {})[kind] = one
    known = (
        KnownText(proposed=one.get(FactKind.TEXT_DRAFT), released=one.get(FactKind.TEXT)) for one in found.values()
    )
    return tuple(sorted(known, key=_place))


def look_at_texts(*, by: Principal, hub: Hub) -> Sequence[KnownText]:
    """Show everybody who works here the texts of the house.

    Raises:
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        authorize(known, tx=tx, roles=ONLOOKERS | OPERATORS)
        return texts_in(tx, at=at)


def check_signed_texts(tx: Tx, consent: Consent) -> None:
    """Refuse a yes whose words had not been released when they were signed; until a house has released any, none is.

    Raises:
        TextNotReleased: naming the place in the document.
    """
    released = tuple(map(_version, tx.facts.history(FactKind.TEXT)))
    if not released:
        return
    for shown in shown_in(consent):
        if not is_released(shown, among=released):
            raise not_released(shown, among=released)


def _version(fact: Fact) -> TextVersion:
    said = fact.document
    return TextVersion(
        version=fact.subject,
        language=said["language"],
        layer=Layer(said["layer"]),
        sha256=said["sha256"],
        released_from=fact.valid_from,
        released_until=fact.valid_until,
    )


def _place(known: KnownText) -> tuple[str, int, str]:
    said = known.newest
    return said.subject, _LAYERS.index(Layer(said.document["layer"])), str(said.document["language"])
