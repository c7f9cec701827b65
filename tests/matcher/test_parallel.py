import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from matcher.parallel import in_order, plain_products


def test_results_come_in_the_order_of_the_works():
    late = threading.Event()

    def answer(work):
        # The first ends after the second has begun, wherever there are two cores.
        if work == 0:
            late.wait(0.2)
        late.set()
        return work * work

    assert list(in_order(answer, range(50))) == [work * work for work in range(50)]


def test_works_are_taken_only_as_results_are_read():
    taken = []

    def works():
        for work in range(1000):
            taken.append(work)
            yield work

    results = in_order(lambda work: work, works())
    assert next(results) == 0
    assert len(taken) < 20
    results.close()


def test_a_fault_in_one_work_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda work: 1 // work, [2, 1, 0, 1]))


def test_products_are_plain_inside_and_as_before_outside():
    def threads():
        return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

    before = threads()
    with plain_products():
        assert set(threads()) == {1}
        assert np.ones((3, 3)).dot(np.ones(3)).tolist() == [3, 3, 3]
    assert threads() == before
