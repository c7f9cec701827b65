"""Wordings that exclude: how people write what they do not want, or do not offer."""

from __future__ import annotations

import re

from matcher.profiles import Facet
from matcher.text.phrases import APOSTROPHE, NOT, any_of, maybe

POLITE = any_of(
    "please | pls | plz | sorry | truly | honestly | really | thanks | thank you | absolutely",
    "definitely | strictly | ideally | preferably | certainly | unfortunately | sadly | mostly",
)
NOW = any_of(
    "any ?more | any longer | right now | at the moment | at this time | at present | for now",
    "this time | this year | today | tonight",
)
_WHO = rf"(?:{any_of('i', 'we', 'my (?:company|firm)', 'our (?:company|team|firm)')}\b\s*)?"
# No word twice, here and above: two ways to match one word are thousands for a row of them.
_ADVERB = any_of(
    "currently | actively | actually | particularly | especially | also | ever | even | so | that",
    "very | at all | at present | right now",
)
_WELL = rf"(?:{any_of(_ADVERB, POLITE)}\s+)*"
_AM = rf"(?:{APOSTROPHE}(?:m|re|s)|i?m|am|are|is)"
_D = maybe(f"(?:{APOSTROPHE}?d|would)")
_IS_NOT = rf"(?:{_AM}?\s*\bnot|(?:are|is|ai){NOT}|no\s+longer)\s+{_WELL}"
_NEVER = rf"(?:(?:do|does|did|will|would)\s+not|(?:do|does|did|would|wo){NOT}|never|no\s+longer)"
_DO_NOT = rf"{_NEVER}\s+{_WELL}"
_CAN_NOT = (
    rf"(?:can\s?not|can{APOSTROPHE}?t|could{NOT}|{maybe(_AM)}(?:unable|not\s+able)\s+to|"
    rf"(?:are|is){NOT}\s+able\s+to)\s+"
)
_TO_MEET = "to " + any_of(
    "meet | see | talk to | talk with | speak to | speak with | hear from | hear about | deal with",
    "work with | buy | hire | get | join | sell to | be sold | be pitched | be approached by",
    "be contacted by",
)

# What is not wanted, wherever it is said.
_UNAIDED = r"(?!.*\b(?:on (?:my|our) own|alone|myself|ourselves)\b)"
_WISHED = any_of(
    r"looking for | looking to \w+ | searching for | seeking | interested in meeting",
    r"interested in | in need of | after | in the market for | raising | hiring | recruiting",
    r"open to | keen on | bothered about | trying to \w+ into | trying to \w+ | hoping for",
    r"here for | a fan of | a big fan of | fond of | into | up for | considering | accepting",
    r"buying | chasing",
)
_WISH = any_of(
    rf"(?:want|need|like|love|wish|care|have) {_TO_MEET}",
    r"(?:want|need)\b(?! to\b) | (?:like|love)\b(?! to\b| \w+ing\b)",
    "wish for | seek | search for | search | look for | consider | require | welcome",
    "care for | care about | enjoy",
)
_BOTHER = (
    any_of(
        "pitch | send | sell | offer | call | contact | e-?mail | message | approach | show | ask",
        "bring | talk to | try to sell",
    )
    + r"(?:ing)?\s+(?:me|us)\b(?:\s+(?:about|with|for|to|on))?"
)
_SHUN = any_of(
    rf"{_IS_NOT}{_WISHED}",
    rf"{_DO_NOT}{_WISH}",
    rf"(?:do not|do{NOT}|never|avoid|stop) {_BOTHER}",
    rf"{_UNAIDED}{_D}{maybe('much')}(?:rather|sooner) not(?: (?:{_TO_MEET[3:]}|do|be|have))?",
    rf"{_D}prefer not(?: {_TO_MEET})?",
    rf"{maybe('would')}ask not to(?: be)?",
    rf"{maybe(_AM)}(?:tired|sick|weary) of(?! (?:our|my)\b) | fed up with(?! (?:our|my)\b)",
    rf"{maybe('had')}enough (?:of|with) | {maybe(_AM)}(?:done|finished) with | allergic to",
    r"refuse(?: to \w+(?: with)?)?",
    rf"(?:do not|do{NOT}) think (?:i|we) (?:need|want)",
    r"(?:keep|stay|steer)(?:ing)? (?:well )?(?:away|clear) (?:from|of)",
    rf"{maybe('have|with')}(?:no|zero|little) (?:interest in|need (?:for|of)|use for|thanks to)"
    "(?: (?:meeting|finding|hearing from|talking (?:to|with)|working with|buying))?",
    "not (?:wanted|needed|required)(?=:)",
    rf"what (?:i|we) {_DO_NOT}(?:want|need)(?=:)",
    rf"{_CAN_NOT}(?:work with|use|accept|take on|consider)",
)

# "No ..." opens an exclusion unless it is one of these ("no problem too small", "no cash yet").
_HARMLESS_NEXT = any_of(
    "matter | idea | sure | longer | only | just | least | later | less | fewer | one | more than",
    "doubt | problem | bother | rush | hurry | worries | obligation | strings | yet | to | bad",
    "far | too | so | as | until | before | after | time like | end | limit | afraid | scared",
    "worried | shy | going | able | even | always | everyone | everybody | all | necessarily",
    "cost | charge | fees? | catch | today | now | every | enough | clue | experience | knowledge",
    "skills? | background | budget | training | prior | previous | appointment | minimum | fuss",
    "nonsense | frills | jargon | hassle | drama | your | deadline",
    "waiting | hidden | queues? | a (?:day|week|single|soul|problem|lot|moment)",
)
_HARMLESS_SOON = any_of(
    r"(?:\s+[\w'’-]+){1,2} (?:fees?|charges?|costs?|obligation|commitment|minimum|questions)",
    r"\s+(?:website|logo|team|contracts?)(?=\W*(?:[,.;!]|$))",
    r"(?:\s+[\w'’-]+){1,2} (?:experience|budget|skills?|knowledge|background|idea)",
    r"(?:\s+[\w'’-]+){1,3} (?:is |are )?too",
    r"(?:\s+[\w'’-]+){1,3} (?:yet|so far|in-?house|of (?:my|our) own)",
)
_HARMLESS = rf"(?!\s+{_HARMLESS_NEXT}\b)(?!{_HARMLESS_SOON}\b)"
# Among the needs: what one has already, what one does not deal with.
_OWNED = any_of(
    rf"{maybe(f'{APOSTROPHE}ve|have')}already (?:have|got|found|hired|use|work with)"
    r"(?= (?:a|an|our|my|one|two|three|enough|plenty|good|all|some)\b)",
    rf"(?:{APOSTROPHE}ve|have)(?: (?:already )?got)? "
    "(?:plenty|(?:more than )?enough|too many)(?: of)?",
)
_DEAL = any_of(
    "do | take on | take | handle | sell | buy | hire | recruit | deal with | deal in | work with",
    "work on | work in | work for | use | accept | book | employ | invest in | offer | provide",
    "supply | help with",
)
# "We don't do social media and need someone who does" names a need.
_NO_LACK = r"\b(?!.*\b(?:yet|well|need|so)\b)"
_DEALING = any_of(
    "selling | doing | taking on | taking | offering | providing | working (?:with|on)"
)
_UNDEALT = any_of(
    r"never(?! (?:again|late|ever|mind)\b)(?= [\w-]+(?: [\w-]+)?\W*(?:[.,;)]|$))",
    rf"{_DO_NOT}{_DEAL}{_NO_LACK}",
    r"avoid(?! \w+ing\b)",
    rf"(?:need|want|search|seek) no{_HARMLESS}",
    rf"{_IS_NOT}{_DEALING}",
)
_HATED = any_of(
    f"{maybe('really')}(?:hate|dislike|loathe|can(?:not|{APOSTROPHE}?t) (?:stand|bear))"
)

# Among the offers: what one does not do, but for what says nothing of it ("we don't mind mud").
_NO_DEED = any_of(
    "know | think | mind | judge | worry | hesitate | bite | believe | understand | have | get",
    "let | mean | see | feel | matter | care | expect | promise | guarantee | charge | cost | stop",
    "sleep | forget | lose | miss | fail | break | hurt | run | require | ask | claim | pretend",
    "be | say | give | look | seem | want | need | like | love | wait | only | just | recommend",
    "thank | stress | imagine | turn | tire | always | even | regret | remember | agree | leave",
    "compromise | disappoint | too | quite | yet | come | go | am | are | is",
)
_DEED = rf"(?!{_NO_DEED}\b)[a-z]+(?:\s+(?:out|on|up|with|in|for)\b)?"
_LACKED = any_of(
    rf"{_UNAIDED}(?:{_DO_NOT}|{_CAN_NOT}){_DEED}",
    rf"{_IS_NOT}{_DEALING}",
    rf"{_IS_NOT}the right (?:person|people|firm|company|one) for",
    rf"{_IS_NOT}(?:an? )?(?:experts?|specialists?) in",
    rf"{_IS_NOT}(?:qualified|trained|equipped|insured|licensed) (?:in|for|to)",
    rf"{maybe(f'have|{APOSTROPHE}ve')}(?:stopped|given up|quit) (?:doing|selling|making|offering)",
)

_NO = any_of(
    rf"(?:no more|no|not|none? of(?! (?:us|our|my|them|it|this|that)\b)){_HARMLESS}\b",
    r"(?:nothing|nobody|no[-\s]?one) (?:to do with|with|from|in|of|like|selling|(?:that|who) \w+)",
    "neither",
)


def _opening(*wordings: str) -> re.Pattern[str]:
    """Find one of some wordings at the start of a statement or of a clause in it."""
    clause = any_of(
        r"^ | [,;:(–—]\s* | \s[-–—]\s+ | [!.]\s+",
        r"\b(?:but|so|though|although|then)\s+ | \band\s+(?!no\b)",
    ).replace(r"^\s+", "^")
    polite = rf"(?:{any_of('but | and | so | also | just | only | now', POLITE, NOW)}[,:]?\s+)*"
    return re.compile(
        rf"{clause}{polite}{_WHO}(?:{_ADVERB}\s+|{POLITE}[,:]?\s+)*{any_of(*wordings)}\b[:,]?\s+",
        re.IGNORECASE,
    )


SHUNNING = re.compile(rf"{_SHUN}\b", re.IGNORECASE)
"""Of an opening: what follows is not wanted, wherever it stands."""
OPENINGS = {
    Facet.NEED: _opening(_SHUN, _OWNED, _UNDEALT, _HATED, _NO),
    Facet.OFFER: _opening(_SHUN, _LACKED, _NO),
    Facet.INTEREST: _opening(_SHUN, _UNDEALT, _HATED, _NO, "not so much"),
}
"""What opens an exclusion, by the facet it stands in."""
RELATIVE = re.compile(
    rf"\s+(?:who|that|which)\s*(?:(?:{APOSTROPHE}s|is|are)\s+not|(?:is|are){NOT}){_HARMLESS}"
    # A trade or a thing follows, not how somebody is ("who isn't dear").
    r"\s+(?=(?:an?|the|my|our|from|in|at)\s|(?:[\w-]+\s)?[\w-]+s\b)"
    r"|[,(]?\s*\b"
    + any_of(
        "except(?: for)? | other than | apart from | excluding",
        "anything but | any(?:one|body) but",
        "rather than | instead of | as opposed to | aside from",
    )
    + r"\s+"
    # "Freelancers not agencies", at the end.
    rf"|(?<!\bis)(?<!\bare)(?<!\bam)(?<!\bdo)(?<!\bif)(?<!\bor)\s+not\s+(?=(?:an?\s+)?[\w-]+s\W*$)"
    rf"|\s+(?:who|that|which)\s+(?:do\s+not|do{NOT}|never)\s+"
    + any_of("invest in | work with | work for | use | sell | buy | serve | deal with | fund")
    + r"\s+",
    re.IGNORECASE,
)
"""Inside a statement: the exclusion follows."""
BARE = re.compile(
    rf"(?P<not>{_IS_NOT})(?P<deed>raising|hiring|recruiting)(?=\s*(?:[.,;!)]|$|{NOW}))",
    re.IGNORECASE,
)
"""What is not done, with nothing behind it ("we're not hiring")."""

_UNWELCOME = any_of(
    r"no,? (?:thanks|thank you) | need not apply | unwelcome | (?:are )?excluded",
    rf"(?:please )?(?:do not|do{NOT}) (?:contact|call|e-?mail|message|approach|bother)(?: me| us)?",
    r"not (?:wanted|welcome|needed|required)\b(?!:) | (?:please )?(?:stay|keep) away(?! from)",
)
_UNWANTED = any_of(
    r"(?:what|something) (?:i|we) | (?:a|our|my|the) priority | for (?:me|us) | possible | needed",
    "wanted | required | of interest | interesting | welcome | (?:my|our) thing | on offer",
    "an option | included | (?:part of|in) (?:my|our)",
)
_BEYOND = any_of(
    "(?:outside|beyond|out of) (?:my|our|the) "
    "(?:scope|remit|range|budget|mandate|expertise|question|services)",
    "off the table | (?:already )?(?:sorted|covered|taken care of)",
)
_UNINTERESTING = any_of(
    rf"(?:is|are)(?: not|{NOT}) (?:really )?{_UNWANTED}",
    rf"(?:does|do)(?: not|{NOT}) interest (?:me|us) | leaves? (?:me|us) cold",
    rf"(?:is|are) {_BEYOND}",
)
REFUSED = re.compile(
    rf"\s*[:,–—-]?\s*\b(?:(?P<listed>{_UNWELCOME})|{_UNINTERESTING})\b.*?(?:[;.!?,]\s*|$)",
    re.IGNORECASE,
)
"""Behind what is excluded."""
