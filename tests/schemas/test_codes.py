from typing import get_args

import pytest

import schemas
from exchange.core import reasons, vocabulary
from exchange.core.compliance.break_glass import ToldAfterwards
from exchange.core.compliance.kind import FactKind
from exchange.core.events.event import HUB_EVENTS, TALK, TECHNICAL
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.row import RowFault
from exchange.core.federation.directory import EntityStatus
from exchange.core.federation.freshness import Freshness
from exchange.core.federation.key_change import KeyChange
from exchange.core.partner.webhook import Health
from exchange.core.plan.due import PlanItem
from exchange.core.plan.plan import FollowUpWay, PlanClosing, StepActor
from exchange.core.referral.cause import Cause
from exchange.core.referral.deadlines import Kind, Rung
from exchange.core.referral.work_item import WorkItem
from exchange.core.rights.line import LineKind
from exchange.core.staff.change import ChangeKind
from exchange.flows.evidence.verify import Fault
from exchange.partner.inbox import Stage
from keys.jwk import Purpose
from keys.ring import KeyStatus
from schemas.lint import SENSITIVE

PAIRS = {
    "states": vocabulary.State,
    "delivery": vocabulary.Delivery,
    "consent-status": vocabulary.ConsentStatus,
    "actors": vocabulary.Actor,
    "roles": vocabulary.Role,
    "categories": vocabulary.Category,
    "partner-kinds": vocabulary.PartnerKind,
    "services": vocabulary.Service,
    "purposes": vocabulary.Purpose,
    "necessity": vocabulary.Necessity,
    "kinds": vocabulary.PacketKind,
    "urgency": vocabulary.Urgency,
    "forms": vocabulary.ConsentForm,
    "directions": vocabulary.Direction,
    "statutory-powers": vocabulary.Power,
    "scan": vocabulary.Scan,
    "decline-reasons": reasons.DeclineReason,
    "redirect-reasons": reasons.RedirectReason,
    "hold-reasons": reasons.HoldReason,
    "end-reasons": reasons.EndReason,
    "cancel-reasons": reasons.CancelReason,
    "outcomes": reasons.Outcome,
    "unreadable-reasons": reasons.Unreadable,
    "withdrawal-results": reasons.WithdrawalResult,
    "training-topics": vocabulary.TrainingTopic,
    "work-items": WorkItem,
    "causes": Cause,
    "told-afterwards": ToldAfterwards,
    "plan-items": PlanItem,
    "plan-actors": StepActor,
    "plan-contacts": FollowUpWay,
    "plan-closings": PlanClosing,
    "deadline-kinds": Kind,
    "reminder-rungs": Rung,
    "hook-health": Health,
    "staff-changes": ChangeKind,
    "packet-stages": Stage,
    "directory-status": EntityStatus,
    "directory-freshness": Freshness,
    "key-changes": KeyChange,
    "log-faults": Fault,
    "row-faults": RowFault,
    "fact-kinds": FactKind,
    "ledger-kinds": LineKind,
    "key-purposes": Purpose,
    "key-standings": get_args(KeyStatus),
}


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_codes_and_core_hold_the_same_list(name):
    assert list(schemas.codes()[name]) == [str(one) for one in PAIRS[name]]


def test_every_event_that_is_no_step_has_words():
    assert set(schemas.codes()["events"]) == TECHNICAL | TALK | HUB_EVENTS


def test_leaf_types_have_the_numbers_of_the_log():
    numbers = {one.name.lower().replace("_", "-"): int(one) for one in EntryType}
    assert schemas.codes()["leaf-types"] == numbers


def test_every_code_has_its_words_in_both_languages():
    words = [word for name, listed in schemas.codes().items() if name != "leaf-types" for word in listed.values()]
    assert all(set(word) == {"de", "en"} and all(word.values()) for word in words)


def test_the_ten_service_schemas_are_the_ten_services():
    assert set(schemas.services()) == set(schemas.codes()["services"])


def test_sensitive_categories_are_those_of_the_core():
    assert frozenset(map(str, vocabulary.SENSITIVE)) == SENSITIVE
