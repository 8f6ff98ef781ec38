"""A wrong call of a command says what would be right, also where nothing of the kind is right."""

import pytest
from typer.main import get_command

from exchange.cli.app import app
from tests.cli.by_hand import Hand


@pytest.mark.parametrize("group", [(), ("staff",), ("consent",)])
def test_an_option_before_the_command_it_belongs_to_is_answered_with_the_line_of_the_group(tmp_path, group):
    said = Hand(tmp_path).types(*group, "--lang", "en", "--help")
    line = " ".join(["geleit", *group, "[OPTIONS] COMMAND [ARGS]..."])
    assert (said.code, f"Right form: {line}" in said.err) == (2, True), said.err


WITHOUT_JSON = {"serve", "work", "schema example"}
"""They go on, or print what is a document itself."""


def every_command(group, before=""):
    for name, one in group.commands.items():
        yield from every_command(one, f"{before}{name} ") if hasattr(one, "commands") else [(before + name, one)]


def test_every_command_speaks_json():
    named = dict(every_command(get_command(app)))
    assert {
        name for name, one in named.items() if not any("--json" in each.opts for each in one.params)
    } == WITHOUT_JSON
