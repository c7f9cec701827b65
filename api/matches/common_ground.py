"""Common ground: what is true of two people where no reason to meet is good enough to be told.

Only what both say for others to read counts, word for word, and never what is true of more than a
third of the event's people: it would say nothing about the two. It claims no benefit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from babel import Locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.languages import spoken
from api.attendees.models import Attendee, FacetText
from api.attendees.visibility import stated
from matcher import Facet, Profile
from matcher.text.items import split
from matcher.text.topics import names_in, pastimes_in, pursuits_in, times_in, words_in

Pair = tuple[str, str]
Facts = dict[str, str]
"""Kind and key, such as ``"speaks pl"`` -> the word for it as the person writes it."""

_USUAL = 1 / 3
# So many, evenly among all, tell the shares; reading everybody takes seconds in a large crowd.
_ASKED = 256
# All facts of a kind, where none of them is said.
_TIMES, _PURSUITS = "times *", "pursues *"
# So many facts are told of two people.
_MOST = 2
# The kinds of facts, those that tell most first, and how each is said.
_SAID = {
    "pursues": "You both write of {}.",
    "likes": "You both have {} among your interests.",
    "names": "You both mention {}.",
    "mentions": "You both mention {}.",
    "times": "You both name {}.",
    "speaks": "You both speak {}.",
    "works": "You both work in {}.",
}
# SQLite takes at most 32,766 parameters a statement.
_AT_ONCE = 5000


def common_ground(
    session: Session, pairs: Iterable[Pair], usual: Collection[str] | None
) -> dict[Pair, str]:
    """Say what pairs of people, by row id, have in common, as the second writes it.

    Parameters
    ----------
    usual
        What `usual_facts` found when people were matched; None before: then nothing is said.

    Returns
    -------
    dict
        A line for each pair of whom something is true.
    """
    if usual is None:
        return {}
    asked = list(pairs)
    facts = {
        profile.id: facts_of(profile, usual)
        for profile in _profiles(session, {person for pair in asked for person in pair})
    }
    told = {
        (one, other): common_facts(facts[one], facts[other], usual)
        for one, other in asked
        if one in facts and other in facts
    }
    return {pair: " ".join(said) for pair, said in told.items() if said}


def usual_facts(
    profiles: Sequence[Profile], languages: Iterable[str], *, times: bool, pursuits: bool
) -> list[str]:
    """List what is not worth saying of two: true of more than a third, or the event's language.

    Parameters
    ----------
    times, pursuits
        Whether the event is one where most people name such; elsewhere a stall's hours and
        "running a shop" would be taken for them, and none is said.
    """
    unsaid = {kind for kind, counts in ((_TIMES, times), (_PURSUITS, pursuits)) if not counts}
    asked = profiles[:: max(-(-len(profiles) // _ASKED), 1)]
    counted = Counter(fact for profile in asked for fact in facts_of(profile, unsaid))
    usual = {fact for fact, number in counted.items() if number > _USUAL * len(asked)}
    return sorted(usual | unsaid | {f"speaks {code}" for code in spoken(languages).codes[:1]})


def facts_of(profile: Profile, usual: Collection[str] = ()) -> Facts:
    """Gather what a person lets others read that may be true of another, too."""
    texts = (profile.offers, profile.needs, profile.interests, profile.bio)
    found = dict(_said(texts, profile.private, _TIMES not in usual, _PURSUITS not in usual))
    for code in profile.languages:
        if name := _language(code):
            found[f"speaks {code}"] = name
    if sector := stated(profile.sector).strip():
        found[f"works {sector.casefold()}"] = sector
    return found


def common_facts(mine: Facts, theirs: Facts, usual: Collection[str]) -> list[str]:
    """Say what is true of two people, what tells most first; a sentence a kind, few facts in all.

    A word that both mention is a topic only where it is what an interest of one is about.
    """
    kinds, unsaid = list(_SAID), set(usual)
    found: list[tuple[int, str, str]] = []
    for fact, word in theirs.items():
        kind, key = fact.split(" ", 1)
        topic = kind != "mentions" or f"likes {key}" in mine or f"likes {key}" in theirs
        if fact in mine and topic and not {fact, f"mentions {key}"} & unsaid:
            found.append((kinds.index(kind), key, word))
    told: dict[str, tuple[str, str]] = {}
    for place, key, word in sorted(found):
        told.setdefault(key, (_SAID[kinds[place]], word))
    said: dict[str, list[str]] = {}
    for sentence, word in told.values():
        # One time that suits both is enough.
        again = sentence == _SAID["times"] and sentence in said
        if not again and sum(map(len, said.values())) < _MOST:
            said.setdefault(sentence, []).append(word)
    return [sentence.format(" and ".join(words)) for sentence, words in said.items()]


# Whole agendas ask for the same people again and again.
@lru_cache(maxsize=1 << 14)
def _said(
    texts: tuple[str, str, str, str], private: frozenset[Facet], times: bool, pursuits: bool
) -> Facts:
    offers, needs, interests, bio = texts
    found: dict[str, str] = {}
    sought: list[str] = []
    for item in split(
        Profile("", offers=offers, needs=needs, interests=interests, bio=bio, private=private)
    ):
        if item.private or item.polarity < 0:
            continue
        if item.facet is not Facet.INTEREST:
            sought.append(item.quote)
        for key, word in names_in(item.quote):
            found.setdefault(f"names {key}", word)
        for key, word in words_in(item.text):
            found.setdefault(f"mentions {key}", _small(word))
        if item.facet is Facet.INTEREST:
            for key, word in pastimes_in(item.text):
                found.setdefault(f"likes {key}", _small(word))
    for kind, read, asked in (("pursues", pursuits_in, pursuits), ("times", times_in, times)):
        if asked:
            found |= {f"{kind} {key}": word for key, word in read("\n".join(sought))}
    return found


def _small(word: str) -> str:
    """Spell a word as within a sentence; what has capitals throughout keeps them."""
    return word if word.isupper() else word[0].lower() + word[1:]


@lru_cache(maxsize=256)
def _language(code: str) -> str:
    return str(Locale("en").languages.get(code, ""))


def _profiles(session: Session, people: Collection[str]) -> Iterator[Profile]:
    """Read what people say, without all else of them; nothing of who has left."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        columns = (FacetText.attendee_id, FacetText.kind, FacetText.text)
        open_ones = FacetText.attendee_id.in_(part) & ~FacetText.private
        for person, kind, text in session.execute(select(*columns).where(open_ones)):
            texts[person][kind] = text
        rows = session.execute(
            select(Attendee.id, Attendee.sector, Attendee.languages).where(
                Attendee.id.in_(part), Attendee.left_at.is_(None)
            )
        )
        for person, sector, languages in rows:
            own = texts[person]
            yield Profile(
                person,
                sector=sector,
                languages=spoken(languages).codes,
                offers=own.get("offer", ""),
                needs=own.get("need", ""),
                interests=own.get("interest", ""),
            )
