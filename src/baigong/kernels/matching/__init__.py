"""Two-way matching of seekers and vacancies: exact, integer scores, ties by id.

The rules stand in words in ``SPECIFICATION.md`` beside this file. ``match`` gives both top lists,
``explain`` the reasons of one pair, ``why_not`` the first hard condition that refuses a pair and its mending.
"""

from .explain import Explanation, Reason, WhyNot, explain, explain_in, why_not
from .facts import LawfulAge, MatchingError, Seeker, Vacancy
from .matches import ENGINES, Matches, Pair, PairLists, match
from .mending import Change
from .setting import CommuteTable, Setting, Settings, Weights, WeightsByPlace

__all__ = [
    "ENGINES",
    "Change",
    "CommuteTable",
    "Explanation",
    "LawfulAge",
    "MatchingError",
    "Matches",
    "Pair",
    "PairLists",
    "Reason",
    "Seeker",
    "Setting",
    "Settings",
    "Vacancy",
    "Weights",
    "WeightsByPlace",
    "WhyNot",
    "explain",
    "explain_in",
    "match",
    "why_not",
]
