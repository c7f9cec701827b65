# %% [markdown]
# # Schedule quality: value, equality and gap
# The business-exchange sample (150 fictional people, 10 slots, 45 tables), scheduled with fairness
# 0, 0.5 and 1, beside the way most products fill timetables: best pair first, first free slot.

# %%
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from api.attendees.people_file import read_people
from api.events.event_reading import read_event
from api.matches.profiles import parameters_of, policy_of, profiles_of_file
from benchmarks.metrics import lorenz, shares_of, sitting_out
from embeddings import SentenceEncoder, embed
from matcher import People, match
from matcher.ranking.exposure import gini
from scheduling.problem import (
    Attendee,
    Meeting,
    Objective,
    Pairs,
    Problem,
    Schedule,
    Slot,
    Table,
)
from scheduling.seating.seating import seat
from scheduling.solve import solve
from scheduling.stop import MaxRuntime

RHUBARB, LEAF, SKY, AMBER, MUTED = "#b02a4f", "#2c6a4a", "#245f8f", "#8a5a00", "#5c5f69"
SAMPLE = Path("examples/business-exchange")
SECONDS = 10.0

# %% [markdown]
# ## From the list to a problem
# The same steps as `confab match`, then people, room and rules as the solver sees them.

# %%
event = read_event(SAMPLE / "event.toml")
rows = read_people(SAMPLE / "attendees.csv", event.fields).people
profiles = profiles_of_file(rows, event, "attendees.csv")
people = People.of(profiles)
encoder = SentenceEncoder.default()
result = match(
    people,
    embed(people.texts, encoder),
    policy_of(event.rules, event.fields),
    parameters_of(event.event.mix, event.rules),
)
graph = result.graph
print(f"{len(people)} people, {len(graph):,} candidate pairs, read by {encoder.name}")

# %%
times = event.slot_times()
origin = times[0][1]
problem = Problem(
    attendees=tuple(
        Attendee(
            p.id,
            min_meetings=event.rules.min_meetings,
            max_meetings=event.rules.max_meetings,
            available=p.available,
            groups=p.groups,
            group_caps={group.name: group.cap for group in event.rules.groups},
        )
        for p in people.profiles
    ),
    slots=tuple(
        Slot(key, (a - origin).total_seconds() / 60, (b - origin).total_seconds() / 60, "one")
        for key, a, b in times
    ),
    tables=tuple(Table(key, zone.name) for key, zone in event.table_keys()),
    pairs=Pairs(graph.a, graph.b, graph.score.astype(float)),
)

# %% [markdown]
# ## Greedy by score
# What products do: take the best pair, give it the first slot and table both have free.


# %%
def greedy(problem: Problem) -> Schedule:
    """Best pair first, first common free slot; limits and caps respected."""
    slots = [s.id for s in problem.slots]
    free = [set(a.available or slots) for a in problem.attendees]
    left = [a.max_meetings or len(slots) for a in problem.attendees]
    caps = [dict(a.group_caps) for a in problem.attendees]
    tables = {s: len(problem.tables) for s in slots}
    held = []
    for e in np.argsort(-problem.pairs.score, kind="stable"):
        i, j = int(problem.pairs.a[e]), int(problem.pairs.b[e])
        one, two = problem.attendees[i], problem.attendees[j]
        capped = any(caps[i].get(g, 1) <= 0 for g in two.groups) or any(
            caps[j].get(g, 1) <= 0 for g in one.groups
        )
        slot = next((s for s in slots if s in free[i] & free[j] and tables[s]), None)
        if slot is None or capped or not (left[i] and left[j]):
            continue
        for me, other in ((i, two), (j, one)):
            free[me].discard(slot)
            left[me] -= 1
            for g in other.groups:
                if g in caps[me]:
                    caps[me][g] -= 1
        tables[slot] -= 1
        held.append(Meeting(slot, one.id, two.id))
    return Schedule(seat(problem, held).meetings)


# %%
shares, gaps = {"greedy": shares_of(problem, greedy(problem))}, {}
for fairness in (0.0, 0.5, 1.0):
    asked = replace(problem, objective=Objective(fairness=fairness))
    solved = solve(asked, stop=MaxRuntime(SECONDS))
    name = f"fairness {fairness:g}"
    shares[name] = shares_of(problem, solved.schedule)
    gaps[name] = solved.certificate.gap

print(f"{'':14}{'value':>8}{'worst':>8}{'under 4':>9}{'out':>5}{'Gini n':>8}{'Gini v':>8}{'breaks':>8}{'gap':>8}")
for name, got in shares.items():
    gap = f"{gaps[name]:.2%}" if name in gaps else "-"
    print(
        f"{name:14}{got.value.sum() / 2:8.1f}{got.value.min():8.2f}"
        f"{int((got.meetings < event.rules.min_meetings).sum()):9}{sitting_out(got):5}"
        f"{gini(got.meetings):8.3f}{gini(got.value):8.3f}{int(got.breaks.sum()):8}{gap:>8}"
    )

# %% [markdown]
# Free mingling at two conferences, measured by badges, had a Gini of partners of 0.32 to 0.43.
# ## Who gets how much
# The Lorenz curve of value: the nearer the diagonal, the more evenly it falls.

# %%
figure, axes = plt.subplots(figsize=(6, 5))
axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=":")
for (name, got), colour in zip(shares.items(), (AMBER, SKY, LEAF, RHUBARB), strict=True):
    curve = lorenz(got.value)
    axes.plot(curve[:, 0], curve[:, 1], color=colour)
    middle = len(curve) // 2
    axes.annotate(name, curve[middle], color=colour, xytext=(6, -10), textcoords="offset points")
axes.set_xlabel("share of people, those with least first")
axes.set_ylabel("share of all value")
axes.set_title("Value of meetings, how evenly it falls", loc="left")
plt.show()

# %% [markdown]
# ## What fairness costs
# Value in all against the value of whoever has least.

# %%
figure, axes = plt.subplots(figsize=(6, 4))
for (name, got), colour in zip(shares.items(), (AMBER, SKY, LEAF, RHUBARB), strict=True):
    axes.scatter(got.value.min(), got.value.sum() / 2, color=colour)
    axes.annotate(name, (got.value.min(), got.value.sum() / 2), color=colour, xytext=(6, 4),
                  textcoords="offset points")
axes.set_xlabel("value of the worst-off person")
axes.set_ylabel("value in all")
axes.set_title("The price of fairness", loc="left")
plt.show()
