"""Right form, for registers: what is entered there, and decided about rules; `core.text.forms` holds all others."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

REGISTER: Mapping[str, Said] = MappingProxyType(
    {
        "SENDER_ADVICE_UNFIT": Said("--advised-on mit einem Tag bis heute", "--advised-on with a day up to today"),
        "SENDER_FACT_UNFIT": Said("until ist ein Tag nach from", "until is a day after from"),
        "SENDER_RULE_ALWAYS_ARMED": Said("eine Regel, die nicht immer scharf ist", "a rule that is not always armed"),
        "SENDER_RULE_NOT_ARMABLE": Said("eine andere Regel", "another rule"),
        "SENDER_RULE_NOT_ARMED": Said("eine Regel, die scharf ist", "a rule that is armed"),
        "SENDER_TEXT_NOT_RELEASED": Said(
            "Fassung und Prüfsumme eines freigegebenen Textes (geleit text list)",
            "version and digest of a released text (geleit text list)",
        ),
        "SENDER_TEXT_UNFIT": Said(
            "ein Text wie bei geleit schema example consent-text", "a text as geleit schema example consent-text has it"
        ),
    }
)
"""By the code of an error."""
