"""Sentence frames that all forms share: where a statement counts, and what is left without them."""

from __future__ import annotations

import re

from matcher.profiles import Facet
from matcher.text.phrases import APOSTROPHE, any_of, maybe

_WE = any_of("i | we | my company | our company | our team | our firm")
_AM = rf"(?:\s*(?:{APOSTROPHE}(?:m|re|d|ve)|am|are|would|do|have|will|can|could))*"
_ADVERB = (
    r"(?:\s*"
    + any_of(
        "also | really | currently | now | still | always | just | mainly | mostly | especially",
        "both | actively | at present | at the moment | badly | desperately | urgently | only",
    )
    + ")*"
)
_SUBJECT = rf"{_WE}{_AM}{_ADVERB}\s+"
_LEAD = (
    "^(?:"
    + any_of(
        "and | also | but | so | then | plus | hi | hello | honestly | basically | ideally | now",
        "next | in (?:exchange|return) | at (?:present|the moment) | right now | currently",
        "for that | therefore | this year",
    )
    + r"[,:]?\s+)*"
)
_A_THING = "(?= (?:an?|one|some(?:body|one)?|two|more|help|advice|feedback|support|tips)\\b)"
_MEET = any_of(
    "meet | find | talk to | talk with | speak to | speak with | get to know | connect with | hire",
    "hear from",
)

# What is sought.
_SEEK = any_of(
    rf"looking (?:for|to {_MEET}) | searching for | search for | look for | seeking | seek",
    "(?:on the (?:hunt|lookout)|in search|in need|in the market) (?:for|of)",
    rf"(?:hoping|trying|hope) (?:for|to {_MEET}) | interested in (?:meeting|finding)",
    rf"(?:like|love|want|wish|keen|need) to {_MEET} | need | want | wanted:? | needed:?",
    rf"would(?: also)? (?:like|love){_A_THING} | would like | could (?:use|do with)",
    "would be (?:glad of|grateful for) | (?:hiring|recruiting)(?=:)",
)
# What says so only with its subject: "after 30 years" is no search.
_WE_SEEK = _SUBJECT + any_of(
    "after | hiring | recruiting | hunting(?: for)? | hunt for | missing | miss | lacking | lack",
    rf"wish for | (?:like|love){_A_THING}",
)
_WHAT = (
    rf"what {_SUBJECT}(?:want|need|lack|miss|missing|after|looking for|like)"
    r"(?: (?:now|most))?(?: (?:is|are))?(?: missing)?"
)
_SEEKING = re.compile(
    rf"{_LEAD}{any_of(maybe(_WE + _AM + _ADVERB) + _SEEK, _WE_SEEK, _WHAT)}\b[:,]?\s+",
    re.IGNORECASE,
)
# Among the offers: a wish, or a question, though no opening above says so.
_GIVING = any_of(
    "help | share | give | offer | teach | show | support | mentor | introduce | pass | advise",
    "lend | host | speak about | talk about | answer | tell | volunteer | contribute",
)
_WISHING = re.compile(
    _LEAD
    + any_of(
        rf"{_WE}(?:\s+would|{APOSTROPHE}d)?{_ADVERB}\s+(?:want|wish|hope) to (?!{_GIVING})",
        rf"{_WE}(?:\s+would|{APOSTROPHE}d){_ADVERB}\s+(?:like|love) to (?!{_GIVING})",
        # "Until then I would like lighter bottles": when and where are kept.
        any_of("until | before | after | for | in | from | on | by | with | at | this | next")
        + r"(?:\s+[\w'’-]+){1,4}?,?\s+"
        rf"{_SUBJECT}(?:{_SEEK}|(?:like|love){_A_THING})\b",
        rf"{_SUBJECT}(?:raising|short of|stuck|struggling|desperate for)\b",
        rf"{maybe('does|can|could')}any(?:one|body) (?:know|here|recommend|suggest|help)\b",
        r"some(?:one|body) (?:must|should|please)\b | please help\b",
        "some(?:one|body) to (?:teach|help|show|tell|look|read|take|join|share|explain|do|run|make|"
        r"fix)\b",
    ),
    re.IGNORECASE,
)

# What is offered.
_HELP_WITH = "help(?: you| people| others)? with"
_GIVE = any_of(
    "offering | offer | provide | providing | supply(?! (?:and|chain|of)\\b) | supplying | deliver",
    f"delivering | specialise in | specialize in | {_HELP_WITH}",
    f"(?:can|could|able to|happy to|glad to|like to) (?:offer|provide|{_HELP_WITH}|share|give)",
)
_OFFERING = re.compile(rf"{_LEAD}{maybe(_WE + _AM + _ADVERB)}{_GIVE}\b[:,]?\s+", re.IGNORECASE)
# Wherever it stands, this is an offer.
_HAND_OUT = any_of(
    "offer | help | share | give | teach | show | provide | mentor | advise | introduce"
)
_OFFERED = re.compile(
    _LEAD
    + any_of(
        rf"{_SUBJECT}(?:offer|offering|provide|providing|{_HELP_WITH})",
        rf"(?:{_SUBJECT})?(?:happy|glad|able) to {_HAND_OUT}",
        rf"{_WE}\s+(?:can|could) (?:{_HAND_OUT}|supply) | can (?:{_HAND_OUT}|run|lead|host)",
        rf"(?:{_SUBJECT})?(?:would (?:also )?)?(?:like|love|want) to {_GIVING}",
        "offering | offers?: | providing",
        r"in return (?:i|we|you)(?!['’]d| (?:would|need|want)\b)",
    )
    + r"(?=\W)",
    re.IGNORECASE,
)
# Among the needs: what people do or are is no need of theirs.
_DOING = re.compile(
    _LEAD
    + any_of(
        r"(?:i|we)(?:\s+(?:also|mainly|mostly|now|currently))?\s+"
        + any_of(
            "make | sell | produce | manufacture | supply | build(?! up) | bake | brew | design",
            "develop | import | export | repair | teach | grow | distribute | install | specialise",
            "specialize | run(?! (?:out|into|short)\\b)",
        ),
        rf"(?:i|we)(?:{APOSTROPHE}ve|\s+have) been \w+ing",
        rf"(?:i|we)(?:\s*{APOSTROPHE}(?:m|re)|\s+am|\s+are)\s+an?(?! (?:bit|little|lot|few)\b)",
    )
    + r"\b",
    re.IGNORECASE,
)

# Who people are, what they like, whom they mean.
_BEING = re.compile(
    _LEAD
    + any_of(
        rf"{_SUBJECT}(?:(?:work|working) (?:as|in|on)|a specialist in|an expert in|experienced in)",
        rf"(?:i|we)(?:\s*{APOSTROPHE}(?:m|re)|\s+am|\s+are)",
    )
    + r"\s+",
    re.IGNORECASE,
)
_LIKE = any_of("interested in | passionate about | curious about | fond of | interests?:")
_LIKING = re.compile(
    rf"{_LEAD}{maybe(_WE + _AM + _ADVERB)}"
    rf"{any_of(_LIKE, 'like | love | enjoy | into | fan of | enthusiast of')}\s+",
    re.IGNORECASE,
)
_INTERESTED = re.compile(
    rf"{_LEAD}{maybe(_WE + _AM + _ADVERB)}{_LIKE}"
    r"\s+(?!(?:meeting|finding|hearing|buying|joining|working)\b)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"^(?:some(?:one|body)|any(?:one|body)|people|a person|those|contacts?|help)\s+"
    r"(?:who|that|to|with)\s+(?:can|could|will|would|might|knows?(?: about)?|understands?|has|have|"
    r"is|are|does|do)?\b\s*",
    re.IGNORECASE,
)

# Where a sentence turns to what is sought.
_TURNING = re.compile(
    r"(?:[,;:]\s*|\s[-–—]\s+|\s+)"
    + maybe("and|so|but|therefore|which is why")
    + maybe("now|also|ideally|at the moment|at present|currently")
    + "(?="
    + any_of(
        rf"(?:i|we)(?:\s+(?:am|are)|{APOSTROPHE}(?:m|re)){_ADVERB} "
        "(?:looking (?:for|to)|searching for|after|seeking|hiring|recruiting|hoping (?:for|to)|"
        "in need of|short of)",
        rf"(?:i|we)(?:\s+would|{APOSTROPHE}d)?(?:\s+(?:really|also))* "
        "(?:(?:like|love|want) to (?:meet|find|talk|speak|hear)|could (?:use|do with)|"
        r"(?:need|seek|want)(?! (?:to|not)\b))",
    )
    + r"\b)",
    re.IGNORECASE,
)
# A turn is marked, and has a clause before it: not "the customers we want".
_MARKED = re.compile(r"\s*(?:[,;:]|[-–—]|\b(?:and|so|but|therefore|which)\b)", re.IGNORECASE)
_UNFINISHED = re.compile(
    rf"\b{any_of('that | which | who | what | how | when | where | if | because | as | than')}$",
    re.IGNORECASE,
)
_LEAST_CLAUSE = 2


def turns(piece: str) -> tuple[str, ...]:
    """Part a sentence where it turns to what is sought ("we mill oats, so we're after growers")."""
    found: list[str] = []
    start = 0
    for turn in _TURNING.finditer(piece):
        said = piece[start : turn.start()].strip(" ,;:")
        if (
            len(said.split()) >= _LEAST_CLAUSE
            and not _UNFINISHED.search(said)
            and _MARKED.match(turn[0])
        ):
            found.append(said)
            start = turn.end()
    return (*found, piece[start:].strip())


def stated_facet(text: str, facet: Facet) -> Facet:
    """Tell where a statement counts: its opening may say otherwise than its place in the form."""
    # "Looking for funding?" asks the reader; "does anybody know a joiner?" asks for a joiner.
    asked = text.rstrip().endswith("?")
    if facet is Facet.NEED:
        if not asked and (_OFFERED.match(text) or _DOING.match(text)):
            return Facet.OFFER
        named = text.casefold().startswith(("interests:", "interest:"))
        return Facet.INTEREST if named else facet
    if _OFFERED.match(text):
        return Facet.OFFER
    if _WISHING.match(text) or (_SEEKING.match(text) and not asked):
        return Facet.NEED
    return Facet.INTEREST if _INTERESTED.match(text) else facet


def strip_frame(text: str) -> str:
    """Take the shared opening off a statement ("We are looking for ..."); never all of it."""
    core = text.strip()
    for frame in (_SEEKING, _OFFERING, _LIKING, _BEING, _SOMEBODY):
        shorter = frame.sub("", core, count=1).strip(" .:,")
        core = shorter or core
    return core.strip(" .:,") or text.strip()
