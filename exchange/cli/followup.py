"""Follow-up commands: what the partner said, what goes out again, how it ends, of a referral under way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import (
    NEEDED,
    Command,
    CommandContext,
    Json,
    Options,
    acting,
    acting_on,
    approved,
    approved_on,
)
from exchange.cli.members import Members, members_of
from exchange.cli.referrals import Referral, show_standing
from exchange.cli.sending.files import names_of_files
from exchange.cli.sending.files import opened as opened_files
from exchange.cli.sending.sealing import with_sealed
from exchange.cli.sending.writing import WRITING
from exchange.cli.terminal.findings import ConfirmFinding, Looked, confirming, settling
from exchange.cli.terminal.leaving import LeaveOut, leaving_out
from exchange.cli.terminal.usage import instant_like, unfit_value
from exchange.core.errors import NotAnId
from exchange.core.ids import read_instant
from exchange.core.reasons import EndReason
from exchange.core.referral.referral import Referral as ReferralValue
from exchange.core.vocabulary import State
from exchange.flows.casework import close
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.events.reported import PartnerReport, record_reported
from exchange.flows.referral import worklist as lists
from exchange.flows.sending import answer as answers
from exchange.flows.sending import update as updates


class Channel(StrEnum):
    """How a partner without a line of its own speaks."""

    TELEPHONE = "telephone"
    LETTER = "letter"


class End(StrEnum):
    """How a caseworker ends a referral."""

    COMPLETED = "completed"
    ENDED_EARLY = "ended-early"


How = Annotated[Channel, typer.Option("--channel", help="Wie / how")]
SaidBy = Annotated[str, typer.Option("--said-by", help="Wer es gesagt hat, z. B. Empfang / who said it")]
SaidAt = Annotated[str, typer.Option("--said-at", help="Wann, sonst jetzt / when, otherwise now", metavar="RFC3339")]
_CALL: Options = {"channel": (How, NEEDED), "said_by": (SaidBy, NEEDED), "said_at": (SaidAt, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A telephone call or a letter of a partner, and the context it reached."""

    context: CommandContext
    channel: str
    said_by: str
    said_at: datetime


def hearing(command: Command) -> Command:
    """Let a command have a call or a letter: how it came, who spoke, and when."""
    return acting_on(command, _CALL, gather=_call)


def _call(context: CommandContext, given: dict[str, Any]) -> Call:
    at = given["said_at"]
    said_at = _instant(at) if at else context.hub.clock.now()
    return Call(context=context, channel=given["channel"].value, said_by=given["said_by"].strip(), said_at=said_at)


def _instant(text: str) -> datetime:
    try:
        return read_instant(text)
    except NotAnId as error:
        raise unfit_value("--said-at", form=instant_like(text)) from error


@hearing
def report_step(
    call: Call,
    referral: Referral,
    state: Annotated[str, typer.Argument(help="accepted, declined, scheduled, completed, question …")],
    *,
    member: Members = None,
    as_json: Json = False,
) -> None:
    """Eintragen, was die Stelle am Telefon oder im Brief sagte. / Record what a partner told you.

    Es ist der Schritt der Stelle, mit denselben Regeln: Was die Person nicht erlaubt hat, wird nicht gespeichert.
    Beispiele / examples: declined --with reason=no-capacity · scheduled --with appointment=2027-01-08T09:00:00+01:00
    """
    report = PartnerReport(
        event=state,
        channel=call.channel,
        said_by=call.said_by,
        said_at=call.said_at,
        members=members_of(member),
    )
    done = record_reported(referral, report=report, by=call.context.by, hub=call.context.hub)
    show_standing(done, context=call.context, as_json=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What goes out after a referral: its document with the sealed parts in it, and where its files lie."""

    context: CommandContext
    referral: str
    document: bytes
    attach: tuple[Path, ...]
    beside: Path


def _followed(context: CommandContext, own: dict[str, Any]) -> FollowUp:
    file: Path = own["file"]
    return FollowUp(
        context=context,
        referral=own["referral"],
        document=with_sealed(leaving_out(file.read_bytes(), own["leave_out"]), own["sealed"] or ()),
        attach=tuple(own.get("attach") or ()),
        beside=file.parent,
    )


def _answer(what: FollowUp, *, confirm_finding: ConfirmFinding = None, as_json: Json = False) -> None:
    """Eine Rückfrage beantworten: {"data": …}, nur was neu ist. / Answer a question: only what is new.

    Versiegelte Teile gehen statt der früheren mit. / Sealed parts go in place of those sent before.
    """
    context = what.context

    def answered(looked: Looked) -> ReferralValue:
        words = confirming(what.document, looked)
        return answers.answer(what.referral, words, by=context.by, approve_by=context.second, hub=context.hub)

    done = settling(answered, confirm_finding, as_json=as_json)
    show_standing(done, context=context, as_json=as_json)


def _update(what: FollowUp, *, confirm_finding: ConfirmFinding = None, as_json: Json = False) -> None:
    """Etwas nachreichen: {"data": …}; nach einer Anfrage alles. / Send what is new; after an enquiry, the whole.

    Versiegelte Teile gehen statt der früheren mit. / Sealed parts go in place of those sent before.
    """
    context = what.context

    def updated(looked: Looked) -> ReferralValue:
        words = confirming(what.document, looked)
        with opened_files((), what.attach, beside=what.beside) as files:
            return updates.update(
                what.referral, words, files=files, by=context.by, approve_by=context.second, hub=context.hub
            )

    done = settling(updated, confirm_finding, files=names_of_files((), what.attach), as_json=as_json)
    show_standing(done, context=context, as_json=as_json)


_FOLLOWING: Options = {"referral": (Referral, NEEDED), **WRITING}
answer = approved_on(_answer, {name: one for name, one in _FOLLOWING.items() if name != "attach"}, gather=_followed)
update = approved_on(_update, _FOLLOWING, gather=_followed)


@approved
def resend(context: CommandContext, referral: Referral, *, leave_out: LeaveOut = None, as_json: Json = False) -> None:
    """Noch einmal senden, was nicht ankam, wenn der Grund behoben ist. / Send again what did not arrive."""
    done = send_again(referral, by=context.by, approve_by=context.second, leave_out=leave_out, hub=context.hub)
    show_standing(done, context=context, as_json=as_json)


@acting
def end(
    context: CommandContext,
    referral: Referral,
    state: Annotated[End, typer.Argument(help="Wie es endete / how it ended")],
    *,
    reason: Annotated[EndReason | None, typer.Option(help="Grund / reason")] = None,
    as_json: Json = False,
) -> None:
    """Abschließen, was außerhalb endete oder wozu die Stelle schweigt. / End what nobody reports on any more."""
    why = reason.value if reason else ""
    done = close.end(referral, to=State(state), reason=why, by=context.by, hub=context.hub)
    show_standing(done, context=context, as_json=as_json)


@acting
def resume(context: CommandContext, referral: Referral, *, as_json: Json = False) -> None:
    """Eine angefragte Rücknahme zurückziehen: Es geht weiter. / Withdraw the question to stop: it goes on."""
    done = close.go_on(referral, by=context.by, hub=context.hub)
    show_standing(done, context=context, as_json=as_json)


@acting
def settle(context: CommandContext, referral: Referral, *, as_json: Json = False) -> None:
    """Einen offenen Punkt von der Liste nehmen (geleit list --due). / Take a work item off the list."""
    done = lists.settle(referral, by=context.by, hub=context.hub)
    show_standing(done, context=context, as_json=as_json)
