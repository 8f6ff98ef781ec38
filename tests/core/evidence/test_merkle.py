import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.merkle import (
    EMPTY,
    HashMissing,
    Levels,
    consistency,
    inclusion,
    is_beginning,
    leaf_hash,
    root_of_inclusion,
)

SIZES = st.one_of(st.integers(1, 40), st.sampled_from([255, 256, 257, 511, 512, 513, 700]))
# The eight leaves and the roots after each of them with which Certificate Transparency has always been tested.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_halves(hashes):
    """The tree hash as RFC 6962 section 2.1 defines it."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + by_halves(hashes[:half]) + by_halves(hashes[half:])).digest()


def leaves(size):
    return [leaf_hash(b"%d" % number) for number in range(size)]


def tree_of(hashes, steps=()):
    """A tree that grew in steps."""
    tree, ends = Levels(), sorted({min(step, len(hashes)) for step in steps} | {len(hashes)})
    for end in ends:
        tree.add(b"".join(hashes[tree.size : end]))
    return tree


def test_an_empty_tree_has_the_hash_of_nothing():
    assert Levels().root == EMPTY == hashlib.sha256(b"").digest()


def test_the_roots_of_certificate_transparency():
    tree, roots = Levels(), []
    for leaf in CT_LEAVES:
        tree.add(leaf_hash(bytes.fromhex(leaf)))
        roots.append(tree.root.hex())
    assert roots == CT_ROOTS


@given(SIZES, st.lists(st.integers(1, 700), max_size=5))
def test_the_root_is_that_of_the_definition_however_the_tree_grew(size, steps):
    assert tree_of(leaves(size), steps).root == by_halves(leaves(size))


@given(st.data())
def test_every_leaf_is_proven_and_no_other_leaf_place_size_or_path_is(data):
    size = data.draw(SIZES)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    tree = tree_of(hashes)
    path = inclusion(tree.read, index=index, size=size)
    assert root_of_inclusion(hashes[index], index=index, size=size, path=path) == tree.root
    wrong = [
        root_of_inclusion(leaf_hash(b"x"), index=index, size=size, path=path),
        root_of_inclusion(hashes[index], index=size, size=size, path=path),
        root_of_inclusion(hashes[index], index=-1, size=size, path=path),
    ]
    wrong += [root_of_inclusion(hashes[index], index=other, size=size, path=path)] if other != index else []
    assert tree.root not in wrong


@given(st.data())
def test_a_path_has_one_length(data):
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    path = inclusion(tree_of(hashes).read, index=index, size=size)
    for other in ([*path, EMPTY], path[:-1]) if path else ([EMPTY],):
        assert root_of_inclusion(hashes[index], index=index, size=size, path=other) is None


@given(st.data())
def test_every_beginning_is_proven_and_no_other_tree_is(data):
    new = data.draw(SIZES)
    old = data.draw(st.integers(0, new))
    hashes = leaves(new)
    ends = (old, tree_of(hashes[:old]).root), (new, tree_of(hashes).root)
    path = consistency(tree_of(hashes).read, old=old, new=new)
    assert is_beginning(old=ends[0], new=ends[1], path=path)
    assert not is_beginning(old=ends[0], new=ends[1], path=[*path, EMPTY])
    if 0 < old < new:
        assert not is_beginning(old=(old, EMPTY), new=ends[1], path=path)
        assert not is_beginning(old=ends[0], new=(new, EMPTY), path=path)
        assert not is_beginning(old=ends[0], new=ends[1], path=path[:-1])


def test_a_larger_tree_is_no_beginning_of_a_smaller_one():
    assert not is_beginning(old=(2, EMPTY), new=(1, EMPTY), path=[])


def test_a_hash_that_is_not_there_is_missed():
    tree = tree_of(leaves(300))
    with pytest.raises(HashMissing):
        inclusion(tree.read, index=5, size=301)
