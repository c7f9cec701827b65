"""An independent schedule checker: plain loops over the public JSON, nothing of `scheduling`.

It is the second opinion that property tests hold against solver and verifier alike, so it is
written from docs/formats.md, slowly and obviously. Do not make it share code with the engine.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import Any

Document = dict[str, Any]
Meetings = list[Document]


class Checker:
    """Checks meetings against a problem document; ``broken`` gives (rule, story) pairs."""

    def __init__(self, problem: Document, meetings: Meetings) -> None:
        self.problem = problem
        self.meetings = meetings
        self.people = {a["id"]: a for a in problem["attendees"]}
        self.teams = {t["id"]: t for t in problem.get("teams", [])}
        self.slots = sorted(problem["slots"], key=lambda s: s["start"])
        self.order = {s["id"]: t for t, s in enumerate(self.slots)}
        self.day = {s["id"]: s.get("day", "") for s in self.slots}
        self.tables = {t["id"]: t for t in problem.get("tables", [])}
        self.goal = problem.get("objective", {})
        self.given = self.goal.get("mode") == "all_meetings"

    # Who sits, and for whom.

    def sitting(self, meeting: Document, side: str) -> list[str]:
        """Return the people on one side."""
        team = self.teams.get(meeting.get(f"team_{side}") or "")
        if team is not None and team.get("together"):
            return list(team["members"])
        return [meeting[side]]

    def everybody(self, meeting: Document) -> list[str]:
        return self.sitting(meeting, "a") + self.sitting(meeting, "b")

    def parties(self, meeting: Document) -> frozenset[str]:
        return frozenset(meeting.get(f"team_{side}") or meeting[side] for side in ("a", "b"))

    def of(self, person: str) -> Meetings:
        return [m for m in self.meetings if person in self.everybody(m)]

    def held(self, a: str, b: str) -> Meetings:
        return [m for m in self.meetings if self.parties(m) == frozenset((a, b))]

    # The rules.

    def broken(self) -> list[tuple[str, str]]:
        """Return every broken rule with a story."""
        found = list(self._unknown())
        if found:
            return found
        for rules in (self._person, self._meeting, self._room, self._wishes):
            found += rules()
        found += self._given() if self.given else self._selected()
        return found

    def _unknown(self) -> Any:
        for m in self.meetings:
            known = m["a"] in self.people and m["b"] in self.people and m["a"] != m["b"]
            known = known and m["slot"] in self.order
            known = known and (not m.get("table") or m["table"] in self.tables)
            known = known and all(
                not m.get(f"team_{side}") or m[f"team_{side}"] in self.teams for side in "ab"
            )
            if not known:
                yield "known ids", str(m)

    def _person(self) -> Any:
        for name, person in self.people.items():
            mine = self.of(name)
            when = Counter(m["slot"] for m in mine)
            available = person.get("available")
            for slot, count in when.items():
                if available is not None and slot not in available:
                    yield "present", f"{name} in {slot}"
                if count > 1:
                    yield "one meeting at a time", f"{name} in {slot}"
            most = person.get("max_meetings")
            if most is not None and len(mine) > most:
                yield "most meetings", f"{name}: {len(mine)} > {most}"
            for day in set(self.day.values()):
                count = sum(c for slot, c in when.items() if self.day[slot] == day)
                if person.get("max_per_day") is not None and count > person["max_per_day"]:
                    yield "most per day", f"{name} on {day}"
            if person.get("max_consecutive") is not None and (
                self.longest_run(set(when)) > person["max_consecutive"]
            ):
                yield "most in a row", name
            for group, cap in person.get("group_caps", {}).items():
                with_group = [
                    m
                    for m in mine
                    if any(
                        group in self.people[other].get("groups", [])
                        for other in self.opposite(m, name)
                    )
                ]
                if len(with_group) > cap:
                    yield "group caps", f"{name} and {group}: {len(with_group)} > {cap}"
        for name, team in self.teams.items():
            count = sum(name in self.parties(m) for m in self.meetings)
            if team.get("max_meetings") is not None and count > team["max_meetings"]:
                yield "most meetings", f"team {name}: {count}"

    def opposite(self, meeting: Document, person: str) -> list[str]:
        mine = self.sitting(meeting, "a")
        return self.sitting(meeting, "b") if person in mine else mine

    def longest_run(self, busy: set[str]) -> int:
        longest = run = 0
        for before, slot in itertools.pairwise([None, *self.slots]):
            assert slot is not None
            joined = (
                before is not None
                and self.day[before["id"]] == self.day[slot["id"]]
                and slot["start"] - before["end"] < 10
            )
            run = (run if joined else 0) + 1 if slot["id"] in busy else 0
            longest = max(longest, run)
        return longest

    def _meeting(self) -> Any:
        never = {frozenset((w["a"], w["b"])) for w in self.problem.get("never_meet", [])}
        team_of = {p: t for t, team in self.teams.items() for p in team["members"]}
        for m in self.meetings:
            for side in ("a", "b"):
                team = m.get(f"team_{side}")
                if team and m[side] not in self.teams[team]["members"]:
                    yield "teams", f"{m[side]} is not of {team}"
            sides = [
                [*self.sitting(m, side), *([m[f"team_{side}"]] if m.get(f"team_{side}") else [])]
                for side in ("a", "b")
            ]
            for x, y in itertools.product(*sides):
                if frozenset((x, y)) in never:
                    yield "never meet", f"{x} and {y}"
                if x in self.people and y in self.people:
                    side = self.people[x].get("side", "")
                    if side and side == self.people[y].get("side", ""):
                        yield "sides", f"{x} and {y}"
                    if x in team_of and team_of[x] == team_of.get(y):
                        yield "teams", f"{x} and {y} are one team"

    def _room(self) -> Any:
        hosts = {a["table"]: name for name, a in self.people.items() if a.get("table")}
        taken: set[tuple[str, str]] = set()
        for m in self.meetings:
            table = m.get("table")
            if not self.tables:
                if table:
                    yield "tables", f"{m} where there are none"
                continue
            if not table:
                yield "tables", f"{m} has none"
                continue
            spot = self.tables[table]
            if spot.get("available") is not None and m["slot"] not in spot["available"]:
                yield "tables", f"{table} is closed in {m['slot']}"
            if (table, m["slot"]) in taken:
                yield "tables", f"{table} is taken in {m['slot']}"
            taken.add((table, m["slot"]))
            if table in hosts and hosts[table] not in self.everybody(m):
                yield "hosts", f"{m} at {hosts[table]}'s"
            for person in self.everybody(m):
                own, zones = self.people[person].get("table"), self.people[person].get("zones")
                if own and own != table:
                    yield "hosts", f"{person} not at {own}"
                if zones and spot.get("zone", "") not in zones:
                    yield "zones", f"{person} at {table}"

    def _wishes(self) -> Any:
        for must in self.problem.get("must_meet", []):
            if must.get("priority") is None and not self.held(must["a"], must["b"]):
                yield "must meet", str(must)
        for lock in self.problem.get("locked", []):
            if not any(
                lock.get("slot") in (None, m["slot"]) and lock.get("table") in (None, m["table"])
                for m in self.held(lock["a"], lock["b"])
            ):
                yield "locked", str(lock)
        for rule in self.problem.get("before", []):
            for first in self.held(**rule["first"]):
                for then in self.held(**rule["then"]):
                    if self.order[first["slot"]] >= self.order[then["slot"]]:
                        yield "before", str(rule)

    def _selected(self) -> Any:
        listed = {
            frozenset((p["a"], p["b"]))
            for field in ("pairs", "must_meet", "locked")
            for p in self.problem.get(field, [])
        }
        count = Counter(self.parties(m) for m in self.meetings)
        for pair, times in count.items():
            if pair not in listed:
                yield "listed pairs", str(sorted(pair))
            if times > 1:
                yield "once a pair", str(sorted(pair))

    def _given(self) -> Any:
        held: dict[str, Document] = {}
        asked = {g["id"]: g for g in self.problem.get("meetings", [])}
        for m in self.meetings:
            given = asked.get(m.get("id", ""))
            if given is None or {given["a"], given["b"]} != {m["a"], m["b"]} or m["id"] in held:
                yield "given meetings", str(m)
                continue
            held[m["id"]] = m
            if given.get("slots") is not None and m["slot"] not in given["slots"]:
                yield "given meetings", f"{m} not in {given['slots']}"
        for name, given in asked.items():
            if name not in held:
                if not self.goal.get("partial"):
                    yield "given meetings", f"{name} is missing"
                continue
            for earlier in given.get("after", []):
                if earlier in held and (
                    self.order[held[earlier]["slot"]] >= self.order[held[name]["slot"]]
                ):
                    yield "given meetings", f"{name} is not after {earlier}"
        spread = self.goal.get("break_spread")
        if spread is not None:
            breaks = [self.breaks(p) for p in self.people]
            if max(breaks) - min(breaks) > spread:
                yield "break spread", str(breaks)

    # What it is worth.

    def breaks(self, person: str) -> int:
        """Return how many idle runs lie between two meetings of a day."""
        busy = {m["slot"] for m in self.of(person)}
        total = 0
        for day in set(self.day.values()):
            pattern = "".join(
                "x" if s["id"] in busy else " " for s in self.slots if self.day[s["id"]] == day
            )
            total += max(0, len(pattern.split()) - 1)
        return total

    def objective(self) -> float:
        """Return F (select) or the number of breaks (all_meetings)."""
        if self.given:
            return float(sum(self.breaks(p) for p in self.people))
        f = self.goal.get("fairness", 0.0)
        score = {frozenset((p["a"], p["b"])): p["score"] for p in self.problem.get("pairs", [])}
        price = self.price()
        best = [self.best_alone(p, score) for p in self.people]
        reference = sum(best) / len(best)
        values = dict.fromkeys(self.people, 0.0)
        for m in self.meetings:
            for side in ("a", "b"):
                mine = self.sitting(m, side)
                for person in mine:
                    values[person] += score.get(self.parties(m), 0.0) / len(mine)
        total = sum(utility(v, f, reference) for v in values.values()) / 2
        if f == 1:
            counted = [values[p] for p in self.people if self.has_possible_pair(p)]
            total += len(self.people) * min(counted, default=0.0)
        total += price * sum(
            w["priority"]
            for w in self.problem.get("must_meet", [])
            if w.get("priority") is not None and self.held(w["a"], w["b"])
        )
        return total - price * self.missing()

    def price(self) -> float:
        """Return P, what a missing meeting costs."""
        given, f = self.goal.get("shortfall_price"), self.goal.get("fairness", 0.0)
        top = max((p["score"] for p in self.problem.get("pairs", [])), default=0.0) or 1.0
        steepest = 1 - f + 16 * f + (len(self.people) if f == 1 else 0)
        return float(10 * top * steepest if given is None else given)

    def missing(self) -> int:
        """Return how many guaranteed meetings are missing."""
        short = 0
        for name, person in self.people.items():
            mine = self.of(name)
            short += max(0, person.get("min_meetings", 0) - len(mine))
            for day in set(self.day.values()):
                on_day = sum(self.day[m["slot"]] == day for m in mine)
                short += max(0, person.get("min_per_day", 0) - on_day)
        for name, team in self.teams.items():
            held = sum(name in self.parties(m) for m in self.meetings)
            short += max(0, team.get("min_meetings", 0) - held)
        return short

    def most(self, person: str) -> int:
        available = self.people[person].get("available")
        slots = len(self.slots) if available is None else len(set(available))
        limit = self.people[person].get("max_meetings")
        return slots if limit is None else min(slots, limit)

    def best_alone(self, person: str, score: dict[frozenset[str], float]) -> float:
        own = [person]
        share: dict[str, float] = defaultdict(lambda: 1.0)
        for name, team in self.teams.items():
            if person in team["members"]:
                own.append(name)
                share[name] = 1 / len(team["members"]) if team.get("together") else 1.0
        worth = [s * share[p] for pair, s in score.items() for p in own if p in pair]
        return sum(sorted(worth, reverse=True)[: self.most(person)])

    def has_possible_pair(self, person: str) -> bool:
        """Return whether any listed pair could be held if it were the only meeting."""
        wished = {
            frozenset((p["a"], p["b"]))
            for field in ("pairs", "must_meet", "locked")
            for p in self.problem.get(field, [])
        }
        for pair in wished:
            for meeting in self.ways(*sorted(pair)):
                fits = self.as_locked(pair, meeting) and not self.alone(meeting)
                if fits and person in self.everybody(meeting):
                    return True
        return False

    def as_locked(self, pair: frozenset[str], meeting: Document) -> bool:
        """Return whether a meeting is when and where its pair is locked to, if it is."""
        return all(
            lock.get(place) in (None, meeting[place])
            for lock in self.problem.get("locked", [])
            for place in ("slot", "table")
            if {lock["a"], lock["b"]} == pair
        )

    def ways(self, one: str, other: str) -> Any:
        """Return every way a pair could be held: who sits, when, at which table."""
        for a, b in itertools.product(
            *(
                [(p, "")] if p in self.people else [(m, p) for m in self.teams[p]["members"]]
                for p in (one, other)
            )
        ):
            for slot in self.order:
                for table in self.tables or [None]:
                    yield {
                        "a": a[0], "b": b[0], "team_a": a[1], "team_b": b[1],
                        "slot": slot, "table": table,
                    }  # fmt: skip

    def alone(self, meeting: Document) -> bool:
        """Return whether the meeting breaks a rule of presence, room or people kept apart."""
        single = Checker(self.problem, [meeting])
        rules = {"present", "one meeting at a time", "tables", "hosts", "zones"}
        rules |= {"never meet", "sides", "teams"}
        found = [*single._person(), *single._meeting(), *single._room()]
        return any(rule in rules for rule, _ in found) or any(
            self.most(p) == 0 for p in self.everybody(meeting)
        )


def utility(value: float, fairness: float, reference: float) -> float:
    """Return u(v): steep where a person has little, slope 1 beyond the reference."""
    total, low = 0.0, 0.0
    for slope, high in zip((16, 8, 4, 2, 1), (0.25, 0.5, 0.75, 1.0, None), strict=True):
        top = value if high is None else min(value, high * reference)
        if top > low:
            total += (top - low) * ((1 - fairness) + fairness * slope)
            low = top
    return total


def broken_rules(problem: Document, meetings: Meetings) -> set[str]:
    """Return the names of the rules that the meetings break."""
    return {rule for rule, _ in Checker(problem, meetings).broken()}
