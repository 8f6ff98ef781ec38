"""The groups of today: every work item and every deadline is in exactly one, and none is lost."""

from exchange.core.referral.cause import Cause, cause_of, reasons_of
from exchange.core.referral.deadlines import Kind
from exchange.core.referral.work_item import WorkItem


def test_every_reason_to_be_on_a_list_has_its_group():
    asked = [cause_of(one.value) for one in (WorkItem.QUESTION, WorkItem.RETURNED, WorkItem.CONSENT_ENDS, WorkItem.GAP)]
    assert asked == [Cause.QUESTION, Cause.UNDELIVERED, Cause.CONSENT_ENDS, Cause.OVERDUE]
    asked = [cause_of(one.value) for one in (Kind.ANSWER, Kind.FINISH_DRAFT, Kind.DECIDE)]
    assert asked == [Cause.QUESTION, Cause.DRAFT, Cause.OVERDUE]


def test_the_groups_share_no_reason_and_leave_none_out():
    named = [reason for cause in Cause for reason in reasons_of(cause)]
    assert sorted(named) == sorted(one.value for one in (*WorkItem, *Kind))
