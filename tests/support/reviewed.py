"""Stories of real flows, and what a compliance review finds in them; what flows never do is written past them."""

import json
from collections import Counter
from dataclasses import replace

from exchange.core.compliance import catalogue
from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.catalogue import FUNCTIONS, decide
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look
from exchange.flows.compliance.gathering.gather import cases
from exchange.flows.compliance.gathering.log import read_log
from exchange.flows.compliance.gathering.reading import Reading
from exchange.flows.compliance.review import Span, review
from exchange.flows.compliance.rulebook import rulebook
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, CENTRE, OPS, Bench

ALL = Span()
SINCE = {"from": "2026-01-01"}
RULES = {one.id: one for one in rulebook().rules}


def findings(bench, rule, *, open_only=False):
    """How often each result came."""
    (judged,) = review(span=ALL, only=rule, hub=bench.hub, running=bench.running).rules
    return judged.open if open_only else Counter({result.value: count for result, count in judged.tally.counts.items()})


def worst(bench, rule):
    """What a rule says of a story as a whole: that something failed, could not be decided, passed, or none of it."""
    found = findings(bench, rule)
    return next(result for result in ("fail", "undecidable", "pass", "not-applicable") if found[result])


def arm(bench, rule):
    """Let two people arm a rule from now on."""
    enters(bench, FactKind.ARMED, by=BOSS, second=OPS, rule=rule, **SINCE)


def cases_in(bench, kind=PacketCase):
    """The cases of one kind that a review would look at."""
    with bench.store.reading() as tx:
        at, log = bench.clock.now(), read_log(tx)
        reading = Reading(tx=tx, hub=bench.hub, known_at=at, running=bench.running, log=log)
        return [one for one in cases(reading) if isinstance(one, kind)]


def kept(bench):
    """What the store holds, to be changed as no flow would."""
    return bench.store.tables


def the_packet(bench):
    (packet,) = kept(bench).packets.values()
    return packet


def change_packet(bench, **changes: object):
    packet = the_packet(bench)
    kept(bench).packets[packet.id] = replace(packet, **changes)


def change_rows(bench, **changes: object):
    """The manifest with every row changed."""
    change_packet(bench, manifest=tuple({**row, **changes} for row in the_packet(bench).manifest))


def change_sealed(bench, **said: object):
    """What the leaf of the packet's sealing says, changed."""
    change_record(bench, "PACKET_SEALED", **said)


def change_record(bench, kind, **said: object):
    """What the first record of a kind says, changed; a member that is None is taken out."""
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == kind)
    changed = {name: value for name, value in (json.loads(log[place].record) | said).items() if value is not None}
    log[place] = replace(log[place], record=json.dumps(changed, separators=(",", ":")).encode())


def change_facts(bench, kind, change):
    """Every fact of a kind as `change` makes it."""
    kept(bench).facts = {
        name: replace(one, **change(one)) if one.kind is kind else one for name, one in kept(bench).facts.items()
    }


def change_partner(bench, **members: object):
    """Every version of every partner with other members."""
    change_facts(bench, FactKind.PARTNER, lambda one: {"document": {**one.document, **members}})


def change_draft(bench, referral, **changes: object):
    stored = kept(bench).drafts[referral.id]
    kept(bench).drafts[referral.id] = replace(stored, **changes)


def change_consent(bench, consent, **changes: object):
    stored = kept(bench).consents[getattr(consent, "id", consent)]
    kept(bench).consents[stored.id] = replace(stored, **changes)


def change_referral(bench, referral, **changes: object):
    stored = kept(bench).referrals[referral.id]
    kept(bench).referrals[stored.id] = replace(stored, **changes)


def agreed(bench):
    """All that the house agrees with a partner and settles for a service before it begins."""
    days = {"from": "2026-01-01"}
    enters(bench, FactKind.CONTRACT, partner=CENTRE, **days)
    enters(bench, FactKind.UNDERTAKING, partner=CENTRE, staff_instructed_on="2026-03-16", **days)
    enters(bench, FactKind.EXCHANGE_TYPE, by=BOSS, second=OPS, **days)
    return bench


def under_way(*said: str, **consent: object):
    """A case that was picked up and received, and its partner's voice, which said all of `said`."""
    bench = Bench()
    return bench, bench.under_way("under-review", *said, **consent)


def sent():
    """A case that waits in its partner's mailbox."""
    bench = Bench()
    return bench, bench.sent()


def overwritten(bench, kind="DISCLOSURE"):
    """As if somebody had written over what the first record of a kind says."""
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.person and one.type.name == kind)
    log[place] = replace(log[place], record=b"{}", salt=bytes(32))


class Stories:
    """What a family's rules are told: by rule and result a function that makes a hub with that story."""

    def __init__(self) -> None:
        self.told = {}

    def __call__(self, rule, result):
        def named(tell):
            self.told[rule, result] = tell
            return tell

        return named

    @property
    def rules(self):
        return sorted({rule for rule, _ in self.told})

    def says(self, rule, result):
        """What the rule says of its story, or of the case it makes where no flow knows what the rule looks at."""
        made = self.told[rule, result]()
        return worst(made, rule) if isinstance(made, Bench) else decide(RULES[rule], made).result.value

    def let_pass(self, rule, monkeypatch):
        """Let a rule's function pass always."""
        always = {**FUNCTIONS, rule: lambda _: Look().passes(holds=True)}
        monkeypatch.setattr(catalogue, "FUNCTIONS", always)
