"""Subjects of rules: which case each letter of a rule's row stands for."""

from collections.abc import Mapping

from exchange.core.compliance.case import (
    ConsentCase,
    EventCase,
    ExchangeCase,
    PacketCase,
    PersonCase,
    ReferralCase,
    WithdrawalCase,
)
from exchange.core.compliance.house import (
    ActCase,
    EmergencyCase,
    EnrolmentCase,
    HouseCase,
    HubCase,
    IncidentCase,
    PartnerCase,
    RequestCase,
    StaticCase,
)

Case = PacketCase | EventCase | ConsentCase | ReferralCase | WithdrawalCase | PersonCase | ExchangeCase | HouseCase
SUBJECTS: Mapping[str, type[Case]] = {
    "P": PacketCase,
    "E": EventCase,
    "C": ConsentCase,
    "R": PartnerCase,
    "N": EnrolmentCase,
    "H": HubCase,
    "T": ExchangeCase,
    "Q": RequestCase,
    "S": StaticCase,
    "M": ReferralCase,
    "W": WithdrawalCase,
    "K": PersonCase,
    "A": ActCase,
    "G": EmergencyCase,
    "I": IncidentCase,
}
"""By the letter in a rule's row, which may have several.

The annex has no letter for an enrolment (N), a referral's way (M), a withdrawal (W), the person (K), an act of staff
(A), a look in an emergency (G) and an incident (I).
"""
