"""Times in problem files: over midnight, and times of the day read back on the same line."""

from __future__ import annotations

from typing import Any

import pytest

from api.faults import InputFaults
from api.formats.problem import problem_from
from api.formats.written_slots import WrittenSlots
from scheduling.problem import Problem


def problem(*slots: tuple[str, str, str | None]) -> tuple[dict[str, Any], Problem]:
    document = {
        "attendees": [{"id": "a"}, {"id": "b"}],
        "slots": [
            {"id": f"s{n}", "start": start, "end": end} | ({"day": day} if day else {})
            for n, (start, end, day) in enumerate(slots, start=1)
        ],
    }
    return document, problem_from(document)


def test_a_slot_goes_over_midnight() -> None:
    _, read = problem(("23:30", "23:50", None), ("23:50", "00:10", None))
    assert [(slot.start, slot.end) for slot in read.slots] == [(1410, 1430), (1430, 1450)]


def test_a_slot_that_ends_before_it_starts_is_still_refused() -> None:
    with pytest.raises(InputFaults, match=r"slots\[0\]"):
        problem(("14:30", "14:10", None))


def test_dates_that_go_on_past_midnight_are_one_day() -> None:
    at = "2027-03-{}T{}".format
    _, read = problem(
        (at("18", "23:50"), at("19", "00:10"), None),
        (at("19", "00:10"), at("19", "00:30"), None),
        (at("19", "14:00"), at("19", "14:20"), None),
        (at("20", "00:10"), at("20", "00:30"), "own"),
    )
    assert [slot.day for slot in read.slots] == ["2027-03-18", "2027-03-18", "2027-03-19", "own"]


def test_the_present_and_the_closing_may_be_past_midnight() -> None:
    document, read = problem(("23:30", "23:50", "fri"), ("23:50", "00:10", "fri"))
    slots = WrittenSlots(document, read)
    assert slots.minutes("00:05") == 1445
    assert slots.minutes("23:40") == 1420
    document, read = problem(("14:00", "14:20", None), ("14:20", "14:40", None))
    assert WrittenSlots(document, read).minutes("13:00") == 780, (
        "before the first, not the next day"
    )
