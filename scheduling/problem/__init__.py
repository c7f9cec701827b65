"""The question and the shape of its answer: people, room, times, pairs, rules; a schedule."""

from scheduling.problem.entities import (
    Attendee,
    Before,
    GivenMeeting,
    Lock,
    Mode,
    MustMeet,
    Objective,
    Slot,
    Table,
    Team,
)
from scheduling.problem.fault import Fault
from scheduling.problem.pairs import Pairs
from scheduling.problem.problem import Problem, ProblemFaults
from scheduling.problem.schedule import Change, Meeting, Schedule, difference

__all__ = [
    "Attendee",
    "Before",
    "Change",
    "Fault",
    "GivenMeeting",
    "Lock",
    "Meeting",
    "Mode",
    "MustMeet",
    "Objective",
    "Pairs",
    "Problem",
    "ProblemFaults",
    "Schedule",
    "Slot",
    "Table",
    "Team",
    "difference",
]
