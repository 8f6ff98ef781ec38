"""Passphrase sources: a file, the environment, or a systemd credential."""

from collections.abc import Mapping
from pathlib import Path

from keys.errors import VaultLocked

UNREADABLE = "passphrase-file"
"""The detail of a VaultLocked whose file is missing or cannot be read."""
_CREDENTIAL = "geleit-passphrase"


def read_passphrase(*, file: Path | None, env: Mapping[str, str]) -> bytes:
    """Return the passphrase from a file, else GELEIT_PASSPHRASE, else systemd's credential `geleit-passphrase`.

    One newline at the end of a file is not part of it.

    Raises:
        VaultLocked: none of them is there, or it is empty.
    """
    folder = env.get("CREDENTIALS_DIRECTORY")
    if file is None and "GELEIT_PASSPHRASE" not in env and folder:
        file = Path(folder) / _CREDENTIAL
    try:
        passphrase = file.read_bytes().removesuffix(b"\n") if file else env.get("GELEIT_PASSPHRASE", "").encode()
    except OSError as error:
        raise VaultLocked(UNREADABLE) from error
    if not passphrase:
        raise VaultLocked("no-passphrase")
    return passphrase
