"""Consent receipt of the person: all that they declared, as the hub signs it, and as a consent record of the standard.

The first is `rx-consent+jwt` (protocol section 2) with every clause, the second ISO/IEC TS 27560:2023 in terms of the
W3C's Data Privacy Vocabulary 2 (profile `dpv-27560#record`), as JSON-LD. Both say the same.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from exchange.core.consent.clause import Clause, last_instant, release_claims, show_clause
from exchange.core.consent.consent import Consent
from exchange.core.consent.field import JOBCENTER, PERSON
from exchange.core.consent.states import StateEvent, events_of, status_at
from exchange.core.ids import show_instant
from exchange.core.packet.packet import VERSION
from exchange.core.vocabulary import GIVEN, SENSITIVE, ConsentForm, ConsentStatus, Direction

CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "dct": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "loc": "https://w3id.org/dpv/loc#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record"
_CODES = "urn:geleit:codes"
_SOURCES = {PERSON: "dpv:DataSubjectDataSource", JOBCENTER: "dpv:DataControllerDataSource"}
_ELSEWHERE = "dpv:ThirdPartyDataSource"
_WRITTEN_DOWN = frozenset({ConsentStatus.EXPIRED, ConsentStatus.INVALIDATED})
"""States nobody indicates: they follow from time or from law."""
Title = Callable[[str, str], str]
"""The word for a code of a list."""


def person_receipt(consent: Consent, *, issuer: str, jti: str, at: datetime) -> dict[str, Any]:
    """Write the claims of the receipt for the person; `sub` is the hub's own id of them.

    Beside what a partner's receipt says it has the clauses of every recipient, and each state with its time.
    """
    until = last_instant(consent.clauses)
    status = status_at(consent, at) or consent.status
    return {
        "iss": issuer,
        "iat": int(at.timestamp()),
        "jti": jti,
        "sub": consent.person,
        "rx": {
            "v": VERSION,
            "consent": consent.id,
            "text_version": consent.text_version,
            "text_sha256": consent.text_sha256,
            "form": str(consent.form),
            "clauses": [show_clause(clause) for clause in consent.clauses],
            "release": [release_claims(release) for release in consent.releases],
            "valid_until": show_instant(until) if until else None,
            "evidence_sha256": consent.evidence_sha256,
            "status": str(status),
            "states": [_state(one) for one in events_of(consent) if one.at <= at],
            "predecessor": consent.renews or None,
        },
    }


def consent_record(consent: Consent, *, controller: str, at: datetime, title: Title) -> dict[str, Any]:
    """Write the consent record (ISO/IEC TS 27560:2023) as JSON-LD; `controller` is the hub's entity id."""
    record: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@id": _uuid(consent.id),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": consent.id,
        "dct:conformsTo": {"@id": PROFILE},
        "dct:created": _instant(at),
        "dpv:hasDataSubject": {"@id": _uuid(consent.person), "@type": "dpv:DataSubject"},
        "dpv:hasDataController": {"@id": controller, "@type": "dpv:DataController"},
        "dpv:hasJurisdiction": {"@id": "loc:DE"},
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": consent.text_version,
            "dct:language": consent.language,
            "dct:hasVersion": consent.text_sha256,
        },
        "dpv:hasConsentStatus": [_indicated(one, consent) for one in events_of(consent) if one.at <= at],
        "dpv:hasProcess": [_process(one, controller=controller, title=title) for one in consent.clauses],
    }
    return record | ({"dct:replaces": {"@id": _uuid(consent.renews)}} if consent.renews else {})


def _state(one: StateEvent) -> dict[str, str]:
    return {"at": show_instant(one.at), "status": str(one.status)} | ({"entity": one.entity} if one.entity else {})


def _indicated(one: StateEvent, consent: Consent) -> dict[str, Any]:
    explicit = one.status in GIVEN and consent.form is not ConsentForm.ORAL_EXCEPTION
    kinds = [f"dpv:{one.status}", *(["dpv:ExplicitlyExpressedConsent"] if explicit else [])]
    indicated: dict[str, Any] = {"@type": kinds, "dpv:isIndicatedAtTime": _instant(one.at)}
    if one.status not in _WRITTEN_DOWN:
        indicated["dpv:isIndicatedBy"] = {"@id": _uuid(consent.person)}
    return indicated | ({"dpv:hasRecipient": {"@id": one.entity}} if one.entity else {})


def _process(clause: Clause, *, controller: str, title: Title) -> dict[str, Any]:
    out = clause.direction == Direction.OUT
    special = any(one in SENSITIVE for one in clause.categories)
    return {
        "@type": "dpv:Process",
        "dct:identifier": clause.id,
        "dpv:hasPurpose": {
            "@id": f"{_CODES}:purposes:{clause.purpose}",
            "@type": "dpv:Purpose",
            "dct:title": title("purposes", clause.purpose),
        },
        "dpv:hasProcessing": {"@id": "dpv:DiscloseByTransmission"},
        "dpv:hasPersonalData": [_data(one, title=title) for one in sorted(clause.categories)],
        "dpv:hasDataSource": _sources(clause.sources),
        "dpv:hasRecipient": {
            "@id": clause.recipient.entity if out else controller,
            "@type": "dpv:Recipient",
        },
        "dpv:hasService": clause.recipient.service_line,
        "dpv:hasLegalBasis": [{"@id": "eu-gdpr:A6-1-a"}, *([{"@id": "eu-gdpr:A9-2-a"}] if special else [])],
        "dpv:hasDuration": {
            "@type": "dpv:UntilTimeDuration",
            "rdf:value": _instant(clause.valid_until),
        },
        "dct:valid": f"start={show_instant(clause.valid_from)}; end={show_instant(clause.valid_until)}",
    }


def _data(category: str, *, title: Title) -> dict[str, str]:
    kind = "dpv:SpecialCategoryPersonalData" if category in SENSITIVE else "dpv:PersonalData"
    return {"@id": f"{_CODES}:categories:{category}", "@type": kind, "dct:title": title("categories", category)}


def _sources(sources: frozenset[str]) -> Sequence[dict[str, str]]:
    kinds = {_SOURCES.get(one, _ELSEWHERE) for one in sources}
    return [{"@id": kind} for kind in sorted(kinds)]


def _instant(at: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": show_instant(at)}


def _uuid(id_: str) -> str:
    return f"urn:uuid:{id_}"
