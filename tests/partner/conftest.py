import json
import shutil

import pytest

from exchange.core.vocabulary import PartnerKind
from exchange.partner.folder import PartnerFolder, Settings, write_settings
from exchange.partner.partner import Partner, init
from tests.partner.foreign_hub import running
from tests.partner.making import LINES

ENTITY = "https://beratung.example"
PASSPHRASE = b"eine lange Passphrase"


@pytest.fixture
def hub():
    with running() as listening:
        yield listening


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """A partner that is set up: making keys and stretching passphrases takes time, so it is done once."""
    settings = Settings(entity=ENTITY, hub="http://127.0.0.1:1", pin="A" * 43, demo=True)
    where = tmp_path_factory.mktemp("founded") / "partner"
    kind = PartnerKind.EMPLOYMENT_SUPPORT
    init(where, settings=settings, name="Erfunden", kind=kind, lines=LINES, passphrase=PASSPHRASE)
    return where


@pytest.fixture
def folder(tmp_path, founded, hub):
    where = tmp_path / "partner"
    shutil.copytree(founded, where)
    write_settings(PartnerFolder(where), Settings(entity=ENTITY, hub=hub.origin, pin=hub.pin, demo=True))
    hub.partner = json.loads((where / "partner.json").read_bytes())
    return where


@pytest.fixture
def partner(folder):
    with Partner.open(folder, passphrase=PASSPHRASE) as opened:
        yield opened
