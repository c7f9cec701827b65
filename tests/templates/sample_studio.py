"""Sample contexts of the timetable studio's pages."""

from __future__ import annotations

from api.web.event_times import EventTimes
from tests.templates import sample
from tests.templates.sample_pages import EVENT, NO_ERRORS, ZONE, O, at

_COST = {
    "made_at": at("11:20"), "published": False, "shown": False, "optimal": False, "meetings": 504,
    "share": 0.9941, "worth": 312.4, "there": 142, "short": 2, "kept": 140, "stay": 0, "moved": 0,
    "gone": 0, "new": 0, "people": 0,
}  # fmt: skip
_BASE = O(**_COST | {"number": 2, "label": "Made afresh", "published": True, "shown": True})
_AFRESH = O(**_COST | {
    "number": 3, "label": "Made afresh", "stay": 121, "moved": 160, "gone": 223, "new": 240,
    "people": 139,
})  # fmt: skip
_KEEPS = O(**_COST | {
    "number": 4, "label": "Keeps what people have in version 2", "stay": 499, "moved": 3,
    "gone": 2, "new": 9, "people": 12,
})  # fmt: skip
COMPARE = {
    "event": EVENT, "base": _BASE, "drafts": (_AFRESH, _KEEPS), "versions": (4, 3, 2, 1),
    "kind": "all", "counts": O(all=12, fewer=1, more=6, other=3, moved=2),
    "people": (
        O(key="x-1", name="Ana Kovač", before=4, after=5, lines=("new: Orla Tierney (15:20)",)),
        O(key="x-2", name="Tadhg Ó Sé", before=4, after=4, lines=(
            "no longer Piotr Wójcik (14:00, Quay 2)", "new: Ingrid Solheim-Casey (14:00, Quay 2)",
        )),
    ),
    "pages": O(number=1, last=1),
}  # fmt: skip
COMPARE_SAME = COMPARE | {
    "drafts": (_BASE,), "counts": O(all=0, fewer=0, more=0, other=0, moved=0), "people": (),
}  # fmt: skip
CHANGE = {
    "event": EVENT, "version": 3, "state": "form", "a": "x-1", "b": "x-2", "several": {},
    "names": {"x-1": "Ana Kovač", "x-2": "Tadhg Ó Sé"}, "at": "14:00, Quay 2",
    "both": "Ana Kovač and Tadhg Ó Sé", "how": "", "slot": "", "table": "",
    "slots": (("s01", "14:00"), ("s02", "14:20")), "errors": NO_ERRORS, "job": "", "what": "",
    "lines": (), "more": 0, "people": 0, "worth": (0.0, 0.0), "short": (0, 0), "message": "",
    "draft": 0,
}  # fmt: skip
CHANGE_WHO = CHANGE | {"a": "", "b": "", "both": "", "at": "", "names": {}}
CHANGE_WRONG = CHANGE | {"how": "move", "errors": {"slot": "Choose a time."}}
CHANGE_REQUIRE = CHANGE | {"at": ""}
CHANGE_WAITING = CHANGE | {
    "state": "waiting", "job": "7", "what": "Ana Kovač and Tadhg Ó Sé moved to 14:20",
}  # fmt: skip
CHANGE_COST = CHANGE_WAITING | {
    "state": "ready", "people": 4, "worth": (312.4, 311.9), "short": (2, 2), "more": 1,
    "lines": (
        ("Ana Kovač and Tadhg Ó Sé", "14:00, Quay 2", "14:20, Quay 2"),
        ("Tadhg Ó Sé and Orla Tierney", "14:20, Quay 4", ""),
    ),
}  # fmt: skip
CHANGE_KEPT = CHANGE_COST | {"state": "kept", "draft": 4}
CHANGE_IMPOSSIBLE = CHANGE_WAITING | {"state": "impossible"}
CHANGE_FAILED = CHANGE_WAITING | {"state": "failed", "message": "The version is gone."}
RULES = {
    "event": EVENT, "newest": 4, "pages": O(number=1, last=1),
    "rules": (
        O(id="1", both="Ana Kovač and Tadhg Ó Sé", words="keep their meeting, 14:00, Quay 2",
          now="meet at 14:00, Quay 2"),
        O(id="2", both="Ana Kovač and Orla Tierney", words="meet", now="no place was found"),
    ),
}  # fmt: skip
RULES_NONE = RULES | {"rules": ()}
MAILS = {
    "event": EVENT, "version": 3, "kind": "changed", "people": ("Ana Kovač", "Tadhg Ó Sé"),
    "counts": (("changed", "Your agenda has changed", 2), ("first", "Your agenda", 3)),
    "pages": O(number=1, last=1),
}  # fmt: skip
MAILS_NONE = MAILS | {"counts": (), "kind": None, "people": ()}
SPREAD = {
    "event": EVENT, "version": 3, "times": EventTimes(ZONE), "cert": sample.CERTIFICATE,
    "spread": O(
        people=142, counts=((2, 1), (3, 0), (4, 90), (5, 51)), gini=0.07, more=3,
        lorenz=((0.0, 0.0), (0.5, 0.46), (1.0, 1.0)),
        fewest=(O(key="x-1", name="Ana Kovač", meetings=2, there=3),
                O(key="x-2", name="Tadhg Ó Sé", meetings=4, there=None)),
    ),
    "field": O(
        slots=((at("13:40"), 40, 45), (at("14:00"), 45, 45)), part=1, parts=2,
        rows=(O(key="x-1", name="Ana Kovač", cells=("meets", "away"), meetings=1),
              O(key="x-2", name="Tadhg Ó Sé", cells=("free", "meets"), meetings=1)),
        pages=O(number=1, last=4),
    ),
}  # fmt: skip
