import re

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.portable import is_portable, matches

BOTH = [
    "^a$",
    "^[a-z0-9-]{1,3}$",
    r"^[A-Z]+\.[0-9]*$",
    "^(?:a|bc)?$",
    "^[^/]{0,5}$",
    "^(?:/[a-z_]{1,4}){0,3}$",
    "^[äöü]$",
]


@pytest.mark.parametrize("pattern", BOTH)
def test_plain_anchored_patterns_are_portable(pattern):
    assert is_portable(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "a",
            "^a",
            "a$",
            "^a|b$",
            "^(a)$",
            "^(?P<n>a)$",
            "^(?=a)b$",
            "^(?!a)b$",
            "^(?<=a)b$",
            r"^(?:a)\1$",
            "^(?i)a$",
        ),
        *(r"^\d$", r"^\w$", r"^\s$", r"^a\b$", r"^\p{L}$", "^.$", "^a*?$", "^a++$", "^[a&&b]$", "^[[a]]$", "^[a--b]$"),
        *(
            "^[a~~b]$",
            "^a$b$",
            "^^a$",
            "^(?:a$",
            "^a)$",
            "^[]$",
            "^[z-a]$",
            "^a{2,1}$",
            "^*$",
            "^{2}$",
            r"^\n$",
            r"^\-$",
        ),
        *(None, 7, "", "^", "$"),
    ],
)
def test_what_dialects_read_differently_is_not_portable(pattern):
    assert not is_portable(pattern)


@pytest.mark.parametrize("pattern", BOTH)
@settings(deadline=None)
@given(text=st.text(alphabet="abcAZ09.-/_ä\n\r\u2028٣", max_size=6))
def test_python_and_rust_agree_on_portable_patterns(pattern, text):
    rust = jsonschema_rs.validator_for({"pattern": pattern}).is_valid(text)
    assert matches(pattern, text) == rust


@settings(deadline=None)
@given(pattern=st.text(alphabet=r"^$ab[]()?:|*+{}1,\.-^&~d", max_size=9).map(lambda inner: f"^{inner}$"))
def test_whatever_is_called_portable_compiles_and_agrees(pattern):
    if not is_portable(pattern):
        return
    re.compile(pattern)
    rust = jsonschema_rs.validator_for({"pattern": pattern})
    for text in ("", "a", "ab", "aa\n", "-", "^", "a|b", "1"):
        assert matches(pattern, text) == rust.is_valid(text)


def test_a_newline_after_the_text_does_not_match():
    assert not matches("^[a-z]+$", "abc\n")
