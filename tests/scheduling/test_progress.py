"""A trace passes every report on and keeps those in which objective or bound got better."""

from __future__ import annotations

from scheduling.progress import Progress, Trace


def test_what_got_better_is_kept() -> None:
    reports = [
        Progress("selection", 0.0),
        Progress("assignment", 0.0, 3.0),
        Progress("improvement", 0.0, 2.0, 9.0),
        Progress("improvement", 0.5, 2.5, 9.0),
        Progress("improvement", 0.7, 3.5, 9.5),
    ]
    heard: list[Progress] = []
    trace = Trace(heard.append)
    for report in reports:
        trace(report)
    assert heard == reports
    assert trace.reports == [reports[1], reports[2], reports[4]]
