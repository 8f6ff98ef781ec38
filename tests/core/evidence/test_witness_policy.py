from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.witness_policy import MOST_BYTES, Known, PolicyInvalid, WitnessPolicy

EXAMPLE = b"""
log log.example/1+00000001+AAAA https://log.example/
# of two houses
witness X1 x1.example+00000011+AAA1
witness\tX2 x2.example+00000012+AAA2   https://x2.example/witness
  witness X3 x3.example+00000013+AAA3
group X-witnesses 2 X1 X2 X3

witness Y1 y1.example+00000021+BAA1
witness Y2 y2.example+00000022+BAA2
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
WITNESS = b"witness W w.example+00000001+AAAA\n"
NAMES = ["X1", "X2", "X3", "Y1", "Y2"]


def test_the_example_of_the_standard_is_read():
    policy = WitnessPolicy.read(EXAMPLE)
    assert policy.logs == [Known("log.example/1+00000001+AAAA", "https://log.example/")]
    assert policy.witnesses["X2"] == Known("x2.example+00000012+AAA2", "https://x2.example/witness")
    assert (list(policy.witnesses), policy.quorum) == (NAMES, "X-and-Y")


@given(st.sets(st.sampled_from(NAMES)))
def test_its_quorum_is_two_of_the_one_house_and_one_of_the_other(cosigned):
    enough = len(cosigned & {"X1", "X2", "X3"}) >= 2 and bool(cosigned & {"Y1", "Y2"})
    assert WitnessPolicy.read(EXAMPLE).is_met(cosigned) is enough


@given(st.sets(st.sampled_from([*NAMES, "Z"])))
def test_all_any_and_a_number_say_how_many(cosigned):
    lines = b"".join(b"witness %s w+00000001+%s\n" % (name.encode(), name.encode()) for name in NAMES)
    counted = len(cosigned & set(NAMES))
    for many, needs in ((b"all", 5), (b"any", 1), (b"3", 3), (b"5", 5)):
        policy = WitnessPolicy.read(lines + b"group G " + many + b" X1 X2 X3 Y1 Y2\nquorum G\n")
        assert policy.is_met(cosigned) is (counted >= needs)


def test_a_single_witness_may_be_the_quorum_and_none_asks_for_nobody():
    assert not WitnessPolicy.read(WITNESS + b"quorum W\n").is_met(())
    assert WitnessPolicy.read(WITNESS + b"quorum W\n").is_met(["W"])
    assert WitnessPolicy.read(b"quorum none\n").is_met(())


def test_names_are_bytes_that_mean_nothing():
    policy = WitnessPolicy.read("witness Grüße w+00000001+AAAA\nquorum Grüße\n".encode())
    assert list(policy.witnesses) == ["Grüße".encode().decode("latin-1")]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"quorum none", ""), (b"", ""), (b"quorum none\r\n", ""), (b"quorum none\n\0\n", ""),
        (b"# \x7f\nquorum none\n", ""),
        (WITNESS, ""), (b"quorum none\nquorum none\n", ""), (b"quorum W\n" + WITNESS, "/1"), (b"quorum\n", "/1"),
        (b"quorum none none\n", "/1"), (b"Quorum none\n", "/1"), (b"log\nquorum none\n", "/1"),
        (b"log a b c\nquorum none\n", "/1"),
        (b"witness W\nquorum none\n", "/1"), (b"witness W a b c\nquorum none\n", "/1"),
        (b"witness none w+1+A\nquorum none\n", "/1"),
        (WITNESS + b"witness W v+00000001+BBBB\nquorum W\n", "/2"),
        (WITNESS + b"witness V v+00000002+AAAA\nquorum W\n", "/2"),
        (b"log a+00000001+AAAA\nlog b+00000002+AAAA\nquorum none\n", "/2"),
        (WITNESS + b"group G 2 W\nquorum G\n", "/2"), (WITNESS + b"group G 0 W\nquorum G\n", "/2"),
        (WITNESS + b"group G 01 W\nquorum G\n", "/2"), (WITNESS + b"group G some W\nquorum G\n", "/2"),
        (WITNESS + b"group G all\nquorum G\n", "/2"), (WITNESS + b"group G all W W\nquorum G\n", "/2"),
        (WITNESS + b"group G all X\nquorum G\n", "/2"), (WITNESS + b"group G all G\nquorum G\n", "/2"),
        (WITNESS + b"group W all W\nquorum W\n", "/2"), (WITNESS + b"group none all W\nquorum W\n", "/2"),
        (WITNESS + b"group G any none\nquorum G\n", "/2"),
        (WITNESS + b"group G any W\ngroup H any W\nquorum H\n", "/3"),
    ],
    ids=map(str, range(99)),
)  # fmt: skip
def test_what_is_no_policy_is_refused_and_the_line_named(raw, line):
    with pytest.raises(PolicyInvalid) as refused:
        WitnessPolicy.read(raw)
    assert refused.value.where == line


def test_a_policy_has_a_largest_size():
    with pytest.raises(PolicyInvalid):
        WitnessPolicy.read(b"#" * MOST_BYTES + b"\nquorum none\n")
    with pytest.raises(PolicyInvalid):
        WitnessPolicy.read(b"\n" * 1001 + b"quorum none\n")


@given(
    st.one_of(st.binary(max_size=80), st.text(alphabet="witness group quorum none+12\n#", max_size=80).map(str.encode))
)
def test_whatever_comes_is_a_policy_or_refused_in_our_own_words(raw):
    with suppress(PolicyInvalid):
        assert WitnessPolicy.read(raw).is_met(()) in {True, False}
