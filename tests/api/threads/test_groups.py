"""Groups: found and kept, offered without a name, joined by one's own choice."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block
from api.attendees.people_file import PersonRow
from api.clock import now
from api.events.models import Event
from api.jobs.models import Job
from api.jobs.service import run_here
from api.threads import beginning, group_pages, groups, jobs
from api.threads.grouping import keep_groups
from api.threads.models import FoundNiche, NicheMember, Thread, ThreadMember
from api.threads.queries import FIND, niche_members, niches_in
from embeddings import HashingEncoder
from matcher.niches import Niche
from tests.api.looking import HOST, email, plain
from tests.api.world import World

THREADS = "/e/cork/threads"
GROUPS = "/organise/cork/groups"


def _join(world: World, number: int, niche: str = "") -> int:
    answer = world.client(email(number)).post(THREADS, data={"group": niche or world.niche_id})
    return answer.status_code


def _found(world: World, *members: int, words: tuple[str, ...] = ("test", "kitchen")) -> Niche:
    ids = tuple(world.attendees[number] for number in members)
    return Niche(", ".join(words), words, ("a test kitchen, free on Mondays",), ids)


def test_a_group_is_offered_to_its_people_alone_and_names_nobody(small_world: World) -> None:
    shown = plain(small_world.client(email(1)).get(THREADS))
    assert "Test, kitchen" in shown
    assert "3 people" in shown
    assert "a test kitchen, free on Mondays" in shown
    for name in ("Cork 3", "Firm 3"):
        assert name not in shown
    assert "Test, kitchen" not in plain(small_world.client(email(4)).get(THREADS))
    assert _join(small_world, 4) == 404


def test_who_joins_is_in_the_thread_and_who_does_not_is_not(small_world: World) -> None:
    assert _join(small_world, 1) == 303
    assert _join(small_world, 3) == 303
    with small_world.database.read_session() as session:
        thread = session.scalars(select(Thread).where(Thread.kind == "niche")).one()
        members = set(
            session.scalars(
                select(ThreadMember.attendee_id).where(ThreadMember.thread_id == thread.id)
            )
        )
    assert members == {small_world.attendees[0], small_world.attendees[2]}
    page = plain(small_world.client(email(1)).get(f"{THREADS}/{thread.id}"))
    assert "a test kitchen, free on Mondays" in page
    assert "Cork 3" in page
    assert "Cork 2" not in page
    assert small_world.client(email(2)).get(f"{THREADS}/{thread.id}").status_code == 404
    assert "2 joined so far" in plain(small_world.client(email(2)).get(THREADS))


def test_who_leaves_is_out_and_may_come_back(small_world: World) -> None:
    _join(small_world, 1)
    with small_world.database.read_session() as session:
        thread = session.scalars(select(Thread.id).where(Thread.kind == "niche")).one()
    client = small_world.client(email(1))
    assert client.post(f"{THREADS}/{thread}/leave").headers["location"] == THREADS
    assert client.get(f"{THREADS}/{thread}").status_code == 404
    assert "Test, kitchen" in plain(client.get(THREADS))
    assert _join(small_world, 1) == 303
    assert client.get(f"{THREADS}/{thread}").status_code == 200


def test_nobody_leaves_the_other_alone_in_a_thread_of_two(small_world: World) -> None:
    client, path = small_world.client(email(1)), f"{THREADS}/{small_world.thread_id}"
    assert client.post(f"{path}/leave").status_code == 303
    assert client.get(path).status_code == 200
    with small_world.database.read_session() as session:
        thread = session.get_one(Thread, small_world.thread_id)
        with pytest.raises(ValueError, match="only a group"):
            groups.leave(session, thread, small_world.attendees[0])


@pytest.mark.parametrize(("one", "other"), [(0, 2), (2, 0)])
def test_a_block_keeps_two_out_of_one_thread_without_a_word(
    small_world: World, one: int, other: int
) -> None:
    with small_world.database.write_session() as session:
        ids = small_world.attendees
        session.add(Block(attendee_id=ids[one], other_id=ids[other]))
    assert _join(small_world, 1) == 303
    assert "Test, kitchen" not in plain(small_world.client(email(3)).get(THREADS))
    assert _join(small_world, 3) == 404
    assert _join(small_world, 2) == 303


def test_what_became_private_or_was_taken_back_is_quoted_no_more(small_world: World) -> None:
    with small_world.database.write_session() as session:
        for person in session.scalars(select(Attendee)):
            for facet in person.facets:
                facet.private = True
    for who, path in ((email(1), THREADS), (HOST, GROUPS)):
        shown = plain(small_world.client(who).get(path)).casefold()
        assert "something in common" in shown
        assert "kitchen" not in shown


def test_a_group_that_most_stay_in_keeps_its_thread(small_world: World) -> None:
    _join(small_world, 1)
    with small_world.database.write_session() as session:
        thread = session.get_one(FoundNiche, small_world.niche_id).thread_id
        keep_groups(
            session,
            small_world.event_id,
            [_found(small_world, 3, words=("other",)), _found(small_world, 1, 2, 0, 3)],
        )
    with small_world.database.read_session() as session:
        first, second = niches_in(session, small_world.event_id)
        assert (second.id, second.thread_id) == (small_world.niche_id, thread)
        assert first.thread_id is None
        ids = small_world.attendees
        assert niche_members(session, second.id) == [ids[1], ids[2], ids[0], ids[3]]


def test_a_group_that_is_gone_leaves_its_thread_to_those_in_it(small_world: World) -> None:
    _join(small_world, 1)
    with small_world.database.write_session() as session:
        thread = session.get_one(FoundNiche, small_world.niche_id).thread_id
        keep_groups(session, small_world.event_id, [])
    assert small_world.client(email(1)).get(f"{THREADS}/{thread}").status_code == 200
    assert "Groups you could join" not in plain(small_world.client(email(2)).get(THREADS))


def test_keeping_the_same_again_changes_nothing(small_world: World) -> None:
    for _ in range(2):
        with small_world.database.write_session() as session:
            keep_groups(session, small_world.event_id, [_found(small_world, 0, 1, 2)])
    with small_world.database.read_session() as session:
        assert [row.id for row in niches_in(session, small_world.event_id)] == [
            small_world.niche_id
        ]
        assert len(session.scalars(select(NicheMember)).all()) == 3


def test_who_left_the_event_is_in_no_group(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[2]).left_at = now()
    assert "2 people" in plain(small_world.client(email(1)).get(THREADS))
    shown = plain(small_world.client(HOST).get(GROUPS))
    assert "Cork 2" in shown
    assert "Cork 3" not in shown


def test_looking_finds_who_speaks_of_the_same(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = ("keeping bees in hives on the roof", "welding gates out of steel bars")
    odd = ("quartz", "violin", "llama", "ferry", "tulip", "copper", "drum", "maple", "onyx", "plum")
    said = [topics[number % 2] for number in range(12)]
    said += [f"{odd[n % 10]} with {odd[(n * 3 + 1) % 10]}{n}" for n in range(20)]
    rows = [
        PersonRow(
            row=number + 2, id=f"new-{number}", name=f"New {number}",
            email=f"new{number}@example.org", organisation=f"House {number}", interests=text,
            needs=f"thing {odd[number % 10]}{number}",
        )
        for number, text in enumerate(said)
    ]  # fmt: skip
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        import_people(session, event, rows, "people.csv")
    # The sentence model needs its package; how texts become vectors is not asked here.
    monkeypatch.setattr(jobs, "encoder_of", lambda settings: HashingEncoder(dim=128))
    ended = run_here(
        small_world.database, small_world.settings, FIND, event_id=small_world.event_id
    )
    assert (ended.state, ended.error) == ("done", "")
    shown = plain(small_world.client(HOST).get(GROUPS))
    assert topics[0] in shown
    assert topics[1] in shown
    client = small_world.client("new0@example.org")
    assert topics[0] in plain(client.get(THREADS))
    assert topics[1] not in plain(client.get(THREADS))


def test_of_many_groups_and_people_a_page_shows_some_and_leads_to_the_rest(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_pages, "_GROUPS", 1)
    monkeypatch.setattr(group_pages, "_NAMED", 2)
    with small_world.database.write_session() as session:
        kept = [_found(small_world, 0, 1, 2), _found(small_world, 2, 3, words=("matter",))]
        keep_groups(session, small_world.event_id, kept)
    client = small_world.client(HOST)
    first, second = plain(client.get(GROUPS)), plain(client.get(f"{GROUPS}?page=2"))
    assert "3 people" in first
    assert re.search(r"Cork 1, Cork 2 and <a [^>]*>1 other<", first)
    assert "Matter" not in first
    assert "Cork 3 and Cork 4" in second
    assert "Test, kitchen" not in second
    alone = plain(client.get(f"{GROUPS}?group={small_world.niche_id}"))
    assert "Cork 1, Cork 2 and Cork 3" in alone
    assert client.get(f"{GROUPS}?group=none").status_code == 404
    elsewhere = small_world.client("host-elsewhere@example.org")
    path = f"/organise/elsewhere/groups?group={small_world.niche_id}"
    assert elsewhere.get(path).status_code == 404


def test_words_that_only_the_last_of_many_say_are_found(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "_ASKED_FIRST", (1, 1))
    with small_world.database.write_session() as session:
        found = _found(small_world, 0, 1, 2, 3, words=("number 4", "number 9", "kitchen"))
        keep_groups(session, small_world.event_id, [found])
    shown = plain(small_world.client(HOST).get(GROUPS))
    assert "Number 4, kitchen" in shown


def test_a_small_event_has_no_groups_and_is_told_so(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "encoder_of", lambda settings: HashingEncoder(dim=64))
    ended = run_here(
        small_world.database, small_world.settings, FIND, event_id=small_world.event_id
    )
    assert ended.result == {"groups": 0}
    assert "from 20 people on" in plain(small_world.client(HOST).get(GROUPS))


def test_who_looks_again_from_an_older_page_is_shown_what_was_found(small_world: World) -> None:
    client = small_world.client(HOST)
    stamp = re.search(r'name="stamp" value="(\w+)"', client.get(GROUPS).text)
    assert stamp is not None
    for _ in range(2):
        with small_world.database.write_session() as session:
            job = Job(
                kind=FIND, event_id=small_world.event_id, outcome="done", result={"groups": 1}
            )
            session.add(job)
        answer = client.post(GROUPS, data={"action": "look", "stamp": stamp[1]})
        assert answer.status_code == 409
        assert "Somebody has looked since" in answer.text
    fresh = re.search(r'name="stamp" value="(\w+)"', answer.text)
    assert fresh is not None
    assert client.post(GROUPS, data={"action": "look", "stamp": fresh[1]}).status_code == 303
