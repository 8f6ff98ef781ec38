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
        "sessions": Said("Wo Sie angemeldet sind", "Where you are signed in"),
        "sessions_why": Said(
            "Kennen Sie eine Anmeldung nicht? Beenden Sie sie und ändern Sie Ihre Passphrase.",
            "Is there one you do not know? End it, and change your passphrase.",
        ),
        "here": Said("Hier", "Here"),
        "elsewhere": Said("An einem anderen Gerät", "On another device"),
        "since": Said("seit {since}; zuletzt benutzt {seen}", "since {since}; last used {seen}"),
        "moment": Said("{day}, {time} Uhr", "{day}, {time}"),
        "end": Said("Dort abmelden", "Sign out there"),
        "ended": Said("Dort ist niemand mehr angemeldet.", "Nobody is signed in there any more."),
        "trainings": Said("Ihre Schulungen", "Your trainings"),
        "training_until": Said("gilt bis {day}", "holds until {day}"),
        "training_soon": Said("läuft bald aus", "runs out soon"),
        "no_training": Said(
            "Es ist keine eingetragen. Ihre Teamleitung kann das tun.", "None is on record. Your team lead can do that."
        ),
        "change": Said("Passphrase ändern", "Change the passphrase"),
        "change_why": Said(
            "Danach sind Sie überall abgemeldet und melden sich mit der neuen an.",
            "After that you are signed out everywhere, and sign in with the new one.",
        ),
        "old": Said("Ihre Passphrase bisher", "Your passphrase so far"),
        "new": Said("Die neue", "The new one"),
        "new_hint": Said(
            "Am besten vier Wörter, die nichts miteinander zu tun haben.",
            "Best four words that have nothing in common.",
        ),
        "again": Said("Die neue noch einmal", "The new one again"),
        "do_change": Said("Ändern", "Change it"),
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
