"""Content filter: the one function that says what a text holds that is never kept and never passed on.

A pattern is a net, not a proof. What it is worth is measured on `tests/corpus`: how many it finds, how often it errs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exchange.core.detection.health.atc import has_atc
from exchange.core.detection.health.dose import has_dose
from exchange.core.detection.health.icd import has_icd
from exchange.core.detection.health.ops import has_ops
from exchange.core.detection.numbers.benefit_community import has_benefit_community_number
from exchange.core.detection.numbers.customer import has_customer_number
from exchange.core.detection.numbers.health_insurance import has_health_insurance_number
from exchange.core.detection.numbers.iban import has_iban
from exchange.core.detection.numbers.social_insurance import has_social_insurance_number
from exchange.core.detection.numbers.tax_id import has_tax_id
from exchange.core.detection.plain import may_hold_digits, plain

_DIGIT = re.compile("[0-9]")
_LETTER = re.compile("[A-Za-z]")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """How one kind is found in plain text, and what a text without it is told by: digits in all, and a letter."""

    find: Callable[[str], bool]
    digits: int
    letter: bool = True


DETECTORS: Mapping[str, Detector] = {
    "customer-number": Detector(find=has_customer_number, digits=9),
    "benefit-community-number": Detector(find=has_benefit_community_number, digits=12, letter=False),
    "social-insurance-number": Detector(find=has_social_insurance_number, digits=11),
    "iban": Detector(find=has_iban, digits=9),
    "tax-id": Detector(find=has_tax_id, digits=10, letter=False),
    "health-insurance-number": Detector(find=has_health_insurance_number, digits=9),
    "atc": Detector(find=has_atc, digits=2),
    "icd": Detector(find=has_icd, digits=2),
    "ops": Detector(find=has_ops, digits=3, letter=False),
    "dose": Detector(find=has_dose, digits=1, letter=False),
}
"""By kind, in the order of `kind.KINDS`."""


def blocked_in(text: str) -> str | None:
    """Say which kind of number, code or dose a text holds that stops it (`kind.KINDS`); None where none is found."""
    if not may_hold_digits(text) or _DATE.fullmatch(text):
        return None
    shown = plain(text)
    digits, letters = len(_DIGIT.findall(shown)), _LETTER.search(shown) is not None
    asked = ((kind, one) for kind, one in DETECTORS.items() if digits >= one.digits and letters >= one.letter)
    return next((kind for kind, one in asked if one.find(shown)), None)
