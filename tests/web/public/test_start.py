import json

import pytest

from exchange.web.public.invented import FILE, read_accounts
from exchange.web.routes import site
from tests.support.hubs import PASSPHRASE, ROLES
from tests.support.site import Site


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    accounts = {role.value: {"staff": id_, "passphrase": PASSPHRASE.decode()} for id_, role in ROLES.items()}
    (folder / FILE).write_text(json.dumps(accounts), encoding="utf-8")
    return folder


def test_five_buttons_sign_in_as_five_roles(demo):
    here = Site(demo=demo)
    for role in set(ROLES.values()):
        browser = here.browser()
        browser.get("/")
        assert "VORFÜHRUNG – erfundene Personen" in browser.text
        assert browser.post("/", **{"as": role.value}).status_code == 303
        browser.get("/ich")
        assert read_accounts(demo)[role].staff in browser.text


def test_a_role_nobody_has_signs_nobody_in(demo):
    browser = Site(demo=demo).browser()
    browser.get("/")
    assert browser.post("/", **{"as": "partner-intake"}).status_code == 404


def test_a_hub_of_production_reads_no_invented_people_though_the_file_is_there(demo):
    assert [page for page in site(Site(demo=demo).hub, examine=tuple, name="", demo=demo).table if page.demo]
    assert not [page for page in site(Site().hub, examine=tuple, name="", demo=demo).table if page.demo]


def test_where_nobody_was_invented_nobody_is_found(tmp_path):
    assert read_accounts(tmp_path) == {}
