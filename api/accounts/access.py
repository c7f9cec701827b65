"""Access: anyone, whoever is signed in, who may make events, stewards of the site."""

from __future__ import annotations

import threading
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.queries import SignedIn, by_session
from api.accounts.service import needs_touch, touch
from api.accounts.stewards import may_make_events
from api.web.access import SignInNeeded, declares, not_found, set_actor
from api.web.cookies import read_cookie
from api.web.page import set_viewer
from api.web.running import Site, site_of
from api.web.templating import Viewer

_noting = threading.Lock()


def visitor(request: Request) -> SignedIn | None:
    """Find who is signed in; not an access rule itself.

    Reads in a session of its own: a handler's transaction must not begin before the handler.
    """
    if hasattr(request.state, "signed_in"):
        found: SignedIn | None = request.state.signed_in
        return found
    site = site_of(request)
    token = read_cookie(request, "session", site.settings)
    found = None
    if token:
        with site.database.read_session() as session:
            found = by_session(session, token)
        if found is not None and needs_touch(found.seen_at):
            _note_visit(site, found.session_hash)
    request.state.signed_in = found
    if found is not None:
        set_actor(request, found.account_id)
        set_viewer(request, Viewer(found.shown_name))
    return found


def _note_visit(site: Site, session_hash: str) -> None:
    """Note a visit, unless another is being noted: the next page will do.

    Waiting for the write lock takes a thread, and when many come back at once they must not take
    all: whoever holds the lock needs one to go on with.
    """
    if not _noting.acquire(blocking=False):
        return
    try:
        with site.database.write_session() as session:
            touch(session, session_hash, site.settings)
    finally:
        _noting.release()


@declares("anyone")
def anyone(request: Request) -> SignedIn | None:
    """Everybody may; gives who is signed in, if anybody is."""
    return visitor(request)


@declares("signed in")
def signed_in(request: Request) -> SignedIn:
    """Only who is signed in may."""
    found = visitor(request)
    if found is None:
        raise SignInNeeded
    return found


@declares("steward")
def steward(request: Request) -> SignedIn:
    """Only stewards of the site may; to others it does not exist."""
    found = signed_in(request)
    if not found.steward:
        raise not_found()
    return found


@declares("maker")
def maker(request: Request) -> SignedIn:
    """Only who may make events may; to others it does not exist."""
    found = signed_in(request)
    if not may_make_events(found, site_of(request).settings):
        raise not_found()
    return found


Anyone = Annotated[SignedIn | None, Depends(anyone)]
SomebodySignedIn = Annotated[SignedIn, Depends(signed_in)]
Stewarding = Annotated[SignedIn, Depends(steward)]
MakingEvents = Annotated[SignedIn, Depends(maker)]
