"""Stewards: who may make events, who says so, and never none of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from api.accounts.models import Account
from tests.api.looking import HOST
from tests.api.world import World

STEWARD = "steward@example.org"


def _id(world: World, email: str) -> str:
    with world.database.read_session() as session:
        return session.scalars(select(Account.id).where(Account.email == email)).one()


def test_a_steward_names_another(small_world: World) -> None:
    client = small_world.client(STEWARD)
    assert client.post("/stewards", data={"email": "Nia@Example.org"}).status_code == 303
    page = client.get("/stewards").text
    assert "nia@example.org" in page
    assert "has not signed in yet" in page
    nia = small_world.client("nia@example.org")
    assert nia.get("/stewards").status_code == 200
    assert "/organise/new" in nia.get("/organise").text
    assert client.post("/stewards", data={"dismiss": _id(small_world, STEWARD)}).status_code == 303
    assert client.get("/stewards").status_code == 404


def test_the_last_who_can_sign_in_stays(small_world: World) -> None:
    client = small_world.client(STEWARD)
    client.post("/stewards", data={"email": "mistyped@example.org"})
    refused = client.post("/stewards", data={"dismiss": _id(small_world, STEWARD)})
    assert refused.status_code == 422
    assert "Name another first" in refused.text
    assert client.get("/stewards").status_code == 200


def test_a_half_address_is_asked_for_again(small_world: World) -> None:
    refused = small_world.client(STEWARD).post("/stewards", data={"email": "nia@"})
    assert refused.status_code == 422
    assert "not a whole address" in refused.text


@pytest.mark.parametrize(("makers", "offered"), [("stewards", False), ("signed-in", True)])
def test_the_setting_says_who_is_offered_an_event(
    small_world: World, makers: str, offered: bool
) -> None:
    settings = small_world.settings.model_copy(update={"event_makers": makers})
    site = replace(small_world.app.state.site, settings=settings)
    small_world.app.state.site = site
    assert ("/organise/new" in small_world.client(HOST).get("/organise").text) is offered
