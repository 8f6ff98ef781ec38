"""Reason and outcome codes: why things end as they do, in steps, as in `schemas/codes.json`."""

from enum import StrEnum


class DeclineReason(StrEnum):
    """Why a partner declines."""

    NO_CAPACITY = "no-capacity"
    NOT_COMPETENT = "not-competent"
    NOT_ELIGIBLE = "not-eligible"
    PERSON_DECLINED = "person-declined"
    COULD_NOT_CONTACT = "could-not-contact"
    WAITING_TOO_LONG = "waiting-too-long"
    LANGUAGE = "language"
    OTHER_SERVICE_BETTER = "other-service-better"
    INCOMPLETE = "incomplete"


class RedirectReason(StrEnum):
    """Why a partner points elsewhere."""

    OTHER_SERVICE_BETTER = "other-service-better"
    NOT_COMPETENT = "not-competent"
    NO_CAPACITY = "no-capacity"


class HoldReason(StrEnum):
    """Why a running service pauses."""

    ILLNESS = "illness"
    PERSON_REQUEST = "person-request"
    WAITING_FOR_APPROVAL = "waiting-for-approval"
    HOLIDAY = "holiday"
    OTHER = "other"


class EndReason(StrEnum):
    """Why a service ended early."""

    PERSON_ENDED = "person-ended"
    NO_CONTACT = "no-contact"
    MOVED_AWAY = "moved-away"
    PARTNER_CAPACITY = "partner-capacity"
    PARTNER_SILENT = "partner-silent"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why a referral is taken back."""

    PERSON_REQUEST = "person-request"
    CREATED_TWICE = "created-twice"
    NEED_ENDED = "need-ended"
    WRONG_PARTNER = "wrong-partner"
    OTHER = "other"


class Outcome(StrEnum):
    """How a completed service ended, coarse on purpose."""

    GOT_HELP = "got-help"
    ENROLLED = "enrolled"
    PROGRAMME_COMPLETED = "programme-completed"
    PARTLY_HELPED = "partly-helped"
    NOT_ELIGIBLE = "not-eligible"
    COULD_NOT_CONTACT = "could-not-contact"
    PERSON_ENDED = "person-ended"
    OTHER_SERVICE = "other-service"


class Unreadable(StrEnum):
    """Why a partner could not read a packet (protocol section 5)."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    UNDECRYPTABLE = "undecryptable"
    BAD_SIGNATURE = "bad-signature"
    WRONG_AUDIENCE = "wrong-audience"
    UNKNOWN_KEY = "unknown-key"
    ID_MISMATCH = "id-mismatch"
    DIGEST_MISMATCH = "digest-mismatch"
    SCHEMA_INVALID = "schema-invalid"
    MANIFEST_INCOMPLETE = "manifest-incomplete"
    NOT_PERMITTED = "not-permitted"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    CONSENT_ENDED = "consent-ended"


class RetentionLaw(StrEnum):
    """By what law a partner keeps what a withdrawal asked it to delete."""

    BGB_630F = "bgb-630f"
    PROFESSIONAL_CODE = "professional-code"
    HGB_257 = "hgb-257"
    AO_147 = "ao-147"
    SGBX_84 = "sgbx-84"
    GDPR_17_CLAIMS = "gdpr-17-claims"
    OTHER = "other-law"


class WithdrawalResult(StrEnum):
    """How a recipient answers a withdrawal."""

    STOPPED = "stopped"
    DELETED = "deleted"
    KEPT = "kept"
