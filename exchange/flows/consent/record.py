"""Consent record: what the person answered, kept after judging whether it was given as it must be.

A yes replaces an older one for what is sent from now on; a no that is the newest answer ends what stood on a yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from exchange.core.calendar import day_of, days_after, year_after
from exchange.core.consent.answers import concerns, declared_at
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent, with_feedback
from exchange.core.consent.document import read_consent
from exchange.core.consent.renewal import check_renewal
from exchange.core.consent.validity import ORAL_DAYS, check_answer
from exchange.core.errors import CONSENT, ConsentInvalid, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.referral.referral import Person, Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.said import NOTHING, Said
from exchange.core.staff.staff import Staff
from exchange.core.verdict import Refused
from exchange.core.vocabulary import ANSWERED, GIVEN, Actor, ConsentForm, ConsentStatus, State
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.gate import noted
from exchange.flows.consent.evidence import SealedPaper, keep_papers
from exchange.flows.consent.gate import judge_at_record
from exchange.flows.consent.known_person import known_person
from exchange.flows.consent.narrowed import Narrowed, narrow, replaced_by
from exchange.flows.consent.overtaken import Ending, close_overtaken, end, named_to
from exchange.flows.consent.texts.known import check_signed_texts
from exchange.flows.consent.warn import settle_warnings
from exchange.flows.documents import check_text, read_document
from exchange.flows.packet.recipient import bindings
from exchange.flows.referral.transition import save, take_transition
from exchange.flows.staff.access import may_see, may_see_consent, second_about
from exchange.flows.staff.authenticate import (
    SENDERS,
    Authenticated,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

DOCUMENT_LIMIT = 128 * 1024
_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An answer as it stands on record, and what it did: what ended, which yes it replaces, what may come back less.

    `copies` are the ids of the same no for others whose reference looks alike: whoever said it, it counts for all.
    Cases and consents that are a colleague's are not named, `elsewhere` says how many.
    `unbound` are recipients it lets nothing out to, for they are not enrolled: it must be recorded once they are.
    """

    consent: Consent
    copies: tuple[str, ...] = ()
    ended: tuple[Referral, ...] = ()
    replaced: tuple[str, ...] = ()
    narrowed: tuple[Narrowed, ...] = ()
    unbound: tuple[Recipient, ...] = ()
    elsewhere: int = 0


def record_consent(
    document: bytes,
    *,
    by: Principal,
    approve_by: Credentials | None,
    hub: Hub,
    papers: Sequence[SealedPaper] = (),
) -> Recorded:
    """Record a consent as it was given, refused or deferred, with its new id.

    The document is schema `consent`; its `person` is the Jobcenter's own reference, and a person not yet known is
    kept from here on. A second person stands by where the rules ask for one (minors). A refusal or deferral takes what
    waited for it back to the draft. A refusal that is the newest answer ends what stood on a yes, like a withdrawal.

    Raises:
        Malformed, SchemaInvalid, TooLarge, NotAKey: the document is not one.
        PersonAmbiguous: several persons are kept under spellings of the reference, and the answer is a yes.
        ConsentInvalid: it was not given as it must be; `detail` names the rule, `pointer` the place.
        TextNotReleased: the house has released texts, and what was signed is none of them.
        ForbiddenText: free text in it holds a number or a diagnosis.
        NotFound: the yes it names as the one to be renewed is not this person's.
        AttachmentRefused: one of `papers`, sealed beforehand, is not what it was signed on.
        RuleFailed: a rule of the house that is armed stops it.
        WrongPassphrase, Forbidden, FourEyes: the people are not proven.
    """
    at = hub.clock.now()
    read = read_answer(document)
    known, other = authenticate(by, hub=hub), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        done = put_on_record(tx, read, people=(known, other), hub=hub, at=at)
        keep_papers(tx, done.consent, papers, hub=hub, at=at)
        return done


def read_answer(document: bytes) -> Mapping[str, Any]:
    """Read what a person answered, as schema `consent` has it.

    Raises:
        Malformed, SchemaInvalid, TooLarge: the document is not one.
        ForbiddenText: free text in it holds a number or a diagnosis.
    """
    read = read_document(document, schema="consent", limit=DOCUMENT_LIMIT)
    check_text(_texts(read))
    return read


def put_on_record(
    tx: Tx, read: Mapping[str, Any], *, people: tuple[Authenticated, Authenticated | None], hub: Hub, at: datetime
) -> Recorded:
    """Keep an answer in the caller's transaction, with all that it does. `people` are who records and the second.

    Raises:
        As `record_consent`.
    """
    known, other = people
    recorder = authorize(known, tx=tx, roles=SENDERS)
    said = replace(with_feedback(read_consent(read)), recorded_by=recorder.id, approved_by="", revocations=())
    if said.status is ConsentStatus.REFUSED:
        tx.only_restricts()
    whose = _whose(tx, said, read["person"], hub=hub, at=at)
    second = second_about(other, tx=tx, person_id=whose[0].id, first=recorder, at=at).id if other else ""
    said = replace(said, approved_by=second)
    done = [_keep(tx, replace(said, person=one.id), hub=hub, at=at) for one in whose]
    copies, ended = tuple(one.consent.id for one in done[1:]), tuple(case for one in done for case in one.ended)
    return _told(tx, replace(done[0], copies=copies, ended=ended), to=recorder, at=at)


def _told(tx: Tx, done: Recorded, *, to: Staff, at: datetime) -> Recorded:
    """What who records hears of it: of cases and consents that are not theirs to see only that there are some."""
    ended = named_to(to, done.ended, tx=tx, at=at)
    older = (one for id_ in done.replaced if (one := tx.consents.get(id_)) is not None)
    replaced = tuple(one.id for one in older if may_see_consent(tx, one, to, at=at))
    cases = ((one, tx.referrals.get(one.referral)) for one in done.narrowed)
    narrowed = tuple(one for one, case in cases if case is not None and may_see(tx, case, to, at=at))
    named = len(ended) + len(replaced) + len(narrowed)
    elsewhere = len(done.ended) + len(done.replaced) + len(done.narrowed) - named
    return replace(done, ended=ended, replaced=replaced, narrowed=narrowed, elsewhere=elsewhere)


def _whose(tx: Tx, said: Consent, reference: str, *, hub: Hub, at: datetime) -> Sequence[Person]:
    """Whose answer it is: of one person. Where a reference is several persons', a yes waits and a no is each one's."""
    several = tx.people.named(reference)
    if len(several) < _SEVERAL or said.status in GIVEN:
        return (known_person(tx, reference, pointer="/person", hub=hub, at=at),)
    renewed = tx.consents.get(said.renews) if said.renews else None
    named = [one for one in several if renewed and one.id == renewed.person]
    return named or sorted(several, key=lambda person: person.reference != reference)


def _keep(tx: Tx, said: Consent, *, hub: Hub, at: datetime) -> Recorded:
    bound = bindings(tx, {clause.recipient for clause in said.clauses})
    consent = replace(said, id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)), bound=bound)
    _judge(tx, consent, at=at)
    consent = replace(consent, answered_at=declared_at(consent))
    findings = judge_at_record(tx, consent, at=at) if consent.status in GIVEN else ()
    tx.consents.put(consent)
    record = {
        "consent": consent.id,
        "status": consent.status.value,
        "form": consent.form.value,
        "text_sha256": consent.text_sha256,
        "by": consent.recorded_by,
        "approved_by": consent.approved_by or None,
        **noted(findings),
    }
    append_entry(tx, EntryType.CONSENT_RECORDED, record, hub=hub, at=at, person=consent.person)
    return _took_effect(tx, consent, hub=hub, at=at)


def _texts(read: Mapping[str, Any]) -> Mapping[str, object]:
    """What of the document is free text, by its place."""
    oral = {f"/oral/{name}": text for name, text in read.get("oral", {}).items()}
    said = {"/interpreter": read.get("interpreter", ""), "/capacity/by": read.get("capacity", {}).get("by", "")}
    return {**oral, **said, **_declared_texts(read, at="")} | {
        place: text
        for index, release in enumerate(read.get("releases", ()))
        if "declaration" in release
        for place, text in _declared_texts(release["declaration"], at=f"/releases/{index}/declaration").items()
    }


def _declared_texts(declared: Mapping[str, Any], *, at: str) -> Mapping[str, object]:
    names = {f"{at}/signers/{index}/name": signer["name"] for index, signer in enumerate(declared["signers"])}
    return {f"{at}/text/version": declared["text"]["version"], **names}


def _took_effect(tx: Tx, consent: Consent, *, hub: Hub, at: datetime) -> Recorded:
    """What the answer does in the same transaction."""
    ended: tuple[Referral, ...] = ()
    ending = Ending(answer=consent, by=consent.recorded_by)
    if consent.status is ConsentStatus.REFUSED:
        # Whom it ends is found before the yes is closed; both are decided by the same rule.
        todo = ending.todo(tx)
        close_overtaken(tx, ending, hub=hub, at=at)
        ended = end(tx, todo, hub=hub, at=at)
    if consent.status in ANSWERED:
        _back_to_draft(tx, consent, hub=hub, at=at)
    if consent.status not in GIVEN:
        return Recorded(consent=consent, ended=ended)
    replaced = replaced_by(tx, consent, at=at)
    # A paper older than a no or a withdrawal opens nothing, and its record says so from the first.
    close_overtaken(tx, ending, hub=hub, at=at)
    narrowed = narrow(tx, consent, at=at)
    if consent.renews:
        settle_warnings(tx, consent.renews, hub=hub)
    stands = tx.consents.get(consent.id) or consent
    return Recorded(consent=stands, replaced=replaced, narrowed=narrowed, unbound=_unbound(consent))


def _unbound(consent: Consent) -> tuple[Recipient, ...]:
    return tuple(sorted({one.recipient for one in consent.clauses if one.recipient.key not in (consent.bound or {})}))


def _back_to_draft(tx: Tx, consent: Consent, *, hub: Hub, at: datetime) -> None:
    """The person said no, or not now: what waited for this answer is a draft again (domain section 6)."""
    answers = tx.consents.of(consent.person)
    newer = [one for one in answers if one.status in GIVEN and declared_at(one) > declared_at(consent)]
    for waiting in tx.referrals.waiting_for_consent(consent.person):
        referral = tx.referrals.lock(waiting.id)
        if referral is None or not _asked(consent, referral) or any(_asked(one, referral) for one in newer):
            continue
        answered = save(tx, replace(referral, consent=consent.id))
        transition = Transition(to=State.DRAFT, by=Actor.CASEWORKER, at=at)
        take_transition(tx, answered, transition, hub=hub, who=consent.recorded_by)


def _asked(consent: Consent, referral: Referral) -> bool:
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    return concerns(consent, recipient, referral.purpose)


def _last_day(consent: Consent, reason: str) -> Said:
    """Until which day a clause may run, where that is what is wrong."""
    signed = [one.signed_at for one in consent.signers]
    if reason != "consent:period" or not signed:
        return NOTHING
    oral = consent.form is ConsentForm.ORAL_EXCEPTION
    end = days_after(max(signed), days=ORAL_DAYS) if oral else year_after(max(signed))
    last = day_of(end - timedelta(microseconds=1))
    return Said(f"valid_until bis zum Ende des {last}", f"valid_until up to the end of {last}")


def _judge(tx: Tx, consent: Consent, *, at: datetime) -> None:
    verdict = check_answer(consent, at=at)
    if isinstance(verdict, Refused):
        raise ConsentInvalid(verdict.reason, pointer=verdict.pointer).saying(form=_last_day(consent, verdict.reason))
    if consent.status in GIVEN:
        check_signed_texts(tx, consent)
    renewed = tx.consents.get(consent.renews) if consent.renews else None
    if consent.renews and (renewed is None or renewed.person != consent.person):
        raise NotFound(consent.renews, kind=CONSENT, pointer="/renews")
    place = check_renewal(consent, of=renewed)
    if place:
        raise ConsentInvalid("consent:renewal", pointer=place)
