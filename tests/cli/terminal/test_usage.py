"""A wrong call of a command says what would be right, also where nothing of the kind is right."""

import pytest

from tests.cli.by_hand import Hand


@pytest.mark.parametrize("group", [(), ("staff",), ("consent",)])
def test_an_option_before_the_command_it_belongs_to_is_answered_with_the_line_of_the_group(tmp_path, group):
    said = Hand(tmp_path).types(*group, "--lang", "en", "--help")
    line = " ".join(["geleit", *group, "[OPTIONS] COMMAND [ARGS]..."])
    assert (said.code, f"Right form: {line}" in said.err) == (2, True), said.err
