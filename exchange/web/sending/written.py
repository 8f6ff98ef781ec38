"""Written sheet: what the five pages keep of a new referral while it is half filled, and the document it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import schemas
from exchange.core.consent.field import JOBCENTER, PERSON
from exchange.web.sending.typed_form import Typed, data_of

_OURS = frozenset({"/referral/reply_mailbox", "/plan"})
"""What the Jobcenter says, whoever types it: its own mailbox, and its plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSheet:
    """What stands on a sheet: to whom, why (which stays here), what was typed, and which parts the Jobcenter says.

    `step` is the number of the step of the person's plan that it belongs to, 0 where it was begun from none.

    `partner` and `line` are empty until a place was chosen; `confirmed` are kinds and places of findings that somebody
    looked at.
    """

    service: str = ""
    partner: str = ""
    line: str = ""
    reason: str = ""
    typed: Typed = field(default_factory=dict)
    ours: Sequence[str] = ()
    confirmed: Sequence[tuple[str, str]] = ()
    step: int = 0

    def to(self, *, partner: str, line: str, service: str) -> "WrittenSheet":
        """The same for a place: of another service line nothing typed stays but who the person is."""
        if service == self.service:
            return replace(self, partner=partner, line=line)
        kept = {name: values for name, values in self.typed.items() if name.startswith(("/person/", "/contact/"))}
        return replace(self, partner=partner, line=line, service=service, typed=kept, ours=(), confirmed=())


def read_written(content: Mapping[str, Any]) -> WrittenSheet:
    """Read what a sheet holds; what is not there is empty."""
    typed = content.get("typed", {})
    return WrittenSheet(
        **{name: str(content.get(name, "")) for name in ("service", "partner", "line", "reason")},
        typed={str(name): [str(one) for one in values] for name, values in typed.items()},
        ours=tuple(map(str, content.get("ours", ()))),
        confirmed=tuple((str(kind), str(place)) for kind, place in content.get("confirmed", ())),
        step=int(content.get("step", 0)),
    )


def show_written(written: WrittenSheet) -> dict[str, Any]:
    """Write it as a sheet holds it."""
    return {
        "service": written.service,
        "partner": written.partner,
        "line": written.line,
        "reason": written.reason,
        "typed": {name: list(values) for name, values in written.typed.items()},
        "ours": list(written.ours),
        "confirmed": [list(one) for one in written.confirmed],
        "step": written.step,
    }


def refer_document(written: WrittenSheet, *, reference: str, schema: str, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Write the document (schema `refer`) of a sheet; whether it fits is asked by the draft.

    Raises:
        FieldUnreadable: a field holds what it cannot be.
    """
    data = data_of(written.typed, schema=schema, profile=profile)
    ours = {*_OURS, *written.ours}
    return {
        "person": {"reference": reference},
        "recipient": {"partner": written.partner, "service_line": written.line},
        "service": written.service,
        "purpose": schemas.example(written.service)["purpose"],
        "reason": written.reason.strip(),
        "data": data,
        "sources": {"": PERSON} | {place: JOBCENTER for place in sorted(ours) if _is_there(data, place)},
        "confirmed": [{"kind": kind, "pointer": place} for kind, place in written.confirmed],
        **({"step": written.step} if written.step else {}),
    }


def _is_there(data: Mapping[str, Any], place: str) -> bool:
    found: Any = data
    for part in place.split("/")[1:]:
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True
