"""What today shows of each matter: for whom, to whom, how it stands and until when; nothing of why."""

from datetime import timedelta

from exchange.core.referral.cause import Cause
from exchange.flows.casework.today import look_at_today
from exchange.queries.referrals import sentence_of
from exchange.queries.today import today
from tests.support.hubs import KIM, Bench, claim


def shown(bench, language="de"):
    seen = look_at_today(limit=9, by=claim(KIM), hub=bench.hub)
    return today(seen, hub=bench.hub, language=language)


def test_a_question_stands_on_top_and_says_since_when_it_waits():
    bench = Bench()
    assert shown(bench).sentence == "Heute ist nichts offen. Schön."
    asked = bench.under_way("under-review", "question").referral
    bench.clock.advance(days=1)
    found = shown(bench)
    (group,) = [one for one in found.groups if one.count]
    (row,) = group.rows
    assert (found.needs, found.ahead) == (1, ())
    assert (group.cause, group.name, group.asks) == (
        Cause.QUESTION,
        "Rückfragen",
        "Die Stelle wartet auf Ihre Antwort.",
    )
    assert found.sentence.startswith("Ein Vorgang braucht Sie. Er wartet seit ")
    assert (row.code, row.referral, row.reference) == (bench.now(asked).code, asked.id, "P-1001")
    assert row.name == "Erika Beispiel (erfunden)"
    assert row.partner == "Suchtberatung Beispielstadt (erfunden)"
    assert row.sentence == sentence_of(bench.view(asked), hub=bench.hub, language="de")
    assert shown(bench, "en").sentence.startswith("One matter needs you. It has been waiting since ")


def test_what_is_due_within_the_week_stands_apart_and_is_not_counted():
    bench = Bench()
    sent = bench.sent()
    bench.put(sent, listed_at=bench.clock.now() + timedelta(days=2))
    found = shown(bench)
    assert ([one.referral for one in found.ahead], found.needs) == ([sent.id], 0)
