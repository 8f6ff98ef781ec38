import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, from_base64, read_hash, to_base64

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_example_of_the_specification_is_read_and_written():
    checkpoint = Checkpoint.read(TEXT)
    assert (checkpoint.origin, checkpoint.size, checkpoint.text) == ("example.com/behind-the-sofa", 20852163, TEXT)


def test_lines_after_the_third_say_nothing():
    assert Checkpoint.read(f"{TEXT}more\nand more\n") == Checkpoint.read(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", TEXT[:-1], f"{TEXT}more", TEXT + "\n", f"\n{TEXT}", TEXT.replace("20852163", "020852163"),
        TEXT.replace("2", "٢"),
        TEXT.replace("20852163", "-1"), TEXT.replace("20852163", "9" * 20), TEXT.replace("I=", "I"),
        TEXT.replace("I=", "J="), TEXT.replace("+", "-").replace("/", "_"), TEXT.replace("CsUY", ""),
    ],
)  # fmt: skip
def test_another_spelling_is_no_checkpoint(text):
    with pytest.raises(ProofInvalid):
        Checkpoint.read(text)


@given(
    st.text(min_size=1).filter(lambda origin: "\n" not in origin),
    st.integers(0, 10**18),
    st.binary(min_size=32, max_size=32),
)
def test_a_checkpoint_is_read_as_it_is_written(origin, size, root):
    checkpoint = Checkpoint(origin=origin, size=size, root=root)
    assert Checkpoint.read(checkpoint.text) == checkpoint


@pytest.mark.parametrize("text", ["QR==", "QQ", "QQ=", "QQ===", "Q Q==", "QQ==\n", "-_-_", "é", "====", "A"])
def test_base64_has_one_spelling(text):
    with pytest.raises(ProofInvalid):
        from_base64(text)


@given(st.text(alphabet="ABab+/=9", max_size=12))
def test_what_is_read_as_base64_is_written_the_same_way(text):
    try:
        raw = from_base64(text)
    except ProofInvalid:
        return
    assert to_base64(raw) == text


def test_a_hash_has_thirty_two_bytes():
    with pytest.raises(ProofInvalid):
        read_hash("QQ==")
