"""Consent as JSON: what `geleit consent record` reads, and what the store keeps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.core.consent.circumstances import read_circumstances, show_circumstances
from exchange.core.consent.clause import Recipient, read_clause, read_release, show_clause, show_release
from exchange.core.consent.consent import Consent, Notices, Revocation
from exchange.core.consent.signature import read_signers, show_signers
from exchange.core.errors import Malformed, NotAnId
from exchange.core.ids import read_instant, show_instant
from exchange.core.vocabulary import ConsentForm, ConsentStatus


def read_consent(document: Mapping[str, Any]) -> Consent:
    """Turn a schema-valid document into a value. The schema has already spoken.

    `id`, `person`, `recorded_by` and `approved_by` may be missing in what a caseworker writes; the flow fills them in.
    So may `status` (then `ConsentGiven`), `capable` (then true), `releases` and `feedback` (then level 0).

    Raises:
        Malformed: a member is missing or not of its kind after all.
    """
    try:
        return _consent(document)
    except (KeyError, TypeError, ValueError, AttributeError, NotAnId) as error:
        raise Malformed("consent") from error


def show_consent(consent: Consent) -> dict[str, Any]:
    """Write a consent as the document `read_consent` turns back into the same value."""
    return (
        {
            "id": consent.id,
            "person": consent.person,
            "status": str(consent.status),
            "clauses": [show_clause(clause) for clause in consent.clauses],
            "releases": [show_release(release) for release in consent.releases],
            "text": {"version": consent.text_version, "sha256": consent.text_sha256},
            "language": consent.language,
            "easy_language": consent.easy_language,
            "notices": {
                "purpose": consent.notices.purpose,
                "refusal_without_consequence": consent.notices.refusal_without_consequence,
                "withdrawal_any_time": consent.notices.withdrawal_any_time,
            },
            "form": str(consent.form),
            "evidence_sha256": consent.evidence_sha256,
            "oral": {"reason": consent.reason, "second_witness": consent.second_witness},
            "signers": show_signers(consent.signers),
            "reviewed_at": _show_moment(consent.reviewed_at),
            "copy_at": _show_moment(consent.copy_at),
            "feedback": {"level": consent.feedback_level, "no_show": consent.no_show},
            "capable": consent.capable,
            "age": consent.age,
            "recorded_by": consent.recorded_by,
            "approved_by": consent.approved_by,
            "answered_at": _show_moment(consent.answered_at),
            "renews": consent.renews,
            "also_ends": consent.also_ends,
            "revocations": [{"at": show_instant(one.at), "entity": one.entity} for one in consent.revocations],
        }
        | ({} if consent.is_readable else {"is_readable": False})
        | _show_bound(consent.bound)
        | show_circumstances(consent.circumstances)
    )


def _consent(document: Mapping[str, Any]) -> Consent:
    feedback, oral = document.get("feedback", {}), document.get("oral", {})
    return Consent(
        id=document.get("id", ""),
        person=document.get("person", ""),
        status=ConsentStatus(document.get("status", ConsentStatus.GIVEN)),
        clauses=tuple(map(read_clause, document["clauses"])),
        releases=tuple(map(read_release, document.get("releases", ()))),
        text_version=document["text"]["version"],
        text_sha256=document["text"]["sha256"],
        language=document["language"],
        easy_language=document.get("easy_language", False),
        notices=Notices(**document["notices"]),
        form=ConsentForm(document["form"]),
        signers=read_signers(document["signers"]),
        reviewed_at=_moment(document.get("reviewed_at")),
        copy_at=_moment(document.get("copy_at")),
        feedback_level=feedback.get("level", 0),
        no_show=feedback.get("no_show", False),
        evidence_sha256=document.get("evidence_sha256", ""),
        reason=oral.get("reason", ""),
        second_witness=oral.get("second_witness", ""),
        capable=document.get("capable", True),
        age=document.get("age"),
        recorded_by=document.get("recorded_by", ""),
        approved_by=document.get("approved_by", ""),
        answered_at=_moment(document.get("answered_at")),
        renews=document.get("renews", ""),
        also_ends=document.get("also_ends", False),
        revocations=tuple(map(_revocation, document.get("revocations", ()))),
        bound=_bound(document.get("bound")),
        circumstances=read_circumstances(document),
        is_readable=document.get("is_readable", True),
    )


def _revocation(document: Mapping[str, Any]) -> Revocation:
    return Revocation(at=read_instant(document["at"]), entity=document["entity"])


def _bound(document: Sequence[Mapping[str, Any]] | None) -> Mapping[str, str] | None:
    if document is None:
        return None
    return {_key(one["recipient"]): one["recipient_sha256"] for one in document}


def _key(recipient: Mapping[str, str]) -> str:
    return Recipient(entity=recipient["entity"], service_line=recipient["service_line"]).key


def _show_bound(bound: Mapping[str, str] | None) -> dict[str, Any]:
    """Nothing where it was never kept: what is not bound to anybody is another thing."""
    if bound is None:
        return {}
    places = ((key.split(" ", 1), sha256) for key, sha256 in sorted(bound.items()))
    named = [({"entity": place[0], "service_line": place[1]}, sha256) for place, sha256 in places]
    return {"bound": [{"recipient": recipient, "recipient_sha256": sha256} for recipient, sha256 in named]}


def _moment(text: object) -> datetime | None:
    return None if text is None else read_instant(text)


def _show_moment(at: datetime | None) -> str | None:
    return None if at is None else show_instant(at)
