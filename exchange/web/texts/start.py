"""Demonstration texts: the first page, which a hub of production does not have."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "title": Said("Vorführung", "Demonstration"),
        "sentence": Said("Hilfe finden, ohne mehr zu sagen als nötig.", "Find help without saying more than needed."),
        "lead": Said(
            "Mit Geleit bringt ein Jobcenter Menschen zu einer Beratungsstelle oder Praxis. Die Stelle bekommt nur, "
            "wozu "
            "die Person Ja gesagt hat.",
            "With Geleit a Jobcenter brings people to a counselling centre or a practice. They get only what the "
            "person "
            "said yes to.",
        ),
        "who": Said("Als wer möchten Sie sich umsehen?", "As whom would you like to look around?"),
        "as.caseworker": Said(
            "Eine Person überleiten und sehen, was daraus wird.", "Refer a person and see what becomes of it."
        ),
        "as.deputy": Said(
            "Für jemanden einspringen, ohne etwas zu verpassen.", "Stand in for somebody and miss nothing."
        ),
        "as.team-lead": Said(
            "Als Zweite zustimmen, Fälle verteilen.", "Approve as the second person, share out cases."
        ),
        "as.dpo": Said("Jeden Vorgang sehen, ohne Inhalte.", "See every case, without its content."),
        "as.operator": Said("Läuft alles? Ohne Namen, ohne Inhalte.", "Is all well? Without names, without content."),
        "good": Said("Gut zu wissen", "Good to know"),
        "invented": Said(
            "Alle Personen und Stellen sind erfunden. Nichts davon verlässt diesen Rechner. Sie können nichts kaputt "
            "machen.",
            "All people and partners are invented. Nothing leaves this machine. You cannot break anything.",
        ),
        "try": Said(
            "Fangen Sie als Fallmanagement an. Mit „Abmelden“ kommen Sie hierher zurück.",
            "Begin as casework. “Sign out” brings you back here.",
        ),
    }
)
