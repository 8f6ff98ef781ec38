"""Two people release a text, never who proposed it, and never the DPO, whose advice stands beside it."""

from datetime import date

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.consent.texts.version import TextUnfit
from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.flows.consent.texts.release import Advice
from tests.flows.consent.texts.proposals import EASY, VERSION, proposes, releases
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, Bench


def released(bench):
    with bench.store.reading() as tx:
        return tx.facts.history(FactKind.TEXT)


def test_all_that_was_proposed_of_a_version_is_released_together_without_its_words():
    bench = Bench()
    proposes(bench)
    proposes(bench, **EASY)
    done = releases(bench)
    assert tuple(done) == released(bench)
    assert {one.topic for one in done} == {"de legal", "de easy"}
    assert {(one.entered_by, one.approved_by) for one in done} == {(BOSS, OPS)}
    assert all("words" not in one.document for one in done)
    assert len(bench.leaves("TEXT_RELEASED")) == 2


@pytest.mark.parametrize(
    ("by", "second", "error"),
    [
        (BOSS, None, FourEyes),
        (BOSS, BOSS, FourEyes),
        (OPS, BOSS, Forbidden),
        (BOSS, DPO, Forbidden),
        (BOSS, KIM, Forbidden),
        (DPO, BOSS, Forbidden),
        (ALEX, BOSS, Forbidden),
    ],
)
def test_a_team_lead_releases_with_another_or_an_operator(by, second, error):
    bench = Bench()
    proposes(bench)
    with pytest.raises(error):
        releases(bench, by=by, second=second)
    assert released(bench) == ()


def test_who_proposed_it_does_not_confirm_it():
    bench = Bench()
    proposes(bench, by=OPS)
    with pytest.raises(FourEyes):
        releases(bench)
    assert released(bench) == ()


def test_advice_may_come_later_and_stands_beside_the_same_words():
    bench = Bench()
    proposes(bench)
    (first,) = releases(bench)
    bench.clock.advance(days=1)
    (second,) = releases(bench, advice=Advice(on=date(2026, 5, 4), words="Keine Bedenken"))
    assert "advice" not in first.document
    assert second.document["advice"] == {"on": "2026-05-04", "words": "Keine Bedenken"}
    assert second.document["sha256"] == first.document["sha256"]


def test_nothing_is_released_without_the_german_words_that_count():
    bench = Bench()
    proposes(bench, language="en", layer="standard")
    with pytest.raises(TextUnfit):
        releases(bench)
    with pytest.raises(NotFound) as refused:
        releases(bench, version="nirgends")
    assert VERSION in refused.value.form.de
