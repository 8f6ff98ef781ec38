"""Hint command: how to write of a person in everyday words, where it is needed."""

from typing import Annotated

import typer

from exchange.cli.context import Json
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded
from exchange.queries.hints import hint, topics


def show_hint(
    topic: Annotated[
        str, typer.Argument(help="Worum es geht; ohne: alle / what about; none: all", metavar="TOPIC")
    ] = "",
    *,
    as_json: Json = False,
) -> None:
    """Wie man es in Alltagsworten schreibt, mit Beispielen. / How to write it in everyday words, with examples."""
    if not topic:
        named = topics()
        text = "\n".join(f"{name:12} {either(*said)}" for name, said in named.items())
        show({"topics": {name: said._asdict() for name, said in named.items()}}, as_json=as_json, text=text)
        return
    rule, examples = hint(topic)
    facts = {
        "topic": topic,
        "rule": rule._asdict(),
        "instead": [{"not": wrong._asdict(), "but": right._asdict()} for wrong, right in examples],
    }
    lines = [folded(either(*rule))]
    for wrong, right in examples:
        lines.append(folded(f"{either('Nicht', 'Not')}: {either(*wrong)}", indent="  "))
        lines.append(folded(f"{either('Sondern', 'But')}: {either(*right)}", indent="  "))
    show(facts, as_json=as_json, text="\n".join(lines))
