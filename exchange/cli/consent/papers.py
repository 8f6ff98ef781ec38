"""Signed papers at the command line: what a consent was signed on, written into files again."""

from pathlib import Path

from exchange.cli.context import CommandContext
from exchange.flows.consent.evidence import hand_out_papers

OWNER_ONLY = 0o600


def write_papers(consent: str, out: Path, *, context: CommandContext) -> list[str]:
    """Write the papers of a consent: its own under this name, that of a release under the same with its id."""
    written = []
    for paper in hand_out_papers(consent, by=context.by, hub=context.hub):
        file = out.with_stem(f"{out.stem}-{paper.release}") if paper.release else out
        file.touch(mode=OWNER_ONLY)
        file.write_bytes(paper.content)
        written.append(str(file))
    return written
