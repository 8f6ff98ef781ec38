"""Consent commands: record it, withdraw it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, Options, acting, approved_on
from exchange.cli.output import show
from exchange.cli.people.forms import SIGNED, from_paper
from exchange.cli.people.proposal import propose
from exchange.core.consent.clause import show_recipient
from exchange.core.referral.referral import Referral
from exchange.flows.consent import withdraw as flows
from exchange.flows.consent.record import record_consent
from keys.errors import KeysError
from keys.strictjson import dumps, loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An answer to be put on record: as a document, or made of a signed paper."""

    context: CommandContext
    document: bytes


_RECORDING: Options = {
    "file": (
        Annotated[
            Path | None,
            typer.Argument(help="JSON, siehe / see: geleit schema example consent; oder --template", exists=True),
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
    return Recording(context=context, document=_also_ending(document) if also_ends else document)


def _record(what: Recording, *, as_json: Json = False) -> None:
    """Eine Einwilligung erfassen, wie sie erteilt, abgelehnt oder verschoben wurde. / Record a consent.

    Mit --template: aus dem unterschriebenen Bogen; gefragt wird, was nur Menschen wissen. Die Antwort sagt, was dadurch
    endet, ersetzt wird oder enger wird. / With --template from a signed paper; what only people know is asked. The
    answer says what ends or narrows by it.
    """
    context = what.context
    done = record_consent(what.document, by=context.by, approve_by=context.second, hub=context.hub)
    consent = done.consent
    alike = propose(consent.person, context=context)
    facts = {
        "consent": consent.id,
        "look_alikes": alike,
        "status": consent.status.value,
        "clauses": [one.id for one in consent.clauses],
        "copies": list(done.copies),
        "ended": list(map(_ended, done.ended)),
        "replaced": list(done.replaced),
        "narrowed": [{"referral": one.referral, "categories": list(one.categories)} for one in done.narrowed],
        "unbound": [show_recipient(one) for one in done.unbound],
    }
    show(facts, as_json=as_json)


record = approved_on(_record, _RECORDING, gather=_recording)


@acting
def withdraw(
    context: CommandContext,
    consent: Annotated[str, typer.Argument(help="Kennung der Einwilligung / consent id", metavar="CONSENT")],
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
    show(facts, as_json=as_json)


def _ended(one: Referral) -> dict[str, Any]:
    return {"referral": one.id, "state": one.state.value, "delivery": one.delivery.value if one.delivery else None}


def _also_ending(document: bytes) -> bytes:
    """The document with what the option says; one that is no object is refused where it is read."""
    try:
        read = loads(document)
    except KeysError:
        return document
    return dumps(read | {"also_ends": True}) if isinstance(read, dict) else document
