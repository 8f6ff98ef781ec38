"""Passphrase sources: a file, the environment, or a systemd credential."""

import os
import stat
from collections.abc import MutableMapping
from pathlib import Path

from keys.errors import VaultLocked

UNREADABLE = "passphrase-file"
"""The detail of a VaultLocked whose file is missing or cannot be read."""
EXPOSED = "passphrase-file-readable-by-others"
"""The detail of a VaultLocked whose file others than its owner may read or write."""
VARIABLE = "GELEIT_PASSPHRASE"
_CREDENTIAL = "geleit-passphrase"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_OTHERS = 0o077
_SECRETS = ("PASSPHRASE", "_HALF")


def read_passphrase(*, file: Path | None, env: MutableMapping[str, str]) -> bytes:
    """Return the passphrase from a file, else GELEIT_PASSPHRASE, else systemd's credential `geleit-passphrase`.

    One newline at the end of a file is not part of it. GELEIT_PASSPHRASE is taken out of `env`, used or not: what is
    started later inherits the environment, and has no business with it.

    Raises:
        VaultLocked: none of them is there, it is empty, or others than its owner may read the file.
    """
    given, folder = env.pop(VARIABLE, None), env.get(_CREDENTIALS)
    if file is None and given is None and folder:
        file = Path(folder) / _CREDENTIAL
    passphrase = _read(file, credentials=folder) if file else (given or "").encode()
    if not passphrase:
        raise VaultLocked("no-passphrase")
    return passphrase


def leave_no_secrets(env: MutableMapping[str, str]) -> None:
    """Take every passphrase and half of a code out of the environment, also what this command has no use for.

    For commands that go on for long or start others.
    """
    for name in [name for name in env if name.startswith("GELEIT_") and name.endswith(_SECRETS)]:
        del env[name]


def _read(file: Path, *, credentials: str | None) -> bytes:
    try:
        with file.open("rb") as opened:
            # Of the file that was opened: one looked at by its name could be another by the time it is read. A pipe
            # or a terminal has no such mode, and systemd keeps others from its credentials by the folder they are in.
            mode = os.fstat(opened.fileno()).st_mode
            kept = bool(credentials) and file.absolute().parent == Path(str(credentials)).absolute()
            if stat.S_ISREG(mode) and mode & _OTHERS and not kept:
                raise VaultLocked(EXPOSED)
            return opened.read().removesuffix(b"\n")
    except OSError as error:
        raise VaultLocked(UNREADABLE) from error
