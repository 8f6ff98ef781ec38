"""Code lists: the closed ones of the domain; `schemas/codes.json` holds the same codes with their words."""

from enum import StrEnum


class State(StrEnum):
    """The business axis: the one closed list for pages, API, FHIR and the person's page (domain section 6)."""

    DRAFT = "draft"
    AWAITING_CONSENT = "awaiting-consent"
    RELEASED = "released"
    SENT = "sent"
    UNDER_REVIEW = "under-review"
    CLARIFICATION_REQUESTED = "clarification-requested"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    SCHEDULED = "scheduled"
    NO_SHOW = "no-show"
    APPOINTMENT_CANCELLED = "appointment-cancelled"
    IN_SERVICE = "in-service"
    ON_HOLD = "on-hold"
    EXTERNAL = "external"
    CANCELLATION_REQUESTED = "cancellation-requested"
    COMPLETED = "completed"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    ENDED_EARLY = "ended-early"
    CANCELLED = "cancelled"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered-in-error"


class Delivery(StrEnum):
    """The delivery axis, per parcel and route (domain section 6)."""

    QUEUED = "queued"
    SENDING = "sending"
    HANDED_OVER = "handed-over"
    RECEIVED = "received"
    UNREADABLE = "unreadable"
    RETRYING = "retrying"
    DEAD_LETTER = "dead-letter"
    WITHDRAWN_BEFORE_DELIVERY = "withdrawn-before-delivery"
    RETURNED = "returned"


class Actor(StrEnum):
    """Who takes a step (domain section 6): C, S, H, P, K, D."""

    CASEWORKER = "caseworker"
    SECOND = "second"
    HUB = "hub"
    PARTNER = "partner"
    PERSON = "person"
    DPO = "dpo"


class Role(StrEnum):
    """Roles of people (domain section 8). The benefits department has none."""

    CASEWORKER = "caseworker"
    DEPUTY = "deputy"
    TEAM_LEAD = "team-lead"
    DPO = "dpo"
    OPERATOR = "operator"
    PARTNER_INTAKE = "partner-intake"
    PARTNER_PROFESSIONAL = "partner-professional"


class Category(StrEnum):
    """Data categories (domain section 4): what a value is about decides who may see it."""

    ENQUIRY = "enquiry"
    REFERRAL_CORE = "referral.core"
    PERSON_IDENTITY = "person.identity"
    PERSON_CONTACT = "person.contact"
    PERSON_COMMUNICATION = "person.communication"
    PERSON_IDENTIFIER_HEALTH = "person.identifier.health"
    REPRESENTATIVE = "representative"
    HOUSEHOLD = "household"
    EMPLOYMENT_STATUS = "employment.status"
    EMPLOYMENT_HISTORY = "employment.history"
    EMPLOYMENT_GOAL = "employment.goal"
    EDUCATION = "education"
    HOUSING = "housing"
    FINANCE_DEBT = "finance.debt"
    HEALTH_WORKCAPACITY = "health.workcapacity"
    HEALTH_DIAGNOSIS = "health.diagnosis"
    HEALTH_MENTAL = "health.mental"
    HEALTH_ADDICTION = "health.addiction"
    SAFETY = "safety"
    INTEGRATION_PLAN = "integration.plan"
    PRIOR_SERVICES = "prior.services"
    QUESTIONNAIRE = "questionnaire"
    ATTACHMENT = "attachment"
    FREE_TEXT = "free.text"
    FB_RECEIPT = "fb.receipt"
    FB_DECISION = "fb.decision"
    FB_NO_SHOW = "fb.no_show"
    FB_APPOINTMENT = "fb.appointment"
    FB_ATTENDANCE = "fb.attendance"
    FB_PROGRESS = "fb.progress"
    FB_OUTCOME = "fb.outcome"
    FB_WORKCAPACITY = "fb.workcapacity"
    FB_RECOMMENDATION = "fb.recommendation"
    FB_CONTENT = "fb.content"


class PartnerKind(StrEnum):
    """Kinds of partner (domain section 4)."""

    DOCTOR = "doctor"
    PSYCHOTHERAPIST = "psychotherapist"
    CLINIC = "clinic"
    SOCIAL_PSYCHIATRIC_SERVICE = "social-psychiatric-service"
    COUNSELLING_CENTRE = "counselling-centre"
    TRAINING_PROVIDER = "training-provider"
    EMPLOYMENT_SUPPORT = "employment-support"
    PUBLIC_BODY = "public-body"


class Service(StrEnum):
    """Service lines, one JSON Schema each (domain section 3)."""

    PSYCHOSOCIAL_COUNSELLING = "psychosocial-counselling"
    ADDICTION_COUNSELLING = "addiction-counselling"
    DEBT_COUNSELLING = "debt-counselling"
    PSYCHOTHERAPY = "psychotherapy"
    MEDICAL_CLARIFICATION = "medical-clarification"
    SOCIAL_PSYCHIATRIC_SERVICE = "social-psychiatric-service"
    APPLICATION_SUPPORT = "application-support"
    INTERVIEW_ACCOMPANIMENT = "interview-accompaniment"
    TRAINING = "training"
    SUPPORTED_EMPLOYMENT = "supported-employment"


SERVICES_OF_HEALTH = frozenset(
    {
        Service.PSYCHOSOCIAL_COUNSELLING,
        Service.ADDICTION_COUNSELLING,
        Service.PSYCHOTHERAPY,
        Service.MEDICAL_CLARIFICATION,
        Service.SOCIAL_PSYCHIATRIC_SERVICE,
    }
)
"""That somebody is referred to one of these tells of their health by itself (list `services-of-health`)."""


class Purpose(StrEnum):
    """What a referral is for.

    There is no purpose for sanctions or benefit control, and none is ever added (§§ 31-32 SGB II).
    """

    PSYCHOSOCIAL_SUPPORT = "psychosocial-support"
    ADDICTION_SUPPORT = "addiction-support"
    DEBT_SUPPORT = "debt-support"
    TREATMENT = "treatment"
    MEDICAL_CLARIFICATION = "medical-clarification"
    CRISIS_SUPPORT = "crisis-support"
    APPLICATION_SUPPORT = "application-support"
    ACCOMPANIMENT = "accompaniment"
    QUALIFICATION = "qualification"
    SUPPORTED_EMPLOYMENT = "supported-employment"


class ConsentStatus(StrEnum):
    """Consent states under their DPV names; only the two *Given* let data flow (domain section 5)."""

    REQUESTED = "ConsentRequested"
    REQUEST_DEFERRED = "ConsentRequestDeferred"
    GIVEN = "ConsentGiven"
    RENEWED = "RenewedConsentGiven"
    REFUSED = "ConsentRefused"
    WITHDRAWN = "ConsentWithdrawn"
    EXPIRED = "ConsentExpired"
    INVALIDATED = "ConsentInvalidated"


class ConsentForm(StrEnum):
    """Forms of consent (domain section 5; § 67b(2) SGB X)."""

    WRITTEN = "written"
    ELECTRONIC = "electronic"
    ORAL_EXCEPTION = "oral-exception"


class Direction(StrEnum):
    """Which way a clause lets data flow."""

    OUT = "out"
    BACK = "back"


class Necessity(StrEnum):
    """Whether the recipient's schema or profile requires a field."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class PacketKind(StrEnum):
    """Kinds of packet (protocol section 2)."""

    ENQUIRY = "enquiry"
    REQUEST = "request"
    UPDATE = "update"
    ANSWER = "answer"


class Urgency(StrEnum):
    """How soon an answer is needed; sets the deadlines of domain section 7."""

    NORMAL = "normal"
    PRIORITY = "priority"
    URGENT = "urgent"


class Scan(StrEnum):
    """What the malware scan said of an attachment; policy decides what may leave."""

    CLEAN = "clean"
    THREAT = "threat"
    PENDING = "pending"
    NOT_SCANNED = "not-scanned"


class Power(StrEnum):
    """Statutory powers that may stand in for consent (domain section 5). Each is a closed entry, never free text."""

    SGBX_69 = "sgbx-69"


class TrainingTopic(StrEnum):
    """What staff are trained in. Each is a closed entry: a word of one's own would open whatever its writer likes."""

    MENTAL_HEALTH = "mental-health"
    ADDICTION = "addiction"
    CRISIS = "crisis"
    DATA_PROTECTION = "data-protection"
    PLAIN_LANGUAGE = "plain-language"
    VIOLENCE = "violence"


GIVEN = frozenset({ConsentStatus.GIVEN, ConsentStatus.RENEWED})
ANSWERED = frozenset({ConsentStatus.REFUSED, ConsentStatus.REQUEST_DEFERRED})
"""The person has answered, and not with a yes."""
DECLARED = GIVEN | ANSWERED | {ConsentStatus.REQUESTED}
"""What can be put on record by hand; every other state follows from what was declared."""
SENSITIVE = frozenset(
    {
        Category.PERSON_IDENTIFIER_HEALTH,
        Category.HEALTH_WORKCAPACITY,
        Category.HEALTH_DIAGNOSIS,
        Category.HEALTH_MENTAL,
        Category.HEALTH_ADDICTION,
        Category.SAFETY,
        Category.PRIOR_SERVICES,
        Category.FB_WORKCAPACITY,
    }
)
"""Categories that are, or come close to, special categories of Art. 9 GDPR: who helped so far names clinics, too."""
BEYOND_STANDARD = SENSITIVE - {Category.HEALTH_WORKCAPACITY}
"""Sensitive categories beyond the standard scope: these need a second pair of eyes (domain section 8)."""
TERMINAL = frozenset(
    {
        State.COMPLETED,
        State.DECLINED,
        State.REDIRECTED,
        State.ENDED_EARLY,
        State.CANCELLED,
        State.CONSENT_WITHDRAWN,
        State.EXPIRED,
        State.ENTERED_IN_ERROR,
    }
)
"""States a referral never leaves (domain section 6)."""
