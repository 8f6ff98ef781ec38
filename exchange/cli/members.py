"""Event members: as the command line takes them, `--with NAME=VALUE`, as often as there are members."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from exchange.cli.terminal.usage import instant_like, unfit_value
from exchange.core.errors import NotAnId
from exchange.core.ids import read_instant
from exchange.core.said import Said, one_of

NAMES = ("reason", "outcome", "weeks", "appointment", "text", "categories", "law")
_SHAPE = Said("NAME=WERT, zum Beispiel reason=no-capacity", "NAME=VALUE, for example reason=no-capacity")
_WEEKS = Said("eine ganze Zahl: weeks=6", "a whole number: weeks=6")

Members = Annotated[
    list[str] | None,
    typer.Option("--with", help="NAME=WERT: reason, outcome, weeks, appointment, text, categories (a,b), law"),
]


def members_of(given: Iterable[str] | None) -> dict[str, Any]:
    """Read them: `weeks` is a number, `categories` a list, all else text.

    Raises:
        BadCall: one has no value, no name there is, or `weeks` is no number.
    """
    return dict(_member(one) for one in given or ())


def _member(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise unfit_value("--with", form=_SHAPE)
    if name not in NAMES:
        raise unfit_value(f"--with {name}", form=one_of(NAMES, typed=name))
    if name == "categories":
        return name, value.split(",")
    if name == "weeks" and not value.isdecimal():
        raise unfit_value("--with weeks", form=_WEEKS)
    if name == "appointment":
        _check_instant(value)
    return name, int(value) if name == "weeks" else value


def _check_instant(value: str) -> None:
    try:
        read_instant(value)
    except NotAnId as error:
        raise unfit_value("--with appointment", form=instant_like(value)) from error
