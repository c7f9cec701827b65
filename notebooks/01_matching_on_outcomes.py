# %% [markdown]
# # Matching on real outcomes
# Does Confab's matching foresee who gains from whom? Each table puts it beside the popularity
# baseline. Small slices run here; `confab evaluate` runs everything. The data of others is not
# in the repository: point `CONFAB_DATA` at your copy, or the section says what is absent.

# %%
import matplotlib.pyplot as plt

import numpy as np

from benchmarks.metrics import lorenz
from benchmarks.outcomes import mentor_mentee, reviewers, samples, speed_dating, wishes
from benchmarks.outcomes.data import Absent
from benchmarks.outcomes.vectors import Vectors
from benchmarks.wishing.sample import SampleEvent
from matcher.ranking.exposure import gini

INK, MUTED, RHUBARB, SKY, PAPER = "#22242b", "#5c5f69", "#b02a4f", "#245f8f", "#fbf9f5"
LEAF, AMBER = "#2c6a4a", "#8a5a00"
vectors = Vectors()


def tables_of(module):
    """Tables of one data set on a small slice, printed; none when the data is absent."""
    try:
        found = module.run(vectors, quick=True)
    except Absent as absent:
        print(absent)
        return []
    for table in found:
        print(table.text())
    return found


def bars(table, column, ours="Confab", chance=None):
    """One bar a row, each with its figure beside it; ours in the accent colour."""
    at = table.columns.index(column)
    rows = [(name, values[at]) for name, values in table.rows if values[at] is not None][::-1]
    figure, axes = plt.subplots(figsize=(8, 0.4 * len(rows) + 0.8), facecolor=PAPER)
    axes.set_facecolor(PAPER)
    colours = [RHUBARB if ours in name else SKY for name, _ in rows]
    axes.barh([name for name, _ in rows], [value for _, value in rows], color=colours)
    for place, (_, value) in enumerate(rows):
        axes.text(value, place, f" {value:.3f}", va="center", color=INK)
    if chance is not None:
        axes.axvline(chance, color=MUTED, linewidth=1)
        axes.text(chance, len(rows) - 0.4, " chance", color=MUTED)
    axes.set_title(f"{table.title.split(':')[0]}: {column}", color=INK, loc="left")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    plt.show()


# %% [markdown]
# ## The sample event, labelled by hand
# Held-out half of the labels; each row with a minus takes one idea off.

# %%
for table in tables_of(samples)[:1]:
    bars(table, "nDCG@10")

# %% [markdown]
# ## Speed dating
# Both sides' yes or no, foreseen from answers given before the event; whole events are left out.

# %%
for table in tables_of(speed_dating)[:1]:
    bars(table, "AUC", chance=0.5)

# %% [markdown]
# ## Mentors and mentees

# %%
for table in tables_of(mentor_mentee):
    bars(table, "AUC", chance=0.5)

# %% [markdown]
# ## Who can help with which paper
# The loss of the gold standard: lower is better. With the model's own vectors only; the slice is
# twelve people, so read the published rows as orientation.

# %%
for table in tables_of(reviewers):
    bars(table, "loss", ours="item")

# %% [markdown]
# ## Those at the edge, and what it costs the others
# Do stars, promises and fairness give better meetings to newcomers, and to those few would choose?
# A simulation; what people do is made up, with a seed, in `benchmarks/wishing/behaviour.py`:
# - What a meeting gives somebody is 0, 1/2 or 1, as a reader of all profiles graded it. The matcher
#   never sees that.
# - On their list people see it with noise (standard deviation 1/2), and expect up to 1/4 more of the
#   known and up to 1/4 less of the unknown.
# - Six in ten press stars, for the three on their list of whom they expect most. They refuse whoever
#   on it they rank in the lowest tenth of everybody.
# - A tenth is new: nobody knows them, and three in ten of them press stars. With the fifth of whom
#   others would gain least, they are at the edge.
#
# *The most wanted first* is how booking each other goes: who has most stars asks first, and the asked
# say yes to all but those they refuse. `confab evaluate --set wishes` runs all six events.


# %%
def trade(table):
    """For each way, what those at the edge gain and what the others gain, beside rank and fill."""
    edge, others = (table.columns.index(name) for name in ("at the edge", "others"))
    figure, axes = plt.subplots(figsize=(8, 0.4 * len(table.rows) + 1), facecolor=PAPER)
    axes.set_facecolor(PAPER)
    axes.axvline(0, color=MUTED, linewidth=0.5)
    names = [name for name, _ in table.rows][::-1]
    for column, colour, label in ((edge, RHUBARB, "at the edge"), (others, SKY, "others")):
        values = [100 * values[column] for _, values in table.rows][::-1]
        axes.scatter(values, names, color=colour, label=label, zorder=2)
    for place, (_, values) in enumerate(table.rows[::-1]):
        axes.hlines(place, 100 * values[edge], 100 * values[others], color=MUTED, linewidth=1)
    axes.legend(frameon=False, loc="lower right", labelcolor=INK)
    axes.set_xlabel("gain a person, % more than by rank and fill")
    axes.set_title("What it gives, and to whom", color=INK, loc="left")
    axes.spines[["top", "right", "left"]].set_visible(False)
    plt.show()


for table in tables_of(wishes):
    trade(table)

# %% [markdown]
# ### How evenly it falls
# Lorenz curves of what people gain, two draws together: the nearer the diagonal, the more evenly.

# %%
event = SampleEvent.read(wishes.QUICK_EVENT, vectors)
figure, axes = plt.subplots(figsize=(6, 5), facecolor=PAPER)
axes.set_facecolor(PAPER)
axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=":")
shown = {
    wishes.BESIDE: AMBER,
    "the most wanted first": SKY,
    "Confab, plain sum of scores": LEAF,
    "and fairness 0.5 (default)": RHUBARB,
}
for name, colour in shown.items():
    gains = np.concatenate([wishes.gained(event, wishes.WAYS[name], seed) for seed in range(2)])
    curve = lorenz(gains)
    axes.plot(curve[:, 0], curve[:, 1], color=colour, label=f"{name}: Gini {gini(gains):.2f}")
axes.legend(frameon=False, loc="upper left", labelcolor=INK)
axes.set_xlabel("share of people, those with least first")
axes.set_ylabel("share of all that is gained")
axes.set_title(f"{event.name}: what people gain, how evenly it falls", color=INK, loc="left")
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# Over all six events and five draws: stars give those at the edge 3 % more and the others 8 %; the
# guarantee gives those at the edge another 2 % and costs nobody; fairness 0.5 gives the poorest tenth a
# fifth more and costs the others 2.5 %. The most wanted first leaves those at the edge with 11 % less.
