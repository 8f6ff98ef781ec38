"""Refusal over the network: the same four parts for who called the API and has no command line of ours.

What a caller cannot do with a call is done at the hub, by people; then these words say who does it, and what it is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from exchange.core.errors import (
    ANY_REFERRAL,
    CLIENT,
    CONSENT,
    ENTRY,
    PARTNER,
    PASSKEY,
    PERSON,
    PLAN,
    REFERRAL,
    SESSION,
    SHEET,
    STAFF,
    GeleitError,
    NotFound,
)
from exchange.core.said import Said
from exchange.core.text.explained import Explained, explained

_COMMAND = re.compile(r"\bgeleit [a-z]|(?<![\w-])--[a-z]")
OPERATOR = Said(
    "Es liegt am Betrieb der Vermittlungsstelle. Nennen Sie ihm die Vorgangsnummer, und versuchen Sie es danach "
    "noch einmal. Es ist nichts verloren.",
    "It is up to the hub's operator. Give them the trace number, and try again afterwards. Nothing is lost.",
)
"""What only who runs the hub can do."""

DO: Mapping[str, Said] = MappingProxyType(
    {
        REFERRAL: Said(
            "GET /api/v1/referrals zeigt Ihre Überleitungen mit ihrer Nummer.",
            "GET /api/v1/referrals shows yours with their codes.",
        ),
        ANY_REFERRAL: Said(
            "Fragen Sie, wer den Fall kennt, nach der Nummer. Es wurde kein Notfall eingetragen.",
            "Ask somebody who knows the case for its code. No emergency was entered.",
        ),
        CONSENT: Said(
            "GET /api/v1/persons/{id}/consents nennt die Einwilligungen einer Person.",
            "GET /api/v1/persons/{id}/consents names a person's consents.",
        ),
        PERSON: Said(
            "POST /api/v1/persons/search findet eine Person nach ihrem Kennzeichen.",
            "POST /api/v1/persons/search finds a person by their reference.",
        ),
        STAFF: Said(
            "Prüfen Sie das Kürzel; wer neu ist, wird an der Vermittlungsstelle eingetragen.",
            "Check the staff id; who is new is entered at the hub.",
        ),
        PARTNER: Said(
            "Prüfen Sie die Adresse, oder bitten Sie Ihre Teamleitung, die Stelle aufzunehmen.",
            "Check the address, or ask your team lead to enrol the partner.",
        ),
        PLAN: Said(
            "POST /api/v1/persons/{id}/plan beginnt einen Plan mit der Person.",
            "POST /api/v1/persons/{id}/plan begins a plan with the person.",
        ),
        SHEET: Said(
            "Beginnen Sie auf der Seite „Neue Überleitung“ von vorn.", "Begin anew on the page “New referral”."
        ),
        PASSKEY: Said("Ihre Passkeys stehen auf Ihrer eigenen Seite.", "Your passkeys are on your own page."),
        SESSION: Said("Ihre Anmeldungen stehen auf Ihrer eigenen Seite.", "Your sessions are on your own page."),
        CLIENT: Said("Fragen Sie den Betrieb der Vermittlungsstelle.", "Ask the hub's operator."),
        ENTRY: Said(
            "Der Prüfpunkt des Protokolls sagt, wie viele Einträge es gibt.",
            "The log's checkpoint says how many entries there are.",
        ),
        "clause:four-eyes": Said(
            "Lassen Sie an der Vermittlungsstelle eine zweite Person zustimmen, mit ihrer eigenen Passphrase.",
            "Have a second person approve at the hub, with their own passphrase.",
        ),
        "recipient-gone": Said(
            "Wählen Sie eine andere Stelle, die teilnimmt.", "Choose another partner that takes part."
        ),
        "HUB_ILLEGAL_STEP": Said(
            "Beendet bleibt beendet. POST /api/v1/referrals legt eine neue Überleitung an.",
            "What has ended stays so. POST /api/v1/referrals creates a new referral.",
        ),
        "HUB_DATABASE_AWAY": OPERATOR,
        "HUB_KEY_AWAY": OPERATOR,
        "HUB_LOG_BEHIND": OPERATOR,
        "HUB_LOG_DAMAGED": OPERATOR,
        "HUB_PERSON_AMBIGUOUS": Said(
            "Nennen Sie die Person mit ihrer Kennung, und berichtigen Sie das falsche Kennzeichen; ist es dieselbe "
            "Person, führen zwei Menschen beide zusammen. Ein Nein und ein Widerruf gehen weiter.",
            "Name the person by their id, and correct the reference that is wrong; if they are one person, two people "
            "merge them. A no and a withdrawal go on.",
        ),
        "HUB_ROW_DIFFERS": Said(
            "Jemand hat die Datenbank geändert. Melden Sie dem Betrieb der Vermittlungsstelle die Vorgangsnummer; dort "
            "stellen zwei Personen die Zeile neu fest. Widerrufen, aussetzen und abmelden geht auch jetzt.",
            "Somebody changed the database. Give the trace number to the hub's operator; two people there state the "
            "row anew. Withdrawing, suspending and deactivating work even now.",
        ),
        "SENDER_CLIENT_SUSPENDED": Said(
            "Bitte wenden Sie sich an den Betrieb der Vermittlungsstelle: Zwei Personen melden das System dort an.",
            "Ask the hub's operator: two people register the system there.",
        ),
        "SENDER_CONFLICT_OF_INTEREST": Said(
            "Bitten Sie jemand anderen. Stimmt das Verzeichnis nicht, berichtigt es die Teamleitung an der "
            "Vermittlungsstelle. Nichts wurde geändert.",
            "Ask somebody else. If the register is wrong, the team lead corrects it at the hub. Nothing was changed.",
        ),
        "SENDER_FINDINGS_UNCONFIRMED": Said(
            "Streichen Sie es. Oder nennen Sie es in `confirmed`, nachdem ein Mensch es angesehen hat. Nichts wurde "
            "gespeichert.",
            "Take it out. Or name it in `confirmed` once a person has looked at it. Nothing was kept.",
        ),
        "SENDER_FOUR_EYES": Said(
            "Bitten Sie eine andere berechtigte Person, an der Vermittlungsstelle mit ihrer eigenen Passphrase "
            "zuzustimmen, und wiederholen Sie den Aufruf.",
            "Ask another entitled person to approve at the hub, with their own passphrase, and repeat the call.",
        ),
        "SENDER_GLASS_NOT_NEEDED": Said(
            "GET /api/v1/referrals/{id} zeigt ihn. Es wurde kein Notfall eingetragen.",
            "GET /api/v1/referrals/{id} shows it. No emergency was entered.",
        ),
        "SENDER_KEY_UNUSABLE": Said(
            "Melden Sie der Vermittlungsstelle einen gültigen Schlüssel; zwei Personen nehmen ihn dort auf.",
            "Give the hub a valid key; two people enrol it there.",
        ),
        "SENDER_NOTHING_OF_THIS_NAME": Said(
            "Nennen Sie den Namen einer angehängten Datei oder eine Stelle wie /note. GET …/check zeigt, was es gibt.",
            "Name an attached file or a place such as /note. GET …/check shows what there is.",
        ),
        "SENDER_NOTHING_TO_REVIEW": Said(
            "Was eingetragen ist, sehen Teamleitung und Datenschutz an der Vermittlungsstelle.",
            "Team lead and data protection see at the hub what is entered.",
        ),
        "SENDER_NOT_STANDING_IN": Said(
            "Lassen Sie an der Vermittlungsstelle eintragen, wen sie wann vertritt, oder bitten Sie jemand anderen.",
            "Have it entered at the hub whom they stand in for, from when to when, or ask somebody else.",
        ),
        "SENDER_NOT_TRAINED": Said(
            "Lassen Sie die Schulung an der Vermittlungsstelle eintragen, oder bitten Sie eine geschulte Person.",
            "Have the training recorded at the hub, or ask a trained colleague.",
        ),
        "SENDER_PARTNER_UNKNOWN": Said(
            "Prüfen Sie Kennung und Angebot, oder bitten Sie Ihre Teamleitung, die Stelle aufzunehmen.",
            "Check the entity id and the service line, or ask your team lead to enrol the partner.",
        ),
        "SENDER_PLAN_OPEN": Said(
            "Ergänzen Sie ihn mit POST …/plan/entries, oder schließen Sie ihn zuerst mit POST …/plan/closing.",
            "Add to it by POST …/plan/entries, or close it first by POST …/plan/closing.",
        ),
        "SENDER_PLAN_UNFIT": Said(
            "GET /api/v1/persons/{id}/plan zeigt den Plan. Berichtigen Sie die genannte Stelle. Nichts wurde geändert.",
            "GET /api/v1/persons/{id}/plan shows the plan. Correct the place named. Nothing was changed.",
        ),
        "SENDER_STEP_MISSING": Said(
            "Nennen Sie in `step` die Nummer des Schritts; GET /api/v1/persons/{id}/plan zeigt die Nummern.",
            "Name the number of the step in `step`; GET /api/v1/persons/{id}/plan shows the numbers.",
        ),
        "SENDER_REFERENCE_TAKEN": Said(
            "Ist es dieselbe Person, führen zwei Menschen beide zusammen: POST /api/v1/persons/{id}/merge.",
            "If it is the same person, two people merge them: POST /api/v1/persons/{id}/merge.",
        ),
        "SENDER_RULE_FAILED": Said(
            "Ihre Teamleitung kann nachsehen, welches Gesetz die genannte Regel meint. Nichts wurde gespeichert.",
            "Your team lead can look up which law the rule named is about. Nothing was kept.",
        ),
        "SENDER_SAME_PERSON": Said(
            "Es ist nichts zu tun. GET /api/v1/persons/{id} zeigt die Person.",
            "There is nothing to do. GET /api/v1/persons/{id} shows the person.",
        ),
        "SENDER_SCHEMA_INVALID": Said(
            "Bitte ergänzen Sie das genannte Feld; ist es zu viel, lassen Sie es weg. Schema und Beispiel stehen in "
            "/api/openapi.json.",
            "Add the member named, or leave it out where it is too much. Schema and example stand in "
            "/api/openapi.json.",
        ),
        "SENDER_SCHEMA_UNUSABLE": Said(
            "Das Profil der Stelle ist so nicht zu gebrauchen. Nennen Sie dem Betrieb der Vermittlungsstelle die "
            "Vorgangsnummer.",
            "The partner's profile cannot be used as it is. Give the trace number to the hub's operator.",
        ),
        "SENDER_STAYS_BEHIND": Said(
            "Sprechen Sie mit der Person, oder nennen Sie es in `leave_out`: Dann bleibt es hier. Nichts wurde "
            "gesendet.",
            "Talk to the person, or name it in `leave_out`: then it stays here. Nothing was sent.",
        ),
    }
)
"""What to do instead of a command: by what was not found, or the detail, or the code of an error."""

FORM: Mapping[str, Said] = MappingProxyType(
    {
        CONSENT: Said("die Kennung einer Einwilligung", "the id of a consent"),
        "consent:evidence": Said(
            "evidence_sha256: SHA-256 der unterschriebenen Seite in base64url",
            "evidence_sha256: SHA-256 of the signed page in base64url",
        ),
        "consent:four-eyes": Said(
            "an der Vermittlungsstelle erfasst, mit jemand anderem als zweiter Person",
            "recorded at the hub, with somebody else as the second person",
        ),
        "HUB_ILLEGAL_STEP": Said(
            "ein Schritt, den `next_steps` der Überleitung nennt", "a step that the referral's `next_steps` names"
        ),
        "HUB_PERSON_AMBIGUOUS": Said("die Kennung der einen Person", "the id of the one person"),
        "SENDER_FINDINGS_UNCONFIRMED": Said(
            'ohne das Genannte, oder "confirmed": [{"kind": "kin", "pointer": "/note"}]',
            'without what is named, or "confirmed": [{"kind": "kin", "pointer": "/note"}]',
        ),
        "SENDER_STAYS_BEHIND": Said(
            '"leave_out": ["brief.pdf"], der Name der Datei oder die Stelle wie /note',
            '"leave_out": ["letter.pdf"], the name of the file or the place such as /note',
        ),
    }
)
"""The right form, likewise."""


def explained_remotely(error: GeleitError) -> Explained:
    """What the caller of the API is told of an error; it names calls and people, never a command."""
    told, kind = explained(error), error.kind if isinstance(error, NotFound) else error.detail
    form, do = (_instead(said, known, kind, error.code) for said, known in ((told.form, FORM), (told.do, DO)))
    return replace(told, form=form, do=do)


def what_to_do(error: type[GeleitError]) -> Said:
    """What the page of a problem says is to be done; a command only where nobody but a command says this."""
    own = Said(error.fix_de, error.fix_en)
    return DO.get(error.code, own) if names_command(own) else own


def names_command(said: Said) -> bool:
    """Say whether a sentence sends its reader to our command line."""
    return any(map(_COMMAND.search, said))


def _instead(said: Said, known: Mapping[str, Said], kind: str, code: str) -> Said:
    return known.get(kind) or known.get(code) or OPERATOR if names_command(said) else said
