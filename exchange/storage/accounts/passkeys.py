"""Passkey repository: public keys of members of staff; whoever writes the database adds none and gives none away."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam

from exchange.core.session.passkey import Passkey
from exchange.storage.database.deciding import PASSKEY
from exchange.storage.database.row_seal import columns_with_newest, is_legible, shown
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import row_of
from exchange.storage.tables.staff import passkey

_OF_CREDENTIAL = columns_with_newest(PASSKEY).where(passkey.c.credential == bindparam("one"))
_OF = columns_with_newest(PASSKEY).where(passkey.c.staff == bindparam("one"))
_OF = _OF.order_by(passkey.c.added_at, passkey.c.id)


class SqlPasskeys(Part):
    """The port `Passkeys` on SQL."""

    def add(self, passkey: Passkey) -> None:
        """Keep one; Conflict if its id or its credential is taken."""
        self._scope.decides.add(PASSKEY, row_of(passkey))

    def of_credential(self, credential: str) -> Passkey | None:
        """Look up by the name its device finds it by.

        Raises:
            RowDiffers: it is not what was written.
        """
        row = self._scope.row(_OF_CREDENTIAL, one=credential)
        return None if row is None else _passkey(self._scope.decides.checked(PASSKEY, row))

    def of(self, staff_id: str) -> Sequence[Passkey]:
        """Those of one member of staff, oldest first; also rows that are not what was written, to take them away."""
        return tuple(_passkey(shown(row)) for row in self._scope.rows(_OF, one=staff_id) if is_legible(PASSKEY, row))

    def used(self, passkey: Passkey) -> None:
        """Keep how far its counter is."""
        self._scope.decides.put(PASSKEY, row_of(passkey))

    def drop(self, passkey_id: str) -> None:
        """Forget one; a leaf says so."""
        self._scope.decides.drop(PASSKEY, passkey_id)


def _passkey(row: dict[str, Any]) -> Passkey:
    return Passkey(**row)
