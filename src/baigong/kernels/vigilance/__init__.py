"""Is somebody looking at more than the work asks for? Plain rules over who saw whom, when and from where.

The figures (how many an hour, what counts as night) are arguments; a finding names the entries it rests on.
Source: reliability tests 41 (numbers asked one after another) and 43 (mass reading), GB/T 22239 8.1.4 (security audit).
"""

from .model import RULES, Limits, Pattern, Rule, Sight
from .rules import patterns_in
from .sequences import Try, runs_in

__all__ = ["RULES", "Limits", "Pattern", "Rule", "Sight", "Try", "patterns_in", "runs_in"]
