"""Consent commands: record it, withdraw it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.consent.effects import answer_lines, elsewhere_lines, touched_lines
from exchange.cli.consent.forms import REFUSED, RENEWED, SIGNED, from_paper, refused_form, renewed_paper
from exchange.cli.context import NEEDED, CommandContext, Json, Options, acting, acting_on, approved_on
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.people.proposal import propose
from exchange.cli.terminal.language import either
from exchange.cli.text import name_of
from exchange.core.consent.clause import show_recipient
from exchange.core.referral.referral import Referral
from exchange.flows.consent import withdraw as flows
from exchange.flows.consent.evidence import SealedPaper, seal_paper
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.record import Recorded, record_consent
from exchange.flows.person.look import look_at_person
from exchange.flows.refusals import day_of_consent
from exchange.flows.staff.access import look_at_consent
from exchange.queries.directory import names_of
from keys.errors import KeysError
from keys.strictjson import dumps, loads

Consented = Annotated[str, typer.Argument(help="Kennung der Einwilligung / consent id", metavar="CONSENT")]
_UNTOUCHED = ("Nichts von früher endet oder ändert sich dadurch.", "Nothing of before ends or changes by it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An answer to be put on record: as a document, or made of a signed paper."""

    context: CommandContext
    document: bytes
    scans: tuple[Path, ...] = ()

    def sealed(self) -> list[SealedPaper]:
        """Seal what was signed on, file by file."""
        papers = []
        for scan in self.scans:
            with scan.open("rb") as source:
                papers.append(
                    seal_paper(source, name=scan.name, uploader=self.context.by.uploader, hub=self.context.hub)
                )
        return papers


_RECORDING: Options = {
    "file": (
        Annotated[
            Path | None,
            typer.Argument(
                help="JSON, siehe / see: geleit schema example consent; oder --template", exists=True, dir_okay=False
            ),
        ],
        None,
    ),
    "also_ends": (
        Annotated[
            bool,
            typer.Option(
                "--also-ends",
                help="Das Nein zur Verlängerung beendet auch die frühere / a no to the renewal ends the earlier too",
            ),
        ],
        False,
    ),
    **SIGNED,
}


def _recording(context: CommandContext, own: dict[str, Any]) -> Recording:
    file, also_ends = own.pop("file"), own.pop("also_ends")
    document = file.read_bytes() if file else from_paper(context, own)
    return Recording(context=context, document=_also_ending(document) if also_ends else document, scans=_scans(own))


def _scans(own: Mapping[str, Any]) -> tuple[Path, ...]:
    return tuple(own[name] for name in ("scan", "release_scan") if own[name])


def _record(
    what: Recording,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Nur zeigen, was geschähe; nichts erfassen / only show what it would do")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Eine Einwilligung erfassen, wie sie erteilt, abgelehnt oder verschoben wurde. / Record a consent.

    Mit --template: aus dem unterschriebenen Bogen; gefragt wird, was nur Menschen wissen. Was dadurch endet, ersetzt
    oder enger wird, zeigt --check; am Terminal wird vorher gefragt, sonst steht es in der Antwort. / With --template
    from a signed paper; what only people know is asked. --check shows what ends or narrows by it; on a terminal you are
    asked first.
    """
    people = what.context.by, what.context.second
    if check:
        done = preview_consent(what.document, by=people[0], approve_by=people[1], hub=what.context.hub)
        show(_effects(done), as_json=as_json, text="\n".join(touched_lines(done)) or either(*_UNTOUCHED))
        return
    if not yes and sys.stdin.isatty():
        _ask(what)
    done = record_consent(what.document, by=people[0], approve_by=people[1], hub=what.context.hub, papers=what.sealed())
    facts = {
        "consent": done.consent.id,
        "look_alikes": propose(done.consent.person, context=what.context),
        "clauses": [one.id for one in done.consent.clauses],
        "copies": list(done.copies),
        **_effects(done),
    }
    show(facts, as_json=as_json, text="\n".join(answer_lines(done)))


def _ask(what: Recording) -> None:
    """Show what it touches, where it touches anything, and go on after a yes only."""
    context = what.context
    done = preview_consent(what.document, by=context.by, approve_by=context.second, hub=context.hub)
    touched = "\n".join(touched_lines(done))
    if not touched:
        return
    say(touched)
    if not typer.confirm(either("Erfassen?", "Record it?"), err=True):
        raise typer.Exit(EXIT_REFUSED)


def _effects(done: Recorded) -> dict[str, Any]:
    return {
        "status": done.consent.status.value,
        "ended": list(map(_ended, done.ended)),
        "replaced": list(done.replaced),
        "narrowed": [{"referral": one.referral, "categories": list(one.categories)} for one in done.narrowed],
        "unbound": [show_recipient(one) for one in done.unbound],
    }


record = approved_on(_record, _RECORDING, gather=_recording)


_ALSO_ENDS: Options = {"also_ends": _RECORDING["also_ends"]}


def _refusing(context: CommandContext, own: dict[str, Any]) -> Recording:
    document = refused_form(context, own)
    return Recording(context=context, document=_also_ending(document) if own["also_ends"] else document)


def _refuse(what: Recording, *, as_json: Json = False) -> None:
    """Ein Nein eintragen: Wer gefragt wurde, hat abgelehnt. / Put a no on record.

    Es braucht keine Unterschrift und hat keine Folgen für die Person. Ein Nein zu einer Verlängerung (--renews) lässt
    die frühere Einwilligung bis zu ihrem Ende gelten. / It needs no signature and has no consequences for the person.
    A no to a renewal (--renews) leaves the earlier consent to its end.
    """
    _keep(what, as_json=as_json)


refuse = acting_on(_refuse, {**REFUSED, **_ALSO_ENDS}, gather=_refusing)


def _renewing(context: CommandContext, own: dict[str, Any]) -> Recording:
    old = look_at_consent(own["consent"], by=context.by, hub=context.hub)
    if own["scan"] is None:
        raise typer.BadParameter("--scan", param_hint="--scan")
    person = look_at_person(old.person, what="consents", by=context.by, hub=context.hub).person.reference
    return Recording(context=context, document=renewed_paper(context, own, person=person, old=old), scans=_scans(own))


def _renew(what: Recording, *, as_json: Json = False) -> None:
    """Eine Einwilligung verlängern: neue Unterschrift, neuer Eintrag, dieselben Klauseln. / Renew a consent.

    Die frühere bleibt, wie sie war. Ohne neue Unterschrift wird nichts verlängert. / The earlier one stays as it was.
    Nothing is renewed without a new signature.
    """
    _keep(what, as_json=as_json)


def _keep(what: Recording, *, as_json: bool) -> None:
    context = what.context
    done = record_consent(
        what.document, by=context.by, approve_by=context.second, hub=context.hub, papers=what.sealed()
    )
    facts = {"consent": done.consent.id, "copies": list(done.copies), **_effects(done)}
    show(facts, as_json=as_json, text="\n".join(answer_lines(done)))


renew = approved_on(_renew, {"consent": (Consented, NEEDED), **RENEWED}, gather=_renewing)


@acting
def withdraw(
    context: CommandContext,
    consent: Annotated[
        str,
        typer.Argument(
            help="Kennung der Einwilligung, Nummer der Überleitung oder Kennzeichen der Person / "
            "consent id, the referral's code, or the person's reference",
            metavar="CONSENT",
        ),
    ],
    *,
    recipient: Annotated[str | None, typer.Option(help="Nur für diese Stelle / for this partner only")] = None,
    as_json: Json = False,
) -> None:
    """Einen Widerruf eintragen; er gilt sofort. / Record a withdrawal; it takes effect at once."""
    done = flows.withdraw(consent, recipient=recipient, by=context.by, hub=context.hub)
    facts = {
        "consent": done.consent.id,
        "status": done.consent.status.value,
        "ended": list(map(_ended, done.ended)),
    }
    names = names_of((one.partner for one in done.ended), hub=context.hub)
    show(facts, as_json=as_json, text=_withdrawn(done, names))


def _withdrawn(done: flows.Withdrawal, names: Mapping[str, str]) -> str:
    """What a person reads of it: since when, and what it ended."""
    if done.consent == done.before:
        nothing = either("Es ändert sich nichts.", "Nothing changes.")
        return f"{either(*day_of_consent(done.consent))} {nothing}"
    lines = [either("Der Widerruf ist eingetragen und gilt sofort.", "The withdrawal is recorded and holds at once.")]
    if not done.ended and not done.elsewhere:
        return "\n".join([*lines, either("Es war nichts mehr unterwegs.", "Nothing was under way any more.")])
    if done.ended:
        lines.append(either("Beendet:", "Ended:"))
    lines += [f"  {name_of(one)}  {names.get(one.partner, one.partner)}: {_stopped(one)}" for one in done.ended]
    return "\n".join([*lines, *elsewhere_lines(done.elsewhere)])


def _stopped(one: Referral) -> str:
    if one.handed_over:
        return either("Die Stelle wird aufgefordert zu löschen.", "The partner is asked to delete.")
    return either("Vor der Zustellung gestoppt.", "Stopped before delivery.")


def _ended(one: Referral) -> dict[str, Any]:
    delivery = one.delivery.value if one.delivery else None
    return {"referral": one.id, "code": one.code, "state": one.state.value, "delivery": delivery}


def _also_ending(document: bytes) -> bytes:
    """The document with what the option says; one that is no object is refused where it is read."""
    try:
        read = loads(document)
    except KeysError:
        return document
    return dumps(read | {"also_ends": True}) if isinstance(read, dict) else document
