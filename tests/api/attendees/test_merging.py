"""Two rows that are one person: what is chosen stays, all else goes along, or it is refused."""

from __future__ import annotations

import re

from sqlalchemy import select

from api.accounts.models import Account
from api.attendees.edits import edits_of
from api.attendees.imported_rows import ImportedList, ImportedPerson
from api.attendees.labels import labels_of
from api.attendees.models import Attendee, Block
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.attendees.team_rows import PersonLabel, TeamNote
from api.clock import now
from api.matches.models import Wish
from api.threads.models import NicheMember, Post, Thread, ThreadMember
from api.timetable.models import Meeting, PairRule, Placement
from api.timetable.versions.pair_rules import rule_of
from tests.api.looking import HOST
from tests.api.world import World

PEOPLE = "/organise/cork/people"


def _sign_in(world: World, *numbers: int) -> None:
    with world.database.write_session() as session:
        for number in numbers:
            address = Account.email == f"cork{number}@example.org"
            session.scalars(select(Account).where(address)).one().signed_in_at = now()


def _form(html: str) -> dict[str, str]:
    found = dict(re.findall(r'name="(stamp|other)" value="([^"]*)"', html))
    for name in re.findall(r'name="(take\.[\w-]+)" value="one"', html):
        found[name] = "one"
    return found


def test_what_is_chosen_stays_and_all_else_goes_along(small_world: World) -> None:
    one, two, three, four = small_world.attendees
    with small_world.database.write_session() as session:
        session.add_all(
            [
                Wish(attendee_id=four, other_id=three, want="want"),
                Wish(attendee_id=four, other_id=two, want="want"),
                Wish(attendee_id=three, other_id=two, want="rather not"),
                Wish(attendee_id=two, other_id=four, want="want"),
                Block(attendee_id=four, other_id=one),
                TeamNote(attendee_id=four, text="Ring before noon"),
                PersonLabel(attendee_id=four, label="press"),
                PersonLabel(attendee_id=three, label="press"),
                PersonLabel(attendee_id=four, label="pram"),
            ]
        )
        brought = ImportedList(event_id=small_world.event_id, file="list.csv")
        session.add(brought)
        session.flush()
        before = ImportedPerson(list_id=brought.id, attendee_id=four, added=False)
        before.values = {"organisation": ["Firm before", "Firm 4"]}
        session.add(before)
        list_id = brought.id
        thread = Thread(event_id=small_world.event_id, kind="niche")
        session.add(thread)
        session.flush()
        session.add(ThreadMember(thread_id=thread.id, attendee_id=four))
        session.add(Post(thread_id=thread.id, author_id=four, body="Hello"))
        a, b = sorted((one, four))
        session.add(PairRule(event_id=small_world.event_id, kind="forbid", a_id=a, b_id=b))
        session.get_one(Attendee, four).name = "Cork Three"
        session.get_one(Attendee, three).name = "Cork Thre"
        session.get_one(Attendee, four).sector = "Sea"
        thread_id = thread.id
    host = small_world.client(HOST)
    page = f"{PEOPLE}/{three}/merge"
    assert "Cork Three" in host.get(page).text
    html = host.get(f"{page}?other={four}").text
    for words in ("Firm 3", "Firm 4", "cork3@example.org", "cork4@example.org", "Sea"):
        assert words in html, words
    form = _form(html) | {"take.name": "other", "take.address": "other"}
    assert host.post(page, data=form | {"stamp": ""}).status_code == 422
    kept_page = host.post(page, data=form).headers["location"]
    assert kept_page == f"{PEOPLE}/{three}"
    assert host.post(page, data=form).headers["location"] == kept_page
    assert host.get(f"{PEOPLE}/{four}").headers["location"] == kept_page
    with small_world.database.read_session() as session:
        kept, gone = session.get_one(Attendee, three), session.get_one(Attendee, four)
        assert (kept.name, kept.organisation, kept.sector) == ("Cork Three", "Firm 3", "Sea")
        assert (kept.email, gone.email) == ("cork4@example.org", "cork3@example.org")
        account = session.get_one(Account, kept.account_id)
        assert account.email == "cork4@example.org"
        assert (gone.name, gone.account_id, gone.facets, gone.merged_into) == ("", None, [], three)
        assert gone.left_at is not None
        # What the row that goes was before a list changed it goes as well.
        assert session.get_one(ImportedPerson, (list_id, four)).values == {}
        wishes = {(w.attendee_id, w.other_id): w.want for w in session.scalars(select(Wish))}
        assert wishes == {(three, two): "rather not", (two, three): "want"}
        assert session.get(Block, (three, one)) is not None
        assert rule_of(session, small_world.event_id, one, three) is not None
        assert rule_of(session, small_world.event_id, one, four) is None
        assert labels_of(session, [three, four]) == {three: ("pram", "press")}
        assert session.get(ThreadMember, (thread_id, three)) is not None
        assert session.get(NicheMember, (small_world.niche_id, three)) is not None
        (post,) = session.scalars(select(Post).where(Post.thread_id == thread_id))
        assert post.author_id == three
    html = host.get(kept_page).text
    assert "Two rows of one person merged: cork-4 into cork-3" in html
    assert "Ring before noon" in html
    assert "Cork Three" not in host.get(f"{PEOPLE}?state=left").text
    # Neither address nor id of the row that is gone is brought in again by a list.
    rows = b"id,name,email,needs\ncork-4,Cork Three,cork3@example.org,a boat"
    host.post(PEOPLE, files={"people": ("list.csv", rows)})
    assert "would be added" not in host.get(f"{PEOPLE}/list").text


def test_who_was_placed_keeps_the_row_and_who_signed_in_the_address(small_world: World) -> None:
    one, _, three, _ = small_world.attendees
    _sign_in(small_world, 3)
    with small_world.database.write_session() as session:
        profile = OwnProfile(name="Cork 3", offer="Own words", need="secret", private=("need",))
        send_profile(session, three, profile)
    host = small_world.client(HOST)
    page = f"{PEOPLE}/{three}/merge"
    html = host.get(f"{page}?other={one}").text
    assert "kept for matching only" in html
    assert "secret" not in html
    form = _form(html) | {"take.offer": "other", "take.need": "other", "take.address": "other"}
    form |= {"take.name": "other", "take.organisation": "other"}
    assert host.post(page, data=form).headers["location"] == f"{PEOPLE}/{one}"
    with small_world.database.read_session() as session:
        kept = session.get_one(Attendee, one)
        assert (kept.email, kept.text("offer"), kept.text("need")) == (
            "cork3@example.org", "Own words", "secret",
        )  # fmt: skip
        assert [facet.private for facet in kept.facets if facet.kind == "need"] == [True]
        assert kept.sent_at is not None
        # What is another than they have sent, they read on their form.
        assert edits_of(kept) is not None
        assert "organisation" in edits_of(kept)[0]
        assert not {"offer", "need", "address"} & set(edits_of(kept)[0])
    guest = small_world.client("cork3@example.org")
    assert "Cork 2" in guest.get("/e/cork/agenda").text


def test_two_who_were_placed_or_have_signed_in_stay_two(small_world: World) -> None:
    one, two, three, four = small_world.attendees
    host = small_world.client(HOST)
    both_placed = host.get(f"{PEOPLE}/{one}/merge?other={two}").text
    assert "Both have meetings in a published timetable" in both_placed
    _sign_in(small_world, 3, 4)
    page = f"{PEOPLE}/{three}/merge"
    assert "Both have signed in" in host.get(f"{page}?other={four}").text
    assert host.post(page, data={"other": four, "stamp": ""}).status_code == 422
    assert "one row already" in host.get(f"{page}?other={three}").text
    assert host.get(f"{page}?other=nobody").status_code == 404
    assert host.post(page, data={"other": "nobody"}).status_code == 404
    with small_world.database.read_session() as session:
        rows = session.scalars(select(Attendee).where(Attendee.id.in_((one, two, three, four))))
        assert all(row.left_at is None for row in rows)
        assert len(session.scalars(select(Meeting)).all()) == 1
        assert len(session.scalars(select(Placement)).all()) == 1


def test_what_changes_meanwhile_is_shown_first(small_world: World) -> None:
    _, _, three, four = small_world.attendees
    host = small_world.client(HOST)
    page = f"{PEOPLE}/{three}/merge"
    form = _form(host.get(f"{page}?other={four}").text)
    with small_world.database.write_session() as session:
        session.get_one(Attendee, four).role = "Captain"
    again = host.post(page, data=form)
    assert again.status_code == 422
    assert "They have changed since you looked" in again.text
    assert "Captain" in again.text
