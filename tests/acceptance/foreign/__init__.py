"""A partner written from schemas/SPEC.md alone: nothing of Geleit is imported, only its published schemas are read.

JOSE is jwcrypto's, HPKE-9-KE and Cobblestone-256 are `cryptography`'s, JSON Schema is jsonschema's, HTTP is httpx's.
Numbers in brackets are sections of SPEC.md.
"""

from .claims import Line
from .events import EVENT, FROM_HUB, FROM_PARTNER, event_of, read_event
from .hub import check_hook, read_configuration
from .parcel import Eyes, Opened, read_parcel
from .partner import Partner
from .sealed import open_attachment
from .signed import shown
from .strict import Json, No, b64u, new_id, unb64u

__all__ = [
    "EVENT",
    "FROM_HUB",
    "FROM_PARTNER",
    "Eyes",
    "Json",
    "Line",
    "No",
    "Opened",
    "Partner",
    "b64u",
    "check_hook",
    "event_of",
    "new_id",
    "open_attachment",
    "read_configuration",
    "read_event",
    "read_parcel",
    "shown",
    "unb64u",
]
