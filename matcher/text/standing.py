"""Standing: whether a statement can be understood by who reads nothing else of its author."""

from __future__ import annotations

import re

from matcher.text.phrases import any_of

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that say nothing of what a statement is about: grammar, amounts, times, general doing.
_EMPTY = frozenset(
    _TOKEN.findall(
        "a about above across after again against all almost already also although always am an "
        "and another any anybody anyone anything anywhere apart are around as aside at away back "
        "be because become been before behind being below beside best better between beyond both "
        "but by came can cannot come comes coming could did do does doing done down each either "
        "else enough even ever every everybody everyone everything exactly except few fewer first "
        "for forward from full further gave get gets getting give given gives giving glad go goes "
        "going gone good got great had half happy hard has have having he her here hers him his "
        "how however i if in indeed instead into is it its just keep keeps kept knew know known "
        "knows last late later least left less lest let like likely little long lots lot made "
        "mainly make makes making many may maybe me mean means might mine more most mostly much "
        "must my myself near nearly need needed needs neither never new next no nobody none nor "
        "not nothing now nowhere of off often okay old on once one ones only onto open or other "
        "others otherwise our ours out over own part per perhaps please plenty possible pretty "
        "probably put quite rather really right said same saw say saying says see seem seems seen "
        "set several shall she short should since so some somebody somehow someone something "
        "sometimes somewhere soon still stop such sure take taken takes taking tell than thank "
        "thanks that the their theirs them themselves then there these they thing things think "
        "this those though through till times to together told too took toward towards tried true "
        "try trying twice two three four five six seven eight nine ten under unless until up upon "
        "us use used using usually very want wanted wants was way ways we well went were what "
        "whatever when where whether which while who whole whom whose why will wish with within "
        "without won wonder would wrong yes yet you your yours yourself "
        # amounts and times, of which a number in common says nothing
        "dozen dozens hundred hundreds thousand thousands million couple pair number numbers rest "
        "second third hour hours minute minutes day days week weeks weekend month months year "
        "years today tomorrow tonight yesterday morning mornings afternoon afternoons evening "
        "evenings night nights monday tuesday wednesday thursday friday saturday sunday mondays "
        "tuesdays wednesdays thursdays fridays saturdays sundays january february march april "
        "june july august september october november december spring summer autumn winter season "
        "early time date start end ends ending moment while noon age aged big small bigger smaller "
        "large high low free cheap nice fine real serious honest quick easy slow "
        # people and doing in general
        "people person man woman guy lad fella folk folks friend friends name names call called "
        "ask asks asked asking answer answers look looks looking find finds finding found help "
        "helps helping show shows meet meets meeting talk talks talking work works working bring "
        "brings bringing bit kind sort stuff place places case point reason question questions "
        "problem problems idea ideas word words turn stay stays staying happen happens love enjoy "
        "hate hope feel care mind sit stand stands ring rings phone email don't can't won't isn't "
        "i'm i've i'd i'll we're we've we'd we'll it's that's they're there's you're you'd doesn't "
        "didn't wouldn't couldn't haven't hasn't aren't wasn't what's dont cant im ive id thats "
        "interested keen curious open available welcome matter matters depends happily gladly "
        "certain different special general various"
    )
)
# Subjects that stand for something said before, and what explains it.
_REFERRING = re.compile(
    any_of(
        "it | they | he | she | this | that | these | those | them | him | her | both | neither",
        r"i\.e | e\.g | namely",
    )
    + r"(?=[\s,.;:!?'’]|$)(?!\s+(?:who|of us|year|month|week|spring|summer|autumn|winter)\b)"
    r"|the (?:same|latter|former|rest|others?|ones?|last one)\b(?!\s+(?:who|that|with)\b)"
    r"|(?:most|some|many|all|none|one) (?:of (?:it|them|these|those)|are|is|was|were)\b",
    re.IGNORECASE,
)
# What needs a main clause, which is not here.
_HANGING = re.compile(
    any_of(
        "which | who | whose | whom | because | so that | than | until then | unless | whereas",
        "if not | if so | with | without | as well | not | nor | instead | such as | hence",
        "yes | no",
        "the reason | for that | for this | with that | from that | of course",
    )
    + r"(?=[\s,.;:!?]|$)",
    re.IGNORECASE,
)
# "Sheep as well" is besides something; in a longer statement that is said with it.
_BESIDES = re.compile(
    r"\b" + any_of("as well | too | also | either | neither") + r"\W*$", re.IGNORECASE
)
_BESIDES_WORDS = 4
# "Drying?" asks on about what was said; "good with looms?" says itself what it is about.
_ASKED_ON = 2
# At the end of a text read backwards, so that a line of question marks is read once.
_ASKING = re.compile(r"[^\w?]*\?")
_JOINING = re.compile(
    "^" + any_of("and | but | or | so | also | plus | then | yet | next") + r"[,:]?\s+(?=\S)",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:[,:;(–—-]|\b"
    + any_of(
        "and | or | but | the | a | an | my | our | your | their | because | if | whose | than",
    )
    + r")\W*$",
    re.IGNORECASE,
)
# "The heating." is of something that was spoken of; "the heating in our chapel" says of what.
_POINTING = re.compile(r"(?:the|my|our|your|his|its|their|that|this)\s", re.IGNORECASE)
_POINTED = 3
_LONGEST = 320
_BRACKETS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


def telling_words(text: str) -> tuple[str, ...]:
    """Give the words of a text that say what it is about, in small letters, in order."""
    words = (word.casefold().replace("’", "'") for word in _TOKEN.findall(text))
    return tuple(
        word for word in words if len(word) > 1 and word not in _EMPTY and not word[0].isdigit()
    )


def refers_back(text: str) -> bool:
    """Tell whether a statement goes on from what was said before ("They must survive frost")."""
    plain = _JOINING.sub("", text.lstrip(" \"'“‘("), count=1)
    words = len(_TOKEN.findall(plain))
    if _ASKING.match(text[::-1]):
        return words <= _ASKED_ON or bool(_REFERRING.match(plain))
    return (
        bool(_REFERRING.match(plain) or _HANGING.match(plain))
        or points(plain)
        or (words <= _BESIDES_WORDS and "," not in plain and bool(_BESIDES.search(plain)))
    )


def points(text: str) -> bool:
    """Tell whether a text only names something the reader should know ("The heating.").

    What was said before it is of something else, mostly, and does not explain it.
    """
    return bool(_POINTING.match(text)) and len(_TOKEN.findall(text)) <= _POINTED


def stands_alone(text: str) -> bool:
    """Tell whether a statement can be quoted by itself.

    It has a word that says what it is about, does not go on from a sentence before, is not cut
    off, and is no longer than a quote may be.
    """
    return (
        len(text) <= _LONGEST
        and bool(telling_words(text))
        and not refers_back(text)
        and not _CUT_OFF.search(text)
        and all(text.count(opened) == text.count(closed) for opened, closed in _BRACKETS)
    )


def opened(text: str) -> str:
    """Take off the word that joins a statement to the one before ("Also a printer")."""
    shorter = _JOINING.sub("", text, count=1)
    return shorter[:1].upper() + shorter[1:] if text[:1].isupper() else shorter
