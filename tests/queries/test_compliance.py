"""Which rules are armed by decision, and since when."""

from exchange.queries.compliance import armed_rules
from tests.flows.register.test_arm import arms, disarms
from tests.support.hubs import Bench


def test_a_rule_is_armed_from_its_entry_on_until_it_is_disarmed():
    bench = Bench()
    assert armed_rules(hub=bench.hub) == {}
    done = arms(bench)
    bench.clock.advance(days=1)
    assert armed_rules(hub=bench.hub) == {"RE-01": done}
    disarms(bench)
    assert armed_rules(hub=bench.hub) == {}
