"""Any JSON there is, as large as it may be in a signed object, and any at all."""

from hypothesis import strategies as st

numbers = st.integers(-(2**53) + 1, 2**53 - 1)
# A whole number beyond these is refused in every spelling, `1e300` too (RFC 8259 section 6, RFC 7493).
fractions = st.floats(allow_nan=False, allow_infinity=False).filter(lambda one: abs(one) < 2**53)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=9) | fractions
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
