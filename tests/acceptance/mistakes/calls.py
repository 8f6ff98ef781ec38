"""Plausible mistakes of a case-management system: what it sends, and what the problem document has to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.acceptance.mistakes.row import (
    ADD,
    CORRECT,
    LISTED,
    MISSING,
    NO_CASE,
    RENAME,
    SPELLING,
    UNFORESEEN,
    both,
)
from tests.support.casework import CONSENTS, REFERRALS, approves, path, sent
from tests.support.hubs import BOSS, CENTRE, consent_document, encoded, refer_document

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


def released(cases, lang, document=None, **headers):
    """A draft on a consent, released with these words or headers."""
    cases.office.bench.a_consent()
    return cases.post(path(cases.create(), "/release"), document, **headers, **lang)


def withdrawn(cases, lang):
    """What was approved, and released after the person had withdrawn."""
    consent, referral = cases.office.bench.a_consent(), cases.create()
    approves(cases, referral)
    assert cases.post(f"{CONSENTS}/{consent.id}/withdrawal", {}).status_code == 200
    return cases.post(path(referral, "/release"), **lang)


def bare(cases, lang, address, **headers):
    """A call with these headers alone."""
    typed = {name.replace("_", "-"): value for name, value in headers.items()}
    return cases.call("POST", address, content=encoded(refer_document()), headers=typed | lang)


def repeated(cases, lang):
    """One key for two different calls."""
    cases.post(REFERRALS, refer_document(), key='"same"')
    return cases.post(REFERRALS, refer_document(reason="Ein anderer Anlass"), key='"same"', **lang)


def twice(cases, lang):
    """A second referral while the first is open."""
    sent(cases)
    return cases.post(REFERRALS, refer_document(), **lang)


def attached(cases, lang, content=b"%PDF-Bogen", **headers):
    return cases.attach(cases.create(), content=content, **headers, **lang)


def planned(cases, lang, day):
    plan = {"need": "x", "goal": "y", "step": "z", "agreed_on": day}
    return posts(cases, lang, data=refer_document()["data"] | {"plan": plan})


JSON_TYPE = {"Content_Type": "application/json"}
IN_ATTACHMENT = ("Ein Anhang fehlt", "An attachment is missing")
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
         right="https://", do=("aufzunehmen", "to enrol the partner")),
    call("an id that is none", lambda cases, lang: cases.get(path("nonsense"), **lang), (400, "SENDER_MALFORMED_ID"),
         what=("nicht richtig", "not a well-formed"), where="/id", right="7K2-94Q", do=("noch einmal", "again")),
    call("a referral nobody has", lambda cases, lang: cases.get(path(ABSENT), **lang), (404, "HUB_NOT_FOUND"),
         what=NO_CASE, where="", right="7K2-94Q", do="GET /api/v1/referrals"),
    call("a limit in words", lambda cases, lang: cases.get(f"{REFERRALS}?limit=all", **lang), (400, "SENDER_MALFORMED"),
         what=("keine Zahl", "no number"), where="/limit", right=("1 bis 200", "1 to 200"), do=("noch", "again")),
    call("a state misspelt", lambda cases, lang: cases.get(f"{REFERRALS}?state=acepted", **lang), (400,
         "SENDER_MALFORMED"), what=("Diesen Stand gibt es nicht.", "There is no such state."), where="/state",
         right=("vielleicht accepted", "perhaps accepted"), do=("noch einmal", "again")),
    call("a cursor that is none", lambda cases, lang: cases.get(f"{REFERRALS}?cursor=2", **lang), (400,
         "SENDER_MALFORMED_ID"), what=("nicht richtig aufgebaut", "not a well-formed"), where="/cursor",
         right=("der vorigen Seite", "of the page before"), do=("noch einmal", "again")),
    call("a German day in the data", lambda cases, lang: planned(cases, lang, "20.11.2026"), (422,
         "SENDER_SCHEMA_INVALID"), what=SPELLING, where="/data/plan/agreed_on", right=("JJJJ-MM-TT", "YYYY-MM-DD"),
         do=CORRECT),
    call("a consent that was withdrawn, with its day", withdrawn, (409, "HUB_ILLEGAL_STEP"),
         what=("seit 2026-11-24: widerrufen", "Since 2026-11-24 its state is: Consent withdrawn"), where="",
         right="next_steps", do=("neue Überleitung", "creates a new referral")),
    call("no consent for it", lambda cases, lang: cases.post(path(cases.create(), "/release"), **lang), (422,
         "SENDER_NOT_PERMITTED"), what=("Keine Einwilligung deckt das ab", "No consent covers it"),
         where="/referral/reason", right=("Klausel der Einwilligung", "clause of the consent"),
         do=("mit der Person", "talk to the person")),
    call("somebody unknown", lambda cases, lang: cases.post(REFERRALS, refer_document(), staff="niemand", **lang),
         (403, "SENDER_STAFF_UNKNOWN"), what=("arbeitet hier nicht", "does not work here"), where="/On-Behalf-Of",
         right=("das Kürzel von jemandem", "the staff id of somebody"), do="On-Behalf-Of"),
    call("nobody named", lambda cases, lang: cases.post(REFERRALS, refer_document(), **lang, On_Behalf_Of=""), (400,
         "SENDER_STAFF_NOT_NAMED"), what=("für welche Person", "for which member"), where="/On-Behalf-Of",
         right="On-Behalf-Of: anna", do="j%C3%B6rg"),
    call("no If-Match", lambda cases, lang: bare(cases, lang, path(cases.create(), "/release"), **JSON_TYPE,
         Idempotency_Key='"one"'), (428, "SENDER_IF_MATCH_MISSING"), what=("welchen Stand", "which state"),
         where="/If-Match", right='If-Match: "3"', do="ETag"),
    call("an If-Match of another state", lambda cases, lang: released(cases, lang, match='"999"'), (412,
         "HUB_STALE_VERSION"), what=("inzwischen geändert", "has moved on"), where="/If-Match",
         right=("wie er jetzt ist", "as it is now"), do=("entscheiden Sie noch einmal", "decide again")),
    call("an If-Match without quotes", lambda cases, lang: released(cases, lang, match="v1"), (400,
         "SENDER_MALFORMED"), what=("Das ist kein ETag.", "That is no ETag."), where="/If-Match", right='If-Match: "3"',
         do=("noch einmal", "try again")),
    call("no Idempotency-Key", lambda cases, lang: bare(cases, lang, REFERRALS, **JSON_TYPE), (400,
         "SENDER_IDEMPOTENCY_KEY_MISSING"), what="Idempotency", where="/Idempotency-Key", right='Idempotency-Key: "',
         do="UUID"),
    call("a key used before", repeated, (422, "SENDER_IDEMPOTENCY_KEY_REUSED"),
         what=("schon für einen anderen", "used before for another"), where="",
         right=("ein neuer Schlüssel", "a new key"), do=("Es wurde nichts geändert", "Nothing was changed")),
    call("a code nobody has", lambda cases, lang: cases.get(path("7K2-94Q"), **lang), (404, "HUB_NOT_FOUND"),
         what=NO_CASE, where="", right="7K2-94Q", do="GET /api/v1/referrals"),
    call("a code with a sign too few", lambda cases, lang: cases.get(path("7K2-94"), **lang), (400,
         "SENDER_MALFORMED_ID"), what=("nicht richtig aufgebaut", "not a well-formed"), where="/id", right="7K2-94Q",
         do=("noch einmal", "again")),
    call("a form instead of JSON", lambda cases, lang: cases.post(REFERRALS, b"a=1", **lang,
         Content_Type="application/x-www-form-urlencoded"), (415, "SENDER_UNSUPPORTED_MEDIA_TYPE"),
         what=("Inhaltstyp", "media type"), where="/Content-Type", right="application/json", do=("noch", "again")),
    call("a document too big", lambda cases, lang: cases.post(REFERRALS, b'{"a":"' + b"x" * 3_000_000 + b'"}', **lang),
         (413, "SENDER_TOO_LARGE"), what=("größer als erlaubt", "larger than allowed"), where="", right="1 MiB",
         do=("als Anhang", "as an attachment")),
    call("a file named by a path", lambda cases, lang: attached(cases, lang,
         Content_Disposition='attachment; filename="../x.pdf"'), (422, "SENDER_ATTACHMENT_REFUSED"),
         what=("Der Name geht so nicht.", "The name cannot be used."), where="",
         right=("ein lesbarer Name", "a readable name"), do=("Benennen Sie die Datei um", "Rename the file")),
    call("a file without a name", lambda cases, lang: attached(cases, lang, Content_Disposition="attachment"), (422,
         "SENDER_ATTACHMENT_REFUSED"), what=IN_ATTACHMENT, where="/Content-Disposition", right='filename="brief.pdf"',
         do=("Benennen Sie die Datei um", "Rename the file")),
    call("a category there is not", lambda cases, lang: attached(cases, lang, Data_Category="fragebogen"), (422,
         "SENDER_ATTACHMENT_REFUSED"), what=("Diese Datenkategorie gibt es nicht.", "There is no such category."),
         where="/Data-Category", right="questionnaire", do=("Prüfen Sie die Datei", "Check the file")),
    call("a kind of file that is not taken", lambda cases, lang: attached(cases, lang, Content_Type="application/zip"),
         (415, "SENDER_UNSUPPORTED_MEDIA_TYPE"), what=("Inhaltstyp", "media type"), where="/Content-Type",
         right="application/pdf", do=("noch einmal", "again")),
    call("a file that is another", lambda cases, lang: attached(cases, lang, content=b"no pdf"), (422,
         "SENDER_ATTACHMENT_REFUSED"), what=("von anderer Art", "not what the name says"), where="", right=".pdf",
         do=("als PDF", "as PDF")),
    call("no second person", released, (403, "SENDER_FOUR_EYES"),
         what=("Es ist keine zweite Person genannt.", "No second person is named."), where="",
         right=("nichts daran geschrieben", "wrote none of it"), do=("zuzustimmen", "approve at the hub")),
    call("a place to leave out that is not there", lambda cases, lang: released(cases, lang, {"leave_out": ["/nte"]}),
         (422, "SENDER_NOTHING_OF_THIS_NAME"), what=("steht nicht im Entwurf", "is not in the draft"),
         where="/leave_out/0", right="/note", do="/note"),
    call("a consent nobody has", lambda cases, lang: cases.get(f"{CONSENTS}/{ABSENT}", **lang), (404, "HUB_NOT_FOUND"),
         what=("Gesucht ist eine Einwilligung.", "A consent is looked for."), where="",
         right=("die Kennung einer Einwilligung", "the id of a consent"), do="GET /api/v1/persons/{id}/consents"),
    call("a reference in an address", lambda cases, lang: cases.post(f"{CONSENTS}/P-1/withdrawal", {}, **lang), (400,
         "SENDER_MALFORMED_ID"), what=("nicht richtig aufgebaut", "not a well-formed"), where="/id",
         right=("die Kennung einer Einwilligung", "the id of a consent"), do=("noch einmal", "again")),
    call("a reason to cancel that is none", lambda cases, lang: cases.post(path(cases.create(), "/cancellation"),
         {"reason": "unsinn"}, **lang), (422, "SENDER_SCHEMA_INVALID"), what=LISTED, where="/reason",
         right="person-request", do=CORRECT),
    call("a case given to nobody", lambda cases, lang: cases.post(path(cases.create(), "/assignment"),
         {"to": "niemand"}, staff=BOSS, **lang), (404, "HUB_NOT_FOUND"),
         what=("Gesucht ist jemand, der hier arbeitet.", "Somebody who works here is looked for."), where="/to",
         right="alex", do=("an der Vermittlungsstelle eingetragen", "entered at the hub")),
    call("an answer nobody asked for", lambda cases, lang: cases.post(path(sent(cases)[0], "/answers"),
         {"data": {"note": "x"}}, **lang), (409, "HUB_ILLEGAL_STEP"), what=("gesendet", "Sent"), where="",
         right=("nur im Stand: Rückfrage", "only in the state: Question asked"), do=("genannten", "listed")),
    call("a second referral for the same", twice, (409, "SENDER_DUPLICATE_REFERRAL"),
         what=("läuft schon eine", "already is an open"), where="/recipient", right=("eine offene", "one open"),
         do=("offenen Überleitung weiter", "Go on with the open")),
    call("an offer misspelt", lambda cases, lang: posts(cases, lang, recipient={"partner": CENTRE,
         "service_line": "beratng"}), (422, "SENDER_PARTNER_UNKNOWN"), what=("Dieses Angebot", "no such service line"),
         where="/recipient", right=("vielleicht beratung", "perhaps beratung"), do=("aufzunehmen", "enrol the")),
    call("a time that is to come", lambda cases, lang: records(cases, lang, reviewed_at="2031-01-01T09:00:00+01:00"),
         (422, "SENDER_CONSENT_INVALID"), what=("nach der Unterschrift", "after the signature"), where="/reviewed_at",
         right=("vor der Unterschrift", "before the signature"),
         do=("Besprechen Sie es mit der Person", "Talk to the person")),
    call("no token", lambda cases, lang: cases.office.send("GET", REFERRALS, headers=lang), (401,
         "SENDER_INVALID_TOKEN"), what=("Das Zugriffstoken fehlt", "The access token is missing"), where="",
         right="Authorization: DPoP", do="Authorization"),
]  # fmt: skip
