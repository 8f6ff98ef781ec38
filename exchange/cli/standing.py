"""Partner standing commands: a hub's partners are listed, shown, suspended, and let take part again."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, PassphraseFile, acting, approved, opened, vault_passphrase
from exchange.cli.output import show
from exchange.cli.partner import list_packets
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded
from exchange.cli.terminal.words import day, word
from exchange.config import FILE as CONFIG_FILE
from exchange.core.ids import show_instant
from exchange.core.partner.fingerprint import fingerprint as fingerprint_of
from exchange.core.partner.partner import Partner
from exchange.flows.partner import standing
from exchange.main import open_hub
from exchange.ports.hub import Hub
from exchange.queries import directory

_DIFFERS = (
    "Die Zeile ist nicht die, die hier geschrieben wurde: geleit doctor.",
    "The row is not the one that was written here: geleit doctor.",
)
Entity = Annotated[str, typer.Argument(help="Kennung der Stelle / entity id", metavar="ENTITY")]


def list_either(
    directory: Annotated[Path, typer.Argument(help="Ordner / folder of hub or partner", metavar="DIR")],
    *,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Bei der Vermittlungsstelle: ihre Stellen, auch gesperrte; bei einer Stelle: ihre Pakete.

    / At a hub its partners, suspended ones too; at a partner's folder its packets.
    """
    which = list_partners if (directory / CONFIG_FILE).exists() else list_packets
    which(directory, passphrase_file=passphrase_file, as_json=as_json)


def list_partners(directory: Path, *, passphrase_file: Path | None, as_json: bool) -> None:
    """Show all partners of a hub."""
    with closing(open_hub(directory, passphrase=vault_passphrase(passphrase_file))) as opened:
        _list(opened.hub, as_json=as_json)


def _list(hub: Hub, *, as_json: bool) -> None:
    found = directory.partners(hub=hub)
    if as_json:
        listed = [_line(one) if one else {"entity": entity, "row": "differs"} for entity, one in found.items()]
        show({"partners": listed}, as_json=True)
        return
    # An entity id is typed again, and too long for a column: each partner has lines of its own.
    show(
        {},
        as_json=False,
        text="\n".join(_lines(*one) for one in found.items()) or either("Noch keine Stelle.", "No partner yet."),
    )


@opened
def show_one(
    context: CommandContext,
    entity: Entity,
    *,
    as_json: Json = False,
) -> None:
    """Eine Stelle: Angebote, Fingerabdruck, wer sie aufnahm. / One partner: services, fingerprint, who enrolled it."""
    partner = standing.partner_of(entity, hub=context.hub)
    facts = _line(partner) | {
        "service_lines": [{"id": one.id, "service": one.service.value, "title": one.title} for one in partner.lines],
        "fingerprint": fingerprint_of(partner.jwks),
        "federation_pin": partner.pin,
        "adapter": partner.adapter,
        "hook": partner.hook.url if partner.hook else None,
    }
    show(facts, as_json=as_json, text=text_of(partner))


@approved
def resume(
    context: CommandContext,
    entity: Entity,
    *,
    reason: Annotated[str, typer.Option(help="Warum, ohne Namen / why, without names")],
    as_json: Json = False,
) -> None:
    """Eine gesperrte Stelle wieder teilnehmen lassen, zu zweit. / Let a suspended partner take part again, by two."""
    done = standing.resume(entity, reason=reason, by=context.by, approve_by=context.second, hub=context.hub)
    facts = {"partner": done.entity, "standing": done.standing.value}
    show(facts, as_json=as_json, text=f"{done.entity}: {_standing(done)}")


@acting
def suspend(
    context: CommandContext,
    entity: Entity,
    *,
    as_json: Json = False,
) -> None:
    """Eine Stelle sperren: kein Zugang, nichts Neues. / Suspend a partner."""
    done = standing.suspend(entity, by=context.by, hub=context.hub)
    facts = {"partner": done.entity, "standing": done.standing.value}
    show(facts, as_json=as_json, text=f"{done.entity}: {_standing(done)}")


def _lines(entity: str, partner: Partner | None) -> str:
    if partner is None:
        # What stands in the row somebody else put there.
        return f"{entity}\n{folded(either(*_DIFFERS), indent='  ')}"
    words = f"{word('partner-kinds', partner.kind)}; {_standing(partner)}"
    return "\n".join((entity, *(folded(one, indent="  ") for one in (partner.name, words))))


def _line(partner: Partner) -> dict[str, Any]:
    return {
        "entity": partner.entity,
        "name": partner.name,
        "kind": partner.kind.value,
        "bound_by_203": partner.bound_by_203,
        "standing": partner.standing.value,
        "enrolled_at": show_instant(partner.enrolled_at),
        "enrolled_by": partner.enrolled_by,
        "approved_by": partner.approved_by,
    }


def _standing(partner: Partner) -> str:
    return word("entity-standings", partner.standing.value)


def text_of(partner: Partner) -> str:
    """One partner for people: who it is, who enrolled it, its fingerprint, its way, what it offers."""
    secrecy = either("Schweigepflicht § 203 StGB: ", "Secrecy, section 203 StGB: ")
    under_35 = either("Stelle nach § 35 SGB I", "Body under section 35 SGB I")
    enrolled = either("Aufgenommen von", "Enrolled by")
    return "\n".join(
        [
            partner.entity,
            f"  {partner.name}",
            f"  {word('partner-kinds', partner.kind)}; {_standing(partner)}",
            f"  {secrecy}{either('ja', 'yes') if partner.bound_by_203 else either('nein', 'no')}",
            *([f"  {under_35}: {partner.sgb1_35}"] if partner.sgb1_35 else []),
            f"  {enrolled} {partner.enrolled_by}, {partner.approved_by} ({day(partner.enrolled_at)})",
            either("  Fingerabdruck aller Schlüssel: ", "  Fingerprint of all keys: ") + fingerprint_of(partner.jwks),
            f"  {either('Weg', 'Way')}: {partner.adapter}{f', {partner.hook.url}' if partner.hook else ''}",
            *(f"  {one.id}: {word('services', one.service)}, {one.title}" for one in partner.lines),
        ]
    )
