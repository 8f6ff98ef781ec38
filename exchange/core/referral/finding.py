"""Detector verdict: what was found in a draft for a person to look at, and who says that it may stand there (SP-04).

It is kept with the draft, under the person's key. A finding names no value, only its digest: the same words at the same
place need no second word, others do.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from exchange.core.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One kind at one place. `sha256` is the digest of the value there (base64url).

    `pointer` is a place in the data, or `/attachments/<id>`; of a file without an id yet, where it stands in the
    request. `confirmed_by` is empty until somebody looked at it.
    """

    kind: str
    pointer: str
    exact: bool
    sha256: str
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorVerdict:
    """All that was found in a draft as it is, by which version of the detectors."""

    version: int
    findings: tuple[Finding, ...] = ()


Confirmed = Collection[tuple[str, str]]
"""What a person says may stand: kinds and places."""


class FindingsUnconfirmed(Refusal):
    """There is something here that a person has to look at first."""

    code = "SENDER_FINDINGS_UNCONFIRMED"
    de = "Hier steht vielleicht etwas, das dort nicht stehen soll. Ein Mensch muss es ansehen."
    fix_de = (
        "Streichen Sie es. Oder sagen Sie, dass es so stehen darf: --confirm-finding ART:STELLE, in der Schnittstelle "
        "`confirmed`. Nichts wurde gespeichert."
    )
    fix_en = (
        "Take it out. Or say that it may stand: --confirm-finding KIND:PLACE, `confirmed` in the API. Nothing was kept."
    )

    def __init__(
        self,
        detail: str = "",
        *,
        pointer: str = "",
        allowed: tuple[str, ...] = (),
        findings: tuple[Finding, ...] = (),
    ) -> None:
        super().__init__(detail, pointer=pointer, allowed=allowed)
        self.findings = findings


def confirmed(
    found: Sequence[Finding], *, said: Confirmed, before: DetectorVerdict | None, by: str
) -> tuple[Finding, ...]:
    """Say of each finding who confirmed it: `by` just now, or somebody before of the same value at the same place.

    Raises:
        FindingsUnconfirmed: with those that nobody confirmed.
    """
    known = {(one.kind, one.pointer, one.sha256): one.confirmed_by for one in before.findings} if before else {}
    settled = [
        replace(one, confirmed_by=known.get((one.kind, one.pointer, one.sha256)) or (by if _is_said(one, said) else ""))
        for one in found
    ]
    raise_if_unconfirmed(settled)
    return tuple(settled)


def raise_if_unconfirmed(found: Sequence[Finding]) -> None:
    """Refuse what nobody confirmed.

    Raises:
        FindingsUnconfirmed: the first of them in `detail` and `pointer`, all of them in `findings`.
    """
    open_ = tuple(one for one in found if not one.confirmed_by)
    if open_:
        raise FindingsUnconfirmed(f"finding:{open_[0].kind}", pointer=open_[0].pointer, findings=open_)


def _is_said(one: Finding, said: Confirmed) -> bool:
    return (one.kind, one.pointer) in said
