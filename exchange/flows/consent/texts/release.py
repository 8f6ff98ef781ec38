"""Releasing a text: two people let a version be signed from now on; the DPO's advice stands beside it, and is no yes.

All that was proposed of the version goes together: the German words that count, and what helps to read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchange.core.compliance.fact import Fact, read_fact
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.consent.texts.version import Layer, TextUnfit
from exchange.core.errors import FourEyes, NotFound
from exchange.core.said import Said, one_of
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.consent.texts.known import KnownText, texts_in
from exchange.flows.documents import check_text
from exchange.flows.staff.authenticate import (
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub

_KEPT = frozenset({"words"})
_PROPOSER = Said("Wer den Text vorgelegt hat, bestätigt ihn nicht.", "Whoever proposed the text does not confirm it.")
_WITH_LEGAL = Said("mit dem deutschen Rechtstext (layer: legal)", "with the German legal text (layer: legal)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the DPO advised, and on which day (Art. 39(1)(a) GDPR)."""

    on: date
    words: str = ""


def release_text(
    version: str, *, advice: Advice | None, by: InPerson, approve_by: Credentials | None, hub: Hub
) -> Sequence[Fact]:
    """Release all that was proposed of a version. Released again, it says what the DPO advised since.

    Raises:
        NotFound: nothing was proposed of this version.
        TextUnfit: the German words that count are not among it.
        FourEyes: a second person is needed, never the same, and never who proposed it.
        ForbiddenText: the advice holds a number or a diagnosis.
        WrongPassphrase, Forbidden: the people are not proven, or may not.
    """
    at, known, other = hub.clock.now(), authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    row = REGISTERS[FactKind.TEXT]
    check_text({"--advice": advice.words} if advice else {})
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=row.roles)
        second = authorize_second(other, tx=tx, first=who.id, roles=row.seconds)
        proposed = _proposed(version, texts_in(tx, at=at))
        if second.id in {one.entered_by for one in proposed}:
            raise FourEyes(second.id).saying(what=_PROPOSER, where="--approve-by")
        people = Recorders(who.id, second.id)
        written = [read_fact(FactKind.TEXT, _document(one, advice), at=at) for one in proposed]
        return [record_fact(tx, FactKind.TEXT, one, people=people, hub=hub, at=at) for one in written]


def _proposed(version: str, texts: Sequence[KnownText]) -> Sequence[Fact]:
    found = [one.proposed for one in texts if one.proposed and one.proposed.subject == version]
    if not found:
        known = sorted({one.proposed.subject for one in texts if one.proposed})
        raise NotFound(version, pointer="VERSION").saying(form=one_of(known))
    if not any(one.document["layer"] == Layer.LEGAL for one in found):
        raise TextUnfit("legal", pointer="VERSION").saying(form=_WITH_LEGAL)
    return found


def _document(proposed: Fact, advice: Advice | None) -> Mapping[str, Any]:
    said = {name: value for name, value in proposed.document.items() if name not in _KEPT}
    if advice is None:
        return said
    words = {"words": advice.words} if advice.words else {}
    return {**said, "advice": {"on": advice.on.isoformat(), **words}}
