"""Sentence frames that all forms share, taken off so that they do not make texts alike."""

from __future__ import annotations

import re

from matcher.profiles import Facet

_WE = r"(?:i|we|my company|our company|our team|our firm)"
_AM = r"(?:\s*(?:'m|’m|'re|’re|'d|’d|'ve|’ve|am|are|would|do|have|will|can|could))*"
_ADVERB = r"(?:\s*(?:also|really|currently|now|still|always|just|mainly|mostly|especially|both))*"
_SEEK = (
    r"(?:looking (?:for|to (?:meet|find|talk (?:to|with)|connect with))|searching for|"
    r"(?:on the (?:hunt|lookout)|in search|in need) (?:for|of)|seeking|"
    r"hoping (?:for|to (?:meet|find))|"
    r"(?:like|love|want|wish|keen|need) to (?:meet|find|talk (?:to|with)|get to know|"
    r"connect with|hear from)|interested in (?:meeting|finding)|wanted:?|needed:?|need|seek|"
    r"want|would like)"
)
_GIVE = (
    r"(?:offering|offer|provide|providing|supply|supplying|deliver|delivering|"
    r"(?:can|could|able to|happy to|glad to|like to) "
    r"(?:offer|provide|help(?: you| people| others)? with|share|give)|"
    r"help(?: you| people| others)? with|specialise in|specialize in)"
)
_BE = r"(?:(?:work|working) (?:as|in|on)|a specialist in|an expert in|experienced in)"
_LEAD = r"^(?:(?:and|also|but|so|then|plus|hi|hello|honestly|basically)[,:]?\s+)*"

_SEEKING = re.compile(rf"{_LEAD}(?:{_WE}{_AM}{_ADVERB}\s+)?{_SEEK}\b[:,]?\s+", re.IGNORECASE)
_OFFERING = re.compile(rf"{_LEAD}(?:{_WE}{_AM}{_ADVERB}\s+)?{_GIVE}\b[:,]?\s+", re.IGNORECASE)
_BEING = re.compile(
    rf"{_LEAD}(?:{_WE}{_AM}{_ADVERB}\s+{_BE}\s+|(?:i|we)(?:\s*(?:'m|’m|'re|’re)|\s+am|\s+are)\s+)",
    re.IGNORECASE,
)
_LIKING = re.compile(
    rf"{_LEAD}(?:{_WE}{_AM}{_ADVERB}\s+)?(?:(?:like|love|enjoy|interested in|passionate about|"
    r"fond of|into|fan of|enthusiast of|curious about)\s+)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"^(?:some(?:one|body)|any(?:one|body)|people|a person|those|contacts?|help)\s+"
    r"(?:who|that|to|with)\s+(?:can|could|will|would|might|knows?(?: about)?|understands?|has|have|"
    r"is|are|does|do)?\b\s*",
    re.IGNORECASE,
)


def stated_facet(text: str, facet: Facet) -> Facet:
    """Tell where a statement counts: its opening may say otherwise than its place in the form."""
    if facet is not Facet.NEED and _SEEKING.match(text):
        return Facet.NEED
    if facet is Facet.NEED and _OFFERING.match(text):
        return Facet.OFFER
    return facet


def strip_frame(text: str) -> str:
    """Take the shared opening off a statement ("We are looking for ..."); never all of it."""
    core = text.strip()
    for frame in (_SEEKING, _OFFERING, _LIKING, _BEING, _SOMEBODY):
        shorter = frame.sub("", core, count=1).strip(" .:,")
        core = shorter or core
    return core.strip(" .:,") or text.strip()
