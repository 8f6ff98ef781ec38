"""Register export: Art. 30, impact assessments, processors, contracts, undertakings, as JSON and as a paper."""

import json
from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import unfit_value
from exchange.core.said import Said
from exchange.core.text.dates import Language
from exchange.flows.register.look import look_at_registers
from exchange.queries.directory import partners
from exchange.reports.document import HOUSE
from exchange.reports.register import KINDS, HouseRegisters, register_document, register_facts
from exchange.reports.render import render

_FORM = Said(
    "ein Ordner, den es gibt, oder eine neue Datei: verzeichnis.pdf, verzeichnis.json",
    "a folder that is there, or a new file: register.pdf, register.json",
)
_NAMES = ("register.json", "register.pdf")
Out = Annotated[Path, typer.Option("--out", help="Ordner, .pdf oder .json / folder, .pdf or .json", metavar="DIR|FILE")]
Spoken = Annotated[Language, typer.Option("--language", help="Sprache des Papiers / the paper's language: de, en")]


@acting
def export(context: CommandContext, *, out: Out, language: Spoken = "de", as_json: Json = False) -> None:
    """Die Verzeichnisse drucken: Art. 30, Folgenabschätzung, Verträge, Verpflichtungen. / Print the registers.

    In einen Ordner kommen beide Dateien. Was fehlt, steht oben. / A folder gets both files. Gaps come first.
    """
    files = _files(out)
    facts = look_at_registers(KINDS, by=context.by, hub=context.hub)
    known = {entity: one for entity, one in partners(hub=context.hub).items() if one is not None}
    found = HouseRegisters(at=context.hub.clock.now(), facts=facts, partners=known)
    sender = context.opened.config.name or HOUSE
    for file in files:
        if file.suffix == ".pdf":
            write_new(file, render(register_document(found, language=language, sender=sender)).pdf)
        else:
            write_new(file, json.dumps(register_facts(found), ensure_ascii=False, indent=2).encode())
    written = [str(file) for file in files]
    missing = register_facts(found)["missing"]
    lines = [*written, either(f"{len(missing)} Lücken.", f"{len(missing)} gaps.")]
    show({"files": written, "missing": missing}, as_json=as_json, text="\n".join(lines))


def _files(out: Path) -> list[Path]:
    if out.is_dir():
        files = [out / name for name in _NAMES]
    elif out.suffix in {".pdf", ".json"}:
        files = [out]
    else:
        raise unfit_value("--out", form=_FORM)
    for file in files:
        check_free(file)
    return files
