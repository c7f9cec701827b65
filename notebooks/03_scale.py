# %% [markdown]
# # Scale
# How the time to match and to make a timetable grows with the number of people. Vectors are
# drawn at random, three needs and three offers each. `make bench` measures the large sizes.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

from matcher import Parameters, People, Profile, match
from scheduling.problem import Attendee, Pairs, Problem, Slot
from scheduling.solve import solve
from scheduling.stop import MaxRuntime

INK, RHUBARB, SKY, PAPER = "#22242b", "#b02a4f", "#245f8f", "#fbf9f5"


def people_of(n):
    """n people with three needs and three offers, each of them a text of its own."""
    return People.of(
        [
            Profile(
                f"p{i}",
                needs="\n".join(f"need {i} {k}" for k in range(3)),
                offers="\n".join(f"offer {i} {k}" for k in range(3)),
            )
            for i in range(n)
        ]
    )


# %%
rows = []
for n in (50, 100, 200, 400):
    people = people_of(n)
    random = np.random.default_rng(0)
    vectors = random.normal(size=(len(people.texts), 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    started = time.perf_counter()
    result = match(people, vectors, parameters=Parameters(top_k=12))
    matched = time.perf_counter() - started
    graph = result.graph
    problem = Problem(
        attendees=tuple(Attendee(profile.id) for profile in people.profiles),
        slots=tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 15) for t in range(8)),
        pairs=Pairs(graph.a, graph.b, graph.score.astype(np.float64)),
    )
    started = time.perf_counter()
    solved = solve(problem, stop=MaxRuntime(10))
    rows.append((n, matched, time.perf_counter() - started, solved.certificate.gap))
print("people  match s  timetable s  gap")
for n, matched, made, gap in rows:
    print(f"{n:6}  {matched:7.2f}  {made:11.2f}  {gap if gap is None else round(gap, 4)}")

# %%
figure, axes = plt.subplots(figsize=(6, 3), facecolor=PAPER)
axes.set_facecolor(PAPER)
for column, colour, name in ((1, RHUBARB, "match"), (2, SKY, "timetable")):
    axes.plot([r[0] for r in rows], [r[column] for r in rows], color=colour, marker="o")
    axes.text(rows[-1][0], rows[-1][column], f" {name}", color=colour, va="center")
axes.set_xlabel("people", color=INK)
axes.set_ylabel("seconds", color=INK)
axes.spines[["top", "right"]].set_visible(False)
plt.show()
