"""A list of pairs refuses exactly these, either way round, for tiles and for pairs alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.policy.masks import Listed
from matcher.profiles import Profile

IDS = [f"p{number}" for number in range(9)]


@given(
    st.sets(st.tuples(st.sampled_from([*IDS, "nobody"]), st.sampled_from(IDS))),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_listed_pairs_are_refused_and_no_others(pairs, row, column):
    profiles = [Profile(id=key) for key in IDS]
    mask = Listed.of(profiles, frozenset(pairs))
    plain = np.array([[(a, b) in pairs or (b, a) in pairs for b in IDS] for a in IDS])
    rows, columns = np.arange(row, 9), np.arange(column, 9)
    tile = mask.refuses(rows[:, None], columns)
    assert (tile == plain[row:, column:]).all()
    left, right = (side.ravel() for side in np.meshgrid(rows, columns, indexing="ij"))
    assert (mask.refuses(left, right) == plain[left, right]).all()
