"""Conflict of interest (§ 16 SGB X): who is the person, a relative, or would decide on a colleague, decides nothing."""

from collections.abc import Iterable

from exchange.core.errors import Refusal
from exchange.core.said import Said
from exchange.core.staff.staff import Staff


class ConflictOfInterest(Refusal):
    """Who is the person, a relative or a colleague of theirs decides nothing here."""

    code = "SENDER_CONFLICT_OF_INTEREST"
    status = 403
    de = "Wer selbst die Person ist, mit ihr verwandt ist oder mit ihr zusammen arbeitet, entscheidet hier nicht."
    fix_de = (
        "Bitten Sie jemand anderen. Stimmt das Verzeichnis nicht, berichtigt es die Teamleitung: geleit register show "
        "conflict. Nichts wurde geändert."
    )
    fix_en = (
        "Ask somebody else. If the register is wrong, your team lead corrects it: geleit register show conflict. "
        "Nothing was changed."
    )


def raise_if_close(people: Iterable[Staff], *, close: frozenset[str]) -> None:
    """Let pass people of whom none is close to the person; `close` are the ids of those who are.

    Raises:
        ConflictOfInterest: naming the first who is, and not what they are to the person.
    """
    for one in people:
        if one.id in close:
            what = Said(f"Das betrifft hier: {one.id}.", f"This concerns here: {one.id}.")
            raise ConflictOfInterest(one.id).saying(what=what, where=one.id)
