"""Casework API operations: the calls of case-management systems (scope `referral.send`)."""

from functools import partial

from exchange.api.calls.call import Body, Call, Parameter, Words
from exchange.api.calls.on_behalf_of import CONFIRMED as CONFIRMED_FINDINGS
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, AS_SEEN, CASE, ID, LIMIT, ONCE, STATES, UUID, cursor, given
from exchange.api.casework import consents, referrals, uploads
from exchange.api.casework.explaining_calls import explaining_calls
from exchange.api.casework.person_calls import person_calls
from exchange.api.casework.plan_calls import plan_calls
from exchange.api.casework.safeguard_calls import safeguard_calls
from exchange.core import errors
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.packet.leave_out import NothingOfThisName, StaysBehind
from exchange.core.packet.media import AttachmentRefused
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.typed_key import NotAKey, PersonAmbiguous
from exchange.core.upload import UploadQuotaExceeded
from exchange.core.vocabulary import Category

GROUP = "Fachverfahren / case management"
REFERRAL, REFERRALS = f"{referrals.PATH}/{{id}}", referrals.PATH
CONSENT, CONSENTS = f"{consents.PATH}/{{id}}", consents.PATH
CHANGED = ("ETag",)
NAMED = Parameter(
    name="Content-Disposition",
    place="header",
    words=Words(de="Dateiname (RFC 6266)", en="File name (RFC 6266)"),
    schema={
        "type": "string",
        "pattern": "^attachment; filename(?:=\"[ !#-Z^-~]{1,255}\"|[*]=UTF-8''[A-Za-z0-9.%_~-]{1,765})$",
    },
    required=True,
    example='attachment; filename="fragebogen.pdf"',
)
CATEGORY = Parameter(
    name=uploads.CATEGORY,
    place="header",
    words=Words(de="Datenkategorie der Datei", en="Data category of the file"),
    schema={"type": "string", "enum": [one.value for one in Category]},
    required=True,
    example="questionnaire",
)
SOURCE = Parameter(
    name=uploads.SOURCE,
    place="header",
    words=Words(de="Wessen Worte sie enthält; sonst person", en="Whose words it holds; person if left out"),
    schema={
        "type": "string",
        "pattern": "^(?:person|jobcenter|professional:https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?)$",
    },
)
CONFIRMED = Parameter(
    name=CONFIRMED_FINDINGS,
    place="header",
    words=Words(de="Was eine Person in der Datei angesehen hat", en="What a person looked at in the file"),
    schema={"type": "string", "pattern": "^[a-z-]{1,40}(?: ?, ?[a-z-]{1,40}){0,19}$"},
    example="file-author, file-location",
)
CREATING = (
    FindingsUnconfirmed,
    NotAKey,
    PersonAmbiguous,
    errors.PartnerUnknown,
    errors.PartnerSuspended,
    errors.NotFound,
    AttachmentRefused,
    errors.Duplicate,
)
RELEASING = (
    FindingsUnconfirmed,
    errors.NotCovered,
    ForbiddenText,
    StaysBehind,
    NothingOfThisName,
    errors.SchemaInvalid,
    AttachmentRefused,
    errors.Duplicate,
    errors.NotTrained,
    errors.FourEyes,
    errors.IllegalStep,
    errors.PartnerSuspended,
    errors.KeyUnusable,
)


_call = partial(Call, group=GROUP, scope=SCOPE)


def case_calls(api: CaseworkApi) -> tuple[Call, ...]:
    """All of them: of referrals, consents, persons, plans, emergencies, and those that say why."""
    return (
        *_referrals(api),
        *_views(api),
        *_sending(api),
        *_after(api),
        *_consents(api),
        *person_calls(api, group=GROUP),
        *plan_calls(api, group=GROUP),
        *safeguard_calls(api, group=GROUP),
        *explaining_calls(api, group=GROUP),
    )


def _referrals(api: CaseworkApi) -> tuple[Call, ...]:
    return (
        _call(
            method="POST",
            path=REFERRALS,
            name="createReferral",
            words=Words(de="Eine Überleitung als Entwurf anlegen", en="Create a referral as a draft"),
            endpoint=referrals.create(api),
            parameters=(ACTS_FOR, ONCE),
            body=Body(schema="refer"),
            answers=(given("referral-line", status=201, de="Angelegt", en="Created", headers=("Location", *CHANGED)),),
            problems=CREATING,
        ),
        _call(
            method="GET",
            path=REFERRALS,
            name="listReferrals",
            words=Words(de="Die eigenen Überleitungen, seitenweise", en="One's own referrals, page by page"),
            endpoint=referrals.listed(api),
            parameters=(ACTS_FOR, STATES, LIMIT, cursor(UUID)),
            answers=(given("referral-page", de="Eine Seite", en="A page", headers=("Link",)),),
        ),
    )


def _views(api: CaseworkApi) -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path=REFERRAL,
            name="getReferral",
            words=Words(de="Stand, Verlauf, Weitergaben einer Überleitung", en="How a referral stands, its history"),
            endpoint=referrals.shown(api),
            parameters=(CASE, ACTS_FOR),
            answers=(given("referral-view", de="Die Überleitung", en="The referral", headers=CHANGED),),
        ),
        _call(
            method="GET",
            path=f"{REFERRAL}/check",
            name="checkReferral",
            words=Words(de="Was eine Freigabe jetzt senden würde", en="What a release would send now"),
            endpoint=referrals.checked(api),
            parameters=(CASE, ACTS_FOR),
            answers=(given("disclosure-preview", de="Was ginge, was bliebe", en="What would leave, what would stay"),),
            problems=(errors.NotCovered, errors.SchemaInvalid, NothingOfThisName),
        ),
        _call(
            method="GET",
            path=f"{REFERRAL}/feedback",
            name="getFeedback",
            words=Words(de="Rückfragen und Rückmeldungen der Stelle", en="Questions and feedback of the partner"),
            endpoint=referrals.feedback(api),
            parameters=(CASE, ACTS_FOR),
            answers=(given("feedback-list", de="Das Älteste zuerst", en="Oldest first", headers=CHANGED),),
        ),
    )


def _sending(api: CaseworkApi) -> tuple[Call, ...]:
    return (
        _call(
            method="PUT",
            path=f"{REFERRAL}/data",
            name="editDraft",
            words=Words(de="Die Angaben des Entwurfs neu schreiben", en="Write the draft's data anew"),
            endpoint=referrals.edited(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN),
            body=Body(schema="draft-data"),
            answers=(given("referral-line", de="Geändert", en="Changed", headers=CHANGED),),
            problems=(errors.IllegalStep, FindingsUnconfirmed, errors.PartnerUnknown, errors.PartnerSuspended),
        ),
        _call(
            method="POST",
            path=f"{REFERRAL}/attachments",
            name="attachFile",
            words=Words(de="Dem Entwurf eine Datei anhängen", en="Attach a file to the draft"),
            endpoint=uploads.upload(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN, NAMED, CATEGORY, SOURCE, CONFIRMED),
            body=Body(media=tuple(sorted(uploads.MEDIA_TYPES))),
            answers=(given("attachment-kept", status=201, de="Versiegelt", en="Sealed", headers=CHANGED),),
            problems=(AttachmentRefused, FindingsUnconfirmed, UploadQuotaExceeded, errors.IllegalStep),
        ),
        _call(
            method="POST",
            path=f"{REFERRAL}/release",
            name="releaseReferral",
            words=Words(de="Den Entwurf prüfen, freigeben und senden", en="Check, release and send the draft"),
            endpoint=referrals.release(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN),
            body=Body(schema="release", optional=True),
            answers=(given("referral-sent", de="Auf dem Weg", en="On its way", headers=CHANGED),),
            problems=RELEASING,
        ),
    )


def _after(api: CaseworkApi) -> tuple[Call, ...]:
    return (
        _call(
            method="POST",
            path=f"{REFERRAL}/answers",
            name="answerQuestion",
            words=Words(de="Eine Rückfrage beantworten", en="Answer a question"),
            endpoint=referrals.answered(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN),
            body=Body(schema="answer"),
            answers=(given("referral-line", de="Beantwortet", en="Answered", headers=CHANGED),),
            problems=RELEASING,
        ),
        _call(
            method="POST",
            path=f"{REFERRAL}/cancellation",
            name="cancelReferral",
            words=Words(de="Zurücknehmen, oder die Stelle darum bitten", en="Cancel, or ask the partner to"),
            endpoint=referrals.cancelled(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN),
            body=Body(schema="cancellation"),
            answers=(given("referral-line", de="Zurückgenommen", en="Taken back", headers=CHANGED),),
            problems=(errors.IllegalStep,),
        ),
        _call(
            method="POST",
            path=f"{REFERRAL}/assignment",
            name="assignReferral",
            words=Words(de="Den Fall jemand anderem zuweisen (Teamleitung)", en="Give the case to another (team lead)"),
            endpoint=referrals.assigned(api),
            parameters=(CASE, ACTS_FOR, ONCE, AS_SEEN),
            body=Body(schema="assignment"),
            answers=(given("referral-line", de="Zugewiesen", en="Assigned", headers=CHANGED),),
        ),
    )


def _consents(api: CaseworkApi) -> tuple[Call, ...]:
    return (
        _call(
            method="POST",
            path=CONSENTS,
            name="recordConsent",
            words=Words(de="Eine Einwilligung erfassen", en="Put a consent on record"),
            endpoint=consents.record(api),
            parameters=(ACTS_FOR, ONCE),
            body=Body(schema="consent"),
            answers=(given("consent-kept", status=201, de="Erfasst", en="On record", headers=("Location",)),),
            problems=(errors.ConsentInvalid, NotAKey, PersonAmbiguous),
        ),
        _preview(api),
        _call(
            method="GET",
            path=CONSENT,
            name="getConsent",
            words=Words(de="Stand und Klauseln einer Einwilligung", en="Status and clauses of a consent"),
            endpoint=consents.shown(api),
            parameters=(ID, ACTS_FOR),
            answers=(given("consent-view", de="Die Einwilligung", en="The consent"),),
        ),
        _call(
            method="POST",
            path=f"{CONSENT}/withdrawal",
            name="withdrawConsent",
            words=Words(de="Einen Widerruf eintragen; er gilt sofort", en="Record a withdrawal; it acts at once"),
            endpoint=consents.withdrawn(api),
            parameters=(ID, ACTS_FOR, ONCE),
            body=Body(schema="withdrawal"),
            answers=(given("consent-ended", de="Widerrufen", en="Withdrawn"),),
        ),
    )


def _preview(api: CaseworkApi) -> Call:
    return _call(
        method="POST",
        path=f"{CONSENTS}/check",
        name="checkConsent",
        words=Words(
            de="Vorher sehen, was eine Antwort beendet, ersetzt oder enger macht",
            en="See beforehand what an answer ends, replaces or narrows",
        ),
        endpoint=consents.previewed(api),
        parameters=(ACTS_FOR,),
        body=Body(schema="consent"),
        answers=(given("consent-preview", de="Was geschähe; nichts ist erfasst", en="What it would do"),),
        problems=(errors.ConsentInvalid, NotAKey, PersonAmbiguous),
    )
