"""Release facts: all that a release asks, each on its own, so that the first that fails can be named."""

from collections.abc import Mapping, Sequence
from typing import Any

from exchange.core.consent.field import ATTACHMENT
from exchange.core.packet.build import Built, Stopped
from exchange.core.referral.referral import Attachment, Draft
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import BEYOND_STANDARD, SENSITIVE
from exchange.flows.documents import unfit
from exchange.flows.packet.plan import SCHEMA, Plan, unfit_at
from exchange.flows.refusals import withheld
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def release_facts(
    tx: Tx, plan: Plan, built: Built | Stopped, *, lack: str, second: Staff | None, hub: Hub
) -> Mapping[str, Any]:
    """Find out everything a release asks."""
    referral, draft = plan.referral, plan.draft
    data = draft.data if isinstance(built, Stopped) else built.data
    problems = plan.form.problems(data)
    sensitive = _leaving(built) & SENSITIVE
    duplicate = tx.referrals.open_duplicate(referral.person, referral.partner, referral.service_line)
    return {
        "rows_permitted": not isinstance(built, Stopped),
        "schema_valid": not problems,
        "attachments_clean": all(one.scan in hub.policy.scans for one in _files_leaving(draft, built)),
        "duplicate_open": duplicate not in (None, referral.id),
        "trained": not lack,
        "sensitive_beyond_standard": bool(sensitive & BEYOND_STANDARD),
        "second_pair": second is not None,
    }


def _files_leaving(draft: Draft, built: Built | Stopped) -> Sequence[Attachment]:
    stays = frozenset() if isinstance(built, Stopped) else frozenset(one.pointer for one in built.left_out)
    return [one for one in draft.attachments if ATTACHMENT + one.id not in stays]


def _leaving(built: Built | Stopped) -> frozenset[str]:
    rows = () if isinstance(built, Stopped) else built.manifest
    return frozenset(category for row in rows for category in row.categories)


def raise_if_unfit(plan: Plan, built: Built) -> None:
    """Refuse what does not fit its form any more once it is built.

    Raises:
        NotCovered: something the form needs stays here; SchemaInvalid: nobody wrote it, or it is of another form.
    """
    for problem in plan.form.problems(built.data):
        refused = unfit_at(built, problem.pointer)
        if refused.reason != SCHEMA:
            raise withheld(refused, consent=plan.consent)
        raise unfit(problem, under="/data")
