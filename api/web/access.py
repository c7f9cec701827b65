"""Who may call a route: each route depends on exactly one declared access rule.

The rules themselves stand in the domains' access.py; a test walks all routes and fails where
none, or more than one, is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

from fastapi import HTTPException
from fastapi.dependencies.models import Dependant
from starlette.routing import BaseRoute

Role = Literal["anyone", "signed in", "attendee", "organiser"]
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


def roles_of(route: BaseRoute) -> tuple[Role, ...]:
    """Give the access rules that a route declares; it should be one."""
    dependant: Dependant | None = getattr(route, "dependant", None)
    return () if dependant is None else tuple(dict.fromkeys(_roles(dependant)))


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
