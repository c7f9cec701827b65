"""Who may call a route: each route depends on exactly one declared access rule.

The rules themselves stand in the domains' access.py. An application with a route that declares
none, or more than one, does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from fastapi import FastAPI, HTTPException
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection

Role = Literal[
    "anyone",
    "signed in",
    "steward",
    "maker",
    "attendee",
    "who left",
    "team",
    "viewer",
    "door",
    "editor",
    "owner",
]
Rule = TypeVar("Rule", bound=Callable[..., Any])
_MARK = "confab_role"


class SignInNeeded(Exception):
    """Raised by a rule when nobody is signed in; people are sent to the sign-in page."""


def declares(role: Role) -> Callable[[Rule], Rule]:
    """Mark a dependency as the access rule of a role."""

    def mark(rule: Rule) -> Rule:
        setattr(rule, _MARK, role)
        return rule

    return mark


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """A route and the roles that its access rules declare; it should be one."""

    method: str
    path: str
    roles: tuple[Role, ...]


def declared_routes(app: FastAPI) -> Iterator[DeclaredRoute]:
    """Walk all routes of an application; mounted files, which have no methods, aside."""
    for route in iter_route_contexts(app.routes):
        for method in sorted(route.methods or ()):
            dependant: Dependant | None = getattr(route, "dependant", None)
            roles = () if dependant is None else tuple(dict.fromkeys(_roles(dependant)))
            yield DeclaredRoute(method, route.path or "", roles)


def refuse_undeclared(app: FastAPI) -> None:
    """Let no application start that has a route open by oversight.

    Raises
    ------
    RuntimeError
        Naming the routes without exactly one access rule.
    """
    bad = [f"{each.method} {each.path}" for each in declared_routes(app) if len(each.roles) != 1]
    if bad:
        raise RuntimeError(f"routes without exactly one access rule: {', '.join(bad)}")


def set_actor(connection: HTTPConnection, account_id: str) -> None:
    """Say whose account acts; the accounts' rule does."""
    connection.state.actor = account_id


def actor(connection: HTTPConnection) -> str:
    """Id of the account that acts; empty for a visitor who has not signed in."""
    return str(getattr(connection.state, "actor", ""))


class Shut(HTTPException):
    """What is not there, or not theirs to do: words of its own and a way on, label and address."""

    def __init__(
        self, heading: str, text: str, label: str, href: str, *, status: int = 404
    ) -> None:
        super().__init__(status, text)
        self.heading = heading
        self.way = (label, href)


def not_found() -> HTTPException:
    """Build the one answer for what is not there and for what is not yours."""
    return HTTPException(404, "There is no such page, or it is not yours to see.")


def _roles(dependant: Dependant) -> Iterator[Role]:
    for each in dependant.dependencies:
        role: Role | None = getattr(each.call, _MARK, None)
        if role is not None:
            # A rule may build on a weaker one; what it builds on is not declared twice.
            yield role
        else:
            yield from _roles(each)
