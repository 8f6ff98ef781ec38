"""Facts are entered from a file, by who may, by two where the rules ask, and they stay."""

from datetime import timedelta

import pytest

import schemas
from exchange.core.compliance.fact import FactUnfit, holding
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, FourEyes, NotFound, SchemaInvalid, WrongPassphrase
from exchange.core.staff.conflict import ConflictOfInterest
from exchange.flows.register.enter import enter_fact
from exchange.flows.staff.conflicts import close_to
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OPS, VERA, Bench, claim, encoded, refer_document

REFERENCE = refer_document()["person"]["reference"]
SINCE = {"from": "2026-01-01"}
HERE = {"partner": CENTRE, "person": REFERENCE, "staff": ALEX, "by": ALEX}


def document_of(kind, **changes: object):
    document = schemas.example(f"fact-{kind.value}")
    return document | {name: value for name, value in HERE.items() if name in document} | changes


def enters(bench, kind, by=BOSS, second=None, **changes: object):
    said = document_of(kind, **changes)
    if "referral" in said and "referral" not in changes:
        with bench.store.reading() as tx:
            said["referral"] = tx.referrals.of_person(tx.people.named(REFERENCE)[0].id)[-1].id
    return enter_fact(kind, encoded(said), by=claim(by), approve_by=claim(second) if second else None, hub=bench.hub)


def known():
    """A hub with a case of KIM's."""
    bench = Bench()
    return bench, bench.sent().person


def facts(bench, kind):
    with bench.store.reading() as tx:
        return tx.facts.history(kind)


@pytest.mark.parametrize("kind", schemas.facts())
def test_the_example_of_every_kind_is_kept_and_its_leaf_holds_none_of_its_words(kind):
    bench, person = known()
    kind = FactKind(kind)
    row = REGISTERS[kind]
    done = enters(bench, kind, second=OPS if row.second else None)
    assert facts(bench, kind) == (done,)
    assert (done.entered_by, done.approved_by) == (BOSS, OPS if row.second else "")
    assert done.person == (person if row.subject == "person" else "")
    assert REFERENCE not in repr(done)
    (leaf,) = bench.leaves(row.leaf.name)[-1:]
    assert leaf["fact"] == done.id
    assert set(leaf) <= {"fact", "kind", "subject", "from", "until", "sha256", "by", "approved_by", "at", "assurance"}


@pytest.mark.parametrize("kind", [kind for kind, row in REGISTERS.items() if row.second])
@pytest.mark.parametrize("second", [None, BOSS])
def test_nobody_enters_alone_what_takes_two(kind, second):
    bench, _ = known()
    with pytest.raises(FourEyes):
        enters(bench, kind, second=second)
    assert facts(bench, kind) == ()


@pytest.mark.parametrize("kind", [FactKind.ARMED, FactKind.WAIVER, FactKind.EXCHANGE_TYPE, FactKind.TEXT])
def test_the_dpo_is_no_second_pair_of_eyes(kind):
    bench, _ = known()
    with pytest.raises(Forbidden):
        enters(bench, kind, second=DPO)


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (FactKind.ARMED, OPS),
        (FactKind.WAIVER, DPO),
        (FactKind.CONTRACT, KIM),
        (FactKind.INFORMED, OPS),
        (FactKind.TEXT, OPS),
        (FactKind.BREAK_GLASS, KIM),
    ],
)
def test_who_has_no_business_there_enters_nothing(kind, who):
    bench, _ = known()
    with pytest.raises(Forbidden):
        enters(bench, kind, by=who, second=BOSS)
    assert facts(bench, kind) == ()


def test_who_is_named_without_need_is_asked_all_the_same():
    bench, _ = known()
    wrong = claim(OPS).__class__(OPS, b"falsch")
    with pytest.raises(WrongPassphrase):
        enter_fact(
            FactKind.CONTRACT, encoded(document_of(FactKind.CONTRACT)), by=claim(BOSS), approve_by=wrong, hub=bench.hub
        )
    assert enters(bench, FactKind.CONTRACT, second=OPS).approved_by == OPS


def test_a_colleagues_case_is_none_and_a_deputy_enters_for_whom_they_stand_in():
    bench, person = known()
    with pytest.raises(NotFound):
        enters(bench, FactKind.INFORMED, by=ALEX)
    assert enters(bench, FactKind.INFORMED, by=VERA).subject == person


@pytest.mark.parametrize(
    ("kind", "members", "error"),
    [
        (FactKind.CONTRACT, {"partner": "Suchtberatung"}, SchemaInvalid),
        (FactKind.CONFLICT, {"staff": "niemand"}, NotFound),
        (FactKind.INFORMED, {"person": "P-niemand"}, NotFound),
        (FactKind.CONTRACT, {"from": "2027-01-01", "until": "2026-01-01"}, FactUnfit),
        (FactKind.CONTRACT, {"norm": ""}, SchemaInvalid),
        (FactKind.CONTRACT, {"more": 1}, SchemaInvalid),
        (FactKind.CONFLICT, {"relation": "none"}, SchemaInvalid),
        (FactKind.INCIDENT, {"what": "Akte mit F32.1 verloren"}, ForbiddenText),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(kind, members, error):
    bench, _ = known()
    before = bench.log()
    with pytest.raises(error) as refused:
        enters(bench, kind, **members)
    assert refused.value.pointer or refused.value.where
    assert (facts(bench, kind), bench.log()) == ((), before)


@pytest.mark.parametrize("kind", [FactKind.PARTNER, FactKind.POLICY])
def test_nobody_enters_what_the_hub_itself_writes(kind):
    bench, _ = known()
    with pytest.raises(NotFound) as refused:
        enter_fact(kind, b"{}", by=claim(BOSS), approve_by=None, hub=bench.hub)
    assert "contract" in refused.value.form.en


def test_a_house_without_conflicts_says_so_and_names_nobody():
    bench, _ = known()
    done = enter_fact(FactKind.CONFLICT, encoded({"relation": "none"}), by=claim(BOSS), approve_by=None, hub=bench.hub)
    assert (done.subject, done.person, done.topic) == ("house", "", "")


def test_what_is_dated_back_is_kept_with_the_day_it_was_written_down():
    bench, _ = known()
    done = enters(bench, FactKind.UNDERTAKING, **{"from": "2020-01-01"})
    assert done.is_belated(done.valid_from)
    assert done.recorded_at == bench.clock.now()
    assert bench.clock.now() - done.valid_from > timedelta(days=365)


def test_a_caseworker_is_no_second_who_releases_a_text():
    bench, _ = known()
    with pytest.raises(Forbidden):
        enters(bench, FactKind.TEXT, second=KIM)
    assert enters(bench, FactKind.TEXT, second=OPS).subject == schemas.example("fact-text")["version"]


def test_a_text_in_easy_language_needs_who_reviewed_it_and_when():
    bench, _ = known()
    with pytest.raises(SchemaInvalid):
        enters(bench, FactKind.TEXT, second=OPS, layer="easy", reviewed_by="Büro für Leichte Sprache")
    done = enters(bench, FactKind.TEXT, second=OPS, layer="easy", reviewed_by="Büro", reviewed_on="2026-05-04")
    assert done.topic == "de easy"


def test_a_digest_that_looks_like_a_diagnosis_is_none():
    bench, _ = known()
    looks = "47DEQpj8HBSa-F32.1".replace(".", "-") + "-TImW-5JCeuQeRkm5NMpJWZG3"
    digest = (looks + "0" * 42)[:42] + "A"
    assert enters(bench, FactKind.TEXT, second=OPS, sha256=digest).document["sha256"] == digest


def test_two_looks_in_an_emergency_are_two_facts_and_what_follows_one_replaces_it():
    bench, _ = known()
    first = enters(bench, FactKind.BREAK_GLASS)
    enters(bench, FactKind.BREAK_GLASS, by=BOSS, at="2026-05-05T09:00:00+02:00")
    bench.clock.advance(hours=1)
    told = enters(bench, FactKind.BREAK_GLASS, person_told_at="2026-05-04T11:00:00+02:00")
    assert told.topic == first.topic
    history = facts(bench, FactKind.BREAK_GLASS)
    assert len(holding(history, at=bench.clock.now(), known_at=bench.clock.now())) == 2


def test_whoever_reviewed_a_look_works_here():
    bench, _ = known()
    said = document_of(FactKind.BREAK_GLASS, second="niemand", second_at="2026-05-04T10:00:00+02:00")
    with pytest.raises(NotFound) as refused:
        enter_fact(FactKind.BREAK_GLASS, encoded(said), by=claim(BOSS), approve_by=None, hub=bench.hub)
    assert refused.value.pointer == "/second"


def test_whoever_has_a_conflict_says_so_and_somebody_else_ends_it():
    bench, person = known()
    began = enters(bench, FactKind.CONFLICT, by=KIM, staff=KIM, **SINCE)
    bench.clock.advance(days=2)
    for ends in ({**SINCE, "until": "2026-11-01"}, {"from": "2026-11-02"}, {"from": "2025-01-01"}):
        with pytest.raises(ConflictOfInterest) as refused:
            enters(bench, FactKind.CONFLICT, by=KIM, staff=KIM, **ends)
        assert refused.value.where == "/staff"
    assert facts(bench, FactKind.CONFLICT) == (began,)
    enters(bench, FactKind.CONFLICT, by=BOSS, staff=KIM, **SINCE, until="2026-11-01")
    with bench.store.reading() as tx:
        assert close_to(tx, person, at=bench.clock.now()) == frozenset()


def test_a_case_that_a_fact_names_is_that_persons_and_theirs_to_see():
    bench, _ = known()
    bench.a_consent(person="P-2")
    other = bench.draft(person={"reference": "P-2"})
    theirs = bench.draft(by=BOSS, person={"reference": "P-2"})
    for named, person in ((other.code, REFERENCE), ("222-222", REFERENCE), (theirs.code, REFERENCE)):
        with pytest.raises(NotFound) as refused:
            enters(bench, FactKind.PLAN_ENTRY, by=KIM, person=person, referral=named, **SINCE)
        assert refused.value.where == "/referral"
    assert facts(bench, FactKind.PLAN_ENTRY) == ()
