"""Enrolment commands: a hub enrols partners, and accepts who they say they are by now."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import (
    NEEDED,
    CommandContext,
    Json,
    Options,
    approved,
    approved_on,
)
from exchange.cli.output import say, show
from exchange.cli.standing import Entity, text_of
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word, yes_or_no
from exchange.core.partner.fingerprint import FingerprintMismatch
from exchange.core.partner.fingerprint import fingerprint as fingerprint_of
from exchange.core.partner.identity import Identity, Succession
from exchange.core.partner.partner import PartnerStatus
from exchange.core.vocabulary import PartnerKind
from exchange.flows.partner import accept as successions
from exchange.flows.partner import enrol as flows
from exchange.flows.partner.recognise import Decided

RESUME = ": geleit partner resume --by … --approve-by …"
COMPARE = (
    (
        "Fingerabdruck der Schlüssel in diesem Dokument:\n  {fingerprint}\n"
        "Rufen Sie die Stelle unter einer Nummer an, die Sie schon hatten, und lassen Sie\n"
        "ihn sich vorlesen. Tippen Sie, was Sie hören."
    ),
    (
        "Fingerprint of the keys in this document:\n  {fingerprint}\n"
        "Call the partner at a number you had before, and have it read to you.\nType what you hear."
    ),
)
ReadOut = Annotated[
    str,
    typer.Option(
        "--fingerprint",
        help="Fingerabdruck, den die Stelle vorlas, für Skripte / what the partner read out, for scripts",
    ),
]
Way = Annotated[
    str,
    typer.Option(
        "--adapter", help="Weg zur Stelle / way out to it. Sonst / otherwise: webhook (mit/with `hook`), mailbox"
    ),
]
Kind = Annotated[
    PartnerKind | None,
    typer.Option(
        "--kind", help="Was für eine Stelle es ist / what kind it is. Sonst / otherwise: wie im Dokument / as it says"
    ),
]
NotBound = Annotated[
    str,
    typer.Option(
        "--not-bound-by-203",
        help="Warum sie nicht der Schweigepflicht unterliegt / why secrecy does not bind it",
        metavar="REASON",
    ),
]
Sgb135 = Annotated[
    str,
    typer.Option(
        "--sgb1-35",
        help="Nach welcher Norm sie eine Stelle nach § 35 SGB I ist; none: sie ist keine / "
        "by which norm it is a body under section 35 SGB I; none: it is none",
        metavar="NORM",
    ),
]


Document = Annotated[
    Path,
    typer.Argument(
        help="Dokument der Stelle (partner.json) / its document", exists=True, dir_okay=False, metavar="DOCUMENT"
    ),
]
_ENROLLING: Options = {
    "document": (Document, NEEDED),
    "fingerprint": (ReadOut, ""),
    "adapter": (Way, ""),
    "kind": (Kind, None),
    "not_bound": (NotBound, ""),
    "sgb1_35": (Sgb135, ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolling:
    """Who enrols which document, and what the two have decided of it."""

    context: CommandContext
    document: Path
    fingerprint: str
    adapter: str
    decided: Decided


def _enrolling(context: CommandContext, own: dict[str, Any]) -> Enrolling:
    decided = Decided(**{name: own.pop(name) for name in ("kind", "not_bound", "sgb1_35")})
    return Enrolling(context=context, decided=decided, **own)


def _enrol(what: Enrolling, *, as_json: Json = False) -> None:
    """Eine Stelle aufnehmen oder erneuern; zwei Personen prüfen den Fingerabdruck. / Enrol a partner.

    Ein anderer Name, eine andere Art oder Schweigepflicht einer aufgenommenen Stelle ist nur ein Vorschlag: geleit
    partner accept. / Another name, kind or secrecy of one that is enrolled is only proposed.
    """
    context = what.context
    done = flows.enrol(
        _compared(what.document.read_bytes(), what.fingerprint),
        by=context.by,
        approve_by=context.second,
        adapter=what.adapter,
        adapters=context.opened.adapters,
        hub=context.hub,
        decided=what.decided,
    )
    proposed = done.partner.history.proposed
    facts = {
        "partner": done.partner.entity,
        **_shown(done.partner.identity),
        "sgb1_35": done.partner.sgb1_35 or None,
        "says_sgb1_35": done.says_sgb1_35 or None,
        "proposed": _shown(proposed) if proposed else None,
        "federation_pin": done.partner.pin,
        "adapter": done.partner.adapter,
        "hook": done.partner.hook.url if done.partner.hook else None,
        "standing": done.partner.standing.value,
        "fingerprint": fingerprint_of(done.partner.jwks),
        "service_lines": [line.id for line in done.partner.lines],
        "new_keys": list(done.new_keys),
    }
    show(facts, as_json=as_json, text=_enrolled(done))


enrol = approved_on(_enrol, _ENROLLING, gather=_enrolling)


@approved
def accept(
    context: CommandContext,
    entity: Entity,
    *,
    succession: Annotated[
        Succession,
        typer.Option(
            "--as",
            help="dieselbe Stelle: Einwilligungen gelten weiter; eine andere: sie werden neu erfragt / "
            "the same: consents stand; another: they are asked anew",
        ),
    ],
    reason: Annotated[str, typer.Option(help="Woran Sie es erkannt haben / how you know")] = "",
    as_json: Json = False,
) -> None:
    """Zu zweit entscheiden, wer eine Stelle mit neuem Namen oder neuer Art ist. / Accept what a partner proposes."""
    done = successions.accept(
        entity, succession=succession, reason=reason, by=context.by, approve_by=context.second, hub=context.hub
    )
    facts = {
        "partner": done.partner.entity,
        **_shown(done.partner.identity),
        "before": _shown(done.before),
        "as": succession.value,
    }
    as_what = word("successions", succession)
    lines = [done.partner.entity, *_changed(done.before, done.partner.identity), f"  {as_what}"]
    show(facts, as_json=as_json, text="\n".join(lines))


def _shown(identity: Identity) -> dict[str, Any]:
    return {"name": identity.name, "kind": identity.kind.value, "bound_by_203": identity.bound_by_203}


def _compared(document: bytes, typed: str) -> bytes:
    """The document, if somebody types its fingerprint as the partner read it to them; it is shown only after that."""
    if not typed:
        if not sys.stdin.isatty():
            raise FingerprintMismatch("--fingerprint")
        say(either(*COMPARE).format(fingerprint=flows.fingerprint_in(document)))
        typed = typer.prompt(either("Fingerabdruck, wie vorgelesen", "Fingerprint, as it was read to you"), err=True)
    return flows.seen(document, typed=typed)


def _changed(before: Identity, after: Identity) -> Iterator[str]:
    """Each member of an identity that is another one now: before → after."""
    yield f"  {before.name} → {after.name}" if before.name != after.name else f"  {after.name}"
    kinds = [word("partner-kinds", one.kind) for one in (before, after)]
    yield "  " + " → ".join(dict.fromkeys(kinds))
    bound = [either("Schweigepflicht § 203 StGB: ", "Secrecy, section 203 StGB: ") + yes_or_no(after.bound_by_203)]
    yield from (f"  {one}" for one in bound)


def _enrolled(done: flows.Enrolment) -> str:
    partner = done.partner
    lines = [text_of(partner)]
    if done.new_keys:
        lines.append(either("  Neue Schlüssel:", "  New keys:"))
        lines += [f"    {word('key-purposes', one)}" for one in done.new_keys]
    if partner.history.proposed:
        lines.append(either("  Vorgeschlagen, zu zweit zu entscheiden:", "  Proposed, for two people to decide:"))
        lines += [f"  {one}" for one in _changed(partner.identity, partner.history.proposed)]
        lines.append(f"    geleit partner accept … {partner.entity}")
    if not partner.sgb1_35 and done.says_sgb1_35:
        said = either("nennt sich Stelle nach § 35 SGB I", "says it is a body under section 35 SGB I")
        lines.append(f"  {said}: {done.says_sgb1_35}")
    if partner.standing is not PartnerStatus.ACTIVE:
        lines.append(either("Bleibt gesperrt, bis zwei Personen", "Stays suspended until two people call") + RESUME)
    return "\n".join(lines)
