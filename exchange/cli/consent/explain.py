"""Explain command: why each field of a referral goes or stays, on which clause or rule, and what can be done."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.core.ids import show_instant
from exchange.core.text.why import remedy_of, sentence_of
from exchange.flows.sending.approving.explain import Check, Leaf, Verdict, explain_referral

_CHECKS: Mapping[Check, tuple[str, str]] = {
    Check.BUILD: ("zusammenstellen", "build"),
    Check.SEAL: ("versiegeln", "seal"),
    Check.PICK_UP: ("abholen", "pick-up"),
    Check.ARRIVAL: ("ankommen", "arrival"),
}


@acting
def explain(
    context: CommandContext,
    referral: Annotated[
        str, typer.Argument(help="Nummer oder Kennung der Überleitung / the referral's code or id", metavar="REFERRAL")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Warum eine Angabe mitgeht oder hier bleibt, Feld für Feld. / Why each field goes or stays.

    Gefragt wird viermal: beim Zusammenstellen, Versiegeln, Abholen, Ankommen. Werte werden nicht gezeigt. / It is asked
    four times: building, sealing, pick-up, arrival. Values are not shown.
    """
    done = explain_referral(referral, by=context.by, hub=context.hub)
    facts = {
        "referral": done.referral.id,
        "code": done.referral.code,
        "sent": done.sent,
        "fields": [_facts(one) for one in done.leaves],
    }
    lines = [line for _, alike in groupby(done.leaves, key=_said) for line in _lines(list(alike))]
    show(facts, as_json=as_json, text="\n".join(lines))


def _said(leaf: Leaf) -> tuple[object, ...]:
    """What is said of a field: of those that stand together and are alike it is said once."""
    return leaf.categories, *((one.clauses, one.reason) for one in leaf.verdicts)


def _lines(alike: Sequence[Leaf]) -> Iterator[str]:
    leaf = alike[0]
    yield f"{', '.join(one.name for one in alike)} ({', '.join(word('categories', one) for one in leaf.categories)})"
    for (clauses, reason), same in groupby(leaf.verdicts, key=lambda one: (one.clauses, one.reason)):
        checks = ", ".join(either(*_CHECKS[one.check]) for one in same)
        if not reason:
            on = ", ".join(clauses) or either("gesetzliche Grundlage", "a statutory basis")
            yield f"  {checks}: {either('geht mit', 'goes')}, {on}"
            continue
        yield f"  {checks}: {either('bleibt hier', 'stays')}. {either(*sentence_of(reason))}"
        yield f"    {either('Was tun', 'What to do')}: {either(*remedy_of(reason))}"


def _facts(leaf: Leaf) -> dict[str, Any]:
    return {
        "pointer": leaf.pointer,
        "name": leaf.name,
        "categories": list(leaf.categories),
        "checks": {one.check.value: _verdict(one) for one in leaf.verdicts},
    }


def _verdict(one: Verdict) -> dict[str, Any]:
    return {
        "in": not one.reason,
        "at": show_instant(one.at),
        "clauses": list(one.clauses),
        "reason": one.reason or None,
        "says": sentence_of(one.reason)._asdict() if one.reason else None,
        "do": remedy_of(one.reason)._asdict() if one.reason else None,
    }
