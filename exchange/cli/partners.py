"""Enrolment commands: a hub enrols and suspends partners."""

from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import show
from exchange.core.partner.identity import Identity, Succession
from exchange.core.vocabulary import PartnerKind
from exchange.flows.partner import accept as successions
from exchange.flows.partner import enrol as flows
from exchange.flows.partner.recognise import Decided

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


@approved
def enrol(
    context: CommandContext,
    document: Annotated[Path, typer.Argument(help="Dokument der Stelle (partner.json) / its document", exists=True)],
    *,
    adapter: Way = "",
    kind: Kind = None,
    not_bound: NotBound = "",
    sgb1_35: Sgb135 = "",
    as_json: Json = False,
) -> None:
    """Eine Stelle aufnehmen oder erneuern; zwei Personen prüfen den Fingerabdruck. / Enrol a partner.

    Ein anderer Name, eine andere Art oder Schweigepflicht einer aufgenommenen Stelle ist nur ein Vorschlag: geleit
    partner accept. / Another name, kind or secrecy of one that is enrolled is only proposed.
    """
    done = flows.enrol(
        document.read_bytes(),
        by=context.by,
        approve_by=context.second,
        adapter=adapter,
        adapters=context.opened.adapters,
        hub=context.hub,
        decided=Decided(kind=kind, not_bound=not_bound, sgb1_35=sgb1_35),
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
        "service_lines": [line.id for line in done.partner.lines],
        "new_keys": list(done.new_keys),
    }
    show(facts, as_json=as_json)


@approved
def accept(
    context: CommandContext,
    entity: Annotated[str, typer.Argument(help="Kennung der Stelle / entity id", metavar="ENTITY")],
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
    show(facts, as_json=as_json)


def _shown(identity: Identity) -> dict[str, Any]:
    return {"name": identity.name, "kind": identity.kind.value, "bound_by_203": identity.bound_by_203}


@acting
def suspend(
    context: CommandContext,
    entity: Annotated[str, typer.Argument(help="Kennung der Stelle / entity id", metavar="ENTITY")],
    *,
    as_json: Json = False,
) -> None:
    """Eine Stelle sperren: kein Zugang, nichts Neues. / Suspend a partner."""
    done = flows.suspend(entity, by=context.by, hub=context.hub)
    show({"partner": done.entity, "standing": done.standing.value}, as_json=as_json)
