"""Reviews as files: the protocol for the data protection officer, and the assessment for other programs (OSCAL)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.compliance.words import facts_of_review
from exchange.cli.context import CommandContext
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import say
from exchange.cli.terminal.language import either, tongue
from exchange.flows.compliance.review import Review, Span
from exchange.reports.document import HOUSE
from exchange.reports.oscal import assessment_results
from exchange.reports.protocol import protocol
from exchange.reports.render import render

Pdf = Annotated[
    Path | None, typer.Option("--pdf", help="Protokoll als neue PDF-Datei / protocol as a new PDF file", metavar="FILE")
]


Oscal = Annotated[
    Path | None,
    typer.Option("--oscal", help="Als neue JSON-Datei nach OSCAL 1.2 / as a new OSCAL 1.2 JSON file", metavar="FILE"),
]


@dataclass(frozen=True, slots=True)
class Files:
    """Which files of a review are wanted."""

    pdf: Path | None
    oscal: Path | None

    def check(self) -> None:
        """Find out before the review that each can be written.

        Raises:
            FileTaken, FileNotWritten: one cannot.
        """
        for file in filter(None, (self.pdf, self.oscal)):
            check_free(file)

    def write(self, done: Review, *, span: Span, context: CommandContext, as_json: bool) -> None:
        """Write them, and say where they are."""
        if self.pdf:
            sender = context.opened.config.name or HOUSE
            paper = protocol(done, span=span, language=tongue(), sender=sender, attached=facts_of_review(done))
            write_new(self.pdf, render(paper).pdf)
        if self.oscal:
            found = assessment_results(done, span=span, origin=context.hub.origin, language=tongue())
            write_new(self.oscal, json.dumps(found, ensure_ascii=False, indent=1).encode())
        if not as_json:
            for name, file in ((either("Protokoll", "Protocol"), self.pdf), ("OSCAL", self.oscal)):
                if file:
                    say(f"{name}: {file}")
