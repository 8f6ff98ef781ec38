"""Plan forms: what is typed on the page of a plan, as the document that adds it (schema `support-plan`)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from exchange.core.errors import Malformed
from exchange.core.ids import show_instant
from exchange.core.said import Said
from exchange.web.foundation.days import read_day, read_moment
from exchange.web.foundation.forms import Form

_NUMBER = Said("eine ganze Zahl, zum Beispiel 30", "a whole number, for example 30")
_MARK = " "


def document_of(form: Form) -> dict[str, Any]:
    """What a form adds; what somebody looked at and lets stand goes along.

    Raises:
        Malformed: a day, a time or a number is none, or there is no such form.
    """
    read = READERS.get(form.one("what"))
    if read is None:
        raise Malformed(pointer="/what")
    said = [one.partition(_MARK) for one in form.every("confirmed")]
    confirmed = [{"kind": kind, "pointer": pointer} for kind, _, pointer in said]
    return {**read(form), **({"confirmed": confirmed} if confirmed else {})}


def shown_finding(kind: str, pointer: str) -> str:
    """A finding as the form sends it back when somebody looked at it."""
    return f"{kind}{_MARK}{pointer}"


def _needs(form: Form) -> Mapping[str, Any]:
    """One need a line, in the words of the person."""
    return {"needs": [line for one in form.one("need").splitlines() if (line := one.strip())]}


def _goal(form: Form) -> Mapping[str, Any]:
    return {"goals": [form.one("aim").strip()]}


def _step(form: Form) -> Mapping[str, Any]:
    until = read_day(form.one("until"), field="until").isoformat()
    step: dict[str, Any] = {"text": form.one("todo").strip(), "who": form.one("who"), "until": until}
    return {"steps": [step | _numbered(form, "goal")]}


def _follow_up(form: Form) -> Mapping[str, Any]:
    note = form.one("note").strip()
    contact = {"on": read_day(form.one("on"), field="on").isoformat(), "way": form.one("way")}
    return {"follow_ups": [contact | ({"note": note} if note else {})]}


def _appointment(form: Form) -> Mapping[str, Any]:
    one: dict[str, Any] = {
        "at": show_instant(read_moment(form.one("at"), field="at")),
        "place": form.one("place").strip(),
        "accompanied_by": form.one("along"),
    }
    return {"appointments": [one | _numbered(form, "minutes") | _numbered(form, "step")]}


def _numbered(form: Form, name: str) -> dict[str, int]:
    typed = form.one(name).strip()
    if not typed:
        return {}
    if not (typed.isascii() and typed.isdecimal()):
        raise Malformed(pointer=f"/{name}").saying(form=_NUMBER)
    return {name: int(typed)}


READERS: Mapping[str, Callable[[Form], Mapping[str, Any]]] = MappingProxyType(
    {"need": _needs, "goal": _goal, "step": _step, "follow-up": _follow_up, "appointment": _appointment}
)
"""How each form is read, by what it adds (`plan-entries` in `schemas/codes.json`)."""
