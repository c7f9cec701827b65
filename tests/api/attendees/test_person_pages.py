"""One person for the team: what is shown, edited, noted, labelled, withdrawn and restored."""

from __future__ import annotations

import re

from sqlalchemy import select

from api.accounts.models import Account
from api.attendees.labels import labels_of
from api.attendees.leaving import leave
from api.attendees.models import Attendee, FacetText
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.attendees.team_rows import TeamNote, Withdrawal
from api.clock import now
from api.jobs.models import Job
from api.matches.models import Wish
from tests.api.looking import HOST
from tests.api.world import World

PEOPLE = "/organise/cork/people"
EDITOR, VIEWER = "editor@example.org", "viewer@example.org"


def _row(world: World, number: int = 1) -> Attendee:
    with world.database.read_session() as session:
        return session.get_one(Attendee, world.attendees[number - 1])


def _send(world: World, number: int = 1) -> None:
    """Have somebody send a profile with a private need."""
    with world.database.write_session() as session:
        profile = OwnProfile(
            name=f"Cork {number}", offer="Own words of mine", need="a secret need of mine",
            private=("need",), answers={"aim": ("typed by me",), "level": ("keen",)},
        )  # fmt: skip
        send_profile(session, world.attendees[number - 1], profile)


def _fields(html: str) -> dict[str, list[str]]:
    """Read the one large form of a page, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        at = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        ticked = at.get("type") not in ("checkbox", "radio") or " checked" in tag
        if ticked and at.get("name") not in (None, "csrf", "once"):
            found.setdefault(at["name"], []).append(at.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\n?([^<]*)<', html):
        found[name] = [text]
    return found


def test_the_page_tells_what_is_known_and_nothing_private(small_world: World) -> None:
    _send(small_world)
    page = f"{PEOPLE}/{small_world.attendees[0]}"
    for who in (HOST, VIEWER):
        html = small_world.client(who).get(page).text
        for words in ("Own words of mine", "Has sent their profile", "Cork 2", "Quay 1", "keen"):
            assert words in html, words
        assert "a secret need of mine" not in html
        assert "For matching only" in html
        assert ("New" in html or "A new note" in html) is (who == HOST)
    edit = small_world.client(HOST).get(f"{page}/edit").text
    assert "a secret need of mine" not in edit
    assert small_world.client(VIEWER).get(f"{page}/edit").status_code == 403
    other = small_world.client("host-elsewhere@example.org")
    assert other.get(page.replace("cork", "elsewhere")).status_code == 404


def test_what_is_not_sent_is_edited_by_hand_and_logged(small_world: World) -> None:
    page = f"{PEOPLE}/{small_world.attendees[0]}"
    host = small_world.client(EDITOR)
    form = _fields(host.get(f"{page}/edit").text)
    form |= {
        "organisation": ["Lund Ropes"], "sector": ["Rope"], "need": ["a slipway in May"],
        "groups": ["seller"], "when": ["s01"], "answer-times": ["am", "pm"], "diet": ["no nuts"],
    }  # fmt: skip
    assert host.post(f"{page}/edit", data=form).headers["location"] == page
    row = _row(small_world)
    assert (row.organisation, row.sector, row.groups) == ("Lund Ropes", "Rope", ["seller"])
    assert (row.available, row.diet, row.answers["times"]) == (["s01"], "no nuts", ["am", "pm"])
    assert row.text("need") == "a slipway in May"
    assert "help number 1" in row.text("offer")
    html = host.get(page).text
    assert "Edited by hand" in html
    assert "Team Editor" in html
    # Ticks that were taken away are gone as well.
    form |= {"groups": [], "stamp": _fields(host.get(f"{page}/edit").text)["stamp"]}
    host.post(f"{page}/edit", data=form)
    assert _row(small_world).groups == []
    for field, words in (("name", "Say who it is."), ("when", "Tick at least one time")):
        wrong = host.post(f"{page}/edit", data=form | {field: [], "stamp": ""})
        assert wrong.status_code == 422
        assert words in wrong.text
    assert _row(small_world).name == "Cork 1"


def test_own_words_stay_and_the_person_reads_of_the_rest(small_world: World) -> None:
    _send(small_world)
    page = f"{PEOPLE}/{small_world.attendees[0]}/edit"
    host = small_world.client(HOST)
    form = _fields(host.get(page).text)
    assert "offer" not in form
    assert "answer-aim" not in form
    form |= {"organisation": ["Elsewhere Ltd"], "offer": ["put into their mouth"]}
    asked = host.post(page, data=form)
    assert asked.status_code == 422
    assert "Tick that they know of it" in asked.text
    assert "Elsewhere Ltd" in asked.text
    assert host.post(page, data=form | {"agreed": "yes"}).status_code == 303
    row = _row(small_world)
    assert row.organisation == "Elsewhere Ltd"
    assert row.text("offer") == "Own words of mine"
    assert row.text("need") == "a secret need of mine"
    assert row.answers == {"aim": ["typed by me"], "level": ["keen"]}
    assert [f.private for f in row.facets if f.kind == "need"] == [True]
    guest = small_world.client("cork1@example.org")
    assert "Your hosts have changed this since you sent it: organisation" in (
        guest.get("/e/cork/profile").text
    )
    _send(small_world)
    assert "Your hosts have changed" not in guest.get("/e/cork/profile").text


def test_of_two_who_edit_the_second_chooses(small_world: World) -> None:
    page = f"{PEOPLE}/{small_world.attendees[1]}/edit"
    one, two = small_world.client(HOST), small_world.client(EDITOR)
    mine, theirs = _fields(one.get(page).text), _fields(two.get(page).text)
    assert one.post(page, data=mine | {"role": ["Captain"]}).status_code == 303
    asked = two.post(page, data=theirs | {"role": ["Mate"], "sector": ["Sea"]})
    assert asked.status_code == 409
    for words in ("Captain", "Mate", "Sea"):
        assert words in asked.text
    assert _row(small_world, 2).role == "Captain"
    chosen = _fields(asked.text) | {"keep.role": ["stored"], "keep.sector": ["yours"]}
    assert two.post(page, data=chosen).status_code == 303
    assert (_row(small_world, 2).role, _row(small_world, 2).sector) == ("Captain", "Sea")


def test_who_sends_meanwhile_keeps_their_words(small_world: World) -> None:
    page = f"{PEOPLE}/{small_world.attendees[0]}/edit"
    host = small_world.client(HOST)
    form = _fields(host.get(page).text) | {"offer": ["put into their mouth"], "role": ["Mate"]}
    _send(small_world)
    asked = host.post(page, data=form)
    assert asked.status_code == 409
    assert "They have sent their profile since" in asked.text
    assert "Mate" in asked.text
    assert _row(small_world).text("offer") == "Own words of mine"


def test_notes_and_labels_are_the_team_s(small_world: World) -> None:
    page = f"{PEOPLE}/{small_world.attendees[0]}"
    host = small_world.client(HOST)
    host.post(page, data={"action": "note", "note": "Ring before noon"})
    for label in ("Speaker", "speaker"):
        host.post(page, data={"action": "label", "label": label})
    with small_world.database.read_session() as session:
        assert labels_of(session, small_world.attendees) == {small_world.attendees[0]: ("Speaker",)}
    assert "Ring before noon" in small_world.client(VIEWER).get(page).text
    assert host.post(page, data={"action": "note", "note": " "}).status_code == 422
    assert host.post(page, data={"action": "label", "label": "x" * 41}).status_code == 422
    assert small_world.client(VIEWER).post(page, data={"action": "note"}).status_code == 403
    guest = small_world.client("cork1@example.org")
    for path in ("/e/cork", "/e/cork/profile", "/e/cork/agenda"):
        assert "Ring before noon" not in guest.get(path).text
    # A list that is brought in leaves labels and notes alone.
    files = {"people": ("p.csv", b"id,name,email,needs\ncork-1,Cork 1,cork1@example.org,a boat")}
    host.post(PEOPLE, files=files)
    seen = _fields(host.get(f"{PEOPLE}/list").text)["seen"]
    host.post(f"{PEOPLE}/list", data={"action": "bring", "seen": seen})
    html = host.get(page).text
    assert "Speaker" in html
    (note,) = re.findall(r'name="of" value="([^"]+)"', html)
    host.post(page, data={"action": "forget", "of": note})
    host.post(page, data={"action": "unlabel", "label": "Speaker"})
    html = host.get(page).text
    assert "Ring before noon" not in html
    assert 'name="of"' not in html
    # Who leaves by their own act takes along what the team had noted.
    host.post(page, data={"action": "note", "note": "Ring after noon"})
    with small_world.database.write_session() as session:
        leave(session, small_world.attendees[0])
    with small_world.database.read_session() as session:
        assert session.scalars(select(TeamNote)).all() == []


def test_withdrawn_by_the_team_and_restored_as_they_were(small_world: World) -> None:
    _send(small_world)
    one, two = small_world.attendees[:2]
    with small_world.database.write_session() as session:
        session.add(Wish(attendee_id=two, other_id=one, want="want"))
        account = session.scalars(select(Account).where(Account.email == "cork1@example.org")).one()
        account.signed_in_at = now()
    page = f"{PEOPLE}/{one}"
    host = small_world.client(HOST)
    host.post(page, data={"action": "note", "note": "Ring before noon"})
    asked = host.get(f"{page}/withdraw").text
    assert "1 meeting to come" in asked
    assert "Cork 2" in asked
    stamp = _fields(asked)["stamp"]
    assert host.post(f"{page}/withdraw", data={"stamp": "0" * 32}).status_code == 422
    assert _row(small_world).left_at is None
    assert host.post(f"{page}/withdraw", data={"stamp": stamp}).status_code == 303
    assert host.post(f"{page}/withdraw", data={"stamp": stamp}).status_code == 303
    row = _row(small_world)
    assert (row.name, row.facets, row.left_at is None) == ("", [], False)
    with small_world.database.read_session() as session:
        assert [j.kind for j in session.scalars(select(Job)) if j.kind == "tell-left"]
    html = host.get(page).text
    assert "Withdrawn by the team" in html
    assert "Cork 1" in html
    assert "a secret need" not in html
    guest = small_world.client("cork1@example.org")
    for path in ("/e/cork", "/e/cork/back"):
        answer = guest.get(path)
        assert answer.status_code == 404
        assert "have withdrawn you" in answer.text
    assert guest.post("/e/cork/back").status_code == 404
    fresh_page = host.post(f"{page}/restore").headers["location"]
    assert host.post(f"{page}/restore").headers["location"] == fresh_page
    assert fresh_page != page
    assert host.get(page).headers["location"] == fresh_page
    html = host.get(fresh_page).text
    assert "Ring before noon" in html
    assert "Own words of mine" in html
    assert "Restored by the team" in html
    with small_world.database.read_session() as session:
        fresh = session.get_one(Attendee, fresh_page.rpartition("/")[2])
        assert fresh.text("need") == "a secret need of mine"
        assert [f.private for f in fresh.facets if f.kind == "need"] == [True]
        assert fresh.sent_at is not None
        assert fresh.answers == {"aim": ["typed by me"], "level": ["keen"]}
        assert session.get(Wish, (two, fresh.id)) is not None
        assert session.scalars(select(Withdrawal)).all() == []
    assert "Own words of mine" in guest.get("/e/cork/profile").text


def test_who_left_by_their_own_act_comes_back_by_it_alone(small_world: World) -> None:
    with small_world.database.write_session() as session:
        leave(session, small_world.attendees[2])
    page = f"{PEOPLE}/{small_world.attendees[2]}"
    host = small_world.client(HOST)
    html = host.get(page).text
    assert "Left by their own act" in html
    assert "Restore" not in html
    assert "A new note" not in html
    host.post(page, data={"action": "note", "note": "Ring before noon"})
    with small_world.database.read_session() as session:
        assert session.scalars(select(TeamNote)).all() == []
    host.post(f"{page}/restore")
    assert _row(small_world, 3).left_at is not None
    assert small_world.client("cork3@example.org").get("/e/cork/back").status_code == 200


def test_silence_is_stored_with_every_text(small_world: World) -> None:
    with small_world.database.write_session() as session:
        facets = {f.kind: f for f in session.get_one(Attendee, small_world.attendees[0]).facets}
        assert not facets["offer"].silent
        facets["offer"].text = "tbd"
    with small_world.database.read_session() as session:
        row = session.get_one(FacetText, (small_world.attendees[0], "offer"))
        assert row.silent
