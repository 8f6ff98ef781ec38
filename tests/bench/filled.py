"""What travels: a filled referral of 8 KiB, and the consent it stands on. All persons are invented."""

from datetime import datetime, timedelta

import schemas
from exchange.core.ids import show_instant
from keys.encoding import digest
from keys.strictjson import dumps

SERVICE = "application-support"
LINE = "bewerbung"
SIZE = 8 * 1024
_ANSWER = (
    "Ich möchte vormittags arbeiten, am liebsten im Verkauf, und zuerst einmal in Ruhe meinen Lebenslauf ordnen. "
    "Bewerbungen habe ich lange keine geschrieben; ein Gespräch zu zweit ist mir lieber als ein Kurs in der Gruppe."
)
_HOUR, _HALF_A_YEAR = timedelta(hours=1), timedelta(days=180)


def data(size: int = SIZE) -> dict:
    """Data of the service line, `size` bytes as JSON: the example, and a questionnaire that fills the rest."""
    filled = schemas.example(SERVICE)["data"]
    if len(dumps(filled)) >= size:
        return filled
    answers = []
    filled["questionnaire"] = {"form": "aufnahme-2026", "answers": answers}
    while len(dumps(filled)) < size:
        answers.append({"question": f"frage-{len(answers) + 1:02}", "answer": _ANSWER})
    # The last answer takes what is left.
    answers[-1]["answer"] = "j"
    answers[-1]["answer"] = "j" * max(1, 1 + size - len(dumps(filled)))
    return filled


def refer(reference: str, *, partner: str, size: int = SIZE) -> bytes:
    """The document a caseworker hands in for a person, with `size` bytes of data."""
    document = schemas.example(SERVICE)
    document["person"]["reference"] = reference
    document["recipient"] = {"partner": partner, "service_line": LINE}
    return dumps(document | {"data": data(size)})


def consent(reference: str, *, partner: str, hub: str, at: datetime) -> bytes:
    """What the person agreed to an hour ago: everything in `data`, to this partner, for half a year."""
    signed, until = show_instant(at - _HOUR), show_instant(at + _HALF_A_YEAR)
    categories = sorted({leaf.category for leaf in schemas.annotate(SERVICE, data())} | {"attachment"})
    clause = {
        "id": "out-1",
        "direction": "out",
        "recipient": {"entity": partner, "service_line": LINE},
        "purpose": schemas.example(SERVICE)["purpose"],
        "categories": categories,
        "sources": ["person", "jobcenter"],
        "valid_from": signed,
        "valid_until": until,
    }
    (declared,) = (one["declaration"] for one in schemas.example("consent")["releases"])
    declared["signers"][0]["signed_at"] = signed
    document = schemas.example("consent") | {
        "person": reference,
        "evidence_sha256": digest(reference),
        "signers": [{"role": "person", "name": "Erika Beispiel (erfunden)", "signed_at": signed}],
        "reviewed_at": signed,
        "copy_at": signed,
        "feedback": {"level": 1, "no_show": False},
        "clauses": [clause],
        "releases": [
            {
                "professional": partner,
                "recipient": hub,
                "categories": ["fb.decision"],
                "until": until,
                "declaration": declared,
            },
        ],
    }
    return dumps(document)


def line() -> dict:
    """The service line a partner offers, without a profile of its own."""
    offered = schemas.example("partner")["service_lines"][0]
    offered |= {"id": LINE, "service": SERVICE, "schema": f"urn:geleit:schema:{SERVICE}:1", "profile": {}}
    return {name: value for name, value in offered.items() if name != "capacity"}
