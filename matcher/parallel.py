"""Cores: work shared out to as many threads as there are cores, each with one thread of BLAS."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

Work = TypeVar("Work")
Result = TypeVar("Result")

# More threads than this would each hold a tile's arrays and wait for memory.
_MOST = 8


def plain_products() -> AbstractContextManager[Any]:
    """Let every matrix product inside the block run on one thread.

    Where products are spread over threads by BLAS, one core that is busy with something else
    makes all wait; on a machine in use that costs more than the second core brings. The setting
    is the process's: products elsewhere in it are plain meanwhile, too.
    """
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit


def in_order(function: Callable[[Work], Result], works: Iterable[Work]) -> Iterator[Result]:
    """Call a function for each work on all cores; results come in the order of the works.

    Few results wait at a time, so memory does not grow with the number of works. The function
    must release the interpreter for most of its time, as NumPy does.
    """
    threads = min(_cores(), _MOST)
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for work in works:
                waiting.append(pool.submit(function, work))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@cache
def _controller() -> ThreadpoolController:
    # Finding the libraries takes milliseconds; NumPy's is loaded by now.
    return ThreadpoolController()


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
