"""A profile changes its address by a named, logged act of an organiser, and by no list."""

from __future__ import annotations

from sqlalchemy import select

from api.accounts.models import Account
from api.attendees.models import Attendee, Draft
from api.attendees.service import save_draft
from tests.api.attendees.lists import bring
from tests.api.world import World

HEAD = "id,name,email,organisation,offers,needs\n"
PEOPLE = "/organise/cork/people"


def _address(world: World) -> tuple[str, str]:
    with world.database.read_session() as session:
        person = session.get_one(Attendee, world.attendees[0])
        assert person.account_id is not None
        return person.email, session.get_one(Account, person.account_id).email


def test_a_profile_moves_when_an_organiser_has_seen_what_goes_along(small_world: World) -> None:
    owner = small_world.client("cork1@example.org")
    with small_world.database.write_session() as session:
        account = session.get_one(Attendee, small_world.attendees[0]).account_id
        assert account is not None
        save_draft(session, small_world.event_id, account, {"need": "half a thought"})
    host = small_world.client("host-cork@example.org")
    rows = HEAD + "cork-1,Cork 1,new@example.org,Firm 1,bread,a van\n"
    done = bring(host, rows.encode())
    path = f"{PEOPLE}/{small_world.attendees[0]}/move"
    assert f"{path}?to=new%40example.org" in done
    assert _address(small_world) == ("cork1@example.org", "cork1@example.org")

    shown = host.get(path, params={"to": "NEW@example.org"})
    assert shown.status_code == 200
    for words in ("cork1@example.org", "new@example.org", "offers, needs", "not yet sent"):
        assert words in shown.text
    assert "1 meeting of the timetable" in shown.text
    assert "half a thought" not in shown.text
    form = {"to": "new@example.org", "from": "cork1@example.org"}
    assert host.post(path, data=form).status_code == 303
    assert _address(small_world) == ("new@example.org", "new@example.org")
    log = host.get("/organise/cork").text
    assert "Profile of Cork 1 moved from cork1@example.org to new@example.org" in log
    assert owner.get("/e/cork/profile").status_code == 404
    assert "half a thought" in small_world.client("new@example.org").get("/e/cork/profile").text
    with small_world.database.read_session() as session:
        assert len(session.scalars(select(Draft)).all()) == 1
    # The page that was open in another tab no longer says what is.
    assert host.post(path, data=form | {"to": "third@example.org"}).status_code == 422
    assert _address(small_world)[0] == "new@example.org"


def test_a_profile_moves_to_no_address_that_is_somebody_s(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    path = f"{PEOPLE}/{small_world.attendees[0]}/move"
    assert host.get(path).status_code == 200
    for to, why in (
        ("Cork2@example.org", "Cork 2 is in the event with this address"),
        ("cork1@example.org", "has this address already"),
        ("nowhere", "is not a whole address"),
    ):
        for answer in (
            host.get(path, params={"to": to}),
            host.post(path, data={"to": to, "from": "cork1@example.org"}),
        ):
            assert answer.status_code == 422
            assert why in answer.text
    assert host.post(path).status_code == 422
    assert _address(small_world)[0] == "cork1@example.org"
    elsewhere = small_world.client("host-elsewhere@example.org")
    foreign = path.replace("/cork/", "/elsewhere/")
    assert elsewhere.get(foreign).status_code == 404
    assert elsewhere.post(foreign, data={"to": "x@example.org"}).status_code == 404
