"""Live vault: the open vault of a running process, which sees another process's rotation."""

from pathlib import Path
from threading import Lock

from keys.errors import VaultBroken
from keys.ring import Ring
from keys.vault import Vault


class LiveVault:
    """The vault of a running process: another process's rotation is seen without a restart."""

    def __init__(self, path: Path, *, passphrase: bytes) -> None:
        self._path = path
        self._passphrase = passphrase
        self._lock = Lock()
        self._open()

    def ring(self) -> Ring:
        """The hub's own keys as they are now."""
        return self.newest().ring

    def newest(self) -> Vault:
        """The vault as it is now: another one as soon as its file was written."""
        if self._written_at() != self._seen:
            with self._lock:
                # Whoever waited finds it read: that takes its time on purpose.
                if self._written_at() != self._seen:
                    self._open()
        return self.vault

    def _written_at(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError as error:
            raise VaultBroken("missing") from error

    def _open(self) -> None:
        # Looked at before it is read, and seen only once it was: after a read that failed, and after a change in the
        # middle of one, the next who asks reads again.
        seen = self._written_at()
        self.vault = Vault.open(self._path, passphrase=self._passphrase)
        self._seen = seen
