import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import Malformed
from exchange.core.packet.transfer import Blob, LogPlace, Transfer, read_transfer, transfer_claims
from tests.support import consented as c
from tests.support.anything import JUNK

TRANSFER = Transfer(
    issuer=c.HUB,
    audience=c.CENTRE.entity,
    id="0195f3a2-7c11-7abc-8def-000000000001",
    issued_at=c.AT,
    expires_at=c.AT + 21 * c.DAY,
    packet="0195f3a2-7c11-7abc-8def-000000000002",
    to=c.CENTRE.entity,
    origin=c.HUB,
    jwe_sha256=c.DIGEST,
    jwe_length=5000,
    blobs=(Blob(sha256=c.DIGEST, length=10),),
    prio=1,
    dir_version=0,
)
CLAIMS = transfer_claims(TRANSFER)


@pytest.mark.parametrize("transfer", [TRANSFER, replace(TRANSFER, log=LogPlace(origin="jobcenter/rx-log/1", index=0))])
def test_a_transfer_token_keeps_its_meaning_on_the_wire(transfer):
    assert read_transfer(json.loads(json.dumps(transfer_claims(transfer)))) == transfer


def test_nothing_is_in_clear_but_what_the_protocol_names():
    names = "v packet_id to origin jwe_sha256 jwe_len blobs prio dir_version"
    assert set(CLAIMS["rx"]) == set(names.split())
    assert set(CLAIMS) == {"iss", "aud", "jti", "iat", "exp", "rx"}


@pytest.mark.parametrize("name", sorted(CLAIMS["rx"]))
def test_a_missing_member_is_malformed(name):
    rx = {key: value for key, value in CLAIMS["rx"].items() if key != name}
    with pytest.raises(Malformed):
        read_transfer(CLAIMS | {"rx": rx})


@pytest.mark.parametrize(
    "change",
    [
        {"prio": 3},
        {"prio": True},
        {"prio": -1},
        {"v": "rx-2"},
        {"jwe_len": 0},
        {"blobs": [{"sha256": c.DIGEST}]},
        {"blobs": [{"sha256": c.DIGEST, "len": 1, "name": "x"}]},
        {"log": {"origin": "x"}},
        {"service": "addiction-counselling"},
    ],
)
def test_a_wrong_or_unknown_member_is_malformed(change):
    with pytest.raises(Malformed):
        read_transfer(CLAIMS | {"rx": CLAIMS["rx"] | change})


@given(st.sampled_from(sorted(CLAIMS["rx"])) | st.just("log"), JUNK)
def test_whatever_stands_in_a_member_is_read_or_malformed(name, junk):
    try:
        read_transfer(CLAIMS | {"rx": CLAIMS["rx"] | {name: junk}})
    except Malformed:
        return
    assert type(junk) is not float
