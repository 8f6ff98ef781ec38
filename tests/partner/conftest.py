import json

import pytest

from exchange.core.vocabulary import PartnerKind
from exchange.partner.party import Partner, init
from exchange.partner.place import Settings
from tests.partner.foreign_hub import running
from tests.partner.making import LINES

ENTITY = "https://beratung.example"
PASSPHRASE = b"eine lange Passphrase"


@pytest.fixture
def hub():
    with running() as listening:
        yield listening


@pytest.fixture
def folder(tmp_path, hub):
    settings = Settings(entity=ENTITY, hub=hub.origin, pin=hub.pin, demo=True)
    kind = PartnerKind.EMPLOYMENT_SUPPORT
    where = tmp_path / "partner"
    document = init(where, settings=settings, name="Erfunden", kind=kind, lines=LINES, passphrase=PASSPHRASE)
    hub.partner = json.loads(document.read_bytes())
    return where


@pytest.fixture
def partner(folder):
    with Partner.open(folder, passphrase=PASSPHRASE) as opened:
        yield opened
