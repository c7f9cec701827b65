"""A list that needs a hand: columns one chooses, rows with faults, letters, other tools' lists."""

from __future__ import annotations

import io
import re
import zipfile

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.attendees.models import Attendee
from api.attendees.people_file import read_list
from tests.api.attendees.lists import mark
from tests.api.world import World

PATH = "/organise/cork/people"
FAULTY = (
    "id,name,email,needs,availability\n"
    "n-1,Nora,nora@example.org,a boat,\n"
    "n-2,Bo,bo at example,sails,\n"
    "n-3,Cáit,cait@example.org,=SUM(A1),\n"
    "n-4,Dan,NORA@example.org,ropes,\n"
    "cork-1,Ada Byrne,,a crane,\n"
    "n-6,Eve,eve@example.org,oars,never\n"
).encode()
OWN = "Wer,Worüber,Wo,Rolle\nNora,a boat,nora@example.org,Skipper\n".encode()


def send(host: TestClient, data: bytes, name: str = "list.csv") -> str:
    assert host.post(PATH, files={"people": (name, data)}).status_code == 303
    return host.get(f"{PATH}/list").text


def act(host: TestClient, **form: str) -> str:
    assert host.post(f"{PATH}/list", data=form).status_code == 303
    return host.get(f"{PATH}/list").text


def held(shown: str) -> dict[str, str]:
    """Read from the page what each column is read as."""
    return dict(
        re.findall(
            r'<select id="field-column-(\d+)".*?<option value="([^"]*)" selected', shown, re.S
        )
    )


def people(world: World) -> dict[str, Attendee]:
    with world.database.read_session() as session:
        return {one.email: one for one in session.scalars(select(Attendee))}


def test_all_faults_are_shown_at_once_and_a_copy_says_which_row(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    shown = send(host, FAULTY)
    for said in ("row 3, column email", "row 4, column needs", "already in row 2", "Ada Byrne"):
        assert said in shown
    assert "Bring " not in shown
    copy = host.get(f"{PATH}/list.xlsx")
    assert "list-to-mend.xlsx" in copy.headers["content-disposition"]
    again = send(host, copy.content, "list-to-mend.xlsx")
    assert "row 3, column email" in again
    assert "what is wrong" not in " ".join(held(again))
    rows = [fault.row for fault in _faults(copy.content)]
    assert set(rows) >= {3, 4}


def _faults(data: bytes) -> tuple[object, ...]:
    return read_list(data, "copy.xlsx").faults


def test_the_rows_without_faults_can_be_brought_in_alone(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    send(host, FAULTY)
    shown = act(host, action="aside")
    assert "1 person would be added." in shown
    assert "5 rows with faults are left aside." in shown
    done = act(host, action="bring", seen=mark(shown))
    assert "1 person was added." in done
    assert "Row 3: " in done
    assert "nora@example.org" in people(small_world)


def test_rows_can_be_taken_up_again(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    send(host, FAULTY)
    act(host, action="aside")
    assert "Something in the list needs another look" in act(host, action="whole")


def test_columns_are_chosen_on_the_page_and_remembered(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    shown = send(host, OWN)
    assert "is missing" in shown
    assert (held(shown)["0"], held(shown)["3"]) == ("", "role")
    columns = {"column-0": "name", "column-1": "needs", "column-2": "email"}
    seen = act(host, action="look", **columns)
    assert held(seen) == {"0": "name", "1": "needs", "2": "email", "3": "role"}
    assert "1 person would be added." in seen
    act(host, action="bring", seen=mark(seen))
    nora = people(small_world)["nora@example.org"]
    assert (nora.name, nora.role) == ("Nora", "Skipper")
    other = small_world.client("editor@example.org")
    again = send(other, OWN.replace(b"Nora", b"Nora B"))
    assert "as you chose for the last list" in again
    assert held(again)["1"] == "needs"


def test_strange_choices_are_no_crash(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    send(host, OWN)
    strange = {"column-0": "own:gone", "column-9999": "name", "column-x": "id", "encoding": "rot13"}
    assert held(act(host, action="look", **strange))["0"] == ""
    twice = act(host, action="look", **{"column-1": "email", "column-2": "email"})
    assert "are both read as email" in twice


def test_what_was_chosen_since_is_not_brought_in_unseen(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    send(host, b"email,name,offers,needs\nnora@example.org,Nora,boats,\n")
    seen = mark(host.get(f"{PATH}/list").text)
    act(host, action="look", **{"column-2": "needs", "column-3": "offers"})
    assert "Something has changed since you looked" in act(host, action="bring", seen=seen)
    assert "nora@example.org" not in people(small_world)


def test_who_cancelled_elsewhere_is_named_and_stays_out(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    rows = (
        "Order #,First Name,Surname,Email,Ticket Type,Attendee #,Attendee Status,Company\n"
        "9,Nora,Ní Bhriain,nora@example.org,Free,77,Attending,Boats\n"
        "9,Bo,Bell,bo@example.org,Free,78,Not Attending,\n"
        "9,One,Cork,cork1@example.org,Free,79,Refunded,\n"
    )
    shown = send(host, rows.encode())
    assert "This is an attendee list from Eventbrite." in shown
    assert "2 do not come, as the list says, and would not be brought in." in shown
    assert "Bo Bell: Not Attending" in shown
    assert "Refunded; in the event, and stays there" in shown
    act(host, action="bring", seen=mark(shown))
    nora = people(small_world)["nora@example.org"]
    assert (nora.name, nora.external_id, nora.organisation) == ("Nora Ní Bhriain", "77", "Boats")


def test_other_letters_can_be_chosen(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    shown = send(host, "id,name,offers\nn-1,Kovač,boats\n".encode("cp1250"))
    assert "Central European (Windows): Kovač" in shown
    assert "<li>Kovač</li>" in act(host, action="look", encoding="cp1250")


def test_a_wide_list_is_shown_a_few_columns_at_a_time(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    wide = ",".join(f"Question {n}" for n in range(400))
    shown = send(host, f"email,name,{wide}\nnora@example.org,Nora,{'yes,' * 399}yes\n".encode())
    assert len(held(shown)) == 40
    assert len(shown.encode()) < 150_000
    seen = host.get(f"{PATH}/list?page=11").text
    assert "column-401" in seen
    act(host, action="look", **{"column-401": "needs"})
    assert held(host.get(f"{PATH}/list?page=11").text)["401"] == "needs"


def test_a_copy_to_mend_holds_text_that_nothing_runs(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    send(host, b"id,name,needs\n=cmd|' /C calc'!A0,Nora,'quoted\nn-2,-- Bo,=SUM(1)\n")
    copy = host.get(f"{PATH}/list.xlsx").content
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert len(_faults(copy)) == 2
