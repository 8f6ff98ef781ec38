"""P11: the whole matrix, 23 states x 6 actors x 23 targets, against the table of domain section 6 in its own words."""

from datetime import UTC, datetime

import pytest

from exchange.core.calendar import Calendar, Land
from exchange.core.referral.state_machine import Facts, Transition, decide
from exchange.core.referral.transitions import RULES, STEPS, legal, spread
from exchange.core.vocabulary import TERMINAL, Actor, ConsentStatus, State

SPECIFICATION = """
draft | awaiting-consent | C
awaiting-consent | draft | C, K
draft, awaiting-consent | released | C
released | draft | C, H
released | sent | H
released, sent | awaiting-consent | H
sent | under-review | P
sent, under-review | clarification-requested | P
clarification-requested | under-review | C, P
sent, under-review, clarification-requested | accepted, waitlisted, declined, redirected | P
sent, under-review, clarification-requested | expired | H
draft, awaiting-consent, released, sent, under-review, clarification-requested | cancelled | C
waitlisted | waitlisted, accepted, scheduled, redirected | P
accepted | waitlisted, scheduled, in-service | P
accepted, waitlisted | external | P
sent, under-review, clarification-requested | external | H
accepted, waitlisted, scheduled, no-show, appointment-cancelled, in-service, on-hold | external | H
scheduled | scheduled, appointment-cancelled, no-show, in-service | P
no-show, appointment-cancelled | scheduled, waitlisted, in-service, completed | P
in-service | in-service, scheduled, no-show, on-hold | P
on-hold | on-hold, in-service, scheduled | P
scheduled, in-service, on-hold | completed | P
external | completed, ended-early | C, P
accepted, waitlisted, scheduled, no-show, appointment-cancelled, in-service, on-hold, external | ended-early | C, P
accepted, waitlisted, scheduled, no-show, appointment-cancelled | cancellation-requested | C, K
in-service, on-hold, external | cancellation-requested | C, K
cancellation-requested | accepted, waitlisted, scheduled, no-show, appointment-cancelled | C, P
cancellation-requested | in-service, on-hold, external | C, P
cancellation-requested | cancelled | P, H
cancellation-requested | completed, ended-early | C, P
draft, awaiting-consent, released, sent, under-review, clarification-requested | consent-withdrawn | K, C, D
accepted, waitlisted, scheduled, no-show, appointment-cancelled | consent-withdrawn | K, C, D
in-service, on-hold, external, cancellation-requested | consent-withdrawn | K, C, D
draft, awaiting-consent, released, sent | entered-in-error | C
"""
LETTERS = {"caseworker": "C", "second": "S", "hub": "H", "partner": "P", "person": "K", "dpo": "D"}
NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)


def written() -> set[tuple[str, str, str]]:
    steps = set()
    for line in SPECIFICATION.strip().splitlines():
        origins, targets, actors = (cell.split(", ") for cell in line.split(" | "))
        steps |= {(origin, target, actor) for origin in origins for target in targets for actor in actors}
    return steps


WRITTEN = written()


@pytest.mark.parametrize("by", Actor)
@pytest.mark.parametrize("state", State)
def test_the_table_holds_the_steps_of_the_specification_and_no_other(state, by):
    expected = [to for to in State if (state, to, LETTERS[by]) in WRITTEN]
    assert list(legal(state, by=by)) == expected


@pytest.mark.parametrize("by", Actor)
@pytest.mark.parametrize("state", State)
def test_every_step_that_is_not_written_is_refused_as_illegal_and_every_written_one_is_not(state, by):
    facts = Facts(
        state=state,
        version=1,
        consent=ConsentStatus.GIVEN,
        basis_consent=True,
        handed_over=False,
        received=False,
        ever_in_service=False,
        feedback_level=4,
        no_show=False,
    )
    no = {
        to: decide(facts, Transition(to=to, by=by, at=NOON, seen_version=1), calendar=Calendar(Land.BERLIN))
        for to in State
    }
    refused = {to for to, verdict in no.items() if not verdict and verdict.reason in {"illegal-step", "terminal"}}
    assert refused == {to for to in State if (state, to, LETTERS[by]) not in WRITTEN}


def test_there_are_twenty_three_states_and_six_actors():
    assert (len(State), len(Actor), len(TERMINAL)) == (23, 6, 8)


def test_no_step_leads_out_of_a_terminal_state():
    assert not {origin for origin, _, _ in STEPS} & TERMINAL


def test_the_second_pair_of_eyes_takes_no_step_alone():
    assert not any(legal(state, by=Actor.SECOND) for state in State)


def test_two_rules_never_speak_of_the_same_step():
    with pytest.raises(ValueError, match=r"draft"):
        spread([*RULES, RULES[0]])
