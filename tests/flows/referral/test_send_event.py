"""Whatever the hub tells a partner is of the published form."""

import schemas
from tests.support.hubs import Bench

SAID = {"refused", "withdrawn", "cancelled", "cancellation-requested", "packet-available"}


def test_everything_the_hub_says_is_of_the_published_form():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    voice.says("completed", outcome="got-help")
    voice.says("question", text="x", categories=["finance.debt"])
    bench.cancel(voice.referral)
    said = bench.mail()
    bench.clock.advance(days=30)
    said += bench.mail()
    bench.withdraw(voice.referral.consent)
    said += bench.mail()
    thread = {"name", "packet", "txn", "jwe_sha256", "packet_sha256", "seq", "prev_sha256"}
    forms = [{one["name"]: {k: v for k, v in one.items() if k not in thread}} for one in said]
    assert {next(iter(form)) for form in forms} >= SAID
    assert [schemas.validate("event", without_version(form)) for form in forms] == [()] * len(forms)


def without_version(form):
    ((name, body),) = form.items()
    return form if name == "refused" else {name: {k: v for k, v in body.items() if k != "version"}}
