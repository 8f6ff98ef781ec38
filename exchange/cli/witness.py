"""Witness commands: whose logs this hub cosigns, how far it did, and what contradicts what it cosigned."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting, approved, opened
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import moment
from exchange.core.ids import show_instant
from exchange.flows.federation.cosigned import add_witness, policy_text, quorum, standings
from exchange.flows.federation.witness import witness_name, witness_vkey
from exchange.flows.federation.witnessed_logs import WitnessedLog, add_log, contradictions, witnessed_logs
from keys import durable

Origin = Annotated[
    str,
    typer.Argument(help="Erste Zeile seines Prüfpunkts / first line of its checkpoint", metavar="ORIGIN"),
]


@approved
def add(
    context: CommandContext,
    origin: Origin,
    vkey: Annotated[str, typer.Argument(help="Sein Schlüssel / its verifier key", metavar="VKEY")],
    *,
    operator: Annotated[str, typer.Option("--operator", help="Wer es führt / who keeps it", metavar="NAME")],
    as_json: Json = False,
) -> None:
    """Das Protokoll eines anderen Hauses ab jetzt bezeugen, zu zweit. / Witness the log of another house, by two.

    Den Schlüssel nennt geleit log verify dort; vergleichen Sie ihn am Telefon. / geleit log verify shows the key there;
    compare it over the telephone.
    """
    done = add_log(origin, vkey, operator=operator, by=context.by, approve_by=context.second, hub=context.hub)
    text = either(
        f"Wir bezeugen {origin} seit {moment(done.valid_from)}. Dort tragen Sie ein:",
        f"We witness {origin} since {moment(done.valid_from)}. Enter there:",
    )
    ours = {"address": f"{context.hub.origin}/witness", "vkey": witness_vkey(context.hub)}
    facts = {"origin": origin, "from": show_instant(done.valid_from), "witness": ours}
    show(facts, as_json=as_json, text="\n".join([text, f"  {ours['address']}", f"  {ours['vkey']}"]))


@acting
def logs(context: CommandContext, *, as_json: Json = False) -> None:
    """Welche Protokolle wir bezeugen und wie weit. / Which logs we witness, and how far."""
    found = witnessed_logs(witnessed=context.opened.witnessed, by=context.by, hub=context.hub)
    lines = [line for one in found for line in _lines(one)]
    facts = {"witness": witness_name(context.hub), "logs": [_facts(one) for one in found]}
    nothing = either("Wir bezeugen noch kein Protokoll.", "We witness no log yet.") + " geleit witness add"
    show(facts, as_json=as_json, text="\n".join(lines) or nothing)


@approved
def ask(
    context: CommandContext,
    address: Annotated[str, typer.Argument(help="Wo er Prüfpunkte nimmt / submission prefix", metavar="URL")],
    vkey: Annotated[str, typer.Argument(help="Sein Schlüssel / the witness's verifier key", metavar="VKEY")],
    *,
    operator: Annotated[str, typer.Option("--operator", help="Wer ihn führt / who keeps it", metavar="NAME")],
    as_json: Json = False,
) -> None:
    """Unser Protokoll ab jetzt bezeugen lassen, zu zweit. / Have our log cosigned by a witness, by two.

    Dort muss unser Protokoll eingetragen sein: geleit witness add. / Our log has to be entered there first.
    """
    done = add_witness(address, vkey, operator=operator, by=context.by, approve_by=context.second, hub=context.hub)
    facts = {"address": done.subject, "operator": operator, "from": show_instant(done.valid_from)}
    since = moment(done.valid_from)
    text = either(
        f"{operator} bezeugt unser Protokoll seit {since}: {done.subject}",
        f"{operator} witnesses our log since {since}: {done.subject}",
    )
    show(facts, as_json=as_json, text=text)


@acting
def list_witnesses(context: CommandContext, *, as_json: Json = False) -> None:
    """Wer unser Protokoll bezeugt, und wann zuletzt. / Who witnesses our log, and when last."""
    found = standings(_current(context), published=context.opened.published, by=context.by, hub=context.hub)
    houses = {str(one.fact.document["operator"]) for one in found if one.at}
    asked = quorum(context.hub)
    facts = {
        "quorum": asked,
        "witnesses": [{**one.fact.document, "cosigned_at": _shown(one.at)} for one in found],
    }
    enough = either(
        f"Unterschrieben haben {len(houses)} von {asked} nötigen Häusern.",
        f"{len(houses)} of {asked} houses that are needed have signed.",
    )
    lines = [f"{one.fact.document['operator']} · {one.fact.subject} · {_when(one.at)}" for one in found] or [
        either("Niemand bezeugt unser Protokoll.", "Nobody witnesses our log.") + " geleit witness ask"
    ]
    show(facts, as_json=as_json, text="\n".join([*lines, enough]))


@opened
def policy(context: CommandContext, *, as_json: Json = False) -> None:
    """Unser Protokoll und seine Zeugen für andere, zum Prüfen. / Our log and its witnesses, for who checks proofs.

    Die Form ist c2sp.org/tlog-policy; geleit log check --policy nimmt sie. / geleit log check --policy takes it.
    """
    text = policy_text(_current(context), hub=context.hub)
    show({"policy": text}, as_json=as_json, text=text.removesuffix("\n"))


@opened
def evidence(
    context: CommandContext,
    origin: Origin,
    *,
    out: Annotated[Path, typer.Option("--out", help="Ein neuer Ordner / a new folder", metavar="FOLDER")],
    as_json: Json = False,
) -> None:
    """Was einem Prüfpunkt widerspricht, den wir mitunterschrieben haben. / What contradicts what we cosigned.

    Zwei Prüfpunkte gleicher Größe mit verschiedener Wurzel beweisen: Das Protokoll zeigt nicht allen dasselbe.
    / Two checkpoints of one size with different roots prove that the log does not show everybody the same.
    """
    found = contradictions(origin, witnessed=context.opened.witnessed)
    if not found.forks:
        well = either(
            "Kein Widerspruch, soweit wir das Protokoll sehen. Es wurde nichts geschrieben.",
            "No contradiction, as far as we see the log. Nothing was written.",
        )
        show({"files": []}, as_json=as_json, text=well)
        return
    durable.make_folder(out)
    named = {"cosigned.note": found.newest} | {f"fork-{_short(one)}.note": one for one in found.forks}
    for name, note in named.items():
        durable.replace(out / name, note.encode())
    text = either(f"{len(named)} Dateien in {out}", f"{len(named)} files in {out}")
    show({"files": sorted(named)}, as_json=as_json, text=text)


def _current(context: CommandContext) -> int:
    with context.hub.store.reading() as tx:
        return tx.log.starts()[-1].number


def _shown(at: int) -> str | None:
    return show_instant(datetime.fromtimestamp(at, UTC)) if at else None


def _when(at: int) -> str:
    if not at:
        return either("noch keine Unterschrift", "no cosignature yet")
    return either("zuletzt ", "last ") + moment(datetime.fromtimestamp(at, UTC))


def _short(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()[:12]


def _facts(one: WitnessedLog) -> dict[str, Any]:
    return {**one.fact.document, "size": one.size, "cosigned_at": _shown(one.at), "forks": one.forks}


def _lines(one: WitnessedLog) -> list[str]:
    seen = either("noch nichts eingereicht", "nothing handed in yet")
    if one.at:
        when = moment(datetime.fromtimestamp(one.at, UTC))
        seen = either(f"{one.size} Einträge, zuletzt {when}", f"{one.size} leaves, last {when}")
    forked = either(
        f"  ES ZEIGT NICHT ALLEN DASSELBE: {one.forks} Widersprüche. geleit witness evidence",
        f"  IT DOES NOT SHOW EVERYBODY THE SAME: {one.forks} contradictions. geleit witness evidence",
    )
    head = f"{one.fact.subject} · {one.fact.document['operator']} · {seen}"
    return [head, *([forked] if one.forks else [])]
