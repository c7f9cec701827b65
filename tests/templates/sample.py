"""Hand-made contexts for the gallery: fictional people on one afternoon in Cork, never random."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as O

ZONE = "Europe/Dublin"
NOW = dt.datetime(2026, 11, 12, 14, 32, tzinfo=dt.UTC)


def at(clock: str) -> dt.datetime:
    hour, minute = clock.split(":")
    return dt.datetime(2026, 11, 12, int(hour), int(minute), tzinfo=dt.UTC)


def pair(direction: str, mine: str, theirs: str, strength: float) -> O:
    return O(direction=direction, mine=mine, theirs=theirs, strength=strength)


CUSTOMS = (
    pair(
        "gain",
        "somebody to look over our customs paperwork for Norway before the first container goes",
        "customs declarations for small exporters, UK and EEA",
        0.86,
    ),
    pair(
        "give",
        "cold storage by the pallet, short notice is fine",
        "a place to keep seized samples cold for a week",
        0.55,
    ),
)
BAKER = (
    pair("give", "cold storage by the pallet", "freezer space over Christmas, 6 pallets", 0.91),
    pair("gain", "a speaker for our apprentices' day", "talks about baking and burnout", 0.31),
)
SWIMMERS = (
    pair("shared", "sea swimming, all winter", "cold water swimming before work", 0.78),
    pair("gain", "someone who has moved a family firm to employee ownership", "EOT advice", 0.62),
)

MATCHES = (
    O(id="a1", name="Ana Kovač", organisation="Kovač Customs", role="Founder", reasons=CUSTOMS,
      wish="", meets_at="at 14:20"),
    O(id="a2", name="Tadhg Ó Sé", organisation="Ó Sé & Daughters, Bakers", role="", reasons=BAKER,
      wish="want", meets_at=""),
    O(id="a3", name="Ingrid Solheim-Casey", organisation="Lugger & Spring",
      role="Marine and event underwriting agent", reasons=SWIMMERS, wish="rather not",
      meets_at=""),
    O(id="a4", name="Bo", organisation="", role="", reasons=SWIMMERS[:1], wish="", meets_at=""),
    O(id="a5", name="Wiktor Lis", organisation="Lis Rowing", role="Coach", reasons=(), wish="",
      meets_at="", common="You both write of rowing or paddling. You both name early weekday "
      "mornings."),
    O(id="a6", name="Nan Byrne", organisation="", role="Retired", reasons=(), wish="", meets_at="",
      common=""),
)  # fmt: skip


def meeting(clock: str, end: str, title: str, detail: str, table: str, why: str, **more: str) -> O:
    area = table.rsplit(" ", 1)[0] if table else ""
    known = {"href": "", "state": "", "note": ""} | more
    return O(kind="meeting", start=at(clock), end=at(end), title=title, detail=detail, table=table,
             area=area, why=why, **known)  # fmt: skip


def pause(kind: str, clock: str, end: str, title: str, table: str = "") -> O:
    return O(kind=kind, start=at(clock), end=at(end), title=title, detail="", table=table, area="",
             why="", href="", state="", note="")  # fmt: skip


AGENDA = (
    meeting("13:30", "13:50", "Tadhg Ó Sé", "Ó Sé & Daughters, Bakers", "Quay 7",
            "Tadhg needs what you offer: “freezer space over Christmas, 6 pallets”",
            href="/e/cork/feedback/m1", state="ask"),
    pause("free", "13:55", "14:15", "Free"),
    meeting("14:20", "14:40", "Ana Kovač", "Founder, Kovač Customs", "Window 2",
            "Ana offers what you need: “customs declarations for small exporters, UK and EEA”",
            href="/e/cork/feedback/m2"),
    pause("break", "14:40", "15:10", "Coffee and cake in the atrium"),
    meeting("15:10", "15:30", "Ingrid Solheim-Casey",
            "Marine and event underwriting agent, Lugger & Spring", "Garden 11",
            "You both like “sea swimming, all winter”", state="moved", note="was at 15:35"),
    meeting("15:35", "15:55", "Malachy Brannigan", "Senior partner, Brannigan Foyle Accountants",
            "Quay 3", "Malachy offers what you need: “fixed-fee year-end”", state="cancelled",
            note="Malachy had to leave"),
    pause("talk", "16:00", "16:30", "What the port will look like in 2030", "Main hall"),
)  # fmt: skip


def tables(count: int, taken: set[int], mine: int = 0, closed: int = 0) -> tuple[O, ...]:
    made = []
    for n in range(1, count + 1):
        state = (
            "mine" if n == mine else "closed" if n == closed else "taken" if n in taken else "free"
        )
        people = ("Orla Nic Gabhann", "Piotr Wójcik") if state in ("taken", "mine") else ()
        heat = 0.0 if state == "closed" else ((n * 37) % 11) / 10
        made.append(O(label=str(n), state=state, people=people, heat=heat))
    return tuple(made)


ROOM = (
    O(name="Quay", quiet=False, step_free=True,
      tables=tables(15, {1, 2, 3, 5, 6, 8, 9, 10, 13}, closed=15)),
    O(name="Window", quiet=False, step_free=False, tables=tables(20, set(range(3, 18)), mine=2)),
    O(name="Garden", quiet=True, step_free=True, tables=tables(10, {1, 4, 7})),
)  # fmt: skip
STARTS = ("13:30", "13:55", "14:20", "15:10", "15:35", "16:00", "16:25", "16:50", "17:15", "17:40")
SLOTS = tuple(
    O(key=f"s{n:02}", start=at(clock), end=at(clock) + dt.timedelta(minutes=20))
    for n, clock in enumerate(STARTS, start=1)
)

CHECKS = (
    "Nobody is in two places at once", "Nobody meets anybody twice", "One meeting a table",
    "Everyone is there when they said", "Blocked pairs never meet",
    "At most two finance sellers pitch to one person", "The bound, by weak duality",
)  # fmt: skip
CERTIFICATE = O(
    share=0.9941, value=361.84, bound=363.99, bound_by="the selection's linear programme",
    optimal=False, people=142, there=142, needed=284, places=520, meetings=504, guarantee=4,
    verified=True, checks=CHECKS, seconds=11.6, short=2,
    unmet=(
        O(name="Nuala Tierney", wanted=4, got=3,
          reason="she is there from 13:30 to 15:30 only, which leaves three times"),
        O(name="Gavin Stokes-Daly", wanted=4, got=2,
          reason="everybody who would gain has reached the cap on finance sellers"),
    ),
)  # fmt: skip
# A room too small for what is promised, after two have not come.
SHORT = O(**(vars(CERTIFICATE) | {
    "share": 0.9908, "value": 65.2, "bound": 65.8, "people": 60, "there": 58, "needed": 116,
    "places": 80, "meetings": 80, "short": 55,
    "unmet": tuple(
        O(name=f"Person {n}", wanted=4, got=2, reason="the room is full at every time")
        for n in range(1, 56)
    ),
}))  # fmt: skip
OPTIMAL = O(**(vars(CERTIFICATE) | {
    "optimal": True, "share": 1.0, "value": 363.99, "unmet": (), "short": 0}))  # fmt: skip

STAGES = ("Read the people", "Find who would gain from whom", "Choose who meets", "Set the times",
          "Improve", "Seat everyone", "Check every rule again")  # fmt: skip


def job(state: str, at_stage: int, **more: object) -> O:
    stages = tuple(
        O(label=label, state="done" if n < at_stage else "now" if n == at_stage else "later")
        for n, label in enumerate(STAGES)
    )
    known: dict[str, object] = {
        "title": "Making the timetable", "fraction": None, "detail": "", "value": None,
        "bound": None, "points": (), "seconds": 14.0, "message": "", "events_path": "",
        "cancel_path": "/organise/cork/runs/7/cancel", "result_path": "",
    }  # fmt: skip
    return O(state=state, stages=stages, **(known | more))


POINTS = ((0, 0.953), (1.2, 0.961), (2.1, 0.972), (3.5, 0.981), (5, 0.985), (8, 0.9893),
          (10, 0.9917), (14, 0.9928))  # fmt: skip
RUNNING = job("running", 4, fraction=0.55, points=POINTS, detail="Trading places in small groups")
FAILED = job("failed", 2, message="Two locked meetings want table Quay 4 at 14:20. Unlock "
             "one of them, then make the timetable again.", cancel_path="")  # fmt: skip
DONE = job("done", 7, points=POINTS, result_path="/organise/cork/timetable/3", seconds=19.2)
