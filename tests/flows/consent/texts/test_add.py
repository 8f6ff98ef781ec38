"""A text is proposed with the digest of its words; German counts, the rest helps, and released words stay."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.consent.texts.shipped import SHIPPED
from exchange.core.consent.texts.version import TextUnfit
from exchange.core.errors import Forbidden, SchemaInvalid
from exchange.flows.consent.texts.add import add_texts
from keys.encoding import digest
from tests.flows.consent.texts.proposals import EASY, TEXT, proposes, releases
from tests.support.hubs import DPO, KIM, Bench, claim


def test_a_text_is_kept_with_the_digest_of_its_words_and_once_only():
    bench = Bench()
    done = proposes(bench)
    assert done.document["sha256"] == digest(TEXT["words"].encode())
    assert (done.entered_by, done.topic) == (DPO, "de legal")
    assert proposes(bench).id == done.id
    assert proposes(bench, words="Andere Worte.").id != done.id


def test_the_texts_of_the_program_are_proposed_together():
    bench = Bench()
    done = add_texts(SHIPPED, by=claim(DPO), hub=bench.hub)
    assert len({one.subject for one in done}) == 2
    assert len({one.id for one in done}) == len(SHIPPED)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"language": "en"}, "/language"),
        ({"layer": "standard"}, "/layer"),
    ],
)
def test_german_is_the_language_that_counts_and_no_reading_aid(changes, where):
    with pytest.raises(TextUnfit) as refused:
        proposes(Bench(), **changes)
    assert (refused.value.where, bool(refused.value.form.en)) == (where, True)


def test_easy_language_needs_who_reviewed_it_and_when():
    bench = Bench()
    with pytest.raises(SchemaInvalid):
        proposes(bench, **(EASY | {"reviewed_on": ""}))
    with pytest.raises(SchemaInvalid):
        proposes(bench, layer="easy")
    assert proposes(bench, **EASY).topic == "de easy"


def test_words_that_were_released_get_a_new_version_and_are_not_changed():
    bench = Bench()
    proposes(bench)
    releases(bench)
    with pytest.raises(TextUnfit) as refused:
        proposes(bench, words="Andere Worte.")
    assert refused.value.where == "/version"
    assert proposes(bench, words="Andere Worte.", version="jobcenter-2026-2").subject == "jobcenter-2026-2"


def test_a_caseworker_proposes_nothing_and_a_diagnosis_is_no_text():
    with pytest.raises(Forbidden):
        proposes(Bench(), by=KIM)
    with pytest.raises(ForbiddenText):
        proposes(Bench(), words="Diagnose F32.1")
