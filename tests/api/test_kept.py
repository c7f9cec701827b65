"""Kept values: as long as their stamp holds and are fresh, few of them, each made by one."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.kept import Kept


def _made(kept: Kept[int], key: str, stamp: object, made: list[str]) -> int:
    def make() -> int:
        made.append(key)
        return len(made)

    return kept.get(key, stamp, make)


def test_a_value_is_made_anew_when_its_stamp_changes() -> None:
    kept, made = Kept[int](4), list[str]()
    assert [_made(kept, "a", stamp, made) for stamp in (1, 1, 2, 2, None)] == [1, 1, 2, 2, 3]


def test_a_value_that_is_not_fresh_is_made_anew() -> None:
    kept, made = Kept[int](4, fresh=dt.timedelta(0)), list[str]()
    assert [_made(kept, "a", 1, made) for _ in range(2)] == [1, 2]


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept, made = Kept[int](2), list[str]()
    for key in "abaca":
        _made(kept, key, 1, made)
    assert made == ["a", "b", "c"], "a was asked for again before c came"
    _made(kept, "b", 1, made)
    assert made[-1] == "b"


def test_what_cannot_be_made_is_tried_again() -> None:
    kept = Kept[int](2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", 1, lambda: 1 // 0)
    assert kept.get("a", 1, lambda: 7) == 7


def test_all_wait_for_one_and_nobody_for_another_key() -> None:
    kept, made = Kept[int](4), list[str]()
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> int:
        begun.set()
        assert go_on.wait(30)
        made.append("a")
        return 1

    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(kept.get, "a", 1, slowly) for _ in range(2)]
        assert begun.wait(30)
        assert threads.submit(kept.get, "b", 1, lambda: 2).result(30) == 2
        go_on.set()
        assert [each.result(30) for each in waiting] == [1, 1]
    assert made == ["a"]
