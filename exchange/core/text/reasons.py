"""Reasons in words: what the detail of an error means, in both languages, and what would be right instead."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.detection.kind import KINDS
from exchange.core.said import Said
from exchange.core.vocabulary import DECLARED, ConsentStatus

CONSENT: Mapping[str, Said] = MappingProxyType(
    {
        "status": Said("So einen Stand erklärt niemand.", "Nobody declares such a state."),
        "clauses": Said("Es fehlen Klauseln.", "There are no clauses."),
        "clause-id": Said("Zwei Klauseln haben dieselbe Kennung.", "Two clauses have one id."),
        "expired": Said("Jede Klausel ist schon abgelaufen.", "Every clause has expired already."),
        "recipient": Said("Der Empfänger ist keine Stelle.", "The recipient is no partner."),
        "period": Said("Die Zeit ist länger als erlaubt oder rückwärts.", "The period is too long, or backwards."),
        "categories": Said("Es fehlen Kategorien, oder eine gibt es nicht.", "Categories are missing or unknown."),
        "household": Said(
            "Angaben zum Haushalt brauchen eine eigene Klausel.", "The household needs a clause of its own."
        ),
        "sources": Said("Es fehlt, von wem die Angaben sind.", "Whose words these are is missing."),
        "feedback-level": Said("Die Stufe der Rückmeldung passt nicht.", "The feedback level does not fit."),
        "release": Said(
            "Wer unter Schweigepflicht steht, ist nicht entbunden.", "Who is bound to secrecy is not released from it."
        ),
        "notices": Said("Ein Hinweis wurde nicht gegeben.", "One of the notices was not given."),
        "text": Said("Der gezeigte Text fehlt.", "The text that was shown is missing."),
        "language": Said("Die Sprache fehlt.", "The language is missing."),
        "reviewed": Said(
            "Wann die Person den Text las, fehlt, oder liegt nach der Unterschrift.",
            "When the person read the text is missing, or lies after the signature.",
        ),
        "copy": Said("Wann die Person eine Kopie bekam, fehlt.", "When the person got a copy is missing."),
        "evidence": Said("Der unterschriebene Nachweis fehlt.", "The signed evidence is missing."),
        "oral-reason": Said("Warum mündlich, fehlt.", "Why it was oral is missing."),
        "oral-witness": Said("Mündlich braucht es eine zweite Person.", "An oral consent needs a second person."),
        "oral-scope": Said("So viel geht nicht mündlich.", "So much cannot be agreed orally."),
        "oral-period": Said("Mündlich gilt es höchstens 14 Tage.", "An oral consent holds for 14 days at most."),
        "signature": Said(
            "Eine Unterschrift fehlt, oder ihre Zeit liegt in der Zukunft.",
            "A signature is missing, or its time lies in the future.",
        ),
        "guardian": Said("Es fehlt, wer die Person vertritt.", "Who represents the person is missing."),
        "shown": Said("Der Text wurde erst nach der Unterschrift gezeigt.", "The text was shown after the signature."),
        "capacity": Said("Die Einschätzung läge in der Zukunft.", "The judgement would lie in the future."),
        "guardian-paper": Said("Hier unterschreibt niemand als Betreuung.", "Nobody signs as a guardian here."),
        "renewal": Said("Eine Verlängerung braucht eine neue Unterschrift.", "A renewal needs a new signature."),
        "guardian-scope": Said("So weit reicht die Vertretung nicht.", "The representation does not reach so far."),
        "age": Said("Das Alter passt nicht dazu.", "The age does not fit."),
        "four-eyes": Said("Dafür braucht es eine zweite Person.", "This needs a second person."),
        "answered": Said(
            "Wann die Person antwortete, fehlt, liegt in der Zukunft, oder ist nicht, wann sie unterschrieb.",
            "When the person answered is missing, lies in the future, or is not when they signed.",
        ),
    }
)
"""By the rule of `core.consent.validity`."""

CLAUSE: Mapping[str, Said] = MappingProxyType(
    {
        "missing": Said("Keine Einwilligung deckt das ab.", "No consent covers it."),
        "direction": Said("Keine Klausel erlaubt diese Richtung.", "No clause allows this way."),
        "recipient": Said("Keine Klausel nennt diese Stelle.", "No clause names this partner."),
        "purpose": Said("Keine Klausel nennt diesen Zweck.", "No clause names this purpose."),
        "category": Said("Keine Klausel nennt diese Art von Angaben.", "No clause names this kind of data."),
        "source": Said("Keine Klausel nennt, von wem das ist.", "No clause names whose words this is."),
        "not-yet": Said("Die Klausel gilt noch nicht.", "The clause does not hold yet."),
        "expired": Said("Die Klausel gilt nicht mehr.", "The clause holds no more."),
        "refused": Said("Die Person hat Nein gesagt.", "The person has said no."),
        "not-under-sgb1-35": Said(
            "Ohne Einwilligung nur an eine Stelle nach § 35 SGB I.",
            "Without consent to a body under section 35 SGB I only.",
        ),
        "service-of-health": Said(
            "Ohne Einwilligung nie an ein Angebot, das selbst schon etwas über die Gesundheit sagt.",
            "Without consent never to a service that by itself tells of somebody's health.",
        ),
        "special-category": Said("Solche Angaben nie ohne Einwilligung.", "Such data never without consent."),
        "justification": Said("Die Begründung fehlt.", "The justification is missing."),
        "four-eyes": Said("Es fehlt eine zweite Person.", "A second person is missing."),
    }
)
"""By what the clause that came nearest does not satisfy (`core.consent.permits`)."""

_FOUND: Mapping[str, Said] = MappingProxyType(
    {
        **{code: kind.said for code, kind in KINDS.items() if kind.blocks},
        "sanctions": Said("Es geht um Leistungsminderungen.", "It is about sanctions."),
        "benefit-amount": Said("Es geht um die Höhe von Leistungen.", "It is about amounts of benefits."),
        "migration-file": Said("Es geht um die Ausländerakte.", "It is about the migration file."),
    }
)
"""By the kind of what never travels (`core.consent.prohibited`)."""

_OTHERS: Mapping[str, Said] = {
    "category-partner:*": Said(
        "Solche Angaben gehen nie an eine Stelle dieser Art.", "Such data never go to a partner of this kind."
    ),
    "profile:*": Said("Die Stelle nimmt diese Angabe nicht an.", "The partner does not take this value."),
    "provenance:*": Said("Es ist nicht bekannt, von wem das ist.", "It is not known whose words this is."),
    **{f"forbidden:{kind}": said for kind, said in _FOUND.items()},
    **{f"finding:{code}": kind.said for code, kind in KINDS.items() if not kind.blocks},
    "recipient-gone": Said("Die Stelle nimmt nicht mehr teil.", "The partner takes part no more."),
    "terminal": Said("Die Überleitung ist beendet.", "The referral has ended."),
    "not-a-transition": Said("Von hier führt dieser Schritt nirgendwohin.", "This step does not follow from here."),
    "nothing-failed": Said("Es ist alles angekommen.", "Everything has arrived."),
    "no-work-item": Said("Hier wartet nichts auf jemanden.", "Nothing waits for anybody here."),
    "confirmed": Said("Das ist schon bestätigt.", "That is confirmed already."),
    "active": Said("Das Konto ist aktiv.", "The account is active."),
    "deactivated": Said("Das Konto ist deaktiviert.", "The account is deactivated."),
    "valid-until": Said("Die Schulung wäre schon abgelaufen.", "The training would have ended already."),
    "same-id": Said("Es ist zweimal dieselbe.", "It is the same person twice."),
    "same-passphrase": Said("Beide haben dieselbe Passphrase.", "Both have the same passphrase."),
    "roles": Said("Diese Rollen passen nicht.", "These roles do not do."),
    "short": Said("Sie ist zu kurz.", "It is too short."),
    "common": Said("Sie besteht aus Wörtern, die als erste probiert werden.", "It is made of words tried first."),
    "same": Said("Es ist die alte.", "It is the old one."),
    "not-utf-8": Said("Sie ist kein Text in UTF-8.", "It is no text in UTF-8."),
    "two-purposes": Said("Ein Schlüssel dient zwei Zwecken.", "One key serves two purposes."),
    "classic-ended": Said("Klassische Schlüssel gelten nicht mehr.", "Classic keys hold no more."),
    "duplicate-line": Said("Zwei Angebote haben dieselbe Kennung.", "Two service lines have one id."),
    "service-line": Said("Dieses Angebot gibt es nicht.", "There is no such service line."),
    "service": Said("Das Angebot ist für etwas anderes.", "The service line is for something else."),
    "source": Said("Von wem eine Angabe ist, ändert sich nicht.", "Whose words a value is does not change."),
    "digest": Said("Der Inhalt ist unterwegs ein anderer geworden.", "The content changed on the way."),
    "empty": Said("Die Datei ist leer.", "The file is empty."),
    "too-many": Said("Es sind zu viele.", "There are too many."),
    "too-large": Said("Eine ist zu groß.", "One is too large."),
    "too-large-together": Said("Zusammen sind sie zu groß.", "Together they are too large."),
    "not-found": Said("Die Datei ist nicht da.", "The file is not there."),
    "ending": Said("Die Endung ist keine erlaubte.", "The ending is not one allowed."),
    "content": Said("Der Inhalt ist von anderer Art als der Name sagt.", "The content is not what the name says."),
    "name": Said("Der Name geht so nicht.", "The name cannot be used."),
    "category": Said("Diese Datenkategorie gibt es nicht.", "There is no such category."),
    "enquiry": Said("Eine Anfrage ohne Namen hat keine Anlagen.", "An enquiry without a name has no attachments."),
    "upload": Said("Anlagen kommen einzeln, nach dem Anlegen.", "Attachments come one by one, after creating."),
    "missing": Said("Sie fehlt.", "It is missing."),
    "damaged": Said("Sie ist beschädigt.", "It is damaged."),
    "erased": Said("Die Daten sind gelöscht.", "The data are erased."),
    "client": Said("Der Kurzname geht so nicht.", "The short name cannot be used."),
    "database": Said("Die Datenbank ist nicht leer.", "The database is not empty."),
    "staff": Said("Es gibt schon Mitarbeitende.", "There are staff already."),
}
REASONS: Mapping[str, Said] = MappingProxyType(
    {
        **{f"consent:{rule}": said for rule, said in CONSENT.items()},
        **{f"clause:{rule}": said for rule, said in CLAUSE.items()},
        **_OTHERS,
    }
)
"""By the detail of an error; `x:*` is for every detail that begins so."""

CONSENT_FORMS: Mapping[str, Said] = MappingProxyType(
    {
        "clauses": Said("clauses: mindestens eine", "clauses: at least one"),
        "clause-id": Said(
            "jede Klausel mit einer eigenen id: out-1, out-2",
            "an id of its own for each clause: out-1, out-2",
        ),
        "recipient": Said(
            "recipient: {entity: https://stelle.example, service_line}",
            "recipient: {entity: https://partner.example, service_line}",
        ),
        "categories": Said(
            "mindestens eine Kategorie von codes.json; fb.… nur in Klauseln zurück (direction: back)",
            "at least one category of codes.json; fb.… in clauses back only (direction: back)",
        ),
        "household": Said("eine Klausel mit household allein", "a clause with household alone"),
        "sources": Said(
            "sources: person, jobcenter oder professional:https://…",
            "sources: person, jobcenter or professional:https://…",
        ),
        "feedback-level": Said(
            "feedback: {level: 0 bis 6}, und Klauseln zurück nur für diese Stufe",
            "feedback: {level: 0 to 6}, and clauses back for that level only",
        ),
        "release": Said(
            "releases: eine für jede Stelle unter Schweigepflicht, mit eigener Unterschrift",
            "releases: one for each partner bound to secrecy, with a signature of its own",
        ),
        "text": Said("text: {version, sha256} des gezeigten Textes", "text: {version, sha256} of the text shown"),
        "language": Said("language: das Kürzel einer Sprache wie de", "language: the tag of a language such as de"),
        "reviewed": Said(
            "reviewed_at: vor der Unterschrift, 2026-11-24T09:20:00Z",
            "reviewed_at: before the signature, 2026-11-24T09:20:00Z",
        ),
        "copy": Said(
            "copy_at: 2026-11-24T09:31:00Z, nicht in der Zukunft",
            "copy_at: 2026-11-24T09:31:00Z, not in the future",
        ),
        "evidence": Said(
            "evidence_sha256: SHA-256 der unterschriebenen Seite in base64url; oder --scan DATEI",
            "evidence_sha256: SHA-256 of the signed page in base64url; or --scan FILE",
        ),
        "oral-reason": Said("oral: {reason: warum nicht schriftlich}", "oral: {reason: why not in writing}"),
        "oral-witness": Said(
            "oral: {second_witness}: jemand anderes als wer erfasst",
            "oral: {second_witness}: somebody else than who records",
        ),
        "oral-scope": Said(
            "mündlich nur person.contact und fb.receipt; alles andere schriftlich",
            "orally person.contact and fb.receipt only; everything else in writing",
        ),
        "oral-period": Said("mündlich höchstens 14 Tage ab valid_from", "orally at most 14 days from valid_from"),
        "shown": Said("shown_at: nicht nach der Unterschrift", "shown_at: not after the signature"),
        "capacity": Said("capacity.at: nicht in der Zukunft", "capacity.at: not in the future"),
        "guardian-paper": Said(
            "guardian: nur wo signers {role: guardian} hat", "guardian: only where a guardian signs"
        ),
        "renewal": Said(
            "renews: die frühere Einwilligung; signed_at nach deren Unterschrift; ein eigener Scan",
            "renews: the earlier consent; signed_at after its signature; a scan of its own",
        ),
        "guardian": Said(
            "signers: [{role: guardian, name, signed_at, scope}]",
            "signers: [{role: guardian, name, signed_at, scope}]",
        ),
        "guardian-scope": Said(
            "scope: jeder Aufgabenkreis, den die Kategorien berühren",
            "scope: every area of duties that the categories touch",
        ),
        "age": Said("ab 15 Jahren, mit eigener Unterschrift", "from 15 years on, with a signature of their own"),
        "four-eyes": Said(
            "--approve-by: jemand anderes als wer erfasst",
            "--approve-by: somebody else than who records",
        ),
    }
)
"""What would be right, by the rule of `core.consent.validity`."""

_DECLARABLE = ", ".join(status for status in ConsentStatus if status in DECLARED)
_ENDINGS = ".pdf, .txt, .png, .jpg, .jpeg, .odt, .docx"
FORM_OF: Mapping[str, Said] = MappingProxyType(
    {
        **{f"consent:{rule}": said for rule, said in CONSENT_FORMS.items()},
        "consent:period": Said(
            "höchstens zwölf Monate ab der Unterschrift; mündlich höchstens 14 Tage",
            "at most twelve months from the signature; oral at most 14 days",
        ),
        "consent:notices": Said("purpose, refusal_without_consequence, withdrawal_any_time: true",
                                "purpose, refusal_without_consequence, withdrawal_any_time: true"),
        "consent:signature": Said("signers: [{role, name, signed_at}], nicht in der Zukunft",
                                  "signers: [{role, name, signed_at}], not in the future"),
        "consent:answered": Said(
            "answered_at: 2026-11-24T09:30:00Z, nicht in der Zukunft; bei einem Ja der Zeitpunkt der Unterschrift",
            "answered_at: 2026-11-24T09:30:00Z, not in the future; of a yes the time of the signature",
        ),
        "consent:status": Said(_DECLARABLE, _DECLARABLE),
        "consent:expired": Said("valid_until in der Zukunft", "valid_until in the future"),
        "ending": Said(_ENDINGS, _ENDINGS),
        "content": Said(f"eine Datei, die ist, was ihr Name sagt: {_ENDINGS}",
                        f"a file that is what its name says: {_ENDINGS}"),
        "name": Said("ein lesbarer Name bis 255 Byte, ohne / und \\: brief.pdf",
                     "a readable name up to 255 bytes, without / and \\: letter.pdf"),
        "category": Said("eine Datenkategorie von codes.json", "a data category of codes.json"),
        "not-found": Said("der Pfad einer Datei, die da ist", "the path of a file that is there"),
        "roles": Said("mindestens eine Teamleitung (team-lead), kein dpo", "at least one team-lead, no dpo"),
        "client": Said("kleine Buchstaben, Ziffern, Bindestrich: fallakte", "small letters, digits, hyphen: fallakte"),
        "source": Said("person, jobcenter oder professional:https://…", "person, jobcenter or professional:https://…"),
    }
)  # fmt: skip
"""By the detail of an error, where it says more than its code."""
