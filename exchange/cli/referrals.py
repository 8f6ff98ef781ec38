"""Referral commands: draft and send, look, take back, read feedback."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting, approved, approved_on
from exchange.cli.output import explain, say, show
from exchange.cli.people.proposal import propose
from exchange.cli.plan.agenda import due_facts, due_text
from exchange.cli.sending.sealing import Sealed, with_sealed
from exchange.cli.sending.writing import WRITING, Input, Writing, written
from exchange.cli.terminal.findings import ConfirmFinding, Looked, confirming, settling
from exchange.cli.terminal.language import either
from exchange.cli.terminal.leaving import Check, LeaveOut, facts_of, staying
from exchange.cli.terminal.leaving import text_of as text_of_preview
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import event_word, last_day, moment, places, word
from exchange.cli.text import name_of, short_of, text_of, waits_for
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant
from exchange.core.reasons import CancelReason
from exchange.core.referral.referral import Referral as ReferralValue
from exchange.core.referral.work_item import reason_listed
from exchange.core.said import Said
from exchange.core.vocabulary import State
from exchange.flows.casework import assign as assigning
from exchange.flows.casework import cancel as cancels
from exchange.flows.plan.look import look_at_due_plans
from exchange.flows.sending.approving.check import check_document, check_referral
from exchange.flows.sending.drafting import edit as edits
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.drafting.review import read_confirmed
from exchange.flows.sending.release import Sent, release_and_send, request_consent
from exchange.flows.staff.access import look, look_at_due, look_through
from exchange.queries.directory import names_of
from exchange.queries.facts import feedback_of, line_of, said
from exchange.queries.referrals import view

PAGE = 200
Referral = Annotated[
    str, typer.Argument(help="Nummer oder Kennung der Überleitung / the referral's code or id", metavar="REFERRAL")
]


def _refer(
    what: Writing,
    *,
    confirm_finding: ConfirmFinding = None,
    check: Check = False,
    as_json: Json = False,
) -> None:
    """Eine Überleitung anlegen, prüfen, freigeben und senden. / Draft, check, release and send a referral.

    Fehlt die Einwilligung oder die zweite Person, bleibt sie als Entwurf liegen: geleit release setzt fort.
    Was genannt ist und nicht mitgehen darf, hält alles an. / What is named and may not go stops the whole.
    """
    context, read = what.context, what.read
    if check:
        with what.files() as files:
            shown = check_document(what.document, files=files, by=context.by, hub=context.hub)
        show(facts_of(shown), as_json=as_json, text=text_of_preview(shown))
        _note_step(read)
        return

    def drafted(looked: Looked) -> ReferralValue:
        with what.files() as files:
            return draft(confirming(what.document, looked), files=files, by=context.by, hub=context.hub)

    created = settling(drafted, confirm_finding, files=what.names, as_json=as_json)
    propose(created.person, context=context)
    _note_step(read)
    if created.consent is None and not created.power:
        _show_waiting(created, context=context, as_json=as_json)
        return
    try:
        sent = release_and_send(created.id, by=context.by, approve_by=context.second, hub=context.hub)
    except Refusal as error:
        # The draft stays, so that nothing that was written is lost.
        draft_of = either(f"Der Entwurf bleibt: {name_of(created)}", f"The draft stays: {name_of(created)}")
        raise typer.Exit(
            explain(error, as_json=as_json, also={"referral": created.id, "code": created.code}, text=draft_of)
        ) from error
    _show_sent(sent, as_json=as_json)


refer = approved_on(_refer, WRITING, gather=written)


@acting
def edit(
    context: CommandContext,
    referral: Referral,
    file: Input,
    *,
    sealed: Sealed = None,
    confirm_finding: ConfirmFinding = None,
    as_json: Json = False,
) -> None:
    """Einen Entwurf neu schreiben: {"data": …, "sources": …}; Dateien bleiben. / Write a draft's data anew."""
    document = with_sealed(file.read_bytes(), sealed or ())
    done = settling(
        lambda looked: edits.edit(referral, confirming(document, looked), by=context.by, hub=context.hub),
        confirm_finding,
        as_json=as_json,
    )
    show_standing(done, context=context, as_json=as_json)


@acting
def assign(
    context: CommandContext,
    referral: Referral,
    *,
    to: Annotated[str, typer.Option(help="Wer ihn übernimmt / who takes it over", metavar="STAFF")],
    as_json: Json = False,
) -> None:
    """Den Fall jemand anderem zuweisen (Teamleitung). / Give the case to somebody else (team lead)."""
    done = assigning.assign(referral, to=to, by=context.by, hub=context.hub)
    show_standing(done, context=context, as_json=as_json)


@approved
def release(
    context: CommandContext,
    referral: Referral,
    *,
    leave_out: LeaveOut = None,
    confirm_finding: ConfirmFinding = None,
    check: Check = False,
    seen: Annotated[
        str, typer.Option(help="Nur senden, was --check mit dieser Prüfsumme zeigte / only what --check showed")
    ] = "",
    as_json: Json = False,
) -> None:
    """Einen Entwurf freigeben und senden. / Release a draft and send it."""
    if check:
        shown = check_referral(referral, leave_out=leave_out, by=context.by, hub=context.hub)
        show(facts_of(shown), as_json=as_json, text=text_of_preview(shown))
        return
    sent = settling(
        lambda looked: release_and_send(
            referral,
            by=context.by,
            approve_by=context.second,
            leave_out=leave_out,
            confirmed=read_confirmed({"confirmed": looked}),
            seen=seen,
            hub=context.hub,
        ),
        confirm_finding,
        as_json=as_json,
    )
    _show_sent(sent, as_json=as_json)


@acting
def list_referrals(
    context: CommandContext,
    *,
    state: Annotated[list[State] | None, typer.Option(help="Nur diese Stände / these states only")] = None,
    after: Annotated[str, typer.Option(help="Ab dieser Kennung / after this id")] = "",
    due: Annotated[
        bool, typer.Option("--due", help="Nur was jetzt auf jemanden wartet / only what waits for somebody")
    ] = False,
    as_json: Json = False,
) -> None:
    """Die eigenen Überleitungen mit Stand und nächstem Termin; Leitung: alle. / One's own referrals; leads: all.

    Jeder Blick steht mit Namen im Protokoll. / Every look is on record with a name.
    """
    found = (
        look_at_due(limit=PAGE, by=context.by, hub=context.hub)
        if due
        else look_through(states=state or (), after=after, limit=PAGE, by=context.by, hub=context.hub)
    )
    plans = look_at_due_plans(limit=PAGE, by=context.by, hub=context.hub) if due else ()
    if as_json or not found:
        facts = {"referrals": [line_of(one) for one in found]} | ({"plans": due_facts(plans)} if due else {})
        nothing = either(*(_NOTHING_DUE if due else _NONE))
        show(facts, as_json=as_json, text=due_text(plans) if plans else nothing)
        return
    names = names_of((one.partner for one in found), hub=context.hub)
    waiting = ["listed_for", "listed_at"] if due else ["next_reason", "next_at"]
    columns = ["code", "partner", "state", "delivery", *waiting]
    table(either("Überleitungen", "Referrals"), columns, [_row(one, columns, names) for one in found])
    if plans:
        say(due_text(plans))


@acting
def show_referral(context: CommandContext, referral: Referral, *, as_json: Json = False) -> None:
    """Alles zu einer Überleitung: ein ehrlicher Satz, Verlauf, Weitergaben. / Everything about a referral."""
    found = view(look(referral, what="referral", by=context.by, hub=context.hub), hub=context.hub)
    show(said(found, hub=context.hub), as_json=as_json, text=text_of(found, hub=context.hub))


@approved
def cancel(
    context: CommandContext,
    referral: Referral,
    *,
    reason: Annotated[CancelReason, typer.Option(help="Warum / why")],
    in_error: Annotated[bool, typer.Option("--in-error", help="Fehleingabe, zu zweit / entered in error")] = False,
    as_json: Json = False,
) -> None:
    """Eine Überleitung zurücknehmen, oder die Stelle darum bitten. / Cancel, or ask the partner to."""
    done = cancels.cancel(
        referral,
        wish=cancels.Wish(reason=reason.value, in_error=in_error),
        by=context.by,
        approve_by=context.second,
        hub=context.hub,
    )
    show_standing(done, context=context, as_json=as_json)


@acting
def feedback(context: CommandContext, referral: Referral, *, as_json: Json = False) -> None:
    """Was die Stelle zurückgemeldet hat: Rückfragen und Rückmeldungen. / Questions and feedback of the partner."""
    seen = look(referral, what="feedback", by=context.by, hub=context.hub)
    found: list[dict[str, Any]] = feedback_of(view(seen, hub=context.hub))
    text = "\n".join(line for one in found for line in _talk(one))
    show({"feedback": found}, as_json=as_json, text=text or either("Noch keine Rückmeldung.", "No feedback yet."))


def _show_waiting(created: ReferralValue, *, context: CommandContext, as_json: bool) -> None:
    waiting = request_consent(created.id, by=context.by, hub=context.hub)
    facts = {"referral": waiting.id, "code": waiting.code, "state": waiting.state.value}
    show(facts, as_json=as_json, text=either(*_WAITING).format(code=name_of(waiting), directory=context.directory))


def _note_step(read: Mapping[str, Any]) -> None:
    if "step" not in read:
        typer.echo(either(*_NO_STEP), err=True)


def show_standing(done: ReferralValue, *, context: CommandContext, as_json: bool) -> None:
    """Show how a referral stands after something was done to it."""
    show(line_of(done), as_json=as_json, text=short_of(done, hub=context.hub))


def _talk(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{moment(read_instant(one['at']))}  {event_word(one['event'])}"
    yield from (f"  {line}" for line in places(one["content"]))


def _row(referral: ReferralValue, columns: Sequence[str], names: Mapping[str, str]) -> list[str]:
    cells = {
        "code": name_of(referral),
        "partner": f"{names.get(referral.partner, referral.partner)} · {referral.service_line}",
        "state": word("states", referral.state.value),
        "delivery": word("delivery", referral.delivery.value if referral.delivery else None),
        "listed_at": moment(referral.listed_at),
        "listed_for": waits_for(reason_listed(referral)),
        "next_at": last_day(referral.next_at),
        "next_reason": waits_for(referral.next_reason),
    }
    return [cells[name] for name in columns]


_NO_STEP = Said(
    'Hinweis: Diese Überleitung gehört zu keinem Schritt eines Plans ("step", geleit plan show).',
    'Note: this referral belongs to no step of a plan ("step", geleit plan show).',
)
_NOTHING_DUE = Said("Nichts zu tun.", "Nothing to do.")
_NONE = Said("Keine Überleitungen.", "No referrals.")
_WAITING = Said(
    "Angelegt: {code}. Es fehlt die Einwilligung der Person für diese Stelle.\n"
    "  Weiter: geleit consent record {directory} FILE, dann geleit release {directory} {code}",
    "Created: {code}. The person's consent for this partner is missing.\n"
    "  Next: geleit consent record {directory} FILE, then geleit release {directory} {code}",
)


def _show_sent(sent: Sent, *, as_json: bool) -> None:
    left_out = [{"name": one.name, "reason": one.reason} for one in sent.stays]
    facts = {
        "referral": sent.referral.id,
        "code": sent.referral.code,
        "packet": sent.referral.packet,
        "state": sent.referral.state.value,
        "suite": sent.suite,
        "left_out": left_out,
    }
    lines = [either(f"Gesendet: {name_of(sent.referral)}", f"Sent: {name_of(sent.referral)}")]
    if sent.suite == "classic":
        lines.append(either("  Hinweis: nicht post-quanten-sicher", "  Note: not post-quantum"))
    lines += [f"  {either('Weggelassen', 'Left out')}: {one}" for one in staying(sent.stays)]
    show(facts, as_json=as_json, text="\n".join(lines))
