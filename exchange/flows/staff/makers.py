"""Pairs of eyes: who may enter and who may confirm what makes one; neither is the one it is about."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.errors import FourEyes
from exchange.core.staff.change import AboutOneself, Change
from exchange.core.staff.founding import MAKERS
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import looks_like
from exchange.flows.refusals import forbidden
from exchange.flows.staff.authenticate import OPERATORS, Authenticated, authorize
from exchange.ports.store import Tx


def authorize_enterer(known: Authenticated, *, tx: Tx, about: str) -> Staff:
    """Return who enters something about a person: who runs the hub, or anybody where nobody else who does stands.

    Raises:
        Forbidden: the role does not allow it; AboutOneself: it is about them.
        WrongPassphrase: they are not who was authenticated, now.
    """
    who = authorize(known, tx=tx, roles=MAKERS)
    if who.id == about:
        raise AboutOneself(about)
    # The only team lead of a small house is reset by two of the others; that takes two in any case.
    led = any(one.active and one.role in OPERATORS for one in tx.staff.all() if one.id != about)
    if led and who.role not in OPERATORS:
        raise forbidden(who, roles=OPERATORS)
    return who


def authorize_confirmer(known: Authenticated, *, tx: Tx, change: Change) -> Staff:
    """Return who confirms a change: another one who stands.

    Raises:
        FourEyes: they entered it; AboutOneself: it is about them.
        Forbidden, WrongPassphrase: as above.
    """
    who = authorize(known, tx=tx, roles=MAKERS)
    if who.id == change.entered_by:
        raise FourEyes(who.id)
    if who.id == change.staff:
        raise AboutOneself(who.id)
    return who


def stands(tx: Tx, staff_id: str) -> bool:
    """Say whether somebody who entered or confirmed still may: what somebody who left began is void."""
    staff = tx.staff.get(staff_id)
    return staff is not None and staff.active and staff.role in MAKERS


def open_changes(tx: Tx, staff_id: str, *, at: datetime) -> Sequence[Change]:
    """What waits for a person: neither void nor entered by somebody who has left."""
    found = [one for one in tx.staff.changes() if looks_like(one.staff) == looks_like(staff_id) and one.open_at(at)]
    # Of two accounts of before whose ids look alike, the one that was typed as it is.
    exact = [one for one in found if one.staff == staff_id]
    return [one for one in exact or found if stands(tx, one.entered_by)]
