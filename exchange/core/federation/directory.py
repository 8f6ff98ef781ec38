"""Federation directory: who belongs, with which statement, as an anchor signs it; against rollback and equivocation.

It makes nobody's key known: it names digests of what the anchor's federation key signed (protocol section 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from exchange.core.errors import NotAnEntity
from exchange.core.federation.errors import (
    DirectoryForked,
    DirectoryInvalid,
    DirectoryRolledBack,
    EntityNotActive,
    StatementOutOfTime,
)
from exchange.core.federation.statement import check_time
from exchange.core.ids import read_entity

LIFE = timedelta(days=7)


class EntityStatus(StrEnum):
    """How a participant stands in the directory."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRow:
    """A participant. `successor` names who took over from one that is revoked; nothing is ever redirected there."""

    sub: str
    statement_sha256: str
    status: EntityStatus
    since: int
    successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPosition:
    """How far an anchor's directory has come; also kept beside the database, which may be restored to an old state."""

    key_nbf: datetime
    version: int
    sha256: str
    iat: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory whose signature holds, and whose claims are in order."""

    iss: str
    position: DirectoryPosition
    exp: datetime
    prev_sha256: str
    rows: Mapping[str, DirectoryRow]

    def active(self, sub: str, *, statement_sha256: str) -> DirectoryRow:
        """The row of a participant that may take part with this statement.

        Raises:
            EntityNotActive: it is not in the directory, suspended, revoked, or in it with another statement.
        """
        row = self.rows.get(sub)
        if row is None:
            raise EntityNotActive("unknown")
        if row.status is not EntityStatus.ACTIVE:
            raise EntityNotActive(str(row.status))
        if row.statement_sha256 != statement_sha256:
            raise EntityNotActive("statement")
        return row


def read_directory(claims: Mapping[str, Any], *, sha256: str, key_nbf: datetime, at: datetime, demo: bool) -> Directory:
    """Read a directory whose claims fit their schema.

    `sha256` is the digest of its compact form, `key_nbf` the beginning of the key that signed it.

    Raises:
        DirectoryInvalid: a row stands twice or out of order, or says what its status does not have.
        StatementOutOfTime: it does not hold now.
    """
    iat, exp = _times(claims, at=at)
    if (claims["version"] == 1) != ("prev_sha256" not in claims):
        raise DirectoryInvalid("prev_sha256", pointer="/prev_sha256")
    rows = [_row(one, at_place=place, demo=demo) for place, one in enumerate(claims["entities"])]
    for place, (before, after) in enumerate(pairwise(rows), 1):
        if before.sub >= after.sub:
            raise DirectoryInvalid("order", pointer=f"/entities/{place}/sub")
    position = DirectoryPosition(key_nbf=key_nbf, version=claims["version"], sha256=sha256, iat=iat)
    return Directory(
        iss=claims["iss"],
        position=position,
        exp=exp,
        prev_sha256=claims.get("prev_sha256", ""),
        rows={row.sub: row for row in rows},
    )


def goes_on(new: Directory, *, held: DirectoryPosition | None) -> bool:
    """Whether a directory is a new one that may take the place of the newest accepted from its anchor.

    | signed with | version | made | names before it | |
    |---|---|---|---|---|
    | nothing is held | any | any | | taken |
    | a key that begins later | any, 1 too | not earlier | | taken: a stolen key's last version ends nothing |
    | a key that begins earlier | | | | rolled back |
    | this key | lower | | | rolled back |
    | this key | the same | the same bytes | | not new |
    | this key | the same | other bytes | | forked: both are evidence |
    | this key | the next | not earlier | what is held | taken |
    | this key | the next | | something else | forked |
    | this key | a later one | not earlier | | taken: those between were not seen here |
    | any | taken else | earlier | | rolled back |

    Raises:
        DirectoryRolledBack, DirectoryForked: as the table says.
    """
    if held is None:
        return True
    now = new.position
    if now.key_nbf == held.key_nbf and now.version == held.version:
        if now.sha256 != held.sha256:
            raise DirectoryForked("version")
        return False
    if (now.key_nbf, now.version) < (held.key_nbf, held.version) or now.iat < held.iat:
        raise DirectoryRolledBack("iat" if now.iat < held.iat else "version")
    follows = now.key_nbf == held.key_nbf and now.version == held.version + 1
    if follows and new.prev_sha256 != held.sha256:
        raise DirectoryForked("prev_sha256")
    return True


def check_told(version: int, sha256: str, *, held: DirectoryPosition) -> None:
    """Compare what a peer says of the directory it holds with ours, where it is the same version (`dir_sha256`).

    Raises:
        DirectoryForked: it was shown another one.
    """
    if version == held.version and sha256 != held.sha256:
        raise DirectoryForked("told")


def _times(claims: Mapping[str, Any], *, at: datetime) -> tuple[datetime, datetime]:
    try:
        return check_time(iat=claims["iat"], exp=claims["exp"], longest=LIFE, at=at)
    except StatementOutOfTime as error:
        raise error.saying(where="directory") from error


def _row(said: Mapping[str, Any], *, at_place: int, demo: bool) -> DirectoryRow:
    status = EntityStatus(said["status"])
    if "successor" in said and status is not EntityStatus.REVOKED:
        raise DirectoryInvalid("successor", pointer=f"/entities/{at_place}/successor")
    try:
        for member in ("sub", "successor"):
            if member in said:
                read_entity(said[member], demo=demo)
    except NotAnEntity as error:
        raise DirectoryInvalid("entity", pointer=f"/entities/{at_place}") from error
    return DirectoryRow(
        sub=said["sub"],
        statement_sha256=said["statement_sha256"],
        status=status,
        since=said["since"],
        successor=said.get("successor", ""),
    )
