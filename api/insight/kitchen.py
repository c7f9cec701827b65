"""What the kitchen cooks: diets, allergies and what must be asked, each with its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.insight.diet_words import ALLERGENS, DIETS
from api.insight.diets import DietRead, read_diet
from api.insight.guests import Guest


@dataclass(frozen=True, slots=True)
class Allergen:
    """What is avoided, by how many; ``allergic`` of them call it an allergy."""

    name: str
    people: int
    allergic: int


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Needs of those who have not said no.

    Attributes
    ----------
    people
        All of them; ``plain`` have written nothing, or that they eat everything.
    diets, unclear
        Name, or words as written, and people, the most frequent first. Who needs two things
        counts in both.
    """

    people: int
    plain: int
    diets: tuple[tuple[str, int], ...]
    allergens: tuple[Allergen, ...]
    unclear: tuple[tuple[str, int], ...]


def kitchen_of(people: Sequence[Guest]) -> Kitchen:
    """Count what people need."""
    diets: Counter[str] = Counter()
    avoided: Counter[str] = Counter()
    allergic: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    fed = plain = 0
    for _, read in needs_of(people):
        fed += 1
        plain += read == DietRead()
        diets.update(read.diets)
        avoided.update(read.avoided)
        allergic.update(read.allergic)
        if read.unclear:
            unclear[read.unclear] += 1
    return Kitchen(
        fed,
        plain,
        _sorted(diets, tuple(DIETS)),
        tuple(
            Allergen(name, count, allergic[name])
            for name, count in sorted(
                avoided.items(), key=lambda e: (-allergic[e[0]], -e[1], e[0] not in ALLERGENS, e[0])
            )
        ),
        _sorted(unclear, ()),
    )


def needs_of(people: Sequence[Guest]) -> Iterator[tuple[Guest, DietRead]]:
    """Give those who have not said no, each with what they need."""
    for person in people:
        if person.coming != "no" or person.checked_in_at is not None:
            yield person, read_diet(person.diet)


def food_lines(kitchen: Kitchen, most: int = 12) -> tuple[tuple[str, int], ...]:
    """Say it in a few lines for the event's page: diets, then allergies, then what to ask."""
    allergens = [
        (f"{each.name}: allergy" if each.allergic else f"no {each.name}", each.people)
        for each in kitchen.allergens
    ]
    lines = [*kitchen.diets, *allergens[:most]]
    if more := sum(count for _, count in allergens[most:]):
        lines.append(("other allergies and things avoided", more))
    if unclear := sum(count for _, count in kitchen.unclear):
        lines.append(("to be read by you", unclear))
    return tuple(lines)


def _sorted(counts: Counter[str], order: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    place = {name: at for at, name in enumerate(order)}
    return tuple(sorted(counts.items(), key=lambda e: (-e[1], place.get(e[0], len(place)), e[0])))
