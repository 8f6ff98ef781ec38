"""Person commands: all that is kept of somebody, two who are one, a reference that was mistyped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.consent.effects import elsewhere_lines
from exchange.cli.consent.papers import write_papers
from exchange.cli.consent.standing import circumstance_lines, standing_facts, standing_lines
from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import EXIT_REFUSED, show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import day, last_day, moment, word
from exchange.cli.text import name_of
from exchange.core.consent.answers import declared_at, revocations_of
from exchange.core.consent.clause import Clause
from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.consent.document import show_consent
from exchange.core.ids import show_instant
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.person import approve_merge as approving
from exchange.flows.person import correct as corrections
from exchange.flows.person import merge as merging
from exchange.flows.person.look import PersonView, look_at_person
from exchange.flows.staff.access import look_at_consent

Named = Annotated[
    str, typer.Argument(help="Kennzeichen beim Jobcenter oder Kennung / reference or id", metavar="REFERENCE")
]
OfPerson = Annotated[
    str, typer.Option("--person", help="Kennzeichen beim Jobcenter / the Jobcenter's reference", metavar="REFERENCE")
]
NEVER = ("Es lässt sich nicht rückgängig machen.", "It cannot be undone.")


@acting
def show_person(context: CommandContext, reference: Named, *, as_json: Json = False) -> None:
    """Was von einer Person da ist: Einwilligungen, Weitergaben, Widerrufe. / All that is kept of a person.

    Gezeigt wird, was zu den eigenen Fällen gehört. / Shown is what belongs to one's own cases.
    """
    view = look_at_person(reference, what="person", by=context.by, hub=context.hub)
    facts = {
        "person": view.person.id,
        "reference": view.person.reference,
        "since": show_instant(view.person.since),
        "consents": [show_consent(one) for one in view.consents],
        "referrals": [_case(one) for one in view.referrals],
        "disclosures": [_disclosure(one) for one in view.disclosures],
    }
    show(facts, as_json=as_json, text="\n".join(_person_lines(view)))


@acting
def list_consents(context: CommandContext, *, person: OfPerson, as_json: Json = False) -> None:
    """Die Einwilligungen einer Person, die neueste zuletzt. / A person's consents, the newest last."""
    view = look_at_person(person, what="consents", by=context.by, hub=context.hub)
    at = context.hub.clock.now()
    facts = {
        "person": view.person.id,
        "consents": [_consent(one) | standing_facts(one, at=at) for one in view.consents],
    }
    lines = [line for one in view.consents for line in (*_consent_lines(one), *standing_lines(one, at=at))]
    nothing = either("Keine Einwilligung.", "No consent.")
    show(facts, as_json=as_json, text="\n".join(lines) or nothing)


@acting
def show_one(
    context: CommandContext,
    consent: Annotated[str, typer.Argument(help="Kennung der Einwilligung / consent id", metavar="CONSENT")],
    *,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="Den Bogen in diese Datei / the signed paper into this file")
    ] = None,
    as_json: Json = False,
) -> None:
    """Eine Einwilligung, Klausel für Klausel, in Worten. / One consent, clause by clause, in words.

    Mit --evidence auch den unterschriebenen Bogen; der einer Entbindung kommt in eine Datei daneben. / With --evidence
    the signed paper too; that of a release goes into a file beside it.
    """
    found = look_at_consent(consent, by=context.by, hub=context.hub)
    at = context.hub.clock.now()
    lines = [*_consent_lines(found), *standing_lines(found, at=at), *circumstance_lines(found)]
    lines += [line for one in found.clauses for line in _clause_lines(one)]
    written = write_papers(consent, evidence, context=context) if evidence else []
    lines += [either(f"Geschrieben: {one}", f"Written: {one}") for one in written]
    facts = show_consent(found) | standing_facts(found, at=at) | {"evidence": written}
    show(facts, as_json=as_json, text="\n".join(lines))


@approved
def merge(
    context: CommandContext,
    kept: Annotated[str, typer.Argument(help="Wer bleibt / who stays", metavar="REFERENCE")],
    gone: Annotated[str, typer.Argument(help="Wer dieselbe Person ist / who is the same person", metavar="REFERENCE")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage, für Skripte / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Zwei zusammenführen, die eine Person sind; zu zweit, für immer. / Merge two who are one person; by two, for good.

    Die neueste Antwort beider gilt; was verneint oder widerrufen war, bleibt es. / The newest answer of both decides.
    """
    if not yes:
        _show_both(kept, gone, context=context)
    done = merging.merge(kept, gone, by=context.by, approve_by=context.second, hub=context.hub)
    facts = {"person": done.kept.id, "gone": done.gone, "ended": [_case(one) for one in done.ended]}
    lines = [either("Es ist jetzt eine Person:", "They are one person now:"), f"  {done.kept.id}"]
    if done.ended:
        lines.append(either("Damit endet:", "This ends:"))
        lines += [f"  {name_of(one)}  {one.partner}" for one in done.ended]
    lines += elsewhere_lines(done.elsewhere)
    show(facts, as_json=as_json, text="\n".join(lines))


@acting
def approve_merge(
    context: CommandContext,
    kept: Annotated[str, typer.Argument(help="Wer bleibt / who stays", metavar="REFERENCE")],
    gone: Annotated[str, typer.Argument(help="Wer dieselbe Person ist / who is the same person", metavar="REFERENCE")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage, für Skripte / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Zustimmen, dass jemand anderes zwei im Fachverfahren zusammenführt. / Approve a merge made through the API.

    Gezeigt wird ein Text für die erste Person; er gilt 72 Stunden. / Shows a text for the first person, good for 72 h.
    """
    if not yes:
        _show_both(kept, gone, context=context)
    done = approving.approve_merge(kept, gone, by=context.by, hub=context.hub)
    facts = {
        "kept": done.approval.kept,
        "gone": done.approval.gone,
        "until": show_instant(done.approval.until),
        "approval": done.token,
    }
    lines = [
        either(
            "Zugestimmt. Geben Sie diesen Text der Person, die zusammenführt:",
            "Approved. Give this text to who merges them:",
        ),
        done.token,
        f"{either('Er gilt bis', 'It is good until')} {moment(done.approval.until)}, "
        + either("nur für diese beiden Personen.", "for these two persons only."),
    ]
    show(facts, as_json=as_json, text="\n".join(lines))


@acting
def correct(
    context: CommandContext,
    reference: Named,
    right: Annotated[str, typer.Argument(help="Das richtige Kennzeichen / the right reference", metavar="RIGHT")],
    *,
    as_json: Json = False,
) -> None:
    """Ein vertipptes Kennzeichen berichtigen, in eigenen Fällen. / Correct a reference, of one's own cases."""
    done = corrections.correct_reference(reference, reference=right, by=context.by, hub=context.hub)
    text = either(f"Das Kennzeichen ist jetzt {done.reference}.", f"The reference is {done.reference} now.")
    show({"person": done.id, "reference": done.reference}, as_json=as_json, text=text)


def _show_both(kept: str, gone: str, *, context: CommandContext) -> None:
    """Show two persons before they become one, and ask."""
    for one in (kept, gone):
        view = look_at_person(one, what="to-merge", by=context.by, hub=context.hub)
        typer.echo("\n".join(_person_lines(view)), err=True)
    if not typer.confirm(either(*NEVER) + either(" Zusammenführen?", " Merge?"), err=True):
        raise typer.Exit(EXIT_REFUSED)


def _person_lines(view: PersonView) -> Iterator[str]:
    since = either("bekannt seit", "known since")
    yield f"{view.person.reference} ({view.person.id}), {since} {day(view.person.since)}"
    yield either("Einwilligungen:", "Consents:")
    for consent in view.consents:
        yield from _consent_lines(consent)
    yield either("Überleitungen:", "Referrals:")
    for referral in view.referrals:
        yield f"  {name_of(referral)}: {word('states', referral.state)}"
        yield f"    {referral.partner}, {referral.service_line}"
    yield either("Was weitergegeben wurde:", "What was disclosed:")
    if not view.disclosures:
        yield either("  noch nichts", "  nothing yet")
    for line in view.disclosures:
        yield f"  {moment(line.at)}, {line.recipient}"
        yield f"    {', '.join(word('categories', one) for one in line.categories)}"
        yield f"    {either('aufgrund von', 'on')} {', '.join(line.clauses) or word('statutory-powers', line.basis)}"


def _consent_lines(one: Consent) -> Iterator[str]:
    yield f"  {one.id}: {word('consent-status', one.status)}, {day(declared_at(one))}"
    for entity in dict.fromkeys(clause.recipient.entity for clause in one.clauses):
        ends = max(clause.valid_until for clause in one.clauses if clause.recipient.entity == entity)
        # A no has no end.
        until = f", {either('bis', 'until')} {last_day(ends)}" if one.status is not ConsentStatus.REFUSED else ""
        yield f"    {entity}{until}"
    for said in revocations_of(one):
        whom = said.entity or either("alle", "everybody")
        yield f"    {either('widerrufen', 'withdrawn')} {moment(said.at)}: {whom}"


def _clause_lines(clause: Clause) -> Iterator[str]:
    yield f"  {clause.id}: {word('directions', clause.direction)}, {word('purposes', clause.purpose)}"
    yield f"    {clause.recipient.entity}, {clause.recipient.service_line}"
    for category in sorted(clause.categories):
        yield f"    - {word('categories', category)}"
    yield f"    {day(clause.valid_from)} – {last_day(clause.valid_until)}"


def _consent(one: Consent) -> dict[str, Any]:
    return {
        "consent": one.id,
        "status": one.status.value,
        "declared_at": show_instant(declared_at(one)),
        "recipients": sorted({clause.recipient.entity for clause in one.clauses}),
        "valid_until": show_instant(max(clause.valid_until for clause in one.clauses)) if one.clauses else None,
        "withdrawn": [{"at": show_instant(said.at), "entity": said.entity} for said in revocations_of(one)],
    }


def _case(one: Referral) -> dict[str, Any]:
    return {
        "referral": one.id,
        "code": one.code,
        "state": one.state.value,
        "partner": one.partner,
        "service_line": one.service_line,
    }


def _disclosure(one: Disclosure) -> dict[str, Any]:
    return {
        "at": show_instant(one.at),
        "direction": one.direction.value,
        "recipient": one.recipient,
        "service_line": one.service_line,
        "categories": list(one.categories),
        "purpose": one.purpose.value,
        "basis": one.basis,
        "clauses": list(one.clauses),
        "referral": one.referral,
        "packet": one.packet,
    }
