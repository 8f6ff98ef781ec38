"""What the documents say is there, and what is there is said."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from adapters.conformance.check import NotedMailbox
from adapters.contract import AdapterContext
from exchange.__main__ import app
from exchange.api.public.problems import every_problem
from exchange.api.routes import api_calls
from exchange.config import FILE, BadConfig, read_config
from exchange.core.errors import GeleitError, Refusal
from exchange.core.policy import Policy
from exchange.core.rate_limit import Limits
from exchange.edge.wakeup import Wakeup
from exchange.runtime.plugins import load
from tests.support.hubs import Bench

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group, before=()):
    for name, command in group.commands.items():
        yield from commands(command, (*before, name)) if hasattr(command, "commands") else [" ".join((*before, name))]


COMMANDS = set(commands(get_command(app)))


def test_the_example_configuration_loads_and_says_the_defaults(tmp_path):
    (tmp_path / FILE).write_text((ROOT / "deploy" / "geleit.example.toml").read_text(encoding="utf-8"))
    policy = read_config(tmp_path).policy
    assert (policy.land, policy.scans, policy.attachment_limit, policy.classic_until, policy.step_required) == (
        Policy().land, Policy().scans, Policy().attachment_limit, Policy().classic_until, Policy().step_required,
    )  # fmt: skip


def test_the_example_configuration_says_the_usual_limits(tmp_path):
    (tmp_path / FILE).write_text((ROOT / "deploy" / "geleit.example.toml").read_text(encoding="utf-8"))
    assert read_config(tmp_path).limits == Limits()


@pytest.mark.parametrize("limit", ["colour = 1", "client_calls = 0", "client_calls = -5", 'connections = "many"'])
def test_a_limit_that_is_none_is_an_error(tmp_path, limit):
    (tmp_path / FILE).write_text(f'origin = "https://hub.example"\n[limits]\n{limit}\n')
    with pytest.raises(BadConfig):
        read_config(tmp_path)


@pytest.mark.parametrize(("written", "means"), [("true", True), ("false", False)])
def test_whether_a_referral_needs_a_step_is_a_yes_or_a_no_and_no_text(tmp_path, written, means):
    start = 'origin = "https://hub.example"\nstep_required = '
    (tmp_path / FILE).write_text(start + written)
    assert read_config(tmp_path).policy.step_required is means
    (tmp_path / FILE).write_text(f'{start}"{written}"')
    with pytest.raises(BadConfig, match="step_required"):
        read_config(tmp_path)


def test_the_configuration_names_the_anchors_that_speak_for_a_hub(tmp_path):
    start = 'origin = "https://hub.example"\n[federation]\n'
    (tmp_path / FILE).write_text(start + 'anchors = ["https://anchor.example", "https://anchor.example"]\n')
    assert read_config(tmp_path).anchors == ("https://anchor.example",)
    for wrong in (
        'anchors = "https://anchor.example"',
        'anchors = ["https://hub.example"]',
        'anchors = ["http://anchor.example"]',
        "anchors = [1]",
        'anker = ["https://anchor.example"]',
    ):
        (tmp_path / FILE).write_text(start + wrong)
        with pytest.raises(Refusal):
            read_config(tmp_path)


def test_every_adapter_of_the_example_configuration_can_be_built(tmp_path):
    (tmp_path / FILE).write_text((ROOT / "deploy" / "geleit.example.toml").read_text(encoding="utf-8"))
    adapters = read_config(tmp_path).adapters
    around = {name: AdapterContext(mailbox=NotedMailbox(), settings=settings) for name, settings in adapters.items()}
    assert sorted(load(adapters, around)) == ["mailbox", "webhook"]


def test_an_unknown_entry_of_the_configuration_is_an_error(tmp_path):
    (tmp_path / FILE).write_text('origin = "https://hub.example"\ncolour = "blue"\n')
    with pytest.raises(Exception, match="colour"):
        read_config(tmp_path)


def test_the_configuration_lets_no_client_send_referrals(tmp_path):
    client = '[[clients]]\nclient_id = "https://hub.example/x"\nscopes = ["referral.send"]\njwks = {keys = []}\n'
    (tmp_path / FILE).write_text(f'origin = "https://hub.example"\n{client}')
    with pytest.raises(BadConfig, match="geleit client add"):
        read_config(tmp_path)


@pytest.mark.parametrize("line", re.findall(r"^geleit ([a-z][^#\n]*)", README, re.MULTILINE))
def test_every_command_of_the_readme_exists(line):
    words = line.split()
    assert words[0] in COMMANDS or " ".join(words[:2]) in COMMANDS


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_somewhere(path):
    assert (ROOT / path).exists()


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize("path", re.findall(r"`(tests/[a-z_/]+(?:\.py)?)`", (ROOT / "deploy/PROMISES.md").read_text()))
def test_every_proof_of_a_promise_exists(path):
    assert (ROOT / path).exists()


def test_the_receiver_example_is_twenty_lines():
    assert len((ROOT / "deploy" / "receiver_example.py").read_text().splitlines()) <= 20


CASEWORK = (ROOT / "deploy" / "CASEWORK.md").read_text(encoding="utf-8")
CALLS = {f"{call.method} {call.path}" for call in api_calls(Bench().hub, wakeup=Wakeup())}


def test_the_page_for_case_management_lists_exactly_its_calls():
    listed = set(re.findall(r"^\| `((?:GET|POST|PUT) /api/v1/[^`]+)`", CASEWORK, re.MULTILINE))
    assert listed == {call for call in CALLS if " /api/v1/" in call}


@pytest.mark.parametrize("code", sorted(set(re.findall(r"`((?:SENDER|HUB)_[A-Z_]+)`", CASEWORK))))
def test_every_code_of_the_page_is_a_problem(code):
    assert code in {problem.code for problem in every_problem(GeleitError)}


@pytest.mark.parametrize("line", re.findall(r"^geleit ([a-z][^#\n]*)|`geleit ([a-z][^`]*)`", CASEWORK, re.MULTILINE))
def test_every_command_of_the_page_exists(line):
    words = "".join(line).split()
    assert words[0] in COMMANDS or " ".join(words[:2]) in COMMANDS
