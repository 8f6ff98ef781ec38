"""Plausible mistakes of a case-management system: what it sends, and what the problem document has to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.acceptance.mistakes.row import ADD, CORRECT, LISTED, MISSING, NO_CASE, RENAME, SPELLING, UNFORESEEN, both
from tests.support.casework import CONSENTS, REFERRALS, path
from tests.support.hubs import CENTRE, consent_document, refer_document

ABSENT = "018f0000-0000-7000-8000-000000000009"


@dataclass(frozen=True)
class Call:
    name: str
    makes: Callable[[Any, dict], Any]
    status: int
    code: str
    what: tuple[str, str]
    where: str
    right: tuple[str, str]
    do: tuple[str, str]

    def sends(self, cases, tongue):
        return self.makes(cases, {"Accept-Language": tongue})


def call(name, makes, answer, *, what, where, right, do):
    return Call(name, makes, *answer, both(what), where, both(right), both(do))


def posts(cases, lang, **changes):
    return cases.post(REFERRALS, refer_document(**changes), **lang)


def records(cases, lang, **changes):
    document = consent_document(cases.office.bench.clock.now(), level=2, no_show=False, to=CENTRE, days=9)
    return cases.post(CONSENTS, document | changes, **lang)


CALLS = [
    call("a member misspelt", lambda cases, lang: posts(cases, lang, resaon="x"), (422, "SENDER_SCHEMA_INVALID"),
         what=UNFORESEEN, where="/resaon", right=("vielleicht reason", "perhaps reason"), do=RENAME),
    call("a member left out", lambda cases, lang: cases.post(REFERRALS, {}, **lang), (422, "SENDER_SCHEMA_INVALID"),
         what=MISSING, where="/data", right="", do=ADD),
    call("a German date", lambda cases, lang: records(cases, lang, reviewed_at="31.12.2026"), (422,
         "SENDER_SCHEMA_INVALID"), what=SPELLING, where="/reviewed_at", right="2026-12-31T09:00:00+01:00", do=CORRECT),
    call("a word that is not in the list", lambda cases, lang: posts(cases, lang, urgency="asap"), (422,
         "SENDER_SCHEMA_INVALID"), what=LISTED, where="/urgency", right="normal, priority, urgent", do=CORRECT),
    call("broken JSON", lambda cases, lang: cases.post(REFERRALS, b'{"a": 1,}', **lang), (400,
         "SENDER_MALFORMED"), what=("Zeile 1, Spalte 9", "Line 1, column 9"), where="",
         right=("kein Komma nach dem letzten", "no comma after the last"), do=("noch einmal", "try again")),
    call("a partner misspelt",
         lambda cases, lang: posts(cases, lang, recipient={"partner": "https://zentrum.exmple", "service_line": "x"}),
         (422, "SENDER_PARTNER_UNKNOWN"), what=("keine aufgenommene Stelle", "No enrolled partner"), where="/recipient",
         right="https://", do="geleit partner enrol"),
    call("an id that is none", lambda cases, lang: cases.get(path("nonsense"), **lang), (400, "SENDER_MALFORMED_ID"),
         what=("nicht richtig", "not a well-formed"), where="/id", right="7K2-94Q", do=("noch einmal", "again")),
    call("a referral nobody has", lambda cases, lang: cases.get(path(ABSENT), **lang), (404, "HUB_NOT_FOUND"),
         what=NO_CASE, where="", right="7K2-94Q", do="geleit list"),
    call("a limit in words", lambda cases, lang: cases.get(f"{REFERRALS}?limit=all", **lang), (400, "SENDER_MALFORMED"),
         what=("keine Zahl", "no number"), where="/limit", right=("1 bis 200", "1 to 200"), do=("noch", "again")),
    call("a state misspelt", lambda cases, lang: cases.get(f"{REFERRALS}?state=acepted", **lang), (400,
         "SENDER_MALFORMED"), what=("Diesen Stand gibt es nicht.", "There is no such state."), where="/state",
         right=("vielleicht accepted", "perhaps accepted"), do=("noch einmal", "again")),
    call("a cursor that is none", lambda cases, lang: cases.get(f"{REFERRALS}?cursor=2", **lang), (400,
         "SENDER_MALFORMED_ID"), what=("nicht richtig aufgebaut", "not a well-formed"), where="/cursor",
         right=("der vorigen Seite", "of the page before"), do=("noch einmal", "again")),
]  # fmt: skip
