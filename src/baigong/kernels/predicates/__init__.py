"""The one filter language of the house: written in packs, asked in Python, numpy and (foundation) the ORM.

A condition is either a test of one fact, or `all` / `any` / `none` of further conditions, nested at most
three deep. There is no arithmetic and no code. A fact that is not known makes a test neither true nor false
(Kleene's third value): a person of unknown age is not refused, she is asked.
"""

from .columns import Columns, evaluate_columns
from .errors import PredicateError
from .model import ALWAYS, Group, Moments, Predicate, Test, subjects
from .parse import parse, parse_all
from .reference import Row, evaluate

__all__ = [
    "ALWAYS",
    "Columns",
    "Group",
    "Moments",
    "Predicate",
    "PredicateError",
    "Row",
    "Test",
    "evaluate",
    "evaluate_columns",
    "parse",
    "parse_all",
    "subjects",
]
