"""File names (UAX 15, UAX 9): any name people can read goes through every door, and is written out as it is."""

import re
import unicodedata

from exchange.core.characters import unreadable
from exchange.core.packet.media import AttachmentRefused, media_of

LONGEST = 255
"""The longest name in bytes of UTF-8: what common file systems take."""
UNCHECKED = ".unchecked"
"""The ending of a written file whose name, media type and content do not agree."""
_PATH = frozenset("/\\")
# What Windows keeps for itself, with any ending and in any case, and what it takes no name with (Win32 file naming).
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')


def read_file_name(text: str) -> str:
    """Bring a file's name to NFC, without blanks around it.

    Raises:
        AttachmentRefused: it is empty, longer than 255 bytes, or holds a control, bidi or path character (`name`).
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name.strip(".") or any(one in _PATH or unreadable(one) for one in name):
        raise AttachmentRefused("name")
    if len(name.encode()) > LONGEST:
        raise AttachmentRefused("name")
    return name


def check_file_name(name: str, *, media_type: str) -> str:
    """Read a file's name; its ending is one of its media type's.

    Raises:
        AttachmentRefused: it cannot be used (`name`), or the ending is another kind's (`ending`).
    """
    read = read_file_name(name)
    if not media_type or media_of(read) != media_type:
        raise AttachmentRefused("ending")
    return read


def safe_name(wish: str, *, longest: int = LONGEST) -> str:
    """Turn a name that somebody else chose into one that can be written on any system and means nothing to a shell.

    It stays as it is where it can: only path, control and bidi characters, what Windows reserves, a leading `-`, `.` or
    blank, trailing dots and blanks, and what is too long are changed.
    """
    last = unicodedata.normalize("NFC", wish.replace("\\", "/").rpartition("/")[2])
    plain = _NOT_ON_WINDOWS.sub("_", "".join("_" if unreadable(one) else one for one in last))
    plain = plain.strip().rstrip(". ").lstrip(". ") or "attachment"
    if plain.startswith("-") or _RESERVED.match(plain):
        plain = f"_{plain}"
    return _shortened(plain, longest=longest)


def _shortened(name: str, *, longest: int) -> str:
    if len(name.encode()) <= longest:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST // 16:
        stem, dot, ending = name, "", ""
    room = longest - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + ending
