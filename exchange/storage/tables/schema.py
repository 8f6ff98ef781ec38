"""Schema: both databases with all their tables. A table is in its metadata from when its module is imported.

Columns carry the names of the values' fields; `sealed` is encrypted under the person's own key.
"""

from exchange.storage.tables import (
    clients,
    consents,
    delivery,
    evidence,
    facts,
    packets,
    partners,
    people,
    referrals,
    single_use,
    staff,
    webhooks,
)
from exchange.storage.tables.metadata import key_metadata, metadata

__all__ = ["MODULES", "key_metadata", "metadata"]

MODULES = (
    clients,
    consents,
    delivery,
    evidence,
    facts,
    packets,
    partners,
    people,
    referrals,
    single_use,
    staff,
    webhooks,
)
"""Every module that holds tables: whoever takes the metadata from here has all of them, whatever else is imported."""
