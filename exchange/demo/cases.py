"""Synthetic data: the ten cases and the three partners as files say them, plainly invented.

Entity ids are still to be filled in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from exchange.core.consent.clause import feedback_categories
from exchange.core.ids import show_instant
from keys.encoding import digest
from keys.strictjson import loads

PARTNERS = ("arztpraxis", "therapie", "beratungsstelle")
_TEXT = "Einwilligung, Fassung für die Vorführung (erfunden)"
_RELEASE_TEXT = "Schweigepflichtentbindung, Fassung für die Vorführung (erfunden)"
_SIGNED_AGO = timedelta(hours=1)
_MONTHS = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A file to be made for a case: its name, its size in bytes, its title and lines."""

    file: str
    size: int
    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One invented referral and how it shall end.

    `refer` is a document of schema `refer`, `answer` what a caseworker answers a question with. `end` is business
    state, delivery state (None where nothing was queued) and consent status.
    """

    number: int
    title_de: str
    title_en: str
    partner: str
    four_eyes: bool
    refer: Mapping[str, Any] = field(repr=False)
    consent: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)
    pdf: Pdf | None
    end: tuple[str, str | None, str]

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"fall-{self.number:02}"

    @property
    def line(self) -> str:
        """The service line it goes to."""
        return str(self.refer["recipient"]["service_line"])


def read_cases(entities: Mapping[str, str]) -> tuple[Case, ...]:
    """Read the ten cases in their order; `entities` maps the placeholders, `hub` and `PARTNERS`, to entity ids."""
    folder = files("exchange.demo") / "cases"
    named = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return tuple(_case(loads(_filled(one.read_text(encoding="utf-8"), entities))) for one in named)


def read_partner(key: str) -> dict[str, Any]:
    """Read what a partner is and offers, and how it behaves in the story."""
    document: dict[str, Any] = loads((files("exchange.demo") / "partners" / f"{key}.json").read_bytes())
    return document


def consent_document(case: Case, *, hub: str, at: datetime) -> dict[str, Any]:
    """Write the consent of a case as schema `consent` has it: signed an hour ago, for half a year.

    The person frees the partner from secrecy towards the hub for all that its feedback level says, or for less where
    the case names it (`released`).
    """
    said, recipient = case.consent, case.refer["recipient"]
    signed, until = at - _SIGNED_AGO, show_instant(at + _MONTHS)
    categories = sorted(feedback_categories(said["level"], no_show=False))
    clause = {
        "id": "out-1",
        "direction": "out",
        "recipient": {"entity": recipient["partner"], "service_line": recipient["service_line"]},
        "purpose": case.refer["purpose"],
        "categories": said["categories"],
        "sources": ["person", "jobcenter"],
        "valid_from": show_instant(signed),
        "valid_until": until,
    }
    signer = {"role": "person", "name": said["signer"], "signed_at": show_instant(signed)}
    release = {
        "professional": recipient["partner"],
        "recipient": hub,
        "categories": said.get("released", categories),
        "until": until,
        "declaration": {"id": "release", "signers": [signer], **_proof(case, _RELEASE_TEXT, version="demo-1-203")},
    }
    return {
        "person": case.refer["person"]["reference"],
        **_proof(case, _TEXT, version="demo-1"),
        "language": said["language"],
        "notices": {"purpose": True, "refusal_without_consequence": True, "withdrawal_any_time": True},
        "form": "written",
        "signers": [signer],
        "reviewed_at": show_instant(signed),
        "copy_at": show_instant(signed),
        "feedback": {"level": said["level"], "no_show": False},
        "clauses": [clause],
        "releases": [release],
    }


def _proof(case: Case, text: str, *, version: str) -> dict[str, Any]:
    """What was shown and what was signed."""
    evidence = digest(f"{text} {case.name}".encode())
    return {"text": {"version": version, "sha256": digest(text.encode())}, "evidence_sha256": evidence}


def _filled(text: str, entities: Mapping[str, str]) -> str:
    for name, entity in entities.items():
        text = text.replace(f'"{{{name}}}"', f'"{entity}"')
    return text


def _case(document: Mapping[str, Any]) -> Case:
    end, pdf = document["expect"], document.get("pdf")
    return Case(
        number=document["case"],
        title_de=document["title"]["de"],
        title_en=document["title"]["en"],
        partner=document["partner"],
        four_eyes=document["four_eyes"],
        refer=document["refer"],
        consent=document["consent"],
        answer=document.get("answer", {}),
        pdf=Pdf(file=pdf["file"], size=pdf["bytes"], title=pdf["title"], lines=pdf["lines"]) if pdf else None,
        end=(end["state"], end["delivery"], end["consent"]),
    )
