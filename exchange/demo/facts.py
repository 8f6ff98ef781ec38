"""Outcome report: facts for scripts, a table for people, and what is not as it was announced."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

import schemas
from exchange.core.consent.consent import Consent
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import PacketKind
from exchange.demo.cases import PARTNERS, Case
from exchange.demo.ground import LEAD, Scene
from exchange.demo.telling import Teller
from exchange.flows.evidence.verify import verify_log
from exchange.flows.staff.access import look
from exchange.queries.referrals import sentence_of, view


def axes(here: Scene, number: int) -> tuple[str, str | None, str]:
    """Business state, delivery state and consent status of a case; all empty before it was drafted."""
    named = here.chronicle.referrals.get(number)
    if not named:
        return "", None, ""
    # The story itself asks this many times a second; people look at a case through `look`, which leaves a line.
    with here.hub.store.reading() as tx:
        referral = tx.referrals.get(named)
        consent = tx.consents.get(referral.consent) if referral and referral.consent else None
    return _axes(referral, consent) if referral else ("", None, "")


def gather(here: Scene) -> dict[str, Any]:
    """Everything a script may want to know, without a name of a person and without a passphrase."""
    report, chronicle = verify_log(hub=here.hub), here.chronicle
    hub = {"origin": here.entities["hub"], "directory": str(here.directory / "hub"), "federation_pin": here.pin}
    return {
        "start": here.start,
        "hub": hub,
        "partners": [_partner(here, key) for key in PARTNERS],
        "referrals": [_referral(here, case) for case in here.cases if case.number in chronicle.referrals],
        "blocked": dict(chronicle.blocked),
        "refused_feedback": dict(chronicle.refused),
        "log": {"size": report.size, "root": report.root, "findings": [asdict(one) for one in report.findings]},
        "seconds": round(chronicle.teller.seconds, 1),
    }


def differences(here: Scene, facts: dict[str, Any]) -> list[str]:
    """Name what is not as the story tells it; nothing where all is."""
    found = [
        f"case {case.number}: {'/'.join(map(str, axes(here, case.number)))} instead of {'/'.join(map(str, case.end))}"
        for case in here.cases
        if axes(here, case.number) != case.end
    ]
    for case in here.cases:
        found += _whole(here, case)
    checks = {
        "nothing was blocked by consent": facts["blocked"].get("code") == "SENDER_NOT_PERMITTED",
        "no feedback was refused": bool(facts["refused_feedback"].get("code")),
        "the evidence log does not add up": not facts["log"]["findings"],
    }
    return found + [wrong for wrong, holds in checks.items() if not holds]


def table_of(facts: dict[str, Any], *, cases: Sequence[Case], teller: Teller) -> Table:
    """How every case stands, with the one sentence that says all three axes."""
    title = teller.says("Wie alles steht", "How everything stands")
    shown = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column(teller.says("Fall", "Case"), no_wrap=True)
    shown.add_column(teller.says("Stand", "State"), overflow="fold")
    shown.add_column(teller.says("In einem Satz", "In one sentence"), ratio=1)
    titles = {case.number: (case.title_de, case.title_en) for case in cases}
    for row in facts["referrals"]:
        said = Text.assemble((teller.says(*titles[row["case"]]), "bold"), f". {row[f'sentence_{teller.language}']}")
        shown.add_row(str(row["case"]), schemas.codes()["states"][row["state"]][teller.language], said)
    return shown


def _axes(referral: Referral, consent: Consent | None) -> tuple[str, str | None, str]:
    delivery = referral.delivery.value if referral.delivery else None
    return referral.state.value, delivery, consent.status.value if consent else ""


def _partner(here: Scene, key: str) -> dict[str, Any]:
    entity = here.entities[key]
    with here.hub.store.reading() as tx:
        known = tx.partners.get(entity)
    folder = str(here.directory / key)
    about = {"name": known.name, "kind": known.kind.value, "pin": known.pin} if known else {}
    return {"key": key, "entity": entity, "folder": folder, **about}


def _referral(here: Scene, case: Case) -> dict[str, Any]:
    seen = look(here.chronicle.referrals[case.number], what="referral", by=here.claim(LEAD), hub=here.hub)
    found = view(seen, hub=here.hub)
    state, delivery, consent = _axes(found.referral, found.consent)
    sizes = [f"attachment:{size}" for size in here.chronicle.sizes[case.number]]
    return {
        "case": case.number,
        "referral": found.referral.id,
        "service": found.referral.service.value,
        "state": state,
        "delivery": delivery,
        "consent": consent,
        "sentence_de": sentence_of(found, hub=here.hub, language="de"),
        "sentence_en": sentence_of(found, hub=here.hub, language="en"),
        "notes": [*here.chronicle.notes[case.number], *sizes],
    }


def _whole(here: Scene, case: Case) -> list[str]:
    """What was received is what was sent, once; what was stopped was never received."""
    kinds, arrived = here.chronicle.received[case.number], case.end[1] == "received"
    expected = [PacketKind.REQUEST, PacketKind.ANSWER] if case.answer else [PacketKind.REQUEST]
    wrong = [] if kinds == (expected if arrived else []) else [f"case {case.number}: received {kinds}"]
    sent = [(here.directory / "faelle" / case.pdf.file).stat().st_size] if case.pdf and arrived else []
    sizes = here.chronicle.sizes[case.number]
    return wrong if sizes == sent else [*wrong, f"case {case.number}: attachments {sizes} instead of {sent}"]
