"""What a partner is shown of a referral."""

import pytest

from tests.support.office import sent


def test_a_partner_sees_state_version_steps_and_deadline_and_no_content(office, partner):
    voice = office.bench.under_way("under-review", "accepted")
    answer = partner.get(f"/referrals/{voice.referral.id}")
    shown = answer.json()
    assert (shown["state"], shown["version"], shown["seq"], answer.headers["etag"]) == ("accepted", 1, 3, '"1"')
    assert set(shown["allowed"]) == {"waitlisted", "scheduled", "in-service", "external", "ended-early"}
    assert set(shown) == {"referral", "state", "version", "allowed", "seq", "deadline", "deadline_reason"}


def test_a_referral_is_not_there_before_its_packet_was_fetched(office, partner):
    assert partner.get(f"/referrals/{sent(office).id}").status_code == 404


@pytest.mark.parametrize("name", ["x", "018F0000-0000-7000-8000-000000000001", "%00", "1'--"])
def test_what_is_no_id_is_refused(partner, name):
    assert partner.get(f"/referrals/{name}").status_code in {400, 401}
    assert partner.get(f"/packets/{name}").status_code in {400, 401}
