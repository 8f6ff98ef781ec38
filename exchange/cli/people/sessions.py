"""Session commands: where somebody is signed in to the pages, and to end that from here."""

from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import moment
from exchange.core.ids import show_instant
from exchange.core.session.session import Session
from exchange.flows.session.sessions import end_session, sessions_of, sign_out_staff

Whose = Annotated[
    str, typer.Argument(help="Wessen; sonst die eigenen / whose; else one's own", metavar="STAFF", show_default=False)
]


@acting
def sessions(context: CommandContext, staff: Whose = "", *, as_json: Json = False) -> None:
    """Wo jemand angemeldet ist. / Where somebody is signed in."""
    found = sessions_of(staff, by=context.by, hub=context.hub)
    text = "\n".join(_line(one) for one in found) or either("Niemand ist angemeldet.", "Nobody is signed in.")
    show({"sessions": [_facts(one) for one in found]}, as_json=as_json, text=text)


@acting
def sign_out(
    context: CommandContext,
    staff: Whose = "",
    *,
    session: Annotated[
        str, typer.Option(help="Nur diese (staff sessions) / only this one", metavar="SESSION", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Anmeldungen an den Seiten beenden, eine oder alle. / End sessions of the pages, one or all."""
    if session:
        ended = [end_session(session, by=context.by, hub=context.hub)]
    else:
        ended = [*sign_out_staff(staff, by=context.by, hub=context.hub)]
    many = len(ended)
    text = either(f"Beendete Anmeldungen: {many}.", f"Sessions ended: {many}.")
    show({"ended": [one.id for one in ended]}, as_json=as_json, text=text)


def _facts(one: Session) -> dict[str, Any]:
    instants = {"begun_at": one.begun_at, "seen_at": one.seen_at, "until": one.idle_until, "ends_at": one.ends_at}
    return {"session": one.id, "staff": one.staff, **{name: show_instant(at) for name, at in instants.items()}}


def _line(one: Session) -> str:
    begun, seen, until = moment(one.begun_at), moment(one.seen_at), moment(one.idle_until)
    german = f"{one.staff}: seit {begun}, gilt bis {until}\n  zuletzt benutzt {seen}; Kennung {one.id}"
    return either(german, f"{one.staff}: since {begun}, runs until {until}\n  last used {seen}; id {one.id}")
