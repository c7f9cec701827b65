"""Requests: what kind of thing a need asks for, as far as its words tell."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.text.phrases import APOSTROPHE, NOT, any_of

_WORD = re.compile(r"[^\W_]+")
# Sorts of people and firms, as somebody names those who are to buy, refer, join or listen.
_SORTS = frozenset(
    _WORD.findall(
        "accountants advisers advisors agencies agents associations audiences authorities "
        "bakeries banks boards bodies bookkeepers bosses brands brokers builders businesses "
        "buyers cafes cafés canteens carers caterers centres charities chefs clients clinics "
        "clubs colleges communities companies consultants contractors contacts cooperatives "
        "councils couples customers dealers departments designers developers directors "
        "distributors donors employers engineers entrepreneurs executives families farmers "
        "farms festivals firms foundations founders freelancers funders galleries gardeners "
        "groups growers guests headteachers homes homeowners hospitals hosts hotels households "
        "importers institutions installers insurers introducers introductions investors "
        "kitchens laboratories labs landlords landowners lawyers leaders leads learners lenders "
        "libraries makers managers manufacturers members merchants museums nurseries nurses "
        "officers operators organisations organisers organizations organizers owners parents "
        "participants partners patients people planners practices practitioners processors "
        "producers professionals proprietors publishers pubs readers referrals referrers "
        "researchers residents restaurants retailers schools sellers services shippers shoppers "
        "shops smes solicitors sponsors startups stockists stores students studios subscribers "
        "suppliers takers teachers teams tenants testers theatres therapists trades traders "
        "trusts universities users venues visitors volunteers wholesalers women workshops "
        "writers "
        # What they gather for: who serves weddings seeks them, as all do who serve them.
        "ceremonies concerts conferences events fairs fetes fêtes funerals parties shows weddings"
    )
)
_LEAD = re.compile(
    r"^(?:"
    + any_of(
        "and | also | but | more | other | new | any | some | a couple more | a few | two | three",
        "several | introductions? to | contacts? (?:with|to) | meeting | reaching | finding",
    )
    + r"\s+)*",
    re.IGNORECASE,
)
# Where the name of a sort ends and what is said of it begins.
_OF_IT = re.compile(
    r"\b"
    + any_of("who | that | with | for | to | in | about | which | where | from | of | at | on")
    + r"\b|whose\b|[,.:;(–—]",
    re.IGNORECASE,
)
_ONE = frozenset(
    _WORD.findall("a an the i we my our some someone somebody something anyone anybody help")
)
_LONGEST = 5
_FREE_OF = re.compile(
    r"\b(?:"
    + any_of("away from | free of | free from | instead of | rather than | other than")
    # Who is without a conductor seeks one.
    + r"|(?<!\bis )(?<!\bam )(?<!\bare )(?<!\bleft )without"
    + rf"|(?:is|are){NOT}|(?:is|are)\s+not)\s+(?:(?:an?|the|any|my|our)\s+)?(\w\w+)"
)
_NOTHING = re.compile(
    any_of(
        rf"(?:{APOSTROPHE}ve|have|need|needs|want|buy|buying|seek|seeking) (?:got )?nothing\b",
        r"\bnothing (?:today|thanks|thank you)\b | \bfine (?:there|thanks)\b",
        rf"(?:\bam|\bare|{APOSTROPHE}m|{APOSTROPHE}re) (?:all set|sorted|covered|not looking)\b",
        r"\bknow (?:you|them|everybody|everyone) all\b | \bknow (?:everybody|everyone) already\b",
        rf"\bdo(?:{NOT}| not) (?:really )?(?:need|want) (?:anything|anybody|anyone|much)\b",
        r"\b(?:no thanks|not today)\b",
    ),
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 15)
def seeks_a_sort(need: str) -> bool:
    """Tell whether a need names a sort of people or firms ("hotels that pay on time").

    Such a one is met by who is of that sort; what somebody does for the same sort is an offer
    to the same customers, however alike the words are.
    """
    rest = _LEAD.sub("", need.casefold())
    head = _OF_IT.split(rest, maxsplit=1)[0].replace("/", " ").split()
    return (
        bool(head)
        and head[0] not in _ONE
        and any(word.strip("'’\"!?") in _SORTS for word in head[:_LONGEST])
    )


@lru_cache(maxsize=1 << 15)
def unwelcome(need: str) -> frozenset[str]:
    """Give the words of what a need is to be free of ("sites away from spray")."""
    return frozenset(_FREE_OF.findall(need.casefold()))


@lru_cache(maxsize=1 << 15)
def asks_for_nothing(need: str) -> bool:
    """Tell whether a need says that there is none ("I'm buying nothing today")."""
    return bool(_NOTHING.search(need))
