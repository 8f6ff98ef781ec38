"""Event members: as the command line takes them, `--with NAME=VALUE`, as often as there are members."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from exchange.core.errors import Malformed

Members = Annotated[
    list[str] | None,
    typer.Option("--with", help="NAME=WERT: reason, outcome, weeks, appointment, text, categories (a,b), law"),
]


def members_of(given: Iterable[str] | None) -> dict[str, Any]:
    """Read them: `weeks` is a number, `categories` a list, all else text.

    Raises:
        Malformed: `weeks` is no number.
    """
    return dict(_member(one) for one in given or ())


def _member(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter("NAME=WERT", param_hint="--with")
    if name == "categories":
        return name, value.split(",")
    if name == "weeks" and not value.isdecimal():
        raise Malformed("weeks")
    return name, int(value) if name == "weeks" else value
