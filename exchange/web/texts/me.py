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
        "passkeys": Said("Ihre Passkeys", "Your passkeys"),
        "passkeys_why": Said(
            "Mit einem Passkey melden Sie sich mit Finger, Gesicht oder PIN an statt mit der Passphrase. Er bleibt in "
            "Ihrem Gerät.",
            "With a passkey you sign in by finger, face or PIN instead of the passphrase. It stays in your device.",
        ),
        "passkeys_yours": Said("Was eingetragen ist", "What is on record"),
        "passkeys_none": Said("Sie haben noch keinen.", "You have none yet."),
        "passkeys_manage": Said("Passkeys hinzufügen oder entfernen", "Add or remove passkeys"),
        "passkey_since": Said("hinzugefügt am {day}", "added on {day}"),
        "passkey_another": Said("Einen hinzufügen", "Add one"),
        "passkey_name": Said("Name", "Name"),
        "passkey_name_hint": Said(
            "Woran Sie das Gerät erkennen, zum Beispiel Diensthandy.",
            "What you know the device by, such as work phone.",
        ),
        "passkey_add": Said("Passkey hinzufügen", "Add a passkey"),
        "passkey_added": Said(
            "Der Passkey ist hinzugefügt. Damit können Sie sich jetzt anmelden.",
            "The passkey is added. You can sign in with it now.",
        ),
        "passkey_removed": Said(
            "Der Passkey gilt hier nicht mehr. Löschen Sie ihn auch in Ihrem Gerät.",
            "The passkey counts here no more. Delete it in your device, too.",
        ),
        "passkey_remove": Said("Entfernen", "Remove"),
        "passkey_remove_why": Said(
            "Danach meldet sich mit diesem Passkey niemand mehr an.", "After that nobody signs in with this passkey."
        ),
        "passkey_do_remove": Said("Diesen Passkey entfernen", "Remove this passkey"),
        "passkey_failed": Said(
            "Ihr Gerät hat keinen neuen Passkey gemacht. Vielleicht hat es schon einen für dieses Konto.",
            "Your device made no new passkey. Perhaps it has one for this account already.",
        ),
        "passkey_elsewhere": Said(
            "In diesem Browser oder auf dieser Adresse geht das nicht. Passkeys brauchen einen Namen als Adresse: "
            "{address}",
            "This does not work in this browser or at this address. Passkeys need a name for an address: {address}",
        ),
        "passkey_no_script": Said(
            "Ein Passkey braucht JavaScript. Ohne bleibt Ihre Passphrase.",
            "A passkey needs JavaScript. Without it your passphrase remains.",
        ),
        "passkey_no_name": Said(
            "Diese Vermittlungsstelle hat eine Nummer als Adresse und keinen Namen. Dafür machen Browser keine "
            "Passkeys.",
            "This hub has a number for an address and no name. Browsers make no passkeys for that.",
        ),
        "back": Said("Zurück zu „Ich“", "Back to “Me”"),
        "change": Said("Passphrase ändern", "Change the passphrase"),
        "change_why": Said(
            "Danach sind Sie überall abgemeldet und melden sich mit der neuen an. Passkeys bleiben.",
            "After that you are signed out everywhere, and sign in with the new one. Passkeys stay.",
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
