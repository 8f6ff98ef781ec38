from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.consent.context import Claimed, Statute
from exchange.core.consent.field import Field
from exchange.core.consent.permits import Permits, permits, permits_as_read, rule_of
from exchange.core.vocabulary import SERVICES_OF_HEALTH, Category, Direction, PartnerKind, Power, Purpose, Service
from tests.core.consent.permits_oracle import says
from tests.support import consented as c

STATUTE = Statute(power=Power.SGBX_69, justification="Krise", decided_by="s1", approved_by="s2")
PUBLIC = replace(c.SETTING, sgb1_35=True, service=Service.APPLICATION_SUPPORT, basis=STATUTE)
BOTH = [Direction.OUT, Direction.BACK]


def ask(field=None, *, value="x", context=c.SETTING, clauses=(c.CLAUSE,), releases=()):
    return permits(field or c.field(), value=value, context=context, clauses=clauses, releases=releases)


def said(**given_: object):
    return getattr(ask(**given_), "reason", "granted")


def covering(*categories: object, **changes: object):
    return (replace(c.CLAUSE, categories=frozenset(map(str, categories)), **changes),)


def test_a_covered_leaf_may_leave_and_its_clause_is_named():
    assert ask().detail == ("c1",)


LEAVES = st.builds(
    Field,
    pointer=st.sampled_from(["/a", "/a/b", "/ab", "/kundennummer"]),
    categories=st.lists(c.categories, min_size=1, max_size=2, unique=True).map(tuple),
    source=c.sources,
    sealed=st.booleans(),
    sensitive=st.booleans(),
    sources=st.sampled_from([frozenset(), frozenset({"person"}), frozenset({"professional", "jobcenter"})]),
)
SETTINGS = st.builds(
    replace,
    c.settings_out,
    direction=st.sampled_from(BOTH),
    basis=st.sampled_from([None, None, STATUTE, Claimed(power=Power.SGBX_69)]),
)


@settings(max_examples=600)
@given(LEAVES, c.words, SETTINGS, c.clause_lists(), c.release_lists)
def test_permits_says_what_the_specification_says(field, value, context, clauses, releases):
    verdict = permits(field, value=value, context=context, clauses=clauses, releases=releases)
    mine = ("granted", verdict.detail) if verdict else ("refused", rule_of(verdict))
    assert mine == says(field, value, context, clauses, releases)


def varied(field):
    """The field, and it again with one thing about it changed."""
    other = (field.sealed, field.sensitive)
    changes = [
        {"sealed": not other[0]}, {"sensitive": not other[1]}, {"source": "rumour"}, {"pointer": "/a/b"},
        {"sources": frozenset({"jobcenter"})}, {"categories": ("health.diagnosis",)}, {"pointer": "/kundennummer"},
    ]  # fmt: skip
    return [field, *(replace(field, **change) for change in changes), field]


@settings(max_examples=200, deadline=None)
@given(st.lists(LEAVES, max_size=4), SETTINGS, st.lists(c.clause_lists(), min_size=1, max_size=2), c.release_lists)
def test_of_many_leaves_each_is_judged_as_if_it_were_asked_alone(fields, context, clause_lists, releases):
    whole, read = Permits(context=context, releases=releases), Permits(context=context, releases=None)
    for field in [every for one in fields for every in varied(one)]:
        for clauses, value in [(clauses, value) for clauses in clause_lists for value in ("x", "F32.1")]:
            alone = permits(field, value=value, context=context, clauses=clauses, releases=releases)
            assert whole(field, value, clauses) == alone
            assert read(field, value, clauses) == permits_as_read(field, value=value, context=context, clauses=clauses)


def test_a_leaf_the_schema_calls_sensitive_is_not_like_the_one_beside_it():
    asked, plain = Permits(context=PUBLIC, releases=()), c.field("/a", Category.HOUSING)
    assert [bool(asked(field, "x", ())) for field in (plain, replace(plain, sensitive=True), plain)] == [
        True,
        False,
        True,
    ]


def test_clauses_that_change_between_two_leaves_are_asked_as_they_are():
    asked, clauses = Permits(context=c.SETTING, releases=()), [c.CLAUSE]
    assert asked(c.field(), "x", clauses)
    clauses[0] = replace(c.CLAUSE, valid_until=c.AT)
    assert asked(c.field("/mail"), "x", clauses).reason == "clause:expired"
    assert asked(c.field(), "x", ()).reason == "clause:missing"


@given(st.builds(c.field, category=c.categories, source=c.sources), st.sampled_from(BOTH), c.release_lists)
def test_without_a_clause_nothing_may_leave(field, direction, releases):
    assert not ask(field, context=replace(c.SETTING, direction=direction), clauses=(), releases=releases)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"direction": Direction.BACK}, "clause:direction"),
        ({"recipient": c.OTHER}, "clause:recipient"),
        ({"recipient": replace(c.CENTRE, service_line="schulden")}, "clause:recipient"),
        ({"recipient": replace(c.CENTRE, service_line="*")}, "clause:recipient"),
        ({"purpose": Purpose.DEBT_SUPPORT}, "clause:purpose"),
        ({"categories": frozenset({"housing"})}, "clause:category"),
        ({"sources": frozenset({"jobcenter"})}, "clause:source"),
        ({"sources": frozenset({"*"})}, "clause:source"),
        ({"valid_from": c.AT + c.DAY}, "clause:not-yet"),
        ({"valid_until": c.AT}, "clause:expired"),
    ],
)
def test_each_thing_a_clause_says_is_asked(change, reason):
    assert said(clauses=(replace(c.CLAUSE, **change),)) == reason


def test_the_first_instant_is_inside_and_the_last_is_not():
    assert ask(clauses=(replace(c.CLAUSE, valid_from=c.AT),))
    assert not ask(clauses=(replace(c.CLAUSE, valid_until=c.AT),))


def test_clauses_never_add_up():
    late, wrong = replace(c.CLAUSE, valid_until=c.AT), replace(c.CLAUSE, id="c2", categories=frozenset({"housing"}))
    assert said(clauses=(late, wrong)) == "clause:expired"


def test_of_several_the_longest_running_is_named_then_the_lowest_id():
    short, long = replace(c.CLAUSE, id="a", valid_until=c.AT + c.DAY), replace(c.CLAUSE, id="z")
    assert ask(clauses=(short, long)).detail == ("z",)
    assert ask(clauses=(long, replace(long, id="y"), short)).detail == ("y",)


def test_the_household_needs_a_clause_of_its_own():
    household = c.field("/household", Category.HOUSEHOLD)
    assert ask(household, clauses=covering(Category.HOUSEHOLD))
    assert said(field=household, clauses=covering(Category.HOUSEHOLD, Category.HOUSING)) == "clause:missing"


def test_a_sealed_part_needs_a_clause_for_every_category_it_declares():
    part = Field(pointer="/s", categories=("health.diagnosis", "health.mental"), sealed=True)
    doctor = replace(c.SETTING, partner_kind=PartnerKind.DOCTOR)
    clauses = (*covering("health.diagnosis"), *covering("health.mental", id="c2"))
    assert ask(part, context=doctor, clauses=clauses).detail == ("c1", "c2")
    assert not ask(part, context=doctor, clauses=clauses[:1])
    assert not ask(replace(part, categories=()), context=doctor, clauses=clauses)


KINDS = list(PartnerKind)
CARE = set(KINDS[:4])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_partner_gets_only_what_is_for_it(kind):
    context = replace(c.SETTING, partner_kind=kind, service=Service.TRAINING)
    free = covering(*Category)
    goes = {
        name: bool(ask(c.field("/x", name, sealed=name == "health.diagnosis"), context=context, clauses=free))
        for name in ("health.diagnosis", "person.identifier.health", "health.addiction", "finance.debt")
    }
    care = kind in CARE
    healer = care and kind != PartnerKind.SOCIAL_PSYCHIATRIC_SERVICE
    assert list(goes.values()) == [care, healer, care, False]


@pytest.mark.parametrize(
    ("service", "category", "goes"),
    [
        (Service.ADDICTION_COUNSELLING, "health.addiction", True),
        (Service.DEBT_COUNSELLING, "health.addiction", False),
        (Service.DEBT_COUNSELLING, "finance.debt", True),
        (Service.ADDICTION_COUNSELLING, "finance.debt", False),
    ],
)
def test_a_counselling_centre_gets_what_its_service_is_about(service, category, goes):
    context = replace(c.SETTING, service=service)
    assert bool(ask(c.field("/x", category), context=context, clauses=covering(*Category))) is goes


def test_a_diagnosis_never_leaves_readable():
    context = replace(c.SETTING, partner_kind=PartnerKind.DOCTOR)
    reason = said(field=c.field("/x", "health.diagnosis"), context=context, clauses=covering(*Category))
    assert reason == "category-partner:health.diagnosis"


@pytest.mark.parametrize(("bound", "reason"), [(True, "category-partner:fb.content"), (False, "granted")])
def test_what_was_said_in_counselling_never_comes_from_a_bound_partner(bound, reason):
    clauses = covering("fb.content", direction=Direction.BACK)
    context = replace(c.BACK, bound_by_203=bound)
    assert said(field=c.field("/x", "fb.content"), context=context, clauses=clauses, releases=[c.RELEASE]) == reason


@pytest.mark.parametrize(("category", "context"), [("fb.decision", c.SETTING), ("housing", c.BACK)])
def test_each_category_travels_one_way_only(category, context):
    clauses = covering(category, direction=context.direction)
    assert said(field=c.field("/x", category), context=context, clauses=clauses) == "category-partner:direction"


def test_a_value_from_a_source_the_schema_does_not_take_stays():
    assert said(field=c.field(sources=frozenset({"jobcenter"}))) == "profile:source"
    assert ask(c.field(sources=frozenset({"person", "professional"})))


ORDER = [
    ("forbidden:icd", {"value": "x"}),
    ("category-partner:unknown", {"category": "person.contact"}),
    ("profile:source", {"sources": frozenset()}),
    ("clause:source", {"clauses": (replace(c.CLAUSE, sources=frozenset({"rumour"})),)}),
    ("provenance:unknown", {"source": "person", "clauses": (c.CLAUSE,)}),
]


@pytest.mark.parametrize("step", range(6))
def test_the_first_rule_that_refuses_names_itself(step):
    state = {"value": "F32.1", "category": "weather", "sources": frozenset({"person"}), "source": "rumour"}
    for _, mended in ORDER[:step]:
        state |= mended
    field = c.field("/x", state["category"], source=state["source"], sources=state["sources"])
    reason = said(field=field, value=state["value"], clauses=state.get("clauses", ()))
    expected = [reason for reason, _ in ORDER] + ["granted"]
    # Without any clause the rule of clauses says which part is missing; the order is what counts here.
    assert reason.partition(":")[0] == expected[step].partition(":")[0]


FROM_DOCTOR = c.field(source=c.DOCTOR)
DOCTORS_RELEASE = replace(c.RELEASE, professional="https://praxis.example", recipient=c.CENTRE.entity)
DOCTORS_CLAUSE = (replace(c.CLAUSE, sources=frozenset({c.DOCTOR})),)


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": c.OTHER.entity},
        {"recipient": c.HUB},
        {"professional": "https://klinik.example"},
        {"categories": frozenset({"housing"})},
        {"until": c.AT},
    ],
)
def test_what_a_professional_said_leaves_only_with_that_professionals_release(change):
    assert ask(FROM_DOCTOR, clauses=DOCTORS_CLAUSE, releases=[DOCTORS_RELEASE])
    releases = [replace(DOCTORS_RELEASE, **change)]
    assert said(field=FROM_DOCTOR, clauses=DOCTORS_CLAUSE, releases=releases) == "provenance:release"


BACK_CLAUSES = covering("fb.decision", direction=Direction.BACK, sources=frozenset({"person", c.DOCTOR}))
DECISION = c.field("/x", "fb.decision")


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": c.CENTRE.entity},
        {"professional": c.OTHER.entity},
        {"categories": frozenset({"fb.outcome"})},
        {"until": c.AT},
    ],
)
def test_a_bound_partner_needs_clause_and_release_to_speak(change):
    assert ask(DECISION, context=c.BACK, clauses=BACK_CLAUSES, releases=[c.RELEASE])
    releases = [replace(c.RELEASE, **change)]
    assert said(field=DECISION, context=c.BACK, clauses=BACK_CLAUSES, releases=releases) == "provenance:release"
    assert said(field=DECISION, context=c.BACK, clauses=(), releases=[c.RELEASE]) == "clause:missing"


def test_a_partner_not_bound_to_secrecy_needs_the_clause_only():
    context = replace(c.BACK, bound_by_203=False)
    assert ask(DECISION, context=context, clauses=BACK_CLAUSES)
    third = replace(DECISION, source=c.DOCTOR)
    assert said(field=third, context=context, clauses=BACK_CLAUSES) == "provenance:release"


def test_a_recipient_cannot_see_releases_and_asks_everything_else():
    assert permits_as_read(FROM_DOCTOR, value="x", context=c.SETTING, clauses=DOCTORS_CLAUSE)
    rumour = c.field(source="rumour")
    clauses = (replace(c.CLAUSE, sources=frozenset({"rumour"})),)
    assert not permits_as_read(rumour, value="x", context=c.SETTING, clauses=clauses)
    assert not permits_as_read(c.field(), value="x", context=c.SETTING, clauses=())


@pytest.mark.parametrize("source", ["professional:", "professional", "rumour", "", "Person"])
def test_a_source_of_no_known_kind_is_refused_whatever_the_clause_says(source):
    clauses = (replace(c.CLAUSE, sources=frozenset({source})),)
    assert said(field=c.field(source=source), clauses=clauses) == "provenance:unknown"
    assert not permits_as_read(c.field(source=source), value="x", context=c.SETTING, clauses=clauses)


@pytest.mark.parametrize("service", Service)
def test_without_consent_nothing_goes_to_a_service_that_itself_tells_of_health(service):
    """The list is that of `codes.json`; everybody who reads it reads the same."""
    told = service.value in schemas.codes()["services-of-health"]
    assert told == (service in SERVICES_OF_HEALTH)
    for basis in (STATUTE, Claimed(power=Power.SGBX_69)):
        assert bool(ask(context=replace(PUBLIC, service=service, basis=basis), clauses=())) is not told


def test_a_statutory_power_names_no_clause():
    assert ask(context=PUBLIC, clauses=()).detail == ()
    assert ask(context=replace(PUBLIC, basis=Claimed(power=Power.SGBX_69)), clauses=())


@pytest.mark.parametrize(
    ("context", "field", "reason"),
    [
        (replace(PUBLIC, sgb1_35=False), c.field(), "clause:not-under-sgb1-35"),
        (
            replace(PUBLIC, sgb1_35=False, partner_kind=PartnerKind.PUBLIC_BODY),
            c.field(),
            "clause:not-under-sgb1-35",
        ),
        (replace(PUBLIC, service=Service.PSYCHOTHERAPY), c.field(), "clause:service-of-health"),
        (PUBLIC, c.field("/x", "health.mental"), "clause:special-category"),
        (PUBLIC, c.field(sensitive=True), "clause:special-category"),
        (PUBLIC, c.field(sealed=True), "clause:special-category"),
        (replace(PUBLIC, basis=replace(STATUTE, justification=" ")), c.field(), "clause:justification"),
        (replace(PUBLIC, basis=replace(STATUTE, approved_by="")), c.field(), "clause:four-eyes"),
        (replace(PUBLIC, basis=replace(STATUTE, decided_by="")), c.field(), "clause:four-eyes"),
        (replace(PUBLIC, basis=replace(STATUTE, approved_by="s1")), c.field(), "clause:four-eyes"),
        (replace(PUBLIC, direction=Direction.BACK), DECISION, "clause:direction"),
        (PUBLIC, c.field(source=c.DOCTOR), "provenance:release"),
    ],
)
def test_a_statutory_power_reaches_no_further_than_the_law(context, field, reason):
    assert said(field=field, context=context) == reason


def test_a_forbidden_name_or_number_never_leaves_whatever_the_clauses_say():
    assert said(field=c.field("/person/kundennummer")) == "forbidden:customer-number"
    assert said(value="Nr. 123A456789") == "forbidden:customer-number"
    assert said(field=c.field("attachment:1"), value="Bescheid_123A456789.pdf") == "forbidden:customer-number"


def test_ciphertext_is_not_searched_for_numbers():
    part = replace(c.field("/s"), sealed=True)
    assert ask(part, value="123A456789")


@pytest.mark.parametrize("category", ["person.identity", "free.text"])
def test_a_health_insurance_number_stands_where_the_form_has_its_place_and_nowhere_else(category):
    assert said(field=c.field("/note", category), value="A123456780") == "forbidden:health-insurance-number"
    place = c.field("/insurance/number", "person.identifier.health")
    assert not said(field=place, value="A123456780").startswith("forbidden")
    assert said(field=place, value="DE89370400440532013000") == "forbidden:iban"
