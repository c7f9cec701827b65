"""Sets of labels as bits meet where the sets themselves do, however many labels there are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.policy.labels import Labels, plain
from tests.matcher.crowds import quick

# More than one word of 64 bits, some of which differ in case and spaces alone.
NAMES = [f"label {number}" for number in range(70)] + ["Label 1", " LABEL  2 "]


@quick
@given(st.lists(st.sets(st.sampled_from(NAMES), max_size=4), min_size=1, max_size=6))
def test_labels_meet_where_the_sets_do(people: list[set[str]]) -> None:
    labels = Labels.of([*people, NAMES])
    plainly = [{plain(label) for label in one} for one in [*people, NAMES]]
    everybody = np.arange(len(plainly))
    expected = np.array([[bool(one & other) for other in plainly] for one in plainly])
    assert (labels.meet(everybody[:, None], everybody) == expected).all()
    assert (labels.stated == np.array([bool(one) for one in plainly])).all()
