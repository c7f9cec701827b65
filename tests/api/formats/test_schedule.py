"""schedule.json is read back to what was written, prices and all."""

from __future__ import annotations

from api.formats.problem import problem_from
from api.formats.schedule import certificate_from, schedule_from
from api.formats.schedule_file import certificate_document, result_document
from scheduling.solve import solve
from scheduling.verify.verification import examine
from tests.api.cli.test_repair import PROBLEM

# Limits a day and in a row bind, so that their prices matter for the bound.
TIGHT = PROBLEM | {
    "attendees": [
        {**person, "max_per_day": 3, "max_consecutive": 1, "group_caps": {"seller": 1},
         "groups": ["seller"] if number % 4 == 0 else []}
        for number, person in enumerate(PROBLEM["attendees"])
    ]
}  # fmt: skip


def test_a_certificate_read_back_proves_the_same() -> None:
    problem = problem_from(TIGHT)
    result = solve(problem, seed=1)
    document = result_document(result)
    schedule, certificate = schedule_from(document, problem, "schedule.json")
    assert certificate is not None
    assert schedule == result.schedule
    found = examine(problem, schedule, certificate)
    assert found.violations == ()
    again = certificate_document(certificate_from(document["certificate"], problem))
    stamps = {"checks": [], "verified": False}
    assert again == document["certificate"] | stamps


def test_prices_of_days_and_rows_are_written() -> None:
    import numpy as np

    from scheduling.certificate import Certificate, Dual

    problem = problem_from(TIGHT)
    n, slots = len(problem.attendees), len(problem.slots)
    dual = Dual(
        *(np.zeros(n) for _ in range(4)), np.ones((n, slots)), np.zeros(slots),
        day=np.full((n, 1), 0.5), row=np.full((n, slots), 0.25),
    )  # fmt: skip
    document = certificate_document(Certificate(1.0, 2.0, 0.5, "feasible", dual=dual))
    back = certificate_from(document, problem).dual
    assert back is not None
    assert back.day is not None
    assert back.row is not None
    assert back.day.tolist() == [[0.5]] * n
    assert back.row.tolist() == [[0.25] * slots] * n
