"""What a partner's folder says of the way to its hub."""

from contextlib import closing

import pytest

from adapters.outbound.client import Unreachable
from exchange.partner.context import open_client
from exchange.partner.errors import InboxDamaged
from exchange.partner.folder import PartnerFolder, Settings, read_settings, write_settings
from tests.support import servers
from tests.support.servers import serving


def settings(**changes: object):
    usual = {"entity": "https://partner.example", "hub": "https://hub.example", "pin": "p", "demo": True}
    return Settings(**usual | changes)


def test_settings_are_read_as_they_were_written(tmp_path):
    written = settings(inside=("10.20.0.0/16",), authorities="/etc/geleit/house.pem")
    write_settings(PartnerFolder(tmp_path), written)
    assert read_settings(PartnerFolder(tmp_path)) == written


@pytest.mark.parametrize(
    ("changes", "entry"), [({"inside": ("8.8.8.0/24",)}, "inside"), ({"authorities": "/nowhere.pem"}, "authorities")]
)
def test_an_entry_that_cannot_be_used_is_named(changes, entry):
    with pytest.raises(InboxDamaged, match=f"partner.toml: {entry}"):
        open_client(settings(**changes))


def test_a_hub_whose_certificate_is_of_its_own_authority_is_believed_where_that_is_named(tmp_path):
    shown, authority = servers.issued(tmp_path, "localhost")
    with serving(servers.answering(), servers.showing(shown, [])) as server:
        hub = f"https://localhost:{server.port}"
        with closing(open_client(settings(hub=hub))) as door, pytest.raises(Unreachable, match="certificate"):
            door.request("GET", hub)
        with closing(open_client(settings(hub=hub, authorities=str(authority)))) as door:
            assert door.request("GET", hub).status == 200
