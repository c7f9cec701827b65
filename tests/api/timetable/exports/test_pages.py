"""What the organiser downloads holds the timetable that the page shows."""

from __future__ import annotations

import csv
import io
import json

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook

from api.formats.schedule_file import ScheduleFile
from api.timetable.exports.pdf import can_print
from tests.api.looking import HOST, email
from tests.api.world import World
from tests.needs import require

HOME = "/organise/cork/timetable/1/files"


def _download(world: World, name: str) -> Response:
    answer = world.client(HOST).get(f"{HOME}/{name}")
    assert answer.status_code == 200
    assert f'filename="cork-v1-{name}"' in answer.headers["content-disposition"]
    return answer


def test_csv_and_workbook_have_the_meeting(small_world: World) -> None:
    text = _download(small_world, "timetable.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    names = {"Cork 1", "Cork 2"}
    assert names <= set(row.values())
    assert {"13:40", "Quay 1"} <= set(row.values())
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(_download(small_world, "timetable.xlsx").content)
    )
    (meeting,) = book.get_sheet_by_name("Meetings").to_python()[1:]
    assert names <= set(meeting)


def test_the_certificate_is_in_the_public_format(small_world: World) -> None:
    answer = _download(small_world, "schedule.json")
    document = json.loads(answer.content)
    ScheduleFile.model_validate(document)
    (meeting,) = document["meetings"]
    assert (meeting["a"], meeting["b"], meeting["table"]) == ("cork-1", "cork-2", "Quay 1")
    assert document["certificate"]["verified"] is True
    assert answer.headers["content-type"] == "application/json"


def test_the_sheet_to_print(small_world: World) -> None:
    html = _download(small_world, "timetable.html").text
    for words in ("Cork 1", "Cork 4", "13:40", "Quay 1"):
        assert words in html
    require(can_print(), "the Python package typst")
    assert _download(small_world, "timetable.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["timetable.exe", "..%2f..%2fsecret", "schedule.jso"])
def test_there_is_no_other_file(small_world: World, name: str) -> None:
    assert small_world.client(HOST).get(f"{HOME}/{name}").status_code == 404


def test_none_of_it_is_for_attendees(small_world: World) -> None:
    for name in ("timetable.csv", "problem.json", "schedule.json"):
        assert small_world.client(email(1)).get(f"{HOME}/{name}").status_code == 404
