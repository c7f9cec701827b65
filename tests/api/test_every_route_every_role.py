"""Every route is asked by everybody: who may gets in, to all others it does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event as sqlalchemy_event

from api.accounts.service import account_of
from api.app import ROUTERS
from api.attendees.access import attendee
from api.attendees.sent_lists import keep_list
from api.clock import now
from api.event_day.models import BoardLink
from api.events.access import editing
from api.events.models import Event, Organiser
from api.web.access import DeclaredRoute, declared_routes, refuse_undeclared
from tests.api.looking import badge_of, mark_left
from tests.api.world import World

VISITORS = {
    "visitor": "",
    "stranger": "stranger@example.org",
    "steward": "steward@example.org",
    "attendee": "cork1@example.org",
    "who left": "cork4@example.org",
    "attendee elsewhere": "elsewhere1@example.org",
    "owner": "host-cork@example.org",
    "editor": "editor@example.org",
    "door": "door@example.org",
    "viewer": "viewer@example.org",
    "organiser elsewhere": "host-elsewhere@example.org",
}
ALLOWED = {
    "anyone": set(VISITORS),
    "signed in": set(VISITORS) - {"visitor"},
    "steward": {"steward"},
    "maker": {"steward"},
    "attendee": {"attendee"},
    "who left": {"who left"},
    "team": {"owner", "editor", "door", "viewer"},
    "viewer": {"owner", "editor", "viewer"},
    "door": {"owner", "editor", "door"},
    "editor": {"owner", "editor"},
    "owner": {"owner"},
}
TEAM = ("owner", "editor", "door", "viewer")
BOARD = "k7qm2xwd9pk7qm2x"
REFUSED = {404}
# Says what it has to say by another status than "there you are".
ANSWERS = {200, 303, 410, 422}


def _routes() -> Iterator[DeclaredRoute]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    # FastAPI's own pages of documentation are switched off in our application.
    return (route for route in declared_routes(app) if route.roles)


# What reads comes before what may take away what is read.
ROUTES = sorted(_routes(), key=lambda route: (route.method != "GET", route.path, route.method))


def address(path: str, world: World) -> str:
    known = {
        "slug": "cork",
        "meeting_id": world.meeting_id,
        "thread_id": world.thread_id,
        "attendee_id": world.attendees[0],
        "job_id": world.job_id,
        "repair_id": world.repair_id,
        "number": "1",
        "name": "timetable.csv",
        "sheet_file": "badges.html",
        "preset_key": "circle",
        "theme_key": "promise",
        "badge": badge_of(world, 1),
        "token": BOARD,
    }
    names = set(re.findall(r"{(\w+)", path))
    assert names <= set(known), f"teach this test about {names - set(known)}"
    return re.sub(r"{(\w+)[^}]*}", lambda found: known[found[1]], path)


def form(path: str, world: World) -> dict[str, str]:
    """Fill in the forms whose answer to an empty one is rightly "no such thing"."""
    forms = {
        "/e/{slug}": {"coming": "yes"},
        "/e/{slug}/matches": {"attendee": world.attendees[1], "wish": "want"},
        "/organise/{slug}": {"action": "make"},
        "/organise/{slug}/team": {"action": "invite"},
        "/organise/{slug}/lessons": {"action": "learn"},
        "/organise/{slug}/groups": {"action": "look"},
        "/organise/{slug}/registration": {"action": "accept"},
        "/organise/{slug}/invitations": {"action": "ticked", "stage": "new"},
        "/organise/{slug}/door": {"action": "here", "who": "cork-1"},
        "/organise/{slug}/board/link": {"action": "make"},
        "/organise/{slug}/door/meetings": {"who": "cork-1"},
        "/e/{slug}/threads": {"group": world.niche_id},
    }
    return forms.get(path, {})


def _ask(client: TestClient, route: DeclaredRoute, world: World) -> int:
    where, filled = address(route.path, world), form(route.path, world)
    # A stream, because one of the routes follows a job until it is over.
    with client.stream(route.method, where, data=filled or None) as response:
        return response.status_code


def test_all_routes_of_all_domains_are_walked(small_world: World) -> None:
    walked = {(route.method, route.path) for route in ROUTES}
    app = small_world.client().app
    assert isinstance(app, FastAPI)
    assert walked == {(route.method, route.path) for route in declared_routes(app)}
    assert len(walked) > 20


@pytest.mark.parametrize("who", VISITORS)
def test_every_route(small_world: World, who: str) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        for address_of in ("owner", "editor"):
            account = account_of(session, VISITORS[address_of]).id
            keep_list(session, event, account, "people.csv", b"id,name,offers\nnew,Nia,Bread")
        # An owner may leave where there is another.
        second = account_of(session, "second-owner@example.org")
        second.signed_in_at = now()
        session.add(Organiser(event_id=event.id, account_id=second.id, role="owner"))
        session.add(BoardLink(event_id=event.id, token=BOARD))
    mark_left(small_world, 4)
    wrong = []
    # Who left and comes back is an attendee from then on, who leaves the team nobody there.
    for route in sorted(ROUTES, key=lambda route: route.path.endswith(("/back", "/team/leave"))):
        # Each route is asked by a new browser: one of them signs out.
        client = small_world.client(VISITORS[who])
        status = _ask(client, route, small_world)
        (role,) = route.roles
        if who in ALLOWED[role]:
            expected = ANSWERS
        elif who == "visitor":
            expected = {303}
        elif who in TEAM and role in TEAM:
            # The event is there for them; its words say whose part this is.
            expected = {403}
        else:
            expected = REFUSED
        if status not in expected:
            wrong.append(f"{route.method} {route.path}: {status}")
    assert wrong == []


@pytest.mark.parametrize("who", ["attendee", "owner"])
def test_no_reader_takes_a_second_connection(small_world: World, who: str) -> None:
    """Where the pool is empty and all hold one, nobody would ever get a second."""
    mark_left(small_world, 4)
    why = {"/organise/{slug}/timetable/{number}/why": "?person=cork-1"}
    # Something left unsent is looked for on every page.
    client = small_world.client(VISITORS[who])
    client.cookies.set("confab-held", "0" * 32)
    out, most = 0, 0

    def taken(*_: object) -> None:
        nonlocal out, most
        out += 1
        most = max(most, out)

    def given_back(*_: object) -> None:
        nonlocal out
        out -= 1

    pool = small_world.database.engine.pool
    listens = {"checkout": taken, "checkin": given_back}
    for name, listener in listens.items():
        sqlalchemy_event.listen(pool, name, listener)
    wrong = []
    for route in ROUTES:
        theirs = route.roles[0] == who or (who == "owner" and route.roles[0] in ("team", *TEAM))
        if route.method == "GET" and not route.path.endswith("/events") and theirs:
            most = 0
            where = address(route.path, small_world) + why.get(route.path, "")
            assert client.get(where).status_code in ANSWERS | REFUSED, where
            wrong += [where] if most > 1 else []
    for name, listener in listens.items():
        sqlalchemy_event.remove(pool, name, listener)
    assert wrong == []


def test_a_visitor_is_sent_to_the_sign_in_page_and_back(small_world: World) -> None:
    response = small_world.client().get("/e/cork/matches")
    assert response.headers["location"] == "/sign-in?next=/e/cork/matches"
    # Whether there is such an event is nobody's business.
    response = small_world.client().get("/e/nothing/matches")
    assert response.headers["location"] == "/sign-in?next=/e/nothing/matches"


def test_who_left_the_event_is_nobody_there(small_world: World) -> None:
    from api.attendees.models import Attendee

    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).left_at = now()
    assert small_world.client("cork1@example.org").get("/e/cork/matches").status_code == 404


@pytest.mark.parametrize("rules", [(), (editing, attendee)])
def test_an_application_with_an_undeclared_route_does_not_start(rules: tuple[object, ...]) -> None:
    router = APIRouter()

    @router.get("/open", dependencies=[Depends(rule) for rule in rules])
    def open_by_oversight() -> None:
        """Nobody has said who may."""

    app = FastAPI(openapi_url=None)
    app.include_router(router)
    with pytest.raises(RuntimeError, match="GET /open"):
        refuse_undeclared(app)
