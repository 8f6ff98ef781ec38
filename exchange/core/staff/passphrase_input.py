"""Passphrase input: what is wrong where there is none to compare. A wrong one is an error of its own."""

from exchange.core.errors import WrongPassphrase


class PassphraseNotGiven(WrongPassphrase):
    """No passphrase was given."""

    code = "SENDER_PASSPHRASE_NOT_GIVEN"
    de = "Es wurde keine Passphrase angegeben."
    fix_de = "Nennen Sie eine Datei (--passphrase-file, für Personen --by-passphrase-file) oder die Umgebungsvariable."
    fix_en = "Name a file (--passphrase-file, for people --by-passphrase-file) or the environment variable."


class PassphraseFileUnreadable(WrongPassphrase):
    """The file that should hold the passphrase is missing or cannot be read."""

    code = "SENDER_PASSPHRASE_FILE_UNREADABLE"
    de = "Die Datei mit der Passphrase fehlt oder ist nicht lesbar."
    fix_de = "Prüfen Sie Pfad und Rechte der genannten Datei. Es wurde nichts geändert."
    fix_en = "Check path and permissions of the file named. Nothing was changed."


class PassphraseFileExposed(WrongPassphrase):
    """Others than its owner may read the file that holds the passphrase."""

    code = "SENDER_PASSPHRASE_FILE_EXPOSED"
    de = "Die Datei mit der Passphrase ist für andere lesbar. Sie wurde nicht benutzt."
    fix_de = "Rufen Sie `chmod 600 DATEI` auf. Wer sie lesen konnte, kennt die Passphrase: Ändern Sie sie dann auch."
    fix_en = "Run `chmod 600 FILE`. Whoever could read it knows the passphrase: change it then, too."
