"""Cases made of a history: the very values that a review gathers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from exchange.core.calendar import day_of
from exchange.core.compliance.case import ConsentCase, EventCase, PacketCase, Registers, WithdrawalCase
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import HubCase, LogState, RequestCase, StaticCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import CallFacts, Running
from exchange.core.compliance.subject import Case
from exchange.core.consent.circumstances import CapacityJudgement, Circumstances, Guardianship
from exchange.core.consent.clause import Clause, Recipient, Release
from exchange.core.consent.consent import Consent, Revocation
from exchange.core.consent.signature import Area, Declaration, Signer, SignerRole
from exchange.core.ids import show_instant
from exchange.core.packet.manifest import Row
from exchange.core.referral.finding import DetectorVerdict, Finding
from exchange.core.referral.referral import Attachment, Draft, Referral
from exchange.core.rights.line import Line, LineKind
from exchange.core.vocabulary import Category, ConsentForm, ConsentStatus, Direction, Necessity, Purpose, Scan, Service
from tests.core.compliance.histories import HERE, HUB, REPORT, THERE, History
from tests.support.clock import NOON
from tests.support.examples import a_consent, a_draft, a_fact, a_packet, a_referral, uid

LINE, PERSON = "sucht", uid(1)
SOURCES = frozenset({"person", f"professional:{HERE}", f"professional:{THERE}"})
LATEST = NOON + timedelta(days=400)


def at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


def cases_of(one: History) -> Iterator[Case]:
    """A case of each kind, all of one history."""
    referral = _referral(one)
    consent = _sealed_on(one)
    yield _packet(one, referral, consent)
    yield _event(one, referral, consent)
    recorded = _recorded(one)
    yield ConsentCase(
        subject="c", at=NOON, consent=recorded, spoken=one.spoken,
        reasons=frozenset({"refused-consent"} if one.reason_named else {"person-request"}),
        registers=_registers(_texts(one)),
    )  # fmt: skip
    yield _withdrawal(one)
    yield _request(one)
    yield from _house(one)


def _registers(facts: list[Fact]) -> Registers:
    histories: dict[tuple[FactKind, str], list[Fact]] = {}
    for fact in facts:
        histories.setdefault((fact.kind, fact.subject), []).append(fact)
    return Registers(known_at=LATEST, histories=histories)


def _fact(number: int, kind: FactKind, subject: str, *, topic: str = "", since: int = -100, **said: object) -> Fact:
    values = {"kind": kind, "subject": subject, "topic": topic, "valid_from": at(since), "recorded_at": at(since)}
    return a_fact(number, **values, document=said)


def _referral(one: History) -> Referral:
    return a_referral(
        partner=HERE, service_line=LINE, service=Service(one.service), purpose=Purpose(one.purpose),
        power="sgbx-69" if one.power else "", consent=None if one.power else uid(1), created_by="kim",
        approved_by=one.approver, feedback_level=one.level, no_show=one.no_show, packet=uid(60),
    )  # fmt: skip


def _sealed_on(one: History) -> Consent | None:
    if one.power:
        return None
    clauses = tuple(
        Clause(
            id=given.id, direction=Direction.OUT, recipient=Recipient(entity=given.to, service_line=LINE),
            purpose=Purpose(given.purpose), categories=frozenset(given.categories), sources=SOURCES,
            valid_from=at(given.opens), valid_until=at(given.ends),
        )
        for given in one.permissions
    )  # fmt: skip
    releases = tuple(
        Release(
            professional=free.who, recipient=free.towards, categories=frozenset(free.categories), until=at(free.until),
            declaration=_declaration() if free.own else None,
        )
        for free in one.freed
    )  # fmt: skip
    return a_consent(
        clauses=clauses if one.readable else (), releases=releases, is_readable=one.readable,
        form=ConsentForm.ORAL_EXCEPTION if one.oral else ConsentForm.WRITTEN, answered_at=at(-1),
        feedback_level=one.level, no_show=one.no_show,
        revocations=tuple(Revocation(at=at(hour), entity=whom) for hour, whom in one.withdrawn),
    )  # fmt: skip


def _declaration() -> Declaration:
    return Declaration(id="d", text_version="1", text_sha256="t", evidence_sha256="e", signers=())


def _recorded(one: History) -> Consent:
    days = (10 if one.oral else 180) if one.months <= 12 else 400
    clauses = tuple(
        Clause(
            id=given.id, direction=Direction.OUT, purpose=Purpose(given.purpose),
            recipient=Recipient(entity=HERE, service_line=LINE if one.named else "*"),
            categories=frozenset(given.categories), sources=SOURCES,
            valid_from=at(-1), valid_until=at(-1) + timedelta(days=days),
        )
        for given in one.permissions
    )  # fmt: skip
    scope = frozenset(Area) if one.covers_all else frozenset({Area.FINANCE})
    signers = tuple(
        Signer(role=SignerRole(role), name="x", signed_at=at(-1), scope=scope if role == "guardian" else frozenset())
        for role in one.signed_by
    )
    return a_consent(
        status=ConsentStatus.REFUSED if one.refused else ConsentStatus.GIVEN,
        clauses=clauses if one.readable else (), releases=(), signers=signers, is_readable=one.readable,
        form=ConsentForm.ORAL_EXCEPTION if one.oral else ConsentForm.WRITTEN, reason="eilig", second_witness="alex",
        evidence_sha256="e" if one.evidence else "", answered_at=at(-1), text_version="1", text_sha256="shown",
        language="de", easy_language=one.easy, capable=one.capable, age=one.age, recorded_by="kim",
        approved_by="boss" if one.second else "", circumstances=_circumstances(one),
        reviewed_at=None if one.reviewed is None else at(one.reviewed),
        copy_at=None if one.copied is None else at(one.copied),
    )  # fmt: skip


def _circumstances(one: History) -> Circumstances:
    court, note = one.papers
    return Circumstances(
        interpreter="x" if one.interpreted else "",
        capacity=CapacityJudgement(by="kim", at=at(-2), note_sha256="n") if note else None,
        guardian=Guardianship(court_sha256="c") if court else None,
    )


def _texts(one: History) -> list[Fact]:
    found = []
    for number, text in enumerate(one.texts):
        layer = "easy" if text.easy else "legal"
        said = {"version": "1", "language": text.language, "layer": layer, "sha256": text.digest}
        said |= {"says": {"purpose": True, "refusal": text.complete, "withdrawal": True}}
        said |= {"consequences_mentioned": text.threatens}
        said |= {} if text.separate is None else {"separate": text.separate}
        said |= {"reviewed_by": "x"} if text.reviewed else {}
        topic = f"{text.language} {layer}"
        found.append(_fact(number + 1, FactKind.TEXT, "1", topic=topic, since=text.released, **said))
    return found


def _packet(one: History, referral: Referral, consent: Consent | None) -> PacketCase:
    facts = [_fact(90 + n, FactKind.DISPUTE, PERSON, topic=what) for n, what in enumerate(one.disputed)]
    if one.flow:
        facts.append(_fact(80, FactKind.EXCHANGE_TYPE, one.service, flow=one.flow))
    if one.body is not None:
        facts.append(_fact(81, FactKind.PARTNER, HERE, sgb1_35="§ 23 SGB I" if one.body else ""))
    if one.planned:
        entered, wished = one.planned
        facts.append(_fact(82, FactKind.PLAN_ENTRY, PERSON, topic=referral.id, entered=entered, wished=wished))
    return PacketCase(
        subject="p", at=NOON, packet=a_packet(id=uid(60), partner=HERE), referral=referral, rows=_rows(one),
        draft=_draft(one), consent=consent, sealed={"findings": ["CO-06"]} if one.stopped_once else {},
        handed_over_at=None if one.picked_up is None else at(one.picked_up), people={}, trainings={},
        registers=_registers(facts),
    )  # fmt: skip


def _rows(one: History) -> tuple[Row, ...] | None:
    if one.leaves is None:
        return None
    basis = "sgbx-69" if one.power else "consent"
    return tuple(
        Row(leaf.place, (leaf.category,), (leaf.clause,) if leaf.clause else (), False, Necessity.OPTIONAL, basis,
            leaf.source)
        for leaf in one.leaves
    )  # fmt: skip


def _draft(one: History) -> Draft:
    findings = () if one.verdict is None else one.verdict
    verdict = DetectorVerdict(
        version=1,
        findings=tuple(
            Finding(kind="name", pointer="/note", exact=exact, sha256="x", confirmed_by="kim" if seen else "")
            for exact, seen in findings
        ),
    )
    names = {leaf.place.removeprefix("/").partition("/")[0] for leaf in one.leaves or () if leaf.place != REPORT}
    data = {name: [one.note] if name == "questions" else one.note for name in names}
    return a_draft(
        packet=uid(60), data=data, justification="Aufgabe" if one.justified else " ",
        verdict=None if one.verdict is None else verdict, attachments=_reports(one),
    )  # fmt: skip


def _reports(one: History) -> tuple[Attachment, ...]:
    if one.report is None:
        return ()
    days, extract, why = one.report
    (usual,) = a_draft().attachments
    day: date | None = None if days is None else day_of(NOON - timedelta(days=days))
    said = {"dated_on": day, "extract": "Seite 2" if extract else "", "why": "Termin" if why else " "}
    return (replace(usual, id=REPORT.partition(":")[2], category=Category.HEALTH_ADDICTION, scan=Scan.CLEAN, **said),)


def _event(one: History, referral: Referral, consent: Consent | None) -> EventCase:
    line = Line(kind=LineKind.TOLD, at=NOON, who=HERE, what=("accepted",), listed="states", categories=one.told)
    return EventCase(
        subject="e", at=NOON, referral=referral, line=line, consent=consent, known_at=LATEST, hub=HUB, bound=one.bound,
        read_at=None if one.read is None else at(one.read), shown_at=None if one.shown is None else at(one.shown),
    )  # fmt: skip


def _withdrawal(one: History) -> WithdrawalCase:
    answered = one.answered is not None and one.answered <= one.looked_at
    return WithdrawalCase(
        subject="w", at=NOON, known_at=at(one.looked_at), left=[at(3)] if one.left_since else [],
        under_way=["p"] if one.under_way else [], held=one.held, signals=one.offered, tried=one.tried,
        tried_at=None if one.signalled is None else at(one.signalled), answer_due=at(120),
        answered_at=at(one.answered or 0) if answered else None, dpo_told_at=at(130) if one.dpo_told else None,
    )  # fmt: skip


def _request(one: History) -> RequestCase:
    return RequestCase(
        subject="q", at=NOON, now=at(one.looked_at), fact=_fact(70, FactKind.REQUEST, PERSON, right=one.right),
        recipients={who: answered for who, answered, _ in one.recipients},
        gone=frozenset(who for who, _, gone in one.recipients if gone),
    )  # fmt: skip


def _house(one: History) -> Iterator[Case]:
    calls = [CallFacts(method="GET", path="/api/v1/benefits", scope="x", answers=())] if one.odd_call else []
    running = Running(calls=calls if one.calls_known else None)
    yield StaticCase(subject="s", at=NOON, running=running, texts=_texts(one))
    operators = {f"ops{number}": (at(since), bound) for number, (since, bound) in enumerate(one.operators)}
    bound = {who: day for who, (_, day) in operators.items()} | {"Sicherung": one.contractor}
    secrecy = [
        _fact(number, FactKind.SECRECY, who, bound_on=str(day_of(at(day))), since=-300)
        for number, (who, day) in enumerate(bound.items())
        if day is not None
    ]
    yield HubCase(
        subject="h", at=LATEST, keys={}, first_packet_at=None, serves_health=False, private_members=0,
        log=LogState(leaves=0, missing=0, differing=0), running=running, processors=_processors(one),
        registers=_registers(secrecy), operators={who: since for who, (since, _) in operators.items()},
    )  # fmt: skip


def _processors(one: History) -> list[Fact]:
    if one.processor == "none":
        return []
    said: dict[str, object] = {"party": "x", "own_hub": one.processor == "own", "at": show_instant(NOON)}
    listed = {"subprocessors": ["Sicherung"]} if one.processor == "hosted" else {}
    return [_fact(60, FactKind.PROCESSOR, "x", since=0, **said, **listed)]
