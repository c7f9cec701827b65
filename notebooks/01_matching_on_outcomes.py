# %% [markdown]
# # Matching on real outcomes
# Does Confab's matching foresee who gains from whom? Each table puts it beside the popularity
# baseline. Small slices run here; `confab evaluate` runs everything. The data of others is not
# in the repository: point `CONFAB_DATA` at your copy, or the section says what is absent.

# %%
import matplotlib.pyplot as plt

from benchmarks.outcomes import mentor_mentee, reviewers, samples, speed_dating
from benchmarks.outcomes.data import Absent
from benchmarks.outcomes.vectors import Vectors

INK, MUTED, RHUBARB, SKY, PAPER = "#22242b", "#5c5f69", "#b02a4f", "#245f8f", "#fbf9f5"
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
