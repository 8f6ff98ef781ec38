"""Shipped texts: the words of the program's own templates, with places for what the person chose.

A version is its words with the places empty; filled in, they say the same to each person. Whoever changes a word makes
a new version.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

VERSION = "geleit-2026-2"
RELEASE_VERSION = "geleit-203-2026-2"
CONSENT_WORDS = f"""Einwilligung ({VERSION})

Das Jobcenter ({{hub}}) darf diese Angaben über mich weitergeben:
{{categories}}
an: {{recipient}}, {{line}}
für: {{purpose}}
Das gilt {{until}}.

Die Stelle darf dem Jobcenter zurückmelden (Stufe {{level}}):
{{back}}

Mir wurde gesagt:
- wozu das dient
- dass ein Nein keine Folgen für mich hat
- dass ich jederzeit widerrufen kann, ohne Grund und ohne Nachteil

Ich habe alles gelesen oder vorgelesen bekommen und erhalte eine Kopie.
Diese Erklärung steht für sich allein.

Ort, Datum, Unterschrift
"""
RELEASE_WORDS = f"""Schweigepflichtentbindung ({RELEASE_VERSION})

Ich entbinde {{recipient}} von der Schweigepflicht.
Das gilt gegenüber dem Jobcenter ({{hub}}), und nur für:
{{back}}
Das dient diesem Zweck: {{purpose}}.

Diese Erklärung ist freiwillig und steht für sich.
Ein Nein hat keine Folgen für mich.
Ich kann sie jederzeit widerrufen.

Ort, Datum, Unterschrift
"""
_CONSENT_AID = f"""Consent ({VERSION}), a reading aid. The German text is the one that counts.

The Jobcenter ({{hub}}) may pass on these data about me:
{{categories}}
to: {{recipient}}, {{line}}
for: {{purpose}}
This holds {{until}}.

The partner may report back to the Jobcenter (level {{level}}):
{{back}}

I was told:
- what this is for
- that a no has no consequences for me
- that I can withdraw at any time, without a reason and without harm

I have read all of it, or had it read to me, and get a copy.
This declaration stands by itself.

Place, date, signature
"""
_RELEASE_AID = f"""Release from secrecy ({RELEASE_VERSION}), a reading aid. The German text is the one that counts.

I release {{recipient}} from the duty of secrecy.
This holds towards the Jobcenter ({{hub}}), and only for:
{{back}}
It serves this purpose: {{purpose}}.

This declaration is voluntary and stands by itself.
A no has no consequences for me.
I can withdraw it at any time.

Place, date, signature
"""


def filled(words: str, places: Mapping[str, str]) -> str:
    """The words with their places filled in."""
    return words.format_map(places)


def _document(version: str, language: str, layer: str, words: str) -> Mapping[str, Any]:
    return MappingProxyType(
        {
            "version": version,
            "language": language,
            "layer": layer,
            "words": words,
            "says": {"purpose": True, "refusal": True, "withdrawal": True},
            "separate": True,
            "consequences_mentioned": False,
        }
    )


SHIPPED: tuple[Mapping[str, Any], ...] = (
    _document(VERSION, "de", "legal", CONSENT_WORDS),
    _document(VERSION, "en", "standard", _CONSENT_AID),
    _document(RELEASE_VERSION, "de", "legal", RELEASE_WORDS),
    _document(RELEASE_VERSION, "en", "standard", _RELEASE_AID),
)
"""Each as `geleit text add` reads it (schema `consent-text`)."""
