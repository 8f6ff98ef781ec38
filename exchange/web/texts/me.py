"""Own account texts: who is signed in, as what, until when."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Ich", "Me"),
        "title": Said("Ihre Anmeldung", "Your session"),
        "sentence": Said("Sie sind angemeldet, {name}.", "You are signed in, {name}."),
        "id": Said("Kürzel", "Staff id"),
        "role": Said("Aufgabe", "Role"),
        "until": Said("Angemeldet", "Signed in"),
        "until_when": Said(
            "bis {idle} Uhr, wenn Sie nichts tun; längstens bis {end} Uhr",
            "until {idle} if you do nothing; at the longest until {end}",
        ),
        "what.caseworker": Said("Unter „Heute“ steht, was Sie braucht.", "“Today” shows what needs you."),
        "what.deputy": Said(
            "Unter „Heute“ steht, was bei Ihnen und bei denen offen ist, die Sie vertreten.",
            "“Today” shows what is open with you and with those you stand in for.",
        ),
        "what.team-lead": Said(
            "Unter „Heute“ steht, was offen ist. Unter „Zustimmen“ wartet, was zwei Personen ansehen müssen.",
            "“Today” shows what is open. Under “Approve” waits what two people have to look at.",
        ),
        "what.dpo": Said(
            "Sie können jeden Vorgang ansehen, ohne Inhalte: Geben Sie seine Nummer als Adresse ein, /vorgang/NUMMER. "
            "Prüfungen und Verzeichnisse gibt es bisher als Befehle (geleit compliance).",
            "You may look at every case, without its content: type its code as an address, /vorgang/CODE. Checks and "
            "registers are commands so far (geleit compliance).",
        ),
        "what.operator": Said(
            "Unter „Betrieb“ steht, ob alles läuft und was wartet. Fälle sehen Sie nicht.",
            "“Operation” shows whether all is well and what waits. You see no cases.",
        ),
    }
)
