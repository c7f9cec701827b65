"""Profiles and vectors to scored, explained candidate pairs; pure."""

from matcher.match import MatchResult, match
from matcher.parameters import Parameters
from matcher.people import People
from matcher.policy.policy import Field, Policy, Refusal, Rule
from matcher.profiles import Facet, Item, Profile
from matcher.ranking.candidates import CandidateGraph
from matcher.ranking.exposure import Exposure
from matcher.ranking.reasons import Reason
from matcher.scoring.score import Weights

__all__ = [
    "CandidateGraph",
    "Exposure",
    "Facet",
    "Field",
    "Item",
    "MatchResult",
    "Parameters",
    "People",
    "Policy",
    "Profile",
    "Reason",
    "Refusal",
    "Rule",
    "Weights",
    "match",
]
